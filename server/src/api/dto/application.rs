//! Applications in lists.

use super::text::Label;
use crate::api::titles::Titles;
use crate::desk::views::{moment, name_of};
use crate::runner::Filter;
use crate::runner::aftermath::Listed;
use crate::runner::number::{NoNumber, Number};
use onething_engine::application::status::{ApplicationStatus, ItemStatus};
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// An application in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ApplicationListed {
    /// Its id.
    pub id: Uuid,
    /// Its number (办件编号), for people.
    #[schema(example = "260302-7K3M-9QXD4")]
    pub number: String,
    /// Its scenario.
    pub scenario: String,
    /// Label of the scenario.
    pub scenario_title: Label,
    /// Its plan.
    pub plan: String,
    /// Its status.
    pub status: String,
    /// Its items.
    pub items: Vec<ItemListed>,
    /// When it was begun.
    pub opened_at: Option<String>,
    /// When something last happened to it.
    pub changed_at: String,
}

/// An item in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemListed {
    /// Its name.
    pub id: String,
    /// Who handles it.
    pub department: String,
    /// Label of the department.
    pub department_title: Label,
    /// Its status.
    pub status: String,
    /// Whether its limit is over.
    pub overdue: bool,
}

impl ApplicationListed {
    /// A row of the list; `titles` are what the library calls things.
    pub fn of(id: Uuid, row: &Listed, titles: &Titles) -> Self {
        let items = row.items.iter().map(|(id, department, status, overdue)| ItemListed {
            id: id.to_string(),
            department: department.to_string(),
            department_title: titles.department(department),
            status: name_of(status),
            overdue: *overdue,
        });
        Self {
            id,
            number: Number::of(id).to_string(),
            scenario: row.scenario.to_string(),
            scenario_title: titles.scenario(&row.scenario),
            plan: row.plan.to_string(),
            status: name_of(&row.status),
            items: items.collect(),
            opened_at: row.opened.map(moment),
            changed_at: moment(row.at),
        }
    }
}

/// Which applications.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApplicationQuery {
    /// Of this scenario. 场景。
    pub scenario: Option<String>,
    /// In this status: `draft`, `submitted`, `handling`, `correcting`, `suspended`, `concluded`, `withdrawn`,
    /// `terminated`. 办件状态。
    #[param(
        value_type = Option<String>,
        pattern = "^(draft|submitted|handling|correcting|suspended|concluded|withdrawn|terminated)$"
    )]
    pub status: Option<ApplicationStatus>,
    /// With an item in this status. 事项状态。
    #[param(
        value_type = Option<String>,
        pattern = "^(draft|submitted|accepted|correcting|handling|suspended|approved|refused|not_accepted|withdrawn|terminated)$"
    )]
    pub item_status: Option<ItemStatus>,
    /// With an item of this department. 部门。
    pub department: Option<String>,
    /// With an item over its limit. 是否超期。
    pub overdue: Option<bool>,
    /// Open ones only, or closed ones only. 是否未办结。
    pub open: Option<bool>,
    /// Of this number, as people say it: spaces, hyphens and small letters do not matter. 办件编号。
    #[param(max_length = 64)]
    pub number: Option<String>,
    /// `next_cursor` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl ApplicationQuery {
    /// As the runner filters.
    pub fn filter(&self) -> Filter {
        Filter {
            scenario: self.scenario.as_deref().map(Into::into),
            status: self.status,
            item_status: self.item_status,
            department: self.department.as_deref().map(Into::into),
            overdue: self.overdue,
            subject: None,
            open: self.open,
        }
    }

    /// The number that is wanted, where one is.
    ///
    /// # Errors
    /// It is none: in words.
    pub fn number(&self) -> Result<Option<Number>, Text> {
        number(self.number.as_deref())
    }
}

/// A number as people say it, where one is said.
///
/// # Errors
/// It is none: in words.
pub fn number(said: Option<&str>) -> Result<Option<Number>, Text> {
    said.map(str::parse).transpose().map_err(|why| match why {
        NoNumber::Form => Text::new(
            "办件编号写作 6 位日期加 9 位字母或数字，如 260302-7K3M-9QXD4",
            "a number is written as six digits of a date and nine letters or digits, such as 260302-7K3M-9QXD4",
        ),
        NoNumber::Check => Text::new(
            "办件编号有误：校验位与其余各位不符，请核对",
            "a letter or digit of the number is wrong: the last one does not fit the others",
        ),
    })
}
