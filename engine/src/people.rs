//! The facts of a program as what they are of people: which element of which party each field is, and what a
//! population says of it. What answers in a rehearsal and what answers a running application stand on this.

use crate::application::program::{FactId, FactKind, Program};
use crate::plan::grounding::{Grounding, InstanceId};
use crate::population::{GivenValue, Population, values};
use crate::random::Random;
use crate::scenario::model::{ElementId, Scenario};
use crate::scenario::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which element of which party each field of a program is.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// By position of the fact.
    data: Vec<Option<(InstanceId, ElementId)>>,
    facts: BTreeMap<(InstanceId, ElementId), FactId>,
}

/// A value that cannot be given to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotGiven {
    /// No party has this name in this way.
    Absent,
    /// What is wrong, and how to mend it.
    Wrong(Text, Text),
}

impl People {
    /// The fields of a program over the parties of its way.
    pub fn new(grounding: &Grounding<'_>, program: &Program) -> Self {
        let mut data = vec![None; program.facts.len()];
        for id in grounding.ids() {
            let Some(party) = grounding.party(id) else { continue };
            let name = grounding.name(id);
            for (at, element) in grounding.scenario().catalogue.elements.values().enumerate() {
                if element.kind == party.kind
                    && let Some(fact) = program.find_fact(&format!("{name}.{}", element.name))
                    && let Some(place) = data.get_mut(fact.index())
                {
                    *place = Some((id, ElementId::from(at)));
                }
            }
        }
        let mut people = Self { data, facts: BTreeMap::new() };
        people.facts = people.all().map(|(fact, key)| (key, fact)).collect();
        people
    }

    /// The element of a party that a fact is; none for materials.
    pub fn key(&self, fact: FactId) -> Option<(InstanceId, ElementId)> {
        self.data.get(fact.index()).copied().flatten()
    }

    /// The fact that an element of a party is.
    pub fn fact(&self, key: (InstanceId, ElementId)) -> Option<FactId> {
        self.facts.get(&key).copied()
    }

    /// Every field, by position, with its element of a party.
    pub fn all(&self) -> impl Iterator<Item = (FactId, (InstanceId, ElementId))> + '_ {
        let numbered = self.data.iter().enumerate();
        numbered.filter_map(|(at, key)| Some((FactId(u16::try_from(at).ok()?), (*key)?)))
    }

    /// The text of a fact's value in a population; of a material, a number that stands for its file.
    pub fn value(&self, program: &Program, population: &Population, fact: FactId) -> Option<Arc<str>> {
        let facts = program.fact(fact)?;
        match facts.kind {
            FactKind::Material(_) => Some(file(&facts.name).into()),
            FactKind::Field(..) => {
                let (instance, element) = self.key(fact)?;
                population.value(instance, element).map(|v| values::write(v).into())
            }
        }
    }

    /// A fact's text as a value that a population is given; none for materials and for what does not read as
    /// its type.
    pub fn given(&self, scenario: &Scenario, fact: FactId, text: &str) -> Option<GivenValue> {
        let (instance, element) = self.key(fact)?;
        let (_, facts) = scenario.catalogue.element(element)?;
        Some((instance, element, values::read(&facts.ty, text, &scenario.catalogue)?))
    }
}

/// The value that a name such as `mother.name` is given by a text.
///
/// # Errors
/// The party is not there in this way, has no such element, or the text does not read as one.
pub fn given(grounding: &Grounding<'_>, name: &str, text: &str) -> Result<GivenValue, NotGiven> {
    let catalogue = &grounding.scenario().catalogue;
    let (party, element) = name.split_once('.').unwrap_or((name, ""));
    let instance = grounding.ids().find(|i| grounding.name(*i) == party).ok_or(NotGiven::Absent)?;
    let kind = grounding.party(instance).map(|p| p.kind.clone()).unwrap_or_default();
    let Some((at, _, facts)) = catalogue.elements.get_full(&*format!("{kind}.{element}")) else {
        return Err(NotGiven::Wrong(
            Text::new(
                format!("`{party}` 没有数据元 `{element}`"),
                format!("`{party}` has no element `{element}`"),
            ),
            Text::new(
                format!("在目录的 {kind} 下定义它"),
                format!("define it under `{kind}` in the catalogue"),
            ),
        ));
    };
    let Some(value) = values::read(&facts.ty, text, catalogue) else {
        let wanted = values::expected(&facts.ty, catalogue);
        return Err(NotGiven::Wrong(
            Text::new(format!("`{text}` 不能作 `{name}`"), format!("`{text}` cannot be `{name}`")),
            Text::new(format!("写{}", wanted.zh), format!("write {}", wanted.en)),
        ));
    };
    Ok((instance, ElementId::from(at), value))
}

/// 64 hexadecimal digits that stand for the file of a material: always the same for one name.
pub fn file(name: &str) -> String {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut random = Random::new(seed);
    (0..4).map(|_| format!("{:016x}", random.bits())).collect()
}
