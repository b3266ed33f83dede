//! The engine's closed words for people: ways of supply, kinds, measures, limits; in Chinese and English.

use onething_engine::plan::figure::Figure;
use onething_engine::scenario::model::measure_label;
use onething_engine::scenario::text::{Language, Text};

/// A label in one language.
pub fn say<'t>(language: Language, zh: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// A figure's label.
pub fn figure(figure: Figure, language: Language) -> &'static str {
    say(language, figure.zh(), figure.en())
}

/// A figure's label for the head of a narrow column: what stands in brackets goes onto a line of its own.
pub fn figure_heading(named: Figure, language: Language) -> String {
    figure(named, language).replace(" (", "\n(").replace('（', "\n（")
}

/// A measure's label, `多表合一` for `one_form`; `−…` where it is taken back, and `… 2` where it stands twice.
pub fn measure(name: &str, language: Language) -> String {
    let (sign, key) = match name.strip_prefix('−') {
        Some(key) => ("−", key),
        None => ("", name),
    };
    if let Some(label) = measure_label(key) {
        return format!("{sign}{}", label.in_language(language));
    }
    let numbered = key.rsplit_once('_').and_then(|(key, number)| Some((measure_label(key)?, number)));
    match numbered {
        Some((label, number)) => format!("{sign}{} {number}", label.in_language(language)),
        None => name.to_owned(),
    }
}

/// A way of supply (`via`), a kind of what is asked, or what needs it where that is no name of the scenario.
pub fn word(word: &str, language: Language) -> String {
    let (zh, en) = match word {
        "sign_in" => ("登录", "sign-in"),
        "service" => ("数据服务", "service"),
        "licence" => ("电子证照", "licence"),
        "computed" => ("计算", "computed"),
        "known_from" => ("数据判定", "told by data"),
        "item" => ("前序事项", "earlier item"),
        "choice" => ("申请人所选", "chosen"),
        "cancelled" | "cancel" => ("直接取消", "cancelled"),
        "committed" | "commit" => ("告知承诺", "declared"),
        "verified" | "verify" => ("部门核验", "verified"),
        "question" => ("问题", "question"),
        "material" => ("材料", "material"),
        "field" => ("字段", "field"),
        "conditions" => ("条件判断", "conditions"),
        "delivery" => ("送达", "delivery"),
        "asked" => ("填写", "asked"),
        "start" => ("开始时", "at the start"),
        other => (other, other),
    };
    say(language, zh, en).to_owned()
}

/// `population.person(mother.id_number) ← sign_in`: the names stay, the engine's own words are translated.
pub fn chain(chain: &str, language: Language) -> String {
    let parts = chain.split(" ← ").map(|part| match part.split_once('(') {
        Some((of, rest)) => format!("{}({rest}", word(of, language)),
        None => word(part, language),
    });
    parts.collect::<Vec<_>>().join(" ← ")
}

/// A limit as written in a file, `5wd`, as people say it.
pub fn limit(limit: &str, language: Language) -> String {
    let digits = limit.chars().take_while(char::is_ascii_digit).count();
    let (amount, unit) = limit.split_at(digits);
    let (zh, en) = match unit {
        "wd" => ("个工作日", "working day"),
        "d" => ("天", "day"),
        "h" => ("小时", "hour"),
        "min" => ("分钟", "minute"),
        "mo" => ("个月", "month"),
        "y" => ("年", "year"),
        _ => return limit.to_owned(),
    };
    let plural = if amount == "1" { "" } else { "s" };
    match language {
        Language::Zh => format!("{amount} {zh}"),
        Language::En => format!("{amount} {en}{plural}"),
    }
}

/// Names in a row: `a, b` or `a、b`.
pub fn listed(names: &[impl AsRef<str>], language: Language) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(say(language, "、", ", "))
}

/// A label and the name it has in the file; the name alone where there is no label of its own.
pub fn named(label: &Text, name: &str, language: Language) -> String {
    match label.in_language(language) {
        "" => name.to_owned(),
        label if label == name => name.to_owned(),
        label => say(language, "{label}（{name}）", "{label} ({name})")
            .replace("{label}", label)
            .replace("{name}", name),
    }
}

/// A number as people write it: no decimals where there are none, at most two where there are.
pub fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Minus zero is zero.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_have_labels_also_taken_back_or_twice() {
        assert_eq!(measure("one_form", Language::Zh), "多表合一");
        assert_eq!(measure("−merge", Language::En), "−Merged steps");
        assert_eq!(measure("merge_2", Language::Zh), "环节合并 2");
        assert_eq!(measure("unheard_of", Language::En), "unheard_of");
    }

    #[test]
    fn chains_keep_names_and_translate_words() {
        let engine = "child.birth_date ← computed(child.birth_time) ← asked";
        assert_eq!(chain(engine, Language::Zh), "child.birth_date ← 计算(child.birth_time) ← 填写");
        let signed = "service_of.mine(mother.id_number) ← sign_in";
        assert_eq!(chain(signed, Language::En), "service_of.mine(mother.id_number) ← sign-in");
    }

    #[test]
    fn limits_are_said_in_words() {
        assert_eq!(limit("1wd", Language::En), "1 working day");
        assert_eq!(limit("15wd", Language::Zh), "15 个工作日");
        assert_eq!(limit("30d", Language::En), "30 days");
        assert_eq!(limit("odd", Language::En), "odd");
    }

    #[test]
    fn numbers_have_two_decimals_at_most() {
        assert_eq!([number(-0.001), number(3.0), number(2.346)], ["0", "3", "2.35"]);
    }
}
