//! The grammar of scenario files.

use super::simulation::SIMULATION;
use super::steps::STEPS;
use super::{Key, SOURCE, Shape, TITLE, WHEN, may, must};

/// A scenario file.
pub static SCENARIO: Shape = Shape::Map(&[
    must("onething", &Shape::Count, "格式版本，现为 1", "format version, now 1"),
    must("kind", &Shape::Word(&["scenario"]), "文件种类", "kind of file"),
    must("id", &Shape::KebabId, "场景名，与文件夹同名", "the scenario's name, that of its folder"),
    TITLE,
    may("description", &Shape::Label, "说明", "what it is"),
    SOURCE,
    may("lead", &Shape::Name, "牵头部门", "the department in charge"),
    must("catalogue", &Shape::OneOrMany(&Shape::Name), "所用目录", "the catalogues it uses"),
    must("people", &Shape::Table(&PARTY), "当事方", "parties"),
    may("sign_in", &Shape::List(&Shape::Name), "登录即知的数据元", "what sign-in tells"),
    may("situations", &Shape::Table(&SITUATION), "情形", "situations"),
    may("never", &Shape::List(&Shape::Expression), "不可能同时出现的情形", "impossible combinations"),
    may("base", &Shape::Names(&Shape::OneOrMany(&Shape::Name)), "基准情形的答案", "answers of the base way"),
    may("costs", &COSTS, "要一项的代价", "what asking for one thing costs"),
    may(
        "facts",
        &FACTS,
        "按路径补充或改写目录与本场景；本场景的计算值",
        "adds to or overrides, by path, the catalogue and the scenario itself; computed values",
    ),
    may("messages", &Shape::Table(&MESSAGE), "办件等待的消息", "messages that applications wait for"),
    may("items", &Shape::Table(&ITEM), "事项", "items"),
    may(
        "flow",
        &STEPS,
        "整个办理流程，代替事项，由牵头部门办",
        "the whole process in place of items, of the department in charge",
    ),
    LIMIT,
    may("plans", &Shape::Table(&PLAN), "办理方案", "plans"),
    may("simulation", &SIMULATION, "只有模拟才读的设定", "what simulation alone reads"),
]);

/// Facts by their paths. Their values are checked against the grammar of what they override.
pub(super) static FACTS: Shape = Shape::Names(&Shape::Either(&[]));

/// Keys of a scenario that no fact may override: they say what the file is, or are the facts themselves.
pub const FIXED: &[&str] = &["onething", "kind", "id", "catalogue", "facts"];

/// The key of an item that no fact may override: what it takes is settled before facts are laid over it.
pub const FIXED_OF_ITEM: &str = "use";

/// The keys of a scenario that facts may override.
pub fn overridable() -> impl Iterator<Item = &'static str> + Clone {
    let keys: &'static [Key] = match &SCENARIO {
        Shape::Map(keys) => keys,
        _ => &[],
    };
    keys.iter().map(|key| key.name).filter(|name| !FIXED.contains(name) && *name != "source")
}

static COSTS: Shape = Shape::Map(&[
    may("field", &Shape::Count, "一个字段或问题", "one field or question"),
    may("material", &Shape::Count, "一份材料", "one material"),
]);

/// A party. Keys beyond these are relations to other parties.
pub static PARTY: Shape = Shape::Either(&[]);

/// The keys of a party that are not relations.
pub static PARTY_KEYS: [Key; 7] = [
    TITLE,
    may("is", &Shape::Name, "种类，不写即 person", "its kind; a person where none is written"),
    may("applicant", &Shape::Boolean, "可以申请", "may apply"),
    may("many", &Shape::Range, "人数，如 1..4", "how many, such as 1..4"),
    may("count_from", &Shape::Name, "由哪个服务得知人数", "the service that tells how many"),
    may("weights", &Shape::List(&Shape::Number), "各人数的占比", "share of each number"),
    WHEN,
];

/// What a relation of a party may be: a name, or names under conditions.
pub static RELATION: Shape = Shape::Either(&[&Shape::Name, &Shape::Names(&Shape::Expression)]);

