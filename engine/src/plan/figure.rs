//! The figures of the count, by name.

use serde::{Deserialize, Serialize};

/// The version of the counting rules that this code counts by; printed with every report.
pub const COUNTING_RULES: &str = "counting-1";

macro_rules! figures {
    ($($(#[$doc:meta])* $variant:ident $name:literal $zh:literal $en:literal $unit:literal;)*) => {
        /// One figure of the count.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Figure { $($(#[$doc])* $variant,)* }

        impl Figure {
            /// All figures, in the order of reports.
            pub const ALL: &'static [Figure] = &[$(Figure::$variant,)*];

            /// Its key in JSON and CSV.
            pub fn name(self) -> &'static str {
                match self { $(Figure::$variant => $name,)* }
            }

            /// Its label in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Figure::$variant => $zh,)* }
            }

            /// Its label in English.
            pub fn en(self) -> &'static str {
                match self { $(Figure::$variant => $en,)* }
            }

            /// Its unit: a count, `wd`, `d`, `CNY`, `min`.
            pub fn unit(self) -> &'static str {
                match self { $(Figure::$variant => $unit,)* }
            }
        }
    };
}

figures! {
    /// Items that apply, once by kind.
    Items "items" "事项" "Items" "count";
    /// Departments of those items (rule 30).
    Departments "departments" "部门" "Departments" "count";
    /// Owners of systems that only supply data (rule 30).
    DataSources "data_sources" "数据来源单位" "Data sources" "count";
    /// Systems touched; information, never a saving (rule 31).
    Systems "systems" "系统" "Systems" "count";
    /// Forms to fill.
    Forms "forms" "表单" "Forms" "count";
    /// Fields and questions that the applicant answers (rule 29).
    Fields "fields" "填写字段" "Fields" "count";
    /// Materials handed in (rule 35).
    Materials "materials" "材料" "Materials" "count";
    /// Steps of people, the applicant's among them (rule 32).
    Steps "steps" "环节" "Steps" "count";
    /// Handoffs between lanes (rule 33).
    Handoffs "handoffs" "流转" "Handoffs" "count";
    /// Promised limit in working days (rule 34).
    LimitWd "limit_wd" "承诺时限（工作日）" "Limit (working days)" "wd";
    /// Limits in calendar days, shown beside and never added (rule 34).
    LimitD "limit_d" "承诺时限（自然日）" "Limit (calendar days)" "d";
    /// Visits to a place (rule 35).
    Trips "trips" "跑动" "Trips" "count";
    /// Fees in CNY (rule 35).
    CostCny "cost_cny" "费用（元）" "Fees (CNY)" "CNY";
    /// Mean work of staff, in minutes (rule 35).
    StaffMinutes "staff_minutes" "人员工时（分钟）" "Staff time (minutes)" "min";
}

impl Figure {
    /// Those that people ask for first, and by which measures are ranked.
    pub const MAIN: [Figure; 7] = [
        Figure::Forms,
        Figure::Fields,
        Figure::Materials,
        Figure::Steps,
        Figure::Handoffs,
        Figure::LimitWd,
        Figure::Trips,
    ];

    /// Whether less of it is a saving; the others tell what takes part, and are information (rules 30, 31).
    pub fn is_burden(self) -> bool {
        !matches!(self, Figure::Systems | Figure::DataSources | Figure::Items | Figure::Departments)
    }

    /// The counting rules it goes by, by number.
    pub fn rules(self) -> &'static [u8] {
        match self {
            Figure::Items => &[21],
            Figure::Departments | Figure::DataSources => &[30],
            Figure::Systems => &[31],
            Figure::Forms => &[32],
            Figure::Fields => &[29],
            Figure::Steps => &[32],
            Figure::Handoffs => &[33],
            Figure::LimitWd | Figure::LimitD => &[34],
            Figure::Materials | Figure::Trips | Figure::CostCny | Figure::StaffMinutes => &[35],
        }
    }
}
