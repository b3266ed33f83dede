//! One person: sex, birthday, name and home, from which the elements about them follow.

use super::values::past;
use crate::expression::Value;
use crate::random::Random;
use crate::scenario::identifiers::{id_number, phone};
use crate::scenario::model::{Element, ElementType};
use jiff::civil::{Date, DateTime, Time};

const SURNAMES: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "孙", "周", "徐", "马", "朱"];
const GIVEN: [&str; 16] =
    ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超"];

/// Provinces by the first two digits of their codes, with a city and district of each.
const PROVINCES: [(&str, u32, &str); 6] = [
    ("37", 370_303, "山东省淄博市张店区"),
    ("11", 110_105, "北京市朝阳区"),
    ("13", 130_102, "河北省石家庄市长安区"),
    ("32", 320_102, "江苏省南京市玄武区"),
    ("41", 410_102, "河南省郑州市中原区"),
    ("44", 440_106, "广东省广州市天河区"),
];

/// Codes of provinces that people are registered in.
pub(super) fn province_codes() -> impl Iterator<Item = &'static str> {
    PROVINCES.iter().map(|(code, ..)| *code)
}

/// A made-up full name.
pub(super) fn full_name(random: &mut Random) -> String {
    let surname = SURNAMES.get(random.below(SURNAMES.len())).copied().unwrap_or("王");
    format!("{surname}{}", given_name(random))
}

/// A made-up given name.
pub(super) fn given_name(random: &mut Random) -> String {
    (0..1 + random.below(2)).filter_map(|_| GIVEN.get(random.below(GIVEN.len()))).copied().collect()
}

/// What a person's elements follow from.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) male: bool,
    pub(super) born: DateTime,
    pub(super) surname: String,
    pub(super) given: String,
    pub(super) province: String,
    order: u32,
}

impl Person {
    /// An adult, or a child born not long ago.
    pub(super) fn new(male: bool, child: bool, today: Date, random: &mut Random) -> Self {
        let days = if child { 2 + random.below(5) } else { 25 * 365 + random.below(10 * 365) };
        let time = Time::new(
            i8::try_from(random.below(24)).unwrap_or(0),
            i8::try_from(random.below(60)).unwrap_or(0),
            0,
            0,
        );
        Self {
            male,
            born: past(today, days).to_datetime(time.unwrap_or_default()),
            surname: SURNAMES.get(random.below(SURNAMES.len())).copied().unwrap_or("王").to_owned(),
            given: given_name(random),
            province: "37".to_owned(),
            order: u32::try_from(random.below(1_000_000)).unwrap_or(0),
        }
    }

    /// The value of an element that says who the person is; none for others.
    pub(super) fn value(&self, element: &Element) -> Option<Value> {
        let text = |text: String| Some(Value::Text(text.into()));
        match (&element.ty, &*element.name) {
            (ElementType::IdNumberCn, "id_number") => {
                text(id_number(self.region(), self.born.date(), self.male, self.order))
            }
            (ElementType::PhoneCn, _) => text(phone(self.order)),
            (ElementType::Date, "birth_date") => Some(Value::Date(self.born.date())),
            (ElementType::DateTime, "birth_time") => Some(Value::DateTime(self.born)),
            (ElementType::OneOf(values), "sex") => {
                let words: [&str; 2] = if self.male { ["male", "男"] } else { ["female", "女"] };
                values.iter().find(|v| words.contains(&&***v)).map(|v| Value::Text(v.clone()))
            }
            (ElementType::Text, "name") => text(format!("{}{}", self.surname, self.given)),
            (ElementType::Text, "ethnicity") => text("汉族".to_owned()),
            (ElementType::Text, "nationality") => text("中国".to_owned()),
            (ElementType::Text, "province") => text(self.province.clone()),
            (ElementType::Text, "address" | "registered_address") => {
                text(format!("{}柳泉路{}号", self.district(), 1 + self.order % 300))
            }
            _ => None,
        }
    }

    /// Whether an element of a person says who they are, so that others follow from it.
    pub(super) fn is_told_by(element: &Element) -> bool {
        let names = ["id_number", "birth_date", "birth_time", "sex", "name", "ethnicity", "nationality"];
        let more = ["province", "address", "registered_address"];
        &*element.kind == "person"
            && (element.ty == ElementType::PhoneCn
                || names.iter().chain(&more).any(|name| *element.name == **name))
    }

    /// Takes over what a value says about the person, so that everything else about them agrees with it.
    pub(super) fn learn(&mut self, element: &Element, value: &Value) {
        match (&*element.name, value) {
            ("id_number", Value::Text(number)) => {
                if let Some((birth, male)) = crate::scenario::identifiers::read_id_number(number) {
                    self.born = birth.to_datetime(self.born.time());
                    self.male = male;
                }
            }
            ("birth_date", Value::Date(date)) => self.born = date.to_datetime(self.born.time()),
            ("birth_time", Value::DateTime(time)) => self.born = *time,
            ("sex", Value::Text(sex)) => self.male = matches!(&**sex, "male" | "男"),
            ("province", Value::Text(code)) => self.province = code.to_string(),
            _ => {}
        }
    }

    fn region(&self) -> u32 {
        PROVINCES.iter().find(|(code, ..)| *code == self.province).map_or(370_303, |(_, region, _)| *region)
    }

    fn district(&self) -> &'static str {
        let found = PROVINCES.iter().find(|(code, ..)| *code == self.province);
        found.map_or("山东省淄博市张店区", |(_, _, district)| *district)
    }
}
