//! What a command line leaves of one kind of item.

use super::Noun;
use super::filter::{self, Filter};
use super::sort::{self, Sort};
use crate::correlate::host::Host;

/// The wishes as they were typed.
pub(crate) struct Request<'a> {
    pub(crate) words: &'a [String],
    pub(crate) filters: &'a [String],
    pub(crate) problems: bool,
    pub(crate) sort: Option<&'a str>,
}

/// The wishes, understood.
pub(crate) struct Selection<'a, T: Noun> {
    words: &'a [String],
    filters: Vec<Filter<T>>,
    problems: bool,
    sort: Option<Sort<T>>,
}

/// A wish that cannot be understood: wrong usage.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SelectError {
    #[error("--filter {0}: write KEY=VALUE or KEY!=VALUE")]
    NoValue(String),
    #[error("--filter: there is no key '{key}' here; there are: {keys}")]
    Key { key: String, keys: String },
    #[error("--filter {key}: there is no '{value}'; there are: {words}")]
    Value {
        key: String,
        value: String,
        words: String,
    },
    #[error("--sort: there is no column '{column}' here; there are: {columns}")]
    Column { column: String, columns: String },
}

/// A word that means nothing on this host. Where somebody could not be asked, that is said too:
/// what could not be looked at may still be there.
#[derive(Debug, thiserror::Error)]
#[error("no {noun} is called '{word}'{gaps}")]
pub(crate) struct NoMatch {
    pub(crate) noun: &'static str,
    pub(crate) word: String,
    pub(crate) gaps: String,
}

/// `ls` and `list` behind a verb are swallowed, since fingers type them; a container that is
/// called so is reached by typing it twice.
pub(crate) fn without_list(words: &[String]) -> &[String] {
    match words {
        [first, rest @ ..] if first == "ls" || first == "list" => rest,
        words => words,
    }
}

/// `; docker /run/docker.sock could not be asked (timeout)`.
pub(super) fn gaps(host: &Host) -> String {
    let asked = host.incomplete_sources();
    let gaps = asked.map(|source| {
        let (kind, status) = (source.source.word(), source.status.word());
        format!("{kind} {} ({status})", source.target)
    });
    let gaps: Vec<String> = gaps.collect();
    if gaps.is_empty() {
        return String::new();
    }
    format!("; it may be where could not be looked: {}", gaps.join(", "))
}

/// Nothing of this kind is called so on this host.
pub(crate) fn nothing_called(host: &Host, noun: &'static str, word: &str) -> NoMatch {
    NoMatch {
        noun,
        word: word.to_owned(),
        gaps: gaps(host),
    }
}

impl<'a, T: Noun> Selection<'a, T> {
    pub(crate) fn parse(request: &Request<'a>) -> Result<Self, SelectError> {
        Ok(Self {
            words: request.words,
            filters: filter::parse(request.filters)?,
            problems: request.problems,
            sort: request.sort.map(sort::parse).transpose()?,
        })
    }

    /// Leaves the selected items. A filter may leave none; a word that means none is an error.
    pub(crate) fn apply(&self, host: &mut Host) -> Result<(), NoMatch> {
        self.check_words(host)?;
        let items = T::items(host);
        items.retain(|item| self.keeps(item));
        if let Some(sort) = &self.sort {
            sort.apply(items);
        }
        Ok(())
    }

    fn check_words(&self, host: &mut Host) -> Result<(), NoMatch> {
        let items = T::items(host);
        let unknown = |word: &&String| !items.iter().any(|item| item.is_called(word));
        match self.words.iter().find(unknown) {
            None => Ok(()),
            Some(word) => Err(NoMatch {
                noun: T::NAME,
                word: word.clone(),
                gaps: gaps(host),
            }),
        }
    }

    fn keeps(&self, item: &T) -> bool {
        (self.words.is_empty() || self.words.iter().any(|word| item.is_called(word)))
            && (!self.problems || item.is_problem())
            && self.filters.iter().all(|filter| filter.keeps(item))
    }
}
