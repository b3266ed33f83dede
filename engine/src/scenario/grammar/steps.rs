//! The grammar of steps. They nest: a block holds lists of steps again.

use super::scenario::{NEED, NEED_NAMES};
use super::{Key, SOURCE, Shape, TITLE, WHEN, may, must};
use crate::scenario::syntax::{Entry, Node, NodeValue};

/// Steps in order; each is `name`, or `name` with facts.
pub static STEPS: Shape = Shape::List(&Shape::Entry(&STEP));

/// What is said of a step; named, for it stands inside itself.
pub static STEP: Shape = Shape::Named("step", &STEP_FACTS);

static STEP_FACTS: Shape = Shape::Map(&STEP_KEYS);

/// The keys of a step. At most one of them says its kind: see [`KINDS`].
pub static STEP_KEYS: [Key; 41] = [
    TITLE,
    may("role", &Shape::Name, "由哪个角色办", "who does it, by role"),
    may("department", &Shape::Name, "由其他部门办", "another department than the item's"),
    may("system", &Shape::Name, "在其他系统办", "another system than the item's"),
    may("takes", &Shape::WorkTime, "用时", "how long the work takes"),
    may(
        "within",
        &Shape::Period,
        "环节时限；等消息时为最多等多久",
        "a limit of its own; how long a message is waited for at most",
    ),
    may("outcome", &OUTCOME, "结果的概率", "chances of its outcomes"),
    may("corrects_in", &Shape::WorkTime, "申请人补正用时", "how long the applicant takes to mend"),
    may("needs", &NEEDS, "本环节另需要的", "what it needs beyond its item"),
    may("gives", &GIVES, "本环节结束时产生的", "what is known or handed out when it ends"),
    may(
        "undo",
        &STEP,
        "撤件或终止后如何撤回",
        "what undoes it when its application is withdrawn or terminated",
    ),
    may(
        "with",
        &Shape::Either(&[&Shape::Names(&Shape::Name), &Shape::OneOrMany(&Shape::Name)]),
        "一同办理的部门；run 时为对方的当事方: 本场景的当事方，call 时为服务的角色: 当事方",
        "departments that take part; of `run`, the other scenario's parties: ours, of `call`, the service's roles: parties",
    ),
    may("special", &Shape::Name, "特别程序，不计入时限", "a special procedure, outside the limit"),
    may("call", &Shape::Name, "调用的服务", "the service it calls"),
    may("notify", &Shape::Name, "通知谁", "whom it notifies"),
    may("text", &Shape::Label, "通知的内容", "what the notice says"),
    may(
        "choose",
        &Shape::List(&BRANCH),
        "择一：第一个条件成立的分支",
        "one branch: the first whose condition holds",
    ),
    may(
        "any",
        &Shape::List(&BRANCH),
        "凡条件成立的分支都办",
        "every branch whose condition holds, side by side",
    ),
    may(
        "parallel",
        &Shape::List(&Shape::Either(&[&STEPS, &LANE])),
        "各分支并行",
        "all branches, side by side",
    ),
    may("each", &Shape::Name, "对每个成员各办一次", "for each member of this party, side by side"),
    may("steps", &STEPS, "对每个成员所办的环节", "what is done for one member"),
    may("repeat", &STEPS, "反复办理的环节", "steps that are done again and again"),
    may("until", &Shape::Expression, "办完一轮后此条件成立即止", "done when this holds after a round"),
    may("chance", &Shape::Probability, "一轮即止的概率", "chance that a round was the last"),
    may("most", &Shape::Count, "最多几轮，不写即 10", "most rounds; 10 where none is written"),
    may(
        "wait",
        &Shape::Name,
        "等待一段时间、某个日期或一条消息",
        "waits for a time, the day that an element tells, or a message",
    ),
    may(
        "else",
        &Shape::Either(&[&Shape::Word(&["reject", "go_on", "wait"]), &STEPS]),
        "不成时：reject 不予，go_on 继续，wait 等待，或另办的环节",
        "if it fails: `reject` refuses, `go_on`, `wait`, or steps to be done",
    ),
    may("run", &Shape::KebabId, "办理另一个场景", "another scenario that is run"),
    may("plan", &Shape::Name, "按它的哪个方案", "by which of its plans"),
    may(
        "hold",
        &Shape::Name,
        "占用之物（当事方），同时只归一个办件",
        "the thing that is held, by one application at a time",
    ),
    may("hold_free", &Shape::Name, "须无人占用之物（当事方）", "the thing that nobody may hold"),
    may("by", &Shape::Name, "以哪个数据元辨认此物", "the element that tells which thing it is"),
    may("line_by", &Shape::Name, "按哪个数据元排先后", "the element whose value tells who is first in line"),
    may("term", &TERM, "期限", "how long it is held"),
    may("waiting", &STEPS, "轮候时所办", "done when it must wait in line"),
    may("effect", &STEPS, "生效时所办", "done when it takes effect"),
    may("renew", &RENEW, "续期", "renewal"),
    may(
        "release",
        &Shape::Map(&[
            must("message", &Shape::Name, "凭哪条消息解除", "the message that releases it"),
            SOURCE,
        ]),
        "解除",
        "release",
    ),
    may("at_end", &STEPS, "解除或失效后所办", "done when it is released or has lapsed"),
    WHEN,
    SOURCE,
];

