//! `--sort COLUMN[:asc|:desc]`.

use std::cmp::Ordering;

use super::Noun;
use super::field::{Field, Value};
use super::selection::SelectError;

pub(super) struct Sort<T: 'static> {
    field: &'static Field<T>,
    descending: bool,
}

pub(super) fn parse<T: Noun>(text: &str) -> Result<Sort<T>, SelectError> {
    let (name, descending) = match text.rsplit_once(':') {
        Some((name, "desc")) => (name, true),
        Some((name, "asc")) => (name, false),
        _ => (text, false),
    };
    match T::FIELDS.iter().find(|field| field.is_called(name)) {
        Some(field) => Ok(Sort { field, descending }),
        None => Err(SelectError::Column {
            column: name.to_owned(),
            columns: T::FIELDS
                .iter()
                .map(Field::name)
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

impl<T> Sort<T> {
    /// Items that are equal keep their order: worst first, then namespace, then name.
    pub(super) fn apply(&self, items: &mut [T]) {
        items.sort_by_cached_key(|item| {
            let mut values = (self.field.values)(item);
            let first = (!values.is_empty()).then(|| values.swap_remove(0));
            Key {
                value: first,
                descending: self.descending,
            }
        });
    }
}

/// Where an item stands. One without a value comes last, whichever way round.
#[derive(PartialEq, Eq)]
struct Key {
    value: Option<Value>,
    descending: bool,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Some(a), Some(b)) if self.descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
