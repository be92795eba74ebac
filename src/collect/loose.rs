//! JSON from a server that may be newer, older or lying: a field of the wrong type costs that
//! field, never the list it is in. One pass, no intermediate tree.
//!
//! Only broken JSON itself is an error here; what a missing value means is for the caller.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// More entries than any host has; a liar can pack a million into what one source may send.
pub(crate) const MOST_ENTRIES: usize = 50_000;

/// A value that is missing (or null), of its type, or of another one.
#[derive(Debug, Default)]
pub(crate) enum Loose<T> {
    #[default]
    Missing,
    Is(T),
    Wrong,
}

impl<T> Loose<T> {
    /// The value, counting a wrong one.
    pub(crate) fn take(self, tally: &mut Tally) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Missing => None,
            Self::Wrong => {
                tally.spoiled += 1;
                None
            }
        }
    }
}

/// How much of an answer could not be used.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) spoiled: usize,
}

/// The entries of a list, and how many of them were something else.
#[derive(Debug)]
pub(crate) struct List<T> {
    items: Vec<T>,
    wrong: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            wrong: 0,
        }
    }
}

impl<T> List<T> {
    pub(crate) fn take(self, tally: &mut Tally) -> Vec<T> {
        tally.spoiled += self.wrong;
        self.items
    }
}

/// The entries of an object by name.
#[derive(Debug)]
pub(crate) struct Map<T> {
    items: BTreeMap<String, T>,
    wrong: usize,
}

impl<T> Map<T> {
    pub(crate) fn take(self, tally: &mut Tally) -> BTreeMap<String, T> {
        tally.spoiled += self.wrong;
        self.items
    }
}

/// What JSON value a type is made of; everything not overridden is of a wrong type.
pub(crate) trait Shape<'de>: Sized {
    fn of_str(_value: &str) -> Option<Self> {
        None
    }
    fn of_unsigned(_value: u64) -> Option<Self> {
        None
    }
    fn of_signed(_value: i64) -> Option<Self> {
        None
    }
    fn of_bool(_value: bool) -> Option<Self> {
        None
    }
    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn of_object<A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl Shape<'_> for String {
    fn of_str(value: &str) -> Option<Self> {
        Some(value.to_owned())
    }
}

impl Shape<'_> for bool {
    fn of_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Shape<'_> for u64 {
    fn of_unsigned(value: u64) -> Option<Self> {
        Some(value)
    }
}

impl Shape<'_> for i64 {
    fn of_unsigned(value: u64) -> Option<Self> {
        value.try_into().ok()
    }
    fn of_signed(value: i64) -> Option<Self> {
        Some(value)
    }
}

impl<'de, T: Shape<'de>> Shape<'de> for List<T> {
    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut read = Self::default();
        while read.items.len() < MOST_ENTRIES {
            match list.next_element::<Loose<T>>()? {
                Some(Loose::Is(item)) => read.items.push(item),
                Some(Loose::Wrong | Loose::Missing) => read.wrong += 1,
                None => return Ok(Some(read)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            read.wrong += 1;
        }
        Ok(Some(read))
    }
}

impl<'de, T: Shape<'de>> Shape<'de> for Map<T> {
    fn of_object<A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let (mut items, mut wrong) = (BTreeMap::new(), 0);
        while let Some((name, value)) = object.next_entry::<String, Loose<T>>()? {
            match value {
                Loose::Is(value) if items.len() < MOST_ENTRIES => {
                    items.insert(name, value);
                }
                Loose::Missing => {}
                Loose::Is(_) | Loose::Wrong => wrong += 1,
            }
        }
        Ok(Some(Self { items, wrong }))
    }
}

/// Makes a struct of [`Loose`] fields the shape of a JSON object.
macro_rules! object {
    ($($name:ty),+ $(,)?) => {$(
        impl<'de> $crate::collect::loose::Shape<'de> for $name {
            fn of_object<A: serde::de::MapAccess<'de>>(
                object: A,
            ) -> Result<Option<Self>, A::Error> {
                let fields = serde::de::value::MapAccessDeserializer::new(object);
                serde::Deserialize::deserialize(fields).map(Some)
            }
        }
    )+};
}
pub(crate) use object;

impl<'de, T: Shape<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<T> From<Option<T>> for Loose<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Wrong, Self::Is)
    }
}

impl<'de, T: Shape<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(T::of_str(value).into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(T::of_unsigned(value).into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(T::of_signed(value).into())
    }
    fn visit_f64<E>(self, _value: f64) -> Result<Self::Value, E> {
        Ok(Loose::Wrong)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(T::of_bool(value).into())
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose::Missing)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        T::of_list(list).map(Into::into)
    }
    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        T::of_object(object).map(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Entry {
        #[serde(default)]
        name: Loose<String>,
        #[serde(default)]
        size: Loose<u64>,
    }
    object!(Entry);

    #[test]
    fn a_wrong_type_costs_its_field_and_a_wrong_entry_itself() {
        let body = r#"[{"name":"a","size":"big"},7,{"size":2,"name":null,"more":[{}]},[1],null]"#;
        let Ok(Loose::Is(list)) = serde_json::from_str::<Loose<List<Entry>>>(body) else {
            panic!("the list itself must survive");
        };
        let mut tally = Tally::default();
        let read: Vec<_> = list
            .take(&mut tally)
            .into_iter()
            .map(|e| (e.name.take(&mut tally), e.size.take(&mut tally)))
            .collect();
        assert_eq!(read, [(Some("a".to_owned()), None), (None, Some(2))]);
        assert_eq!(tally.spoiled, 4);
    }

    #[test]
    fn a_list_that_is_none_is_wrong() {
        for body in ["{}", "7", "\"x\"", "true", "1.5"] {
            let read = serde_json::from_str::<Loose<List<String>>>(body);
            assert!(matches!(read, Ok(Loose::Wrong)), "{body}");
        }
    }
}