static SITUATION: Shape = Shape::Map(&[
    may("ask", &Shape::Label, "用日常话提的问题", "the question in everyday words"),
    may(
        "ask_field",
        &Shape::Name,
        "改问一个字段，由其值得出答案",
        "ask this field, and derive the answer from it",
    ),
    may("answers", &ANSWERS, "答案；第一个是基准", "the answers; the first is the base"),
    may("any_of", &ANSWERS, "可多选的答案", "answers of which several may hold"),
    may(
        "known_from",
        &Shape::Either(&[&Shape::Name, &Shape::Names(&Shape::Expression)]),
        "不问也能得知",
        "how it is known without asking",
    ),
    may("weights", &WEIGHTS, "各答案的占比", "share of each answer"),
    may(
        "stops",
        &Shape::Names(&Shape::Label),
        "选了就不能办的答案及说明",
        "answers that end the way, with what the applicant is told",
    ),
    SOURCE,
]);

static ANSWERS: Shape = Shape::Either(&[&Shape::List(&Shape::Id), &Shape::Table(&ANSWER)]);
static ANSWER: Shape = Shape::Either(&[
    &Shape::Expression,
    &Shape::Map(&[must("zh", &Shape::Text, "中文", "Chinese"), may("en", &Shape::Text, "英文", "English")]),
]);

static WEIGHTS: Shape = Shape::List(&Shape::Either(&[
    &Shape::Number,
    &Shape::Map(&[WHEN, must("weights", &Shape::List(&Shape::Number), "占比", "shares")]),
]));

/// `limit:`, of an item or of a flow.
const LIMIT: Key = may(
    "limit",
    &Shape::Map(&[
        may("statutory", &Shape::Period, "法定时限", "statutory limit"),
        may("promised", &Shape::Period, "承诺时限", "promised limit"),
        SOURCE,
    ]),
    "时限",
    "limits",
);

static CONDITION: Shape = Shape::Map(&[WHEN, SOURCE]);
pub(super) static NEED: Shape = Shape::Entry(&CONDITION);
pub(super) static NEED_NAMES: Shape =
    Shape::Either(&[&Shape::List(&NEED), &Shape::Names(&Shape::List(&NEED))]);

/// An item.
pub static ITEM: Shape = Shape::Map(&[
    TITLE,
    may(
        "use",
        &Shape::Name,
        "采用目录中的事项，其余键为改写",
        "takes an item of the catalogue; other keys override it",
    ),
    may("department", &Shape::Name, "办理部门", "the department that handles it"),
    may("system", &Shape::Name, "办理系统", "the system it is handled in"),
    may("code", &Shape::Text, "实施编码，31 位", "implementation code, 31 characters"),
    LIMIT,
    WHEN,
    may("optional", &Shape::Boolean, "由申请人自选", "the applicant chooses"),
    may("chosen", &Shape::Probability, "选办的占比", "share who choose it"),
    may("after", &Shape::OneOrMany(&Shape::Name), "须在这些事项之后", "items that must end first"),
    may("each", &Shape::Name, "每人各办一次", "once for each member of this party"),
    may(
        "needs",
        &Shape::Map(&[
            may("fields", &NEED_NAMES, "需要的数据元", "data elements it needs"),
            may("materials", &NEED_NAMES, "需要的材料", "materials it needs"),
            SOURCE,
        ]),
        "需要",
        "what it needs",
    ),
    may(
        "gives",
        &Shape::Map(&[
            may("fields", &NEED_NAMES, "产生的数据元", "data elements it gives"),
            may("materials", &NEED_NAMES, "产生的材料", "materials it gives"),
            may("licences", &NEED_NAMES, "产生的证照", "licences it gives"),
            SOURCE,
        ]),
        "办结产生",
        "what it gives when it ends",
    ),
    may("steps", &STEPS, "环节", "its steps"),
    may(
        "on_refusal",
        &Shape::Word(&["stop_dependants", "go_on", "stop_all"]),
        "不予之后其他事项：依赖它的停办（不写即此）、都继续、全部停办",
        "the other items after its refusal: those resting on it stop (usual), all go on, all stop",
    ),
    may("commitment", &COMMITMENT, "告知承诺", "a signed declaration in place of the review"),
    may("at", &AT, "由当地的机构办理", "handled by the office of a region"),
    may(
        "visits",
        &Shape::Either(&[
            &Shape::Count,
            &Shape::Map(&[
                may("apply", &Shape::Count, "申办跑动次数", "visits to apply"),
                may("collect", &Shape::Count, "领取跑动次数", "visits to collect"),
                SOURCE,
            ]),
        ]),
        "跑动次数",
        "visits when applied for on its own",
    ),
    may("fee", &Shape::Number, "费用（元）", "fee in CNY"),
    may(
        "refund",
        &Shape::Boolean,
        "未准予（不予、撤件、终止）时不收或退还费用；不写即不退",
        "whether the fee is dropped, or paid back, where the item ends without its result; else it stays",
    ),
    SOURCE,
]);

