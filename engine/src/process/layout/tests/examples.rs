//! Diagrams written by hand.

use crate::process::diagram::{Diagram, Edge, Lane, LaneKind, Node, Shape};
use crate::scenario::text::Text;

/// Three lanes, every way an edge can lie.
pub(crate) fn small() -> Diagram {
    let lanes = [
        ("applicant", "申请人", "Applicant", LaneKind::Applicant),
        ("market", "市场监管局", "Market regulator", LaneKind::Department),
    ];
    let nodes = [
        ("start", 0, Shape::Start, "开始", "Start", "", ""),
        ("form", 0, Shape::Form, "填写统一表单", "Fill in one form", "约 20 分钟", "about 20 minutes"),
        (
            "check",
            1,
            Shape::Task,
            "审查 <材料> & \"证照\"",
            "Review <papers> & \"licences\"",
            "科员",
            "Officer",
        ),
        ("gate", 1, Shape::Gateway, "齐全？", "Complete?", "", ""),
        ("end", 0, Shape::End, "办结", "Done", "", ""),
    ];
    let edges = [
        (0, 1, false, false, "", ""),
        (1, 2, true, false, "", ""),
        (2, 3, false, false, "", ""),
        (3, 4, true, false, "是", "yes"),
        (3, 1, true, true, "补正", "correct"),
    ];
    from_tables("小店开张", "Open a shop", &lanes, &nodes, &edges)
}

type LaneRow<'a> = (&'a str, &'a str, &'a str, LaneKind);
type NodeRow<'a> = (&'a str, usize, Shape, &'a str, &'a str, &'a str, &'a str);
type EdgeRow<'a> = (usize, usize, bool, bool, &'a str, &'a str);

fn from_tables(zh: &str, en: &str, lanes: &[LaneRow], nodes: &[NodeRow], edges: &[EdgeRow]) -> Diagram {
    Diagram {
        title: Text::new(zh, en),
        lanes: lanes
            .iter()
            .map(|(id, zh, en, kind)| Lane { id: id.to_string(), title: Text::new(*zh, *en), kind: *kind })
            .collect(),
        nodes: nodes
            .iter()
            .map(|(id, lane, shape, zh, en, small_zh, small_en)| Node {
                id: id.to_string(),
                lane: *lane,
                shape: *shape,
                title: Text::new(*zh, *en),
                subtitle: Text::new(*small_zh, *small_en),
                tooltip: Text::new(format!("{zh}：{small_zh}"), format!("{en}: {small_en}")),
            })
            .collect(),
        edges: edges
            .iter()
            .map(|(from, to, handoff, back, zh, en)| Edge {
                from: *from,
                to: *to,
                handoff: *handoff,
                label: Text::new(*zh, *en),
                back: *back,
            })
            .collect(),
    }
}

/// A restaurant opens: the applicant, a platform and four departments.
pub(crate) fn restaurant() -> Diagram {
    let lanes = [
        ("applicant", "申请人", "Applicant", LaneKind::Applicant),
        ("platform", "一件事平台", "One-thing platform", LaneKind::System),
        ("market", "市场监管局", "Market regulator", LaneKind::Department),
        ("tax", "税务局", "Tax office", LaneKind::Department),
        ("fire", "消防救援大队", "Fire brigade", LaneKind::Department),
        ("city", "城市管理局", "City management", LaneKind::Department),
    ];
    from_tables("开餐馆一件事", "Open a restaurant", &lanes, RESTAURANT_NODES, RESTAURANT_EDGES)
}

const RESTAURANT_NODES: &[NodeRow] = &[
    ("start", 0, Shape::Start, "开始", "Start", "", ""),
    ("form", 0, Shape::Form, "填写一张表单", "Fill in one form", "约 25 分钟", "about 25 minutes"),
    (
        "check",
        1,
        Shape::Automatic,
        "自动校验与证照核验",
        "Check automatically",
        "共享 6 项数据",
        "6 items shared",
    ),
    ("complete", 1, Shape::Gateway, "材料齐全？", "Complete?", "", ""),
    ("split", 1, Shape::Gateway, "并联分办", "In parallel", "", ""),
    ("name", 2, Shape::Call, "企业名称自主申报", "Name registry", "总局系统", "State system"),
    (
        "licence",
        2,
        Shape::Task,
        "核准设立登记",
        "Approve registration",
        "登记岗 · 40 分钟",
        "Registrar · 40 min",
    ),
    (
        "food",
        2,
        Shape::Task,
        "食品经营许可审查",
        "Review of food licence",
        "审查岗 · 90 分钟",
        "Reviewer · 90 min",
    ),
    ("visit", 2, Shape::Special, "现场核查", "Site visit", "2 人 · 1 个工作日", "2 people · 1 working day"),
    ("tax", 3, Shape::Automatic, "税种核定与发票申领", "Tax types and invoices", "自动", "automatic"),
    (
        "fire",
        4,
        Shape::Task,
        "公众聚集场所投入使用、营业前消防安全检查",
        "Fire safety inspection before opening",
        "检查员 · 3 个工作日",
        "Inspector · 3 working days",
    ),
    ("firepub", 4, Shape::Wait, "公示 5 日", "Publication, 5 days", "", ""),
    ("sign", 5, Shape::Task, "户外招牌设置审批", "Approve the sign", "审批岗 · 30 分钟", "Officer · 30 min"),
    (
        "waste",
        5,
        Shape::Task,
        "餐厨垃圾处置备案",
        "Kitchen waste filing",
        "备案岗 · 10 分钟",
        "Clerk · 10 min",
    ),
    ("join", 1, Shape::Gateway, "全部办结", "All done", "", ""),
    ("archive", 1, Shape::Automatic, "归集电子证照", "Collect e-licences", "", ""),
    ("notice", 1, Shape::Notice, "短信告知办理结果", "Tell the result by message", "", ""),
    ("pick", 0, Shape::Delivery, "领取证照（邮寄或自取）", "Receive licences (post or window)", "", ""),
    ("rate", 0, Shape::Form, "评价", "Rate", "", ""),
    ("end", 0, Shape::End, "办结", "Done", "", ""),
];

const RESTAURANT_EDGES: &[EdgeRow] = &[
    (0, 1, false, false, "", ""),
    (1, 2, true, false, "", ""),
    (2, 3, false, false, "", ""),
    (3, 4, false, false, "是", "yes"),
    (3, 1, true, true, "一次告知补正", "correct, told at once"),
    (4, 5, true, false, "", ""),
    (5, 6, false, false, "", ""),
    (6, 7, false, false, "", ""),
    (7, 8, false, false, "高风险", "high risk"),
    (8, 14, true, false, "", ""),
    (6, 9, true, false, "", ""),
    (9, 14, true, false, "", ""),
    (4, 10, true, false, "", ""),
    (10, 11, false, false, "", ""),
    (11, 14, true, false, "", ""),
    (4, 12, true, false, "", ""),
    (4, 13, true, false, "", ""),
    (12, 14, true, false, "", ""),
    (13, 14, true, false, "", ""),
    (14, 15, false, false, "", ""),
    (15, 16, false, false, "", ""),
    (16, 17, true, false, "", ""),
    (17, 18, false, false, "", ""),
    (18, 19, false, false, "", ""),
];
