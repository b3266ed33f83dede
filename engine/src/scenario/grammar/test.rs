//! The grammar of scenario tests, and of the files of people that they may share.

use super::{Key, SOURCE, Shape, TITLE, may, must};

/// A scenario test.
pub static TEST: Shape = Shape::Map(&[
    must("onething", &Shape::Count, "格式版本，现为 1", "format version, now 1"),
    must("kind", &Shape::Word(&["test"]), "文件种类", "kind of file"),
    must("scenario", &Shape::KebabId, "所测的场景", "the scenario it is of"),
    TITLE,
    may("given", &GIVEN, "前提：方案、答案、申请人、各系统的表现", "what is so at the start"),
    may("when", &Shape::List(&HAPPENING), "其间发生的事，依次写", "what happens meanwhile, in order"),
    must("expect", &EXPECT, "应有的结果", "what must come of it"),
]);

/// A file of people that tests share.
pub static PEOPLE: Shape = Shape::Map(&[
    must("onething", &Shape::Count, "格式版本，现为 1", "format version, now 1"),
    must("kind", &Shape::Word(&["people"]), "文件种类", "kind of file"),
    TITLE,
    SOURCE,
    must("people", &VALUES, "当事方的数据元", "data elements of the parties"),
]);

/// Party → element → value.
static VALUES: Shape = Shape::Names(&Shape::Names(&Shape::Text));

const PLAN: Key = may(
    "plan",
    &Shape::Name,
    "方案；不写即第一个不是 separate 的",
    "the plan; else the first that is not separate",
);
const ANSWERS: Key = may(
    "answers",
    &Shape::Names(&Shape::OneOrMany(&Shape::Name)),
    "情形的答案；其余按基准情形",
    "answers of situations; the rest is the base way",
);
const APPLICANT_IS: Key = may("applicant", &Shape::Name, "谁来申请", "who applies");
const SEED: Key =
    may("seed", &Shape::Count, "生成人口和用时的种子", "seed of the people and of what is drawn");
static FILE_OR_VALUES: Shape = Shape::Either(&[&Shape::Text, &VALUES]);
const PEOPLE_ARE: Key = may(
    "people",
    &FILE_OR_VALUES,
    "当事方的数据元，或写着它们的文件；其余由种子生成",
    "data elements of the parties, or a file of them; the rest is made from the seed",
);
const FORM: Key = may("form", &Shape::Names(&Shape::Text), "申请人填写的值", "what the applicant fills in");
const MATERIALS: Key = may(
    "materials",
    &Shape::Names(&Shape::Word(&["missing", "provisional", "commitment"])),
    "没有交来的材料：缺、容缺、告知承诺",
    "materials that are not handed in",
);

static GIVEN: Shape = Shape::Map(&[
    PLAN,
    ANSWERS,
    APPLICANT_IS,
    may("start", &Shape::Text, "开始的时刻，如 2026-03-02 09:00", "when it begins, such as 2026-03-02 09:00"),
    SEED,
    PEOPLE_ARE,
    FORM,
    MATERIALS,
    may(
        "systems",
        &Shape::Names(&BEHAVIOUR),
        "系统、服务或证照的表现",
        "how systems, services or licences behave",
    ),
    may(
        "holds",
        &Shape::List(&OTHER_HOLD),
        "其他办件占用或轮候之物",
        "what other applications hold or stand in line for",
    ),
    may(
        "others",
        &Shape::Names(&OTHER_APPLICATION),
        "同时办理的其他人的办件，各有名字",
        "whole applications of other people beside this one, by name",
    ),
]);

static OTHER_APPLICATION: Shape = Shape::Map(&[
    may("scenario", &Shape::KebabId, "哪个场景；不写即所测的场景", "of which scenario; else the one tested"),
    PLAN,
    ANSWERS,
    APPLICANT_IS,
    may(
        "start",
        &Shape::Text,
        "开始的时刻，如 2026-03-01 09:00 或 +2h；不写即与本办件同时而在先",
        "when it begins, such as 2026-03-01 09:00 or +2h; else with this application, just before it",
    ),
    may(
        "with",
        &Shape::Either(&[&Shape::Names(&Shape::Name), &Shape::OneOrMany(&Shape::Name)]),
        "与本办件相同的当事方；两边名称不同时写成 它的: 本办件的",
        "parties that are those of this application; where their names differ, theirs: ours",
    ),
    SEED,
    PEOPLE_ARE,
    FORM,
    MATERIALS,
    may("when", &Shape::List(&HAPPENING), "其间发生的事，依次写", "what happens in it, in order"),
]);

