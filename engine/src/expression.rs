//! stub until the room is merged
use std::sync::Arc;
/// Slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(pub u32);
/// Compiled.
#[derive(Debug, Clone)]
pub struct Expression;
/// Value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(Arc<str>),
    /// List.
    List(Arc<[Value]>),
}
/// Values.
pub trait Values {
    /// Get.
    fn get(&self, slot: Slot) -> Option<Value>;
    /// Today.
    fn today(&self) -> Option<jiff::civil::Date>;
    /// Working days.
    fn working_days(&self) -> Option<&dyn WorkingDays>;
}
/// Working days.
pub trait WorkingDays {}
impl Expression {
    /// Evaluate.
    pub fn evaluate_boolean(&self, _: &dyn Values) -> Result<bool, String> {
        Err(String::new())
    }
}
