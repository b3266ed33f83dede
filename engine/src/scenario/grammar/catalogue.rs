//! The grammar of catalogue files.

use super::scenario::{FACTS, ITEM, LEVELS};
use super::simulation::STAFF;
use super::{Key, SOURCE, Shape, TITLE, may, must};

/// A catalogue file.
pub static CATALOGUE: Shape = Shape::Map(&[
    must("onething", &Shape::Count, "格式版本，现为 1", "format version, now 1"),
    must("kind", &Shape::Word(&["catalogue"]), "文件种类", "kind of file"),
    must("id", &Shape::Id, "目录名", "the catalogue's name"),
    TITLE,
    SOURCE,
    may("calendars", &Shape::Table(&CALENDAR), "工作日历", "working calendars"),
    may(
        "holidays",
        &Shape::Table(&Shape::Names(&YEAR)),
        "各年放假与调休",
        "days off and make-up days by year",
    ),
    may("regions", &Shape::Table(&REGION), "行政区划", "regions"),
    may("departments", &Shape::Table(&DEPARTMENT), "部门", "departments"),
    may(
        "elements",
        &Shape::Table(&Shape::Table(&ELEMENT)),
        "数据元，按当事方种类",
        "data elements by kind of party",
    ),
    may("systems", &Shape::Table(&SYSTEM), "系统及其服务", "systems and their services"),
    may("materials", &Shape::Table(&MATERIAL), "材料", "materials"),
    may("licences", &Shape::Table(&LICENCE), "电子证照", "e-licences"),
    may("items", &Shape::Table(&ITEM), "事项，供各场景引用", "items, for scenarios to use"),
    may(
        "facts",
        &FACTS,
        "按路径补充或改写其他目录与列有本目录的场景",
        "adds to or overrides, by path, other catalogues and the scenario that lists this one",
    ),
]);

static CALENDAR: Shape = Shape::Map(&[
    must("zone", &Shape::Text, "时区", "time zone"),
    must("week", &Shape::Map(&WEEK), "一周的上班时段", "shifts of the week"),
    may("holidays", &Shape::Name, "所用的放假安排", "the set of holidays it keeps"),
    TITLE,
    SOURCE,
]);

static SHIFTS: Shape = Shape::OneOrMany(&Shape::Text);
const fn day(name: &'static str) -> Key {
    may(name, &SHIFTS, "时段，如 09:00-12:00", "shifts such as 09:00-12:00")
}
static WEEK: [Key; 9] = [
    day("mon_fri"),
    day("mon_sun"),
    day("mon"),
    day("tue"),
    day("wed"),
    day("thu"),
    day("fri"),
    day("sat"),
    day("sun"),
];

static YEAR: Shape = Shape::Map(&[
    may("off", &Shape::List(&Shape::Dates), "放假", "days off"),
    may("work", &Shape::List(&Shape::Dates), "调休上班", "make-up working days"),
    SOURCE,
]);

static REGION: Shape = Shape::Map(&[
    TITLE,
    must("level", &Shape::Word(LEVELS), "层级", "the level it is governed at"),
    may("within", &Shape::Name, "属于哪个上级区划", "the larger region that it is in"),
    SOURCE,
]);

static DEPARTMENT: Shape = Shape::Map(&[
    TITLE,
    must(
        "level",
        &Shape::Word(&["state", "province", "city", "county", "town", "village", "company"]),
        "层级；company 不计为部门",
        "level; `company` is not counted as a department",
    ),
    may("calendar", &Shape::Name, "工作日历", "working calendar"),
    may(
        "staff",
        &Shape::Table(&STAFF),
        "各角色的人员：人数，或映射",
        "its people by role: how many, or a map",
    ),
    SOURCE,
]);

static ELEMENT: Shape = Shape::Map(&[
    TITLE,
    must("type", &TYPE, "类型", "type"),
    may("unit", &Shape::Text, "单位", "unit"),
    may("max", &Shape::Count, "最多字数", "longest text, in characters"),
    may(
        "personal",
        &Shape::Word(&["true", "false", "sensitive"]),
        "个人信息；sensitive 为敏感个人信息",
        "personal information, or sensitive",
    ),
    may(
        "ask",
        &Shape::Word(&["never"]),
        "never：不得向申请人索要",
        "`never`: may not be asked of the applicant",
    ),
    may(
        "computed",
        &Shape::Expression,
        "由同一当事方的其他数据元算出",
        "computed from elements of the same party",
    ),
    SOURCE,
]);

static TYPE: Shape = Shape::Either(&[
    &Shape::Word(&[
        "text",
        "number",
        "boolean",
        "date",
        "time",
        "date_time",
        "region",
        "id_number_cn",
        "phone_cn",
        "credit_code_cn",
    ]),
    &Shape::Map(&[must(
        "one_of",
        &VALUES,
        "取值；表单上写各值的名称",
        "its values; forms show their labels",
    )]),
]);

static VALUES: Shape = Shape::Either(&[&Shape::List(&Shape::Id), &Shape::Table(&Shape::Label)]);

static SYSTEM: Shape = Shape::Map(&[
    TITLE,
    must("department", &Shape::Name, "所属部门", "its owner"),
    may("via", &Shape::Name, "调用都经过这个系统", "every call passes through this system"),
    may("simulated", &SIMULATED, "模拟时的表现", "how it behaves when simulated"),
    may("services", &Shape::Table(&SERVICE), "服务", "services"),
    SOURCE,
]);