static OUTCOME: Shape = Shape::Whole(&Shape::Map(&[
    may("approve", &Shape::Probability, "通过", "goes on"),
    may("correct", &Shape::Probability, "补正", "returned to mend"),
    may("reject", &Shape::Probability, "不予", "refused"),
    SOURCE,
]));

static NEEDS: Shape = Shape::Either(&[
    &Shape::List(&NEED),
    &Shape::Map(&[
        may("fields", &NEED_NAMES, "需要的数据元", "data elements it needs"),
        may("materials", &NEED_NAMES, "需要的材料", "materials it needs"),
        SOURCE,
    ]),
]);

static GIVES: Shape = Shape::Either(&[
    &Shape::List(&NEED),
    &Shape::Map(&[
        may("fields", &NEED_NAMES, "产生的数据元", "data elements it gives"),
        may("materials", &NEED_NAMES, "产生的材料", "materials it gives"),
        may("licences", &NEED_NAMES, "产生的证照", "licences it gives"),
        SOURCE,
    ]),
]);

static BRANCH: Shape = Shape::Map(&[
    TITLE,
    may(
        "when",
        &Shape::Expression,
        "走到时此条件成立才办；可看数据元的值",
        "taken when this holds as it is reached; may read values of elements",
    ),
    may("chance", &Shape::Probability, "走这一分支的占比", "share of cases that take it"),
    must("steps", &STEPS, "所办环节", "what is done on it"),
    SOURCE,
]);

static LANE: Shape = Shape::Map(&[TITLE, must("steps", &STEPS, "所办环节", "what is done on it"), SOURCE]);

static TERM: Shape = Shape::Map(&[
    must("lasts", &Shape::Period, "多久", "how long"),
    may(
        "from",
        &Shape::Word(&["taking_effect", "joining_the_line"]),
        "从生效起（不写即此）或从轮候起",
        "from taking effect, which is usual, or from joining the line",
    ),
    SOURCE,
]);

static RENEW: Shape = Shape::Map(&[
    must("message", &Shape::Name, "凭哪条消息续期", "the message that renews"),
    may("opens", &Shape::Period, "期满前多久起可续", "how long before the end it may first come"),
    may("closes", &Shape::Period, "期满前多久止", "how long before the end it may last come"),
    must("lasts", &Shape::Period, "续多久", "how much longer it is held"),
    may("steps", &STEPS, "生效中每次续期后所办", "done each time it is renewed while in effect"),
    SOURCE,
]);

/// What a key says that a step is, and the other keys that mean something there.
#[derive(Debug)]
pub struct Kind {
    /// The key: `wait`; none for work of a person, which needs none.
    pub name: &'static str,
    /// Keys it must have.
    pub must: &'static [&'static str],
    /// Keys it may have, beyond title, when and source.
    pub may: &'static [&'static str],
}

/// Work of a person: the kind of a step that says none.
pub static WORK: Kind = Kind {
    name: "",
    must: &[],
    may: &[
        "role",
        "department",
        "system",
        "takes",
        "within",
        "outcome",
        "corrects_in",
        "with",
        "needs",
        "gives",
        "undo",
    ],
};

/// The kinds that a key names.
pub static KINDS: [Kind; 12] = [
    Kind { name: "special", must: &[], may: WORK.may },
    Kind {
        name: "call",
        must: &[],
        may: &["role", "department", "system", "takes", "within", "with", "needs", "gives", "undo"],
    },
    Kind { name: "notify", must: &[], may: &["text", "role", "department", "system", "takes", "within"] },
    Kind { name: "choose", must: &[], may: &[] },
    Kind { name: "any", must: &[], may: &[] },
    Kind { name: "parallel", must: &[], may: &[] },
    Kind { name: "each", must: &["steps"], may: &[] },
    Kind { name: "repeat", must: &["until"], may: &["chance", "most"] },
    Kind { name: "wait", must: &[], may: &["within", "else"] },
    Kind { name: "run", must: &[], may: &["plan", "with", "else", "needs", "gives", "undo"] },
    Kind {
        name: "hold",
        must: &["by", "term"],
        may: &["line_by", "waiting", "effect", "renew", "release", "at_end"],
    },
    Kind { name: "hold_free", must: &["by", "else"], may: &[] },
];

/// Whether a kind of step stands where the step's name should: `choose: […]` for `name: { choose: […] }`.
pub fn lacks_name(entry: &Entry) -> bool {
    let named = KINDS.iter().any(|k| *k.name == *entry.key.value) || &*entry.key.value == "undo";
    let facts = matches!(entry.value.value, NodeValue::Map(_) | NodeValue::Null);
    // A step may well be called like its kind: `notify: { notify: applicant }`.
    let keys = entry.value.entries();
    let is_step = facts && keys.iter().all(|e| STEP_KEYS.iter().any(|k| *k.name == *e.key.value));
    named && !is_step
}

/// Whether a key means something on the kind of step that a node is: what to offer where a key is unknown.
pub fn fits_kind(step: &Node, key: &str) -> bool {
    let said = KINDS.iter().find(|k| step.get(k.name).is_some());
    let kind = said.unwrap_or(&WORK);
    let own = kind.must.contains(&key) || kind.may.contains(&key);
    // Work of a person may yet become any other kind.
    let names_a_kind = said.is_none() && KINDS.iter().any(|k| k.name == key);
    own || names_a_kind || ["title", "when", "source"].contains(&key)
}
