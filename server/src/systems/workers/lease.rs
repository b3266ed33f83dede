//! The name of a lease, and why one is over.

use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The name of a lease: the call's key and which lease of it this is, written `KEY~NUMBER`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lease {
    /// The call's key.
    pub key: String,
    /// From 1.
    pub number: u32,
}

impl fmt::Display for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.key, self.number)
    }
}

impl FromStr for Lease {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = text
            .rsplit_once('~')
            .and_then(|(key, number)| Some(Self { key: key.to_owned(), number: number.parse().ok()? }));
        read.filter(|lease| !lease.key.is_empty())
            .ok_or_else(|| "a lease is written KEY~NUMBER, as it was given".to_owned())
    }
}

impl TryFrom<String> for Lease {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Lease> for String {
    fn from(lease: Lease) -> Self {
        lease.to_string()
    }
}

/// Why nothing can be done with a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It was not lengthened in time, and the call went back to the queue or to another worker.
    Lapsed,
    /// The call was completed before.
    Completed,
    /// The call was said to have failed before.
    Failed,
    /// Nobody waits for the call any more.
    Dropped,
    /// No such call was ever offered, or it was so long ago that nobody remembers.
    Unknown,
}

impl Over {
    /// What is wrong.
    pub fn text(self) -> Text {
        match self {
            Over::Lapsed => Text::new(
                "租约已过期，该调用已回到队列或交给其他工作者",
                "the lease lapsed; the call went back to the queue or to another worker",
            ),
            Over::Completed => Text::new("该调用已完成过", "the call was completed before"),
            Over::Failed => Text::new("该调用已报告失败", "the call was said to have failed before"),
            Over::Dropped => Text::new("已无人等待该调用", "nobody waits for the call any more"),
            Over::Unknown => Text::new("没有这个调用", "there is no such call"),
        }
    }

    /// How to mend it.
    pub fn mend(self) -> Text {
        match self {
            Over::Lapsed => Text::new(
                "在租约到期前发送心跳，或租得更久",
                "send a heartbeat before the lease ends, or lease for longer",
            ),
            Over::Completed | Over::Failed | Over::Dropped => {
                Text::new("无需再报，领取下一个", "say no more of it; lease the next")
            }
            Over::Unknown => Text::new("核对租约名", "check the name of the lease"),
        }
    }
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Over {}
