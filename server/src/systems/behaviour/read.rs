//! Reads a behaviour from JSON: all mistakes at once, each with its place and its mend.

use super::{Answers, Behaviour, Fails, Length};
use jiff::Timestamp;
use onething_engine::scenario::text::Text;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// Longest text of a rule, a condition or a reason, in bytes.
const LONGEST: usize = 4_096;
/// Most calls that may be told to fail.
const MOST_FAILURES: u64 = 100_000;
/// Most applications that may be named.
const MOST_APPLICATIONS: usize = 1_000;

/// What is wrong with a behaviour, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// JSON pointer.
    pub at: String,
    /// What is wrong.
    pub what: Text,
    /// How to mend it.
    pub mend: Text,
}

impl Mistake {
    pub(super) fn new(at: impl Into<String>, what: (&str, &str), mend: (&str, &str)) -> Self {
        let text = |(zh, en): (&str, &str)| Text::new(zh, en);
        Self { at: at.into(), what: text(what), mend: text(mend) }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.at, self.what.en, self.mend.en)
    }
}

/// The keys of a behaviour.
const KEYS: [&str; 11] =
    ["down", "hangs", "fails", "why", "answers", "latency", "from", "until", "for", "when", "applications"];

impl Behaviour {
    /// Reads one from JSON.
    ///
    /// # Errors
    /// Every mistake.
    pub fn read(json: &Value) -> Result<Self, Vec<Mistake>> {
        let Value::Object(object) = json else {
            let what = ("一个行为是一个对象", "a behaviour is an object");
            return Err(vec![Mistake::new("", what, ("写成 {\"down\": true}", "write {\"down\": true}"))]);
        };
        let mut reader = Reader { object, mistakes: Vec::new() };
        let behaviour = Self {
            down: reader.boolean("down"),
            hangs: reader.boolean("hangs"),
            fails: reader.fails(),
            why: reader.text("why"),
            answers: reader.answers(),
            latency: reader.length("latency"),
            from: reader.time("from"),
            until: reader.time("until"),
            lasts: reader.length("for"),
            when: reader.text("when"),
            applications: reader.applications(),
        };
        reader.unknown();
        reader.together(&behaviour);
        if reader.mistakes.is_empty() { Ok(behaviour) } else { Err(reader.mistakes) }
    }
}

impl TryFrom<Value> for Behaviour {
    type Error = String;

    fn try_from(json: Value) -> Result<Self, String> {
        Self::read(&json)
            .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }
}

struct Reader<'j> {
    object: &'j Map<String, Value>,
    mistakes: Vec<Mistake>,
}

impl<'j> Reader<'j> {
    fn wrong(&mut self, at: &str, what: (&str, &str), mend: (&str, &str)) {
        self.mistakes.push(Mistake::new(format!("/{at}"), what, mend));
    }