static OTHER_HOLD: Shape = Shape::Map(&[
    must("thing", &Shape::Name, "占用之物（当事方）", "the thing that is held (a party)"),
    may("line_by", &Shape::Text, "轮候先后所依的值；不写即按 since", "its place in line; else since when"),
    may(
        "since",
        &Shape::Text,
        "何时起，如 2026-02-01 09:00 或 +2h；不写即先于本办件",
        "since when, such as 2026-02-01 09:00 or +2h; else it came before this application",
    ),
    may(
        "until",
        &Shape::Text,
        "何时解除，如 +10d；不写即一直占用",
        "when it lets go or leaves the line, such as +10d; else never",
    ),
]);

/// How a system, service or licence behaves.
pub static BEHAVIOUR: Shape = Shape::Map(&[
    may("down", &Shape::Boolean, "没有应答", "it does not answer"),
    may(
        "answers",
        &Shape::Word(&["usual", "not_found"]),
        "照常应答，或查无此人",
        "as usual, or that it finds nothing",
    ),
    may("fails", &Shape::Count, "先失败几次", "how often it fails before it answers"),
    may("latency", &Shape::Period, "多久才应答", "how long an answer takes"),
    may("from", &Shape::Period, "从开始后多久起", "from how long after the start"),
    may("until", &Shape::Period, "到开始后多久为止", "until how long after the start"),
]);

static HAPPENING: Shape = Shape::Map(&[
    may(
        "at",
        &Shape::Text,
        "时刻，或距开始（或 after）多久，如 +2h",
        "a time, or how long after the start or after `after`: +2h",
    ),
    may("after", &Shape::Name, "在这个环节办完之后", "when this step is done"),
    may("clerk", &CLERK, "工作人员作出的决定", "what a clerk decides"),
    may("applicant", &APPLICANT, "申请人所做的事", "what the applicant does"),
    may("system", &Shape::Names(&BEHAVIOUR), "系统从此的表现", "how systems behave from then on"),
    may(
        "message",
        &Shape::Names(&Shape::Names(&Shape::Text)),
        "收到的消息及其内容",
        "a message that comes, and what it says",
    ),
]);

static CLERK: Shape = Shape::Map(&[
    may(
        "approve",
        &Shape::Name,
        "到这一时刻才办完的环节",
        "the step that is done well at this time and not before",
    ),
    may("return", &Shape::Name, "退回补正的环节", "the step at which it is returned to mend"),
    may("refuse", &Shape::Name, "不予批准的环节", "the step at which it is refused"),
    may("not_accept", &Shape::Name, "不予受理的环节", "the step at which it is not accepted"),
    may("suspend", &Shape::Name, "进入特别程序的环节", "the step at which a special procedure begins"),
    may("resume", &Shape::Name, "恢复办理的环节", "the step at which it goes on"),
    may("revoke", &Shape::Name, "撤销承诺所得结果的事项", "the item whose result is revoked"),
    may("what", &Shape::List(&Shape::Name), "要补正的字段和材料", "fields and materials to mend"),
    may("because", &Shape::Label, "理由", "why"),
    may("within", &Shape::Period, "特别程序的时限", "limit of the special procedure"),
]);

static APPLICANT: Shape = Shape::Either(&[
    &Shape::Word(&["withdraw", "wait", "rate"]),
    &Shape::Map(&[
        may("withdraw", &Shape::Name, "撤回的事项", "the item that is withdrawn"),
        may(
            "commit",
            &Shape::Name,
            "以告知承诺办理的事项",
            "the item that is declared for in place of its review",
        ),
        may("fill", &Shape::Names(&Shape::Text), "改填的值", "values filled in from then on"),
        may(
            "supplement_after",
            &Shape::Period,
            "收到补正通知后多久补来",
            "how long the applicant takes to mend",
        ),
    ]),
]);

