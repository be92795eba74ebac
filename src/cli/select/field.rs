//! A field of an item: what it is called, what its values are, how one is compared with a word.

/// One key of `--filter` and `--sort`.
pub(crate) struct Field<T> {
    /// The first is the one that helps and errors show; the others are columns with these values.
    pub(crate) names: &'static [&'static str],
    pub(crate) meaning: &'static str,
    pub(crate) rule: Rule,
    /// None, one, or several (the references of an image).
    pub(crate) values: fn(&T) -> Vec<Value>,
}

/// How a value is compared with the word of a filter.
pub(crate) enum Rule {
    /// The same text; `*` in the word stands for any text.
    Text,
    /// The beginning of the value: ids.
    Prefix,
    /// An image reference: `bb:1` is also `docker.io/library/bb:1`.
    Reference,
    /// `NAME` or `NAME=VALUE`.
    Label,
    /// One of these words and no other.
    Words(fn() -> Vec<&'static str>),
    /// Only `--sort` knows it.
    SortOnly,
}

/// A value, in the order of its kind: numbers by size, texts by letter, words by their rank.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Number(u64),
    Text(String),
    Word { rank: u64, word: &'static str },
}

impl<T> Field<T> {
    pub(crate) fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }

    /// `used_by` is `used-by`: JSON's keys are at the reader's fingers too.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase().replace('_', "-");
        self.names.contains(&name.as_str())
    }
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The values of a field that has one text or none.
    pub(crate) fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<Self> {
        texts.into_iter().map(Self::text).collect()
    }

    pub(crate) fn numbers<N: Into<u64>>(numbers: impl IntoIterator<Item = N>) -> Vec<Self> {
        let numbers = numbers.into_iter().map(Into::into);
        numbers.map(Self::Number).collect()
    }
}

impl Rule {
    pub(crate) fn matches(&self, value: &Value, word: &str) -> bool {
        let text = match value {
            Value::Number(number) => return number.to_string() == word,
            Value::Word { word, .. } => word,
            Value::Text(text) => text.as_str(),
        };
        match self {
            Self::Text | Self::Words(_) => glob(word, text),
            Self::Prefix => is_id_prefix(word, text),
            Self::Reference => glob(familiar(word), familiar(text)),
            Self::Label => match word.split_once('=') {
                Some(_) => glob(word, text),
                None => text.split('=').next().is_some_and(|name| glob(word, name)),
            },
            Self::SortOnly => false,
        }
    }

    /// The reason why a word can never match, if there is one.
    pub(crate) fn refuses(&self, word: &str) -> Option<String> {
        match self {
            Self::Words(words) if !words().contains(&word) => Some(words().join(", ")),
            _ => None,
        }
    }
}

/// An id is meant by its beginning; `sha256:` may be left out.
pub(crate) fn is_id_prefix(word: &str, id: &str) -> bool {
    let bare = |text| str::strip_prefix(text, "sha256:").unwrap_or(text);
    !bare(word).is_empty() && bare(id).starts_with(bare(word))
}

/// A reference as docker shows it.
pub(crate) fn familiar(reference: &str) -> &str {
    let short = reference.strip_prefix("docker.io/").unwrap_or(reference);
    short.strip_prefix("library/").unwrap_or(short)
}

/// `*` stands for any text, everything else for itself. Takes the parts between the stars from
/// left to right, each at the first place where it fits.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = text.strip_prefix(head).and_then(|t| t.strip_suffix(tail)) else {
        return false;
    };
    for part in middle.split('*') {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    true
}

/// What `--filter help` prints, on 80 columns.
pub(crate) fn keys_help<T: super::Noun>() -> String {
    T::FIELDS.iter().map(key_help).collect()
}

fn key_help<T>(field: &Field<T>) -> String {
    let meaning = match &field.rule {
        Rule::Words(words) => format!("{}: {}", field.meaning, words().join(", ")),
        Rule::SortOnly => format!("{} (--sort only)", field.meaning),
        _ => field.meaning.to_owned(),
    };
    let mut text = format!("{:10} ", field.name());
    let mut width = text.len();
    for word in meaning.split(' ') {
        if width + 1 + word.len() > 80 {
            text.push_str("\n           ");
            width = 11;
        }
        text.push(' ');
        text.push_str(word);
        width += 1 + word.len();
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text) in [
            ("web", "web"),
            ("*", ""),
            ("w*", "web"),
            ("*b", "web"),
            ("w*b", "web"),
            ("*e*", "web"),
            ("a*b*c", "a--b--c"),
            ("*a*b*", "xxaxxbxx"),
            ("**", "x"),
        ] {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("web", "webs"),
            ("w*x", "web"),
            ("aa*a", "aa"),
            ("*b*a*", "ab"),
            ("", "x"),
        ] {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn references_and_ids_in_the_form_people_type() {
        let matches = |rule: Rule, value: &str, word: &str| rule.matches(&Value::text(value), word);
        assert!(matches(Rule::Reference, "docker.io/library/bb:1", "bb:1"));
        assert!(matches(Rule::Reference, "bb:1", "docker.io/library/bb:1"));
        assert!(!matches(Rule::Reference, "quay.io/bb:1", "bb:1"));
        assert!(matches(Rule::Prefix, "sha256:d438", "d4"));
        assert!(!matches(Rule::Prefix, "sha256:d438", "sha256:"));
        assert!(matches(Rule::Label, "app=web", "app"));
        assert!(matches(Rule::Label, "app=web", "app=w*"));
        assert!(!matches(Rule::Label, "app=web", "ap"));
    }
}
