//! What FEEL has and the subset leaves out, each by its name, so that nobody has to guess why an expression
//! is refused.

use super::error::{ErrorKind, ExpressionError};
use std::ops::Range;

/// A construct of FEEL outside the subset.
pub(super) struct Construct {
    zh: &'static str,
    en: &'static str,
    mend_zh: &'static str,
    mend_en: &'static str,
}

impl Construct {
    /// The mistake of using it there.
    pub(super) fn at(&self, range: Range<usize>) -> ExpressionError {
        let zh = format!("FEEL 的{}不在所用子集内", self.zh);
        let en = format!("FEEL's {} is outside the subset used here", self.en);
        ExpressionError::new(range, ErrorKind::OutsideSubset, zh, en).mend(self.mend_zh, self.mend_en)
    }
}

macro_rules! constructs {
    ($($name:ident: $zh:literal, $en:literal, $mend_zh:literal, $mend_en:literal;)*) => {
        $(pub(super) const $name: Construct =
            Construct { zh: $zh, en: $en, mend_zh: $mend_zh, mend_en: $mend_en };)*
    };
}

constructs! {
    FOR: "循环 for … return", "for loop",
        "用 some/every … satisfies 或列表函数", "use some/every … satisfies, or a list function";
    FUNCTION: "函数定义 function(…)", "function definition",
        "写成计算值，用名字引用它", "make it a computed value and read it by name";
    INSTANCE_OF: "类型判断 instance of", "instance of",
        "类型在编译时已定，不必判断", "types are settled at compile time, so there is nothing to ask";
    CONTEXT: "上下文 {…}", "context literal { … }",
        "声明情形或数据元，用名字引用", "declare situations or elements and read them by name";
    AT_LITERAL: "@ 字面量", "@-literal",
        "写成 date(\"…\")、time(\"…\") 或 duration(\"…\")", "write date(\"…\"), time(\"…\") or duration(\"…\")";
    FILTER: "筛选 […]", "filter [ … ]",
        "用 some/every … satisfies 或列表函数", "use some/every … satisfies, or a list function";
    NULL: "空值 null", "null",
        "用 found(…) 问是否查得到；未知的值不会进入表达式",
        "ask found(…) whether something is there; unknown values do not reach an expression";
    INPUT: "输入值 ?", "input value ?",
        "写成一元测试，如 > 3，或用名字引用", "write a unary test such as > 3, or read it by name";
    LIST_PATH: "列表成员路径 list.name", "path on a list",
        "用 some/every x in 列表 satisfies x.…", "use some/every x in the_list satisfies x.…";
    NAMED_ARGUMENTS: "具名参数 f(x: …)", "named argument",
        "按顺序写参数", "give the arguments in order";
    EXPONENT: "科学记数法", "number with an exponent",
        "写成普通小数，或乘以 10 ** n", "write it out, or multiply by 10 ** n";
    TIME_ZONE: "时区", "time zone",
        "写当地时刻，不带时区", "write local time without a zone";
    SECOND_FRACTION: "秒的小数", "fraction of a second",
        "写到整秒", "write whole seconds";
    SEVERAL_VARIABLES: "多变量量词", "quantifier of several variables",
        "嵌套写 some/every", "nest some/every in one another";
    ITERATION: "区间循环 a..b", "iteration over a range",
        "列出各值：[1, 2, 3]", "list the values: [1, 2, 3]";
    OPEN_RANGE: "单端区间 (< x)", "range with one end",
        "直接比较，如 x < 5", "compare, such as x < 5";
}
