//! What a report says of several scenarios that were simulated at the same desks: all of them together, each one, and
//! which of them the staff works for.

use super::simulation::SimulationReport;
use super::table::{Cell, Column, Style, Table};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{DeskFigures, Estimate, Spread};

impl<'a> SimulationReport<'a> {
    /// Whether several scenarios were simulated at the same desks.
    pub fn is_of_several(&self) -> bool {
        !self.beside.is_empty()
    }

    /// Each scenario as a report of its own, its desks by its own work alone; none where there is one.
    pub fn parts(&self) -> Vec<SimulationReport<'a>> {
        let Self { outcome, options, scenario, beside, language } = *self;
        let scenarios = std::iter::once(scenario).chain(beside.iter().copied());
        let part =
            |(outcome, scenario)| SimulationReport { outcome, options, scenario, beside: &[], language };
        outcome.scenarios.iter().zip(scenarios).map(part).collect()
    }

    /// A table of figures in two columns with a column for each scenario behind that of all together.
    fn by_scenario(&self, table: fn(&Self) -> Table) -> Table {
        let mut all = table(self);
        if let Some(column) = all.columns.get_mut(1) {
            self.say("全部", "All together").clone_into(&mut column.label);
        }
        for part in self.parts() {
            all.columns.push(Column::number(part.title()));
            // Every outcome tells the same figures in the same order.
            for (row, mut own) in all.rows.iter_mut().zip(table(&part).rows) {
                row.push(own.pop().unwrap_or(Cell::Nothing));
            }
        }
        all
    }

    /// Figures of an application, of all together and of each scenario.
    pub fn per_case_by_scenario(&self) -> Table {
        self.by_scenario(Self::per_case)
    }

    /// The same behind how many there were and how long they take.
    pub fn summary_by_scenario(&self) -> Table {
        self.by_scenario(Self::summary)
    }

    /// All together and each scenario: label and how its time is spread.
    pub fn spreads_by_scenario(&self) -> Vec<(String, &'a Spread)> {
        let whole = (self.say("全部", "All together").to_owned(), &self.outcome.cycle);
        let parts = self.parts().into_iter().map(|part| (part.title(), &part.outcome.cycle));
        std::iter::once(whole).chain(parts).collect()
    }

    /// How long all together and each scenario take.
    pub fn times_by_scenario(&self) -> Table {
        let mut columns = vec![Column::text(self.say("场景", "Scenario"))];
        columns.extend(self.time_columns());
        let row = |(name, spread): (String, &Spread)| {
            let mut row = vec![Cell::text(name)];
            row.extend(time_cells(spread));
            row
        };
        Table {
            caption: self.say("各场景的用时", "How long each scenario takes").to_owned(),
            columns,
            rows: self.spreads_by_scenario().into_iter().map(row).collect(),
        }
    }

    /// The load that each scenario brings to each desk, as a share of what its people can do; desks whose people have
    /// no number are left out.
    pub fn loads_by_scenario(&self) -> Table {
        let caption = self.say("各场景带来的负荷", "Load by scenario");
        let load = |desk: &DeskFigures| desk.load;
        let mut table = self.desks_by_scenario(caption, load, Style::Share);
        table.rows.retain(|row| !matches!(row.get(1), None | Some(Cell::Nothing)));
        table
    }

    /// Hours that each desk works for each scenario, in a replication.
    pub fn hours_by_scenario(&self) -> Table {
        let caption = self.say("各场景占用的工时（小时）", "Hours of work by scenario");
        self.desks_by_scenario(caption, |desk| desk.hours, Style::Decimals(1))
    }

    /// A figure of each desk, of all together and of each scenario; nothing where it does not work for a scenario.
    fn desks_by_scenario(
        &self,
        caption: &str,
        of: fn(&DeskFigures) -> Option<Estimate>,
        style: Style,
    ) -> Table {
        let parts = self.parts();
        let mut columns =
            vec![Column::text(self.say("人员", "Staff")), Column::number(self.say("全部", "All together"))];
        columns.extend(parts.iter().map(|part| Column::number(part.title())));
        let row = |(at, desk): (usize, &DeskFigures)| {
            let mut row = vec![Cell::text(self.desk(desk)), Cell::estimate(of(desk), style)];
            row.extend(parts.iter().map(|part| {
                let own = part.outcome.desks.get(at).filter(|own| works(own));
                Cell::estimate(own.and_then(of), style)
            }));
            row
        };
        let rows = self.outcome.desks.iter().enumerate().map(row).collect();
        Table { caption: caption.to_owned(), columns, rows }
    }

    /// How many were simulated of a scenario among several, and by which plan.
    pub fn about(&self) -> String {
        let (plan, came, ended) = (self.plan(), self.outcome.cases, self.outcome.completed);
        match self.language {
            Language::Zh => format!("{plan}：计入 {came} 件，办结 {ended} 件"),
            Language::En => format!("{plan}: {came} applications count, {ended} ended"),
        }
    }
}

/// Whether a desk works for a scenario at all.
pub fn works(desk: &DeskFigures) -> bool {
    desk.hours.is_some_and(|hours| hours.mean > 0.0)
}

/// How a time is spread, in the order of [`SimulationReport::time_columns`].
pub(super) fn time_cells(spread: &Spread) -> Vec<Cell> {
    let style = Style::Decimals(1);
    let hours = |value: Option<f64>| value.map_or(Cell::Nothing, |value| Cell::number(value, style));
    let mut cells = vec![Cell::estimate(spread.mean, style), hours(spread.min)];
    cells.extend([spread.p50, spread.p90, spread.p95, spread.p99].map(|told| Cell::mean(told, style)));
    cells.push(hours(spread.max));
    cells
}