static SIMULATED: Shape = Shape::Map(&[
    may("latency", &Shape::WorkTime, "响应时间", "time a call takes"),
    may("available", &Shape::Probability, "可用率", "chance that a call is answered"),
    may("open", &Shape::Name, "开放时间：always 或日历", "`always`, or a calendar"),
    may("timeout", &Shape::Period, "超时", "when a call counts as not answered"),
    may("retry", &RETRY, "无应答时如何重试", "how a call that is not answered is tried again"),
    SOURCE,
]);

static RETRY: Shape = Shape::Map(&[
    must("times", &Shape::Count, "再试几次", "how often after the first time"),
    must("every", &Shape::Period, "隔多久", "how long after the last failure"),
    SOURCE,
]);

static SERVICE: Shape = Shape::Map(&[
    TITLE,
    must(
        "about",
        &Shape::Table(&Shape::Text),
        "涉及谁：名字: 种类，或 关系 of 名字",
        "whom it is about: `name: kind` or `name: relation of name`",
    ),
    must("given", &Shape::List(&Shape::Name), "需要的数据元", "what must be known"),
    must("returns", &Shape::List(&Shape::Name), "返回的数据元", "what it supplies"),
    may("found", &Shape::Probability, "查得到的概率", "chance that it is found"),
    SOURCE,
]);

static MATERIAL: Shape = Shape::Map(&[
    TITLE,
    must("about", &Shape::Name, "关于哪种当事方", "the kind of party it is about"),
    may("provisional", &Shape::Period, "可容缺，须在此期限内补齐", "may be handed in this much later"),
    may(
        "no_proof",
        &NO_PROOF,
        "可免于提交的方式，由方案的 `cancel`、`commit`、`verify` 启用",
        "how it may be done without, where `cancel`, `commit` or `verify` of a plan says so",
    ),
    may(
        "ask",
        &Shape::Word(&["never"]),
        "never：不得向申请人索要",
        "`never`: may not be asked of the applicant",
    ),
    SOURCE,
]);

static NO_PROOF: Shape = Shape::Either(&[
    &Shape::Word(&["cancelled", "committed"]),
    &Shape::Map(&[
        must(
            "treated",
            &Shape::Word(&["cancelled", "committed", "verified"]),
            "直接取消、由告知承诺代替，或由部门核验代替",
            "required no more, replaced by a signed declaration, or by what the department that would have issued it confirms",
        ),
        VERIFYING,
        may("given", &Shape::List(&Shape::Name), "核验所需数据元", "what must be known to confirm it"),
        may("role", &Shape::Name, "由哪个角色核验", "who confirms it, by role"),
        may("takes", &Shape::WorkTime, "核验用时", "how long confirming it takes"),
        may("within", &Shape::Period, "核验时限", "how long the department has for it"),
        may(
            "confirmed",
            &Shape::Probability,
            "核验属实的概率；否则请申请人提交",
            "chance that it is confirmed; else the applicant is asked for it",
        ),
        SOURCE,
    ]),
]);

/// Who is asked about a paper that is verified; such a paper has it, and no other.
pub const VERIFYING: Key = may(
    "department",
    &Shape::Name,
    "由哪个部门核验；treated 为 verified 时必填",
    "the department that confirms it; with `verified` it must be there",
);

/// What is said of a paper that is verified, and means nothing on another.
pub static OF_VERIFIED: &[&str] = &["department", "given", "role", "takes", "within", "confirmed"];

static LICENCE: Shape = Shape::Map(&[
    TITLE,
    must("holder", &Shape::Name, "持证主体的种类", "the kind of party that holds it"),
    must("given", &Shape::List(&Shape::Name), "调取所需数据元", "what must be known to fetch it"),
    may("returns", &Shape::List(&Shape::Name), "可提供的数据元", "what it supplies"),
    may("stands_for", &Shape::OneOrMany(&Shape::Name), "可代替的材料", "the material it stands in for"),
    must("system", &Shape::Name, "从哪个系统调取", "where it is fetched from"),
    may("held", &Shape::Probability, "持有率", "chance that a holder has it"),
    SOURCE,
]);

/// Sections of a catalogue that `facts` of a scenario may add to or override.
pub static SECTIONS: &[&str] = &[
    "holidays",
    "calendars",
    "regions",
    "departments",
    "elements",
    "systems",
    "materials",
    "licences",
    "items",
];

/// The shape of one section.
pub fn section(name: &str) -> Option<&'static Shape> {
    match &CATALOGUE {
        Shape::Map(keys) => keys.iter().find(|k| k.name == name && SECTIONS.contains(&name)).map(|k| k.shape),
        _ => None,
    }
}

/// The shape of an entry of a catalogue: `systems.population`, `elements.person.name`.
pub fn at(path: &str) -> &'static Shape {
    let mut parts = path.split('.');
    let entries = parts.next().and_then(section).unwrap_or(&Shape::Either(&[]));
    parts.fold(entries, |shape, _| match shape {
        Shape::Table(inner) | Shape::Names(inner) => inner,
        shape => shape,
    })
}