    fn get(&self, key: &str) -> Option<&'j Value> {
        self.object.get(key)
    }

    fn boolean(&mut self, key: &str) -> bool {
        match self.get(key) {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(_) => {
                self.wrong(key, ("不是 true 或 false", "not true or false"), ("写 true", "write true"));
                false
            }
        }
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.get(key)? {
            Value::String(text) if text.len() <= LONGEST && !text.trim().is_empty() => Some(text.clone()),
            _ => {
                let what = ("不是文字，或太长", "not a text, or too long");
                self.wrong(key, what, ("至多 4096 字节", "at most 4096 bytes"));
                None
            }
        }
    }

    fn length(&mut self, key: &str) -> Option<Length> {
        let value = self.get(key)?;
        let read = value.as_str().and_then(|text| Length::try_from(text.to_owned()).ok());
        if read.is_none() {
            let mend = ("写成 300ms、5s、10min 或 2h", "write 300ms, 5s, 10min or 2h");
            self.wrong(key, ("不是一段时长", "not a length of time"), mend);
        }
        read
    }

    fn time(&mut self, key: &str) -> Option<Timestamp> {
        let value = self.get(key)?;
        let read = value.as_str().and_then(|text| text.parse().ok());
        if read.is_none() {
            let mend = ("写成 2026-03-02T09:00:00+08:00", "write 2026-03-02T09:00:00+08:00");
            self.wrong(key, ("不是一个时刻", "not a moment"), mend);
        }
        read
    }

    fn fails(&mut self) -> Option<Fails> {
        let value = self.get("fails")?;
        let times = value.as_u64().filter(|n| (1..=MOST_FAILURES).contains(n));
        let times = times.and_then(|n| u32::try_from(n).ok()).map(Fails::Times);
        let chance = value.as_object().filter(|o| o.len() == 1).and_then(|o| o.get("chance")?.as_f64());
        let chance = chance.filter(|c| (0.0..=1.0).contains(c)).map(|chance| Fails::Chance { chance });
        let read = times.or(chance);
        if read.is_none() {
            let mend = (
                "写次数（1 到 100000），或 {\"chance\": 0.2}",
                "write how often (1 to 100000), or {\"chance\": 0.2}",
            );
            self.wrong("fails", ("既不是次数，也不是概率", "neither a number of times nor a chance"), mend);
        }
        read
    }

    fn answers(&mut self) -> Option<Answers> {
        let value = self.get("answers")?;
        let read = match value {
            Value::String(word) if word == "not_found" => Some(Answers::NotFound),
            Value::String(word) if word == "contradiction" => Some(Answers::Contradiction),
            Value::Object(rules) if !rules.is_empty() => {
                let rule = |(name, text): (&String, &Value)| Some((name.clone(), text.as_str()?.to_owned()));
                let read: Option<BTreeMap<String, String>> = rules.iter().map(rule).collect();
                read.filter(|r| r.values().all(|text| text.len() <= LONGEST)).map(Answers::Rule)
            }
            _ => None,
        };
        if read.is_none() {
            let mend = (
                "写 not_found、contradiction，或 {\"other.name\": \"表达式\"}",
                "write not_found, contradiction, or {\"other.name\": \"expression\"}",
            );
            self.wrong("answers", ("不是一种回答", "not a way to answer"), mend);
        }
        read
    }

    fn applications(&mut self) -> Vec<Uuid> {
        let Some(value) = self.get("applications") else { return Vec::new() };
        let list = value.as_array().filter(|list| !list.is_empty() && list.len() <= MOST_APPLICATIONS);
        let ids: Option<Vec<Uuid>> =
            list.and_then(|list| list.iter().map(|id| id.as_str()?.parse().ok()).collect());
        if ids.is_none() {
            let mend = ("写一列办件的 id，至多 1000 个", "write a list of ids of applications, at most 1000");
            self.wrong("applications", ("不是一列办件", "not a list of applications"), mend);
        }
        ids.unwrap_or_default()
    }

    fn unknown(&mut self) {
        let unknown: Vec<&String> = self.object.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
        for key in unknown {
            let (zh, en) = (format!("没有 `{key}` 这个键"), format!("there is no key `{key}`"));
            let known = KEYS.join(" ");
            let (mend_zh, mend_en) = (format!("可用：{known}"), format!("there are: {known}"));
            let at = key.replace('~', "~0").replace('/', "~1");
            self.wrong(&at, (&zh, &en), (&mend_zh, &mend_en));
        }
    }

    /// What does not go together.
    fn together(&mut self, behaviour: &Behaviour) {
        if behaviour.until.is_some() && behaviour.lasts.is_some() {
            let mend = ("只写其中一个", "write one of them");
            self.wrong(
                "for",
                ("`until` 与 `for` 都说到何时为止", "both `until` and `for` say how long"),
                mend,
            );
        }
        if let (Some(from), Some(until)) = (behaviour.from, behaviour.until)
            && until <= from
        {
            let mend = ("让它晚于 `from`", "let it be later than `from`");
            self.wrong("until", ("不晚于 `from`", "not later than `from`"), mend);
        }
        if behaviour.down && behaviour.hangs {
            let mend = ("只写其中一个", "write one of them");
            self.wrong("hangs", ("`down` 的系统什么也不做", "a system that is `down` does nothing"), mend);
        }
        if behaviour.why.is_some() && behaviour.fails.is_none() {
            let mend = ("加上 `fails`", "add `fails`");
            self.wrong("why", ("它从不失败", "it never fails"), mend);
        }
    }
}
