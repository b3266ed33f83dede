//! The reference of keys as Markdown, from the grammar: one table a map, in the order of the file.

use super::test::{PEOPLE, TEST};
use super::{Key, Shape, catalogue::CATALOGUE, scenario::SCENARIO};

/// The keys of every kind of file; `docs/keys.md` is this text.
pub fn markdown() -> String {
    let mut text = "# Keys · 各键\n\nMade from the grammar that reads the files (`onething schema` gives the same for editors). Rules: [format.md](format.md).\n\n由读取文件的语法生成；规则见 [format.md](format.md)。\n".to_owned();
    for (kind, shape) in
        [("scenario", &SCENARIO), ("catalogue", &CATALOGUE), ("test", &TEST), ("people", &PEOPLE)]
    {
        text += &format!("\n## {kind}\n");
        let mut sections = Sections { text: String::new(), done: Vec::new() };
        sections.map(kind, shape);
        text += &sections.text;
    }
    text
}

struct Sections {
    text: String,
    /// Shapes that have a table already, by address: steps and items stand in several places.
    done: Vec<*const Shape>,
}

impl Sections {
    /// Tables of a shape and of all maps inside it.
    fn map(&mut self, path: &str, shape: &'static Shape) {
        if self.done.iter().any(|done| std::ptr::eq(*done, shape)) {
            return;
        }
        match shape {
            Shape::Map(keys) => {
                self.done.push(shape);
                self.table(path, keys);
                for key in *keys {
                    self.map(&format!("{path}.{}", key.name), key.shape);
                }
            }
            Shape::List(inner) | Shape::OneOrMany(inner) => self.map(&format!("{path}[]"), inner),
            Shape::Table(inner) | Shape::Names(inner) | Shape::Entry(inner) => {
                self.map(&format!("{path}.NAME"), inner);
            }
            Shape::Choice(choices) => {
                self.done.push(shape);
                let names: Vec<String> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
                self.text += &format!("\n### {path}\n\nOne of · 其一：{}\n", names.join(", "));
                for (name, inner) in *choices {
                    if let Some(inner) = inner {
                        self.map(&format!("{path}.{name}"), inner);
                    }
                }
            }
            Shape::Named(_, inner) | Shape::Whole(inner) => self.map(path, inner),
            Shape::Either(shapes) => shapes.iter().for_each(|inner| self.map(path, inner)),
            _ => {}
        }
    }

    fn table(&mut self, path: &str, keys: &[Key]) {
        self.text +=
            &format!("\n### {path}\n\n| key | what stands there | meaning | 含义 |\n|---|---|---|---|\n");
        for key in keys {
            let must = if key.required { " **must**" } else { "" };
            let row = format!("| `{}`{must} | {} | {} | {} |\n", key.name, kind(key.shape), key.en, key.zh);
            self.text += &row;
        }
    }
}

/// What stands at a place, in a few words.
fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Label => "label `{ zh, en }`".to_owned(),
        Shape::Id => "new name".to_owned(),
        Shape::KebabId => "scenario id".to_owned(),
        Shape::Name => "name".to_owned(),
        Shape::Expression => "expression".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Count => "count".to_owned(),
        Shape::Probability => "0–1".to_owned(),
        Shape::Boolean => "`true`, `false`".to_owned(),
        Shape::Period => "period `5wd`".to_owned(),
        Shape::WorkTime => "period or distribution".to_owned(),
        Shape::Range => "range `1..4`".to_owned(),
        Shape::Dates => "date or dates `2026-02-15..2026-02-23`".to_owned(),
        Shape::Word(words) => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", "),
        Shape::List(inner) => format!("list of {}", kind(inner)),
        Shape::OneOrMany(inner) => format!("{}, one or a list", kind(inner)),
        Shape::Map(_) => "map".to_owned(),
        Shape::Table(inner) => format!("new name → {}", kind(inner)),
        Shape::Names(inner) => format!("name → {}", kind(inner)),
        Shape::Entry(_) => "name, or `{ name: { … } }`".to_owned(),
        Shape::Choice(_) => "one of several".to_owned(),
        Shape::Named(_, inner) | Shape::Whole(inner) => kind(inner),
        Shape::Either(shapes) => {
            let mut kinds: Vec<String> = shapes.iter().map(|s| kind(s)).collect();
            kinds.dedup();
            kinds.join(" or ")
        }
    }
}
