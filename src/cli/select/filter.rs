//! `--filter KEY=VALUE` and `KEY!=VALUE`: OR within a key, AND across keys.
//!
//! `k!=a` keeps what has no value `a`. Several `!=` of one key must all hold: "not a, or not b"
//! would keep everything.

use super::Noun;
use super::field::{Field, Rule};
use super::selection::SelectError;

/// All filters of one key.
pub(super) struct Filter<T: 'static> {
    field: &'static Field<T>,
    wanted: Vec<String>,
    unwanted: Vec<String>,
}

/// Understands the filters of a command line.
pub(super) fn parse<T: Noun>(texts: &[String]) -> Result<Vec<Filter<T>>, SelectError> {
    let mut filters: Vec<Filter<T>> = Vec::new();
    for text in texts {
        let (key, unwanted, value) = split(text)?;
        let field = field::<T>(key)?;
        if let Some(words) = field.rule.refuses(value) {
            let (key, value) = (field.name().to_owned(), value.to_owned());
            return Err(SelectError::Value { key, value, words });
        }
        let index = match filters.iter().position(|f| f.field.name() == field.name()) {
            Some(index) => index,
            None => {
                filters.push(Filter {
                    field,
                    wanted: Vec::new(),
                    unwanted: Vec::new(),
                });
                filters.len() - 1
            }
        };
        let filter = &mut filters[index];
        let list = if unwanted {
            &mut filter.unwanted
        } else {
            &mut filter.wanted
        };
        list.push(value.to_owned());
    }
    Ok(filters)
}

impl<T> Filter<T> {
    pub(super) fn keeps(&self, item: &T) -> bool {
        let values = (self.field.values)(item);
        let has = |word: &String| values.iter().any(|v| self.field.rule.matches(v, word));
        let wanted = self.wanted.is_empty() || self.wanted.iter().any(has);
        wanted && !self.unwanted.iter().any(has)
    }
}

/// Key, whether it is `!=`, value.
fn split(text: &str) -> Result<(&str, bool, &str), SelectError> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(SelectError::NoValue(text.to_owned()));
    };
    match key.strip_suffix('!') {
        Some(key) => Ok((key.trim(), true, value)),
        None => Ok((key.trim(), false, value)),
    }
}

fn field<T: Noun>(key: &str) -> Result<&'static Field<T>, SelectError> {
    let fields = || {
        let all = T::FIELDS.iter();
        all.filter(|field| !matches!(field.rule, Rule::SortOnly))
    };
    let found = fields().find(|field| field.is_called(key));
    found.ok_or_else(|| SelectError::Key {
        key: key.to_owned(),
        keys: fields().map(Field::name).collect::<Vec<_>>().join(", "),
    })
}
