//! Which office of a department handles an item: that of the region where somebody or something is (市县镇村).

use super::program::{ItemIndex, Program};
use super::state::Application;
use crate::expression::Value;
use crate::scenario::model::Id;

/// The region whose office handles an item. None where its scenario names no office, where the region is not
/// known yet, or where it lies in none of the level that handles the item: then the department itself does.
pub fn office<'p>(program: &'p Program, application: &Application, item: ItemIndex) -> Option<&'p Id> {
    let office = program.item(item)?.office.as_ref()?;
    match program.value(application, office.region, None)? {
        Value::Text(region) => office.of.get(&*region),
        _ => None,
    }
}
