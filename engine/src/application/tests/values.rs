//! Values and their types, with numbers whose check characters were worked out by hand.

use crate::application::program::{FactFacts, FactId, FactKind};
use crate::application::validate;
use crate::scenario::model::ElementType;
use crate::scenario::text::Text;

fn fault(ty: ElementType, max: Option<u32>, value: &str) -> Option<String> {
    let facts = FactFacts {
        name: "it.value".into(),
        title: Text::same("value"),
        kind: FactKind::Field(ty, max),
        askable: true,
        declarable: false,
    };
    validate::value(FactId(0), &facts, value).map(|f| f.what.en.to_string())
}

#[test]
fn good_values_have_no_fault() {
    let one_of = ElementType::OneOf(["a".into(), "b".into()].into());
    for (ty, value) in [
        (ElementType::IdNumberCn, "11010519491231002X"),
        (ElementType::IdNumberCn, "440524188001010014"),
        (ElementType::CreditCodeCn, "91350100M000100Y43"),
        (ElementType::PhoneCn, "13800138000"),
        (ElementType::PhoneCn, "0533-2345678"),
        (ElementType::Number, "3.50"),
        (ElementType::Date, "2024-02-29"),
        (ElementType::Boolean, "true"),
        (one_of, "b"),
        (ElementType::Text, "姓名"),
    ] {
        assert_eq!(fault(ty.clone(), None, value), None, "{ty:?} {value}");
    }
}

#[test]
fn each_fault_is_named() {
    let one_of = ElementType::OneOf(["a".into()].into());
    for (ty, value, expected) in [
        (ElementType::IdNumberCn, "110105194912310021", "it is no valid identity number"),
        (ElementType::IdNumberCn, "11010519491331002X", "it is no valid identity number"),
        (ElementType::IdNumberCn, "身份证号码身份证号码身份证号码一二三", "it is no valid identity number"),
        (ElementType::IdNumberCn, "", "it is missing"),
        (ElementType::CreditCodeCn, "91350100M000100Y44", "it is no valid unified social credit code"),
        (ElementType::PhoneCn, "12800138000", "it is no valid phone number"),
        (ElementType::PhoneCn, "12345", "it is no valid phone number"),
        (ElementType::Number, "three", "it is no number"),
        (ElementType::Date, "2023-02-29", "it is no date"),
        (ElementType::Boolean, "yes", "it is not yes or no"),
        (one_of, "c", "it is none of the choices"),
    ] {
        assert_eq!(fault(ty.clone(), None, value).as_deref(), Some(expected), "{ty:?} {value}");
    }
    assert_eq!(fault(ElementType::Text, Some(2), "三个字").as_deref(), Some("it is too long"));
    assert_eq!(fault(ElementType::Text, Some(3), "三个字"), None);
}
