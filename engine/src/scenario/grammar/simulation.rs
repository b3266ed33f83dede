//! The grammar of what simulation alone reads.

use super::{SOURCE, Shape, may, must};

/// `simulation:` of a scenario.
pub(super) static SIMULATION: Shape = Shape::Map(&[
    may("arrivals", &ARRIVALS, "办件如何到来", "how applications arrive"),
    may(
        "priority",
        &Shape::List(&Shape::Expression),
        "谁先办：条件成立的办件排在前面，先列的最先；只看情形",
        "who goes first: those for which a condition holds, the first listed before the second; over situations only",
    ),
    may(
        "applicant",
        &APPLICANT,
        "申请人跑一趟要多少时间；不写则不计",
        "what a trip to a counter takes the applicant; unwritten, it is not counted",
    ),
    SOURCE,
]);

static APPLICANT: Shape = Shape::Map(&[
    may("travel", &Shape::WorkTime, "每趟往返路上的时间", "the way there and back, each time"),
    may("counter_wait", &Shape::WorkTime, "每趟在窗口等候的时间", "waiting at the counter, each time"),
    may(
        "per_hour",
        &Shape::Number,
        "申请人一小时折合多少元",
        "what an hour of the applicant counts for, in CNY",
    ),
    SOURCE,
]);

static ARRIVALS: Shape = Shape::Whole(&Shape::Map(&[
    may(
        "per_day",
        &Shape::Number,
        "平均每个自然日几件（泊松）",
        "applications a calendar day on average (Poisson)",
    ),
    may(
        "hours",
        &WEIGHTS,
        "24 个时段的相对权重，从零点起",
        "relative weights of the 24 hours, from midnight",
    ),
    may(
        "weekdays",
        &WEIGHTS,
        "一周 7 天的相对权重，从周一起",
        "relative weights of the 7 weekdays, from Monday",
    ),
    may("months", &WEIGHTS, "12 个月的相对权重，从一月起", "relative weights of the 12 months, from January"),
    may(
        "between",
        &Shape::WorkTime,
        "两件之间隔多久（更新过程）",
        "time from one application to the next (renewal)",
    ),
    may(
        "times",
        &Shape::Text,
        "记有到来时刻的文件，与场景放在一起",
        "the file of observed moments, beside the scenario",
    ),
    SOURCE,
]));

static WEIGHTS: Shape = Shape::List(&Shape::Number);

/// The people of one role in a department: how many, or more about them.
pub(super) static STAFF: Shape = Shape::Either(&[
    &Shape::Count,
    &Shape::Map(&[
        must("people", &Shape::Count, "人数", "number of people"),
        may(
            "queue",
            &Shape::Map(&[
                must(
                    "capacity",
                    &Shape::Count,
                    "最多几件等候，再来的不受理（只有模拟读它）",
                    "how many may wait at most; what comes beyond is turned away (only simulation reads it)",
                ),
                SOURCE,
            ]),
            "等候的队列",
            "the queue in front of them",
        ),
        may(
            "per_hour",
            &Shape::Number,
            "每人每小时的成本（元；只有模拟读它）",
            "what one of them costs, in CNY an hour (only simulation reads it)",
        ),
        SOURCE,
    ]),
]);