/// Statuses of an item.
pub const ITEM_STATUSES: &[&str] = &[
    "draft",
    "submitted",
    "accepted",
    "correcting",
    "handling",
    "suspended",
    "approved",
    "refused",
    "not_accepted",
    "withdrawn",
    "terminated",
];

/// Statuses of an application.
pub const STATUSES: &[&str] =
    &["draft", "submitted", "handling", "correcting", "suspended", "concluded", "withdrawn", "terminated"];

const PLAN_TAKEN: Key = may(
    "plan",
    &Shape::Name,
    "实际采用的方案；所给方案不适用时为下一个",
    "by which plan it is handled; the next where the one given is not offered",
);
const OFFICES: Key = may(
    "offices",
    &Shape::Names(&Shape::Name),
    "办理事项的机构所在区划",
    "regions whose offices handle items",
);
const STATUS: Key = may("status", &Shape::Word(STATUSES), "办件状态", "status of the application");
const ITEMS: Key = may("items", &Shape::Names(&Shape::Word(ITEM_STATUSES)), "事项状态", "statuses of items");
const ASKED: Key = may(
    "asked",
    &Shape::Map(&[
        may("fields", &Shape::List(&Shape::Name), "所问字段，不论先后", "fields asked, in any order"),
        may("materials", &Shape::List(&Shape::Name), "所要材料，不论先后", "materials asked, in any order"),
    ]),
    "向申请人要了什么",
    "what the applicant was asked for",
);
const STEPS_DONE: Key = may(
    "steps",
    &Shape::List(&Shape::Name),
    "办完的环节，按此先后，可有间隔",
    "steps done in this order, with gaps",
);
const NOT_STEPS: Key =
    may("not_steps", &Shape::List(&Shape::Name), "没有办的环节", "steps that were not done");
const NOT_EVENTS: Key =
    may("not_events", &Shape::List(&Shape::Name), "没有发生的事件", "events that did not happen");
const HANDOFFS: Key = may("handoffs", &Shape::Count, "跨部门流转次数", "handoffs between departments");
const DAYS_USED: Key =
    may("days_used", &Shape::Names(&Shape::Period), "事项用掉的时限", "how much of its limit an item used");
const TRIPS: Key = may("trips", &Shape::Count, "跑动次数", "visits to a place");
const CERTIFICATES: Key = may(
    "certificates",
    &Shape::List(&Shape::Name),
    "所发证照，不论先后",
    "certificates issued, in any order",
);
const NOTICES: Key = may(
    "notices",
    &Shape::List(&Shape::Name),
    "按此先后发出的通知",
    "notices sent, in this order, with gaps",
);
const EVENTS: Key =
    may("events", &Shape::List(&Shape::Name), "按此先后发生的事件", "events, in this order, with gaps");
const REJECTIONS: Key = may(
    "rejections",
    &Shape::List(&Shape::Name),
    "被拒的命令的原因：只有这些，按此先后",
    "why commands were rejected: exactly these, in this order",
);

static EXPECT: Shape = Shape::Map(&[
    PLAN_TAKEN,
    STATUS,
    ITEMS,
    OFFICES,
    ASKED,
    STEPS_DONE,
    NOT_STEPS,
    HANDOFFS,
    DAYS_USED,
    TRIPS,
    CERTIFICATES,
    NOTICES,
    EVENTS,
    NOT_EVENTS,
    REJECTIONS,
    may("count", &Shape::Names(&Shape::Number), "计数的指标", "figures of the count"),
    may(
        "others",
        &Shape::Names(&EXPECT_OF_OTHER),
        "其他办件应有的结果，按 given.others 里的名字；环节所办的场景按环节名",
        "what must come of other applications, by their names in `given.others`; of one that a step runs, by the step",
    ),
]);

static EXPECT_OF_OTHER: Shape = Shape::Map(&[
    PLAN_TAKEN,
    STATUS,
    ITEMS,
    OFFICES,
    ASKED,
    STEPS_DONE,
    NOT_STEPS,
    HANDOFFS,
    DAYS_USED,
    TRIPS,
    CERTIFICATES,
    NOTICES,
    EVENTS,
    NOT_EVENTS,
    REJECTIONS,
]);