/// The keys of an item.
pub fn item_keys() -> &'static [Key] {
    match &ITEM {
        Shape::Map(keys) => keys,
        _ => &[],
    }
}

static COMMITMENT: Shape = Shape::Map(&[
    must("limit", &Shape::Period, "承诺后的时限", "limit of the item under commitment"),
    WHEN,
    may(
        "then",
        &Shape::OneOrMany(&Shape::Name),
        "出结果之后再办的环节（事后核查）",
        "steps that follow the result, to check what was declared",
    ),
    SOURCE,
]);

static AT: Shape = Shape::Either(&[
    &Shape::Name,
    &Shape::Map(&[
        must("region", &Shape::Name, "区划所在的数据元", "the element whose value is the region"),
        may("level", &Shape::Word(LEVELS), "取哪一层级的区划", "the region of this level which it is in"),
        SOURCE,
    ]),
]);

/// Levels that a region is governed at.
pub(super) const LEVELS: &[&str] = &["state", "province", "city", "county", "town", "village"];

static MESSAGE: Shape = Shape::Map(&[
    TITLE,
    must(
        "reply_to",
        &Shape::Name,
        "凭哪个数据元的值找到办件",
        "the element by whose value it finds its application",
    ),
    may("gives", &Shape::List(&Shape::Name), "带来的数据元", "elements that it brings"),
    may("comes_in", &Shape::WorkTime, "模拟时多久到来", "how long it takes to come when simulated"),
    SOURCE,
]);

static PLAN: Shape = Shape::Map(&[
    TITLE,
    WHEN,
    may("runs_on", &Shape::List(&Shape::Name), "方案运行所在的系统", "systems the plan runs on"),
    may("measures", &Shape::List(&MEASURE), "举措", "measures"),
    may(
        "fallbacks",
        &Shape::List(&Shape::Word(&["upload", "provisional", "commitment", "wait"])),
        "系统无应答时依次采取",
        "what happens when a system does not answer, in order",
    ),
    SOURCE,
]);

static ENTRIES: Shape = Shape::Either(&[&Shape::Word(&["all"]), &Shape::List(&NEED)]);

/// The measures.
pub static MEASURE: Shape = Shape::Choice(&[
    ("one_form", None),
    ("one_set", None),
    ("sign_in", Some(&Shape::Name)),
    ("share", Some(&ENTRIES)),
    ("licences", Some(&ENTRIES)),
    ("cancel", Some(&ENTRIES)),
    ("commit", Some(&ENTRIES)),
    ("verify", Some(&ENTRIES)),
    ("results", Some(&Shape::Word(&["reuse"]))),
    ("parallel", None),
    (
        "merge",
        Some(&Shape::Map(&[
            must("steps", &Shape::Name, "合并哪些同名环节", "the steps of this name"),
            must("into", &Shape::Id, "合并成的环节", "the step they become"),
            TITLE,
            must("by", &Shape::Name, "由哪个部门办", "the department that does it"),
            may("role", &Shape::Name, "由哪个角色办", "by which role"),
            may("system", &Shape::Name, "在哪个系统办", "in which system"),
            may("takes", &Shape::WorkTime, "用时", "how long it takes"),
            SOURCE,
        ])),
    ),
    (
        "auto",
        Some(&Shape::List(&Shape::Entry(&Shape::Map(&[
            may("else", &Shape::Word(&["human"]), "其余转人工", "who decides the rest"),
            may("decides", &Shape::Probability, "自动办结的占比", "share decided by rule"),
            SOURCE,
        ])))),
    ),
    ("promise", Some(&Shape::Names(&Shape::Period))),
    (
        "deliver",
        Some(&Shape::Map(&[
            may("together", &Shape::Boolean, "一并送达", "all results in one parcel"),
            may("needs", &Shape::List(&NEED), "送达所需数据元", "what must be asked to deliver"),
            SOURCE,
        ])),
    ),
    ("online", None),
]);
