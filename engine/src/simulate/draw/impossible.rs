//! Why nothing can be drawn from what was written.

use crate::scenario::model::Period;
use crate::scenario::text::Text;
use std::error::Error;
use std::fmt;

/// Why a distribution does not stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Impossible {
    /// Days, working days, months and years are not equally long.
    NoFixedLength(Period),
    /// A mean that is not above 0.
    NoMean(Period),
    /// A median that is not above 0.
    NoMedian(Period),
    /// The 95th percentile lies below the median.
    BelowMedian {
        /// As written.
        median: Period,
        /// As written.
        p95: Period,
    },
    /// The least is more than the most.
    Backwards {
        /// As written.
        least: Period,
        /// As written.
        most: Period,
    },
    /// The least, the most likely and the most do not rise.
    OutOfOrder {
        /// As written.
        least: Period,
        /// As written.
        likely: Period,
        /// As written.
        most: Period,
    },
    /// A shape that is not a number above 0.
    Shape(f64),
    /// A shape so small that nearly all lengths are nothing and the mean is made by a few.
    SmallShape(f64),
    /// A weight below 0, or no number.
    Weight(f64),
    /// No part of a mixture has a weight, or all together have too much.
    NoWeight,
    /// There is no such file of observations.
    NoFile(String),
    /// The file holds no observations.
    NoObservations(String),
    /// An observation that is no length of time.
    Observation {
        /// Its file.
        file: String,
        /// What it says, in milliseconds.
        value: f64,
    },
    /// The mean or the variance is beyond all numbers.
    TooWide,
}

impl Impossible {
    /// What is wrong.
    pub fn text(&self) -> Text {
        let (zh, en) = match self {
            Self::NoFixedLength(period) => {
                (format!("{period} 没有固定的时长"), format!("{period} has no fixed length"))
            }
            Self::NoMean(mean) => {
                (format!("均值必须大于 0，现为 {mean}"), format!("the mean must be above 0, but is {mean}"))
            }
            Self::NoMedian(median) => (
                format!("中位数必须大于 0，现为 {median}"),
                format!("the median must be above 0, but is {median}"),
            ),
            Self::BelowMedian { median, p95 } => (
                format!("95 百分位数（{p95}）小于中位数（{median}）"),
                format!("the 95th percentile ({p95}) lies below the median ({median})"),
            ),
            Self::Backwards { least, most } => (
                format!("下限（{least}）大于上限（{most}）"),
                format!("the least ({least}) is more than the most ({most})"),
            ),
            Self::OutOfOrder { least, likely, most } => (
                format!("{least}、{likely}、{most} 未按从小到大排列"),
                format!("{least}, {likely}, {most} do not rise"),
            ),
            Self::Shape(shape) => (
                format!("形状参数必须大于 0，现为 {shape}"),
                format!("the shape must be above 0, but is {shape}"),
            ),
            Self::SmallShape(shape) => (
                format!("形状参数 {shape} 过小：几乎所有用时都是 0"),
                format!("the shape {shape} is so small that nearly all lengths are nothing"),
            ),
            Self::Weight(weight) => (
                format!("权重不能小于 0，现为 {weight}"),
                format!("a weight must be 0 or more, but is {weight}"),
            ),
            Self::NoWeight => (
                "各部分的权重之和不是大于 0 的数".to_owned(),
                "the weights do not add up to a number above 0".to_owned(),
            ),
            Self::NoFile(file) => {
                (format!("没有观测数据文件 {file}"), format!("there is no file of observations {file}"))
            }
            Self::NoObservations(file) => {
                (format!("{file} 中没有观测数据"), format!("{file} holds no observations"))
            }
            Self::Observation { file, value } => (
                format!("{file} 中的 {value} 毫秒不是时长"),
                format!("{value} ms in {file} is no length of time"),
            ),
            Self::TooWide => (
                "该分布过宽：均值或方差超出可表示的范围".to_owned(),
                "the distribution is so wide that its mean or variance is beyond all numbers".to_owned(),
            ),
        };
        Text::new(zh, en)
    }

    /// How to mend it.
    pub fn mend(&self) -> Text {
        match self {
            Self::NoFixedLength(_) => {
                Text::new("用时改用 ms、s、min 或 h 书写", "write lengths of work in ms, s, min or h")
            }
            Self::NoMean(_) | Self::NoMedian(_) => Text::new(
                "写一个大于 0 的时长；不耗时的，写固定时长 0min",
                "write a length above 0, or a fixed 0min for what takes no time",
            ),
            Self::BelowMedian { .. } => Text::new(
                "把 p95 写成不小于 median 的时长；二者可能写反了",
                "let p95 be no less than median; perhaps they changed places",
            ),
            Self::Backwards { .. } => Text::new("先写下限，后写上限", "write the least first, then the most"),
            Self::OutOfOrder { .. } => Text::new(
                "依次写最短、最可能、最长的时长",
                "write the least first, then the most likely, then the most",
            ),
            Self::Shape(_) => Text::new(
                "写一个大于 0 的数；1 即指数分布，越大越集中",
                "write a number above 0: 1 is exponential, more is narrower",
            ),
            Self::SmallShape(_) => Text::new(
                "形状参数写 0.001 以上；偶尔才耗时的，用混合分布",
                "write a shape of 0.001 or more, or a mixture for what seldom takes time",
            ),
            Self::Weight(_) => Text::new("写 0 或大于 0 的权重", "write a weight of 0 or more"),
            Self::NoWeight => Text::new(
                "至少给一个部分写大于 0 的权重，且不要过大",
                "give at least one part a weight above 0, and none a huge one",
            ),
            Self::NoFile(_) => {
                Text::new("在场景旁放入该文件，或改正文件名", "put it beside the scenario, or mend its name")
            }
            Self::NoObservations(_) => {
                Text::new("至少写入一个观测值", "write at least one observation into it")
            }
            Self::Observation { .. } => {
                Text::new("删去该值，或改成 0 以上的数", "remove it, or write a number of 0 or more")
            }
            Self::TooWide => Text::new(
                "让 p95 更接近 median，或缩短时长",
                "bring p95 nearer to median, or shorten the lengths",
            ),
        }
    }
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl Error for Impossible {}
