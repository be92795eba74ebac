//! The variables in a unit's command: Debian's docker.service ends in `$DOCKER_OPTS`, which
//! /etc/default/docker may set.
//!
//! As systemd does it: `$NAME` that is a word of its own becomes any number of words, `${NAME}` a part of
//! one; a file of `EnvironmentFile=` outranks `Environment=`. Patterns of several files are not followed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use crate::collect::proc::{Roots, read_within};
use crate::model::Unit;
use crate::model::secret::Secrets;

type Variables = BTreeMap<String, String>;

/// `NAME=value` words of `Environment=`.
pub(super) fn assigned(words: Vec<String>, secrets: Secrets) -> Variables {
    let pairs = words.iter().filter_map(|word| word.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), masked(secrets, name, value)))
        .collect()
}

/// Its options are as secret as they would be in the command itself.
fn masked(secrets: Secrets, name: &str, value: &str) -> String {
    let value = secrets.value(name, value);
    match shell_words::split(&value) {
        Ok(words) => secrets.argv(&words).join(" "),
        Err(_) => value,
    }
}

/// Adds what the unit's environment files set, and leaves only what its command names.
pub(super) fn complete(roots: &Roots, unit: &mut Unit, secrets: Secrets) {
    let words = unit.unread_exec_start.iter().chain(&unit.exec_start);
    let named: BTreeSet<String> = words.flatten().flat_map(|word| names(word)).collect();
    if !named.is_empty() {
        for file in unit.environment_files.clone() {
            match read_within(roots, Path::new(&file)) {
                Ok(text) => unit.variables.extend(assigned(lines(&text), secrets)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(_) => unread(unit, file),
            }
        }
    }
    unit.variables.retain(|name, _| named.contains(name));
}

/// What it sets is not known, and neither is what it would have outranked.
fn unread(unit: &mut Unit, file: String) {
    unit.variables.clear();
    unit.unread_files.push(file);
}

/// The assignments of an environment file, quotes taken away.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with(['#', ';']));
    lines
        .filter_map(|line| {
            let (name, value) = line.split_once('=')?;
            let value = value.trim();
            let inner = ['"', '\'']
                .iter()
                .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            Some(format!("{}={}", name.trim(), inner.unwrap_or(value)))
        })
        .collect()
}

/// The words of a command with the variables put in; one that is not known stays as it is written.
pub(super) fn expanded(words: &[String], variables: &Variables) -> Vec<String> {
    words
        .iter()
        .flat_map(|word| {
            let whole = word.strip_prefix('$').and_then(|name| variables.get(name));
            match whole {
                Some(value) => shell_words::split(value).unwrap_or_default(),
                None => vec![inside(word, variables)],
            }
        })
        .collect()
}

fn inside(word: &str, variables: &Variables) -> String {
    let known = names(word).into_iter();
    known.fold(word.to_owned(), |word, name| match variables.get(&name) {
        Some(value) => word.replace(&format!("${{{name}}}"), value),
        None => word,
    })
}

/// The variables that a word of a command names.
pub(super) fn names(word: &str) -> Vec<String> {
    let is_name = |name: &&str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let whole = word.strip_prefix('$').filter(is_name);
    let parts = word.split("${").skip(1);
    let braced = parts.filter_map(|part| part.split_once('}').map(|(name, _)| name));
    let all = whole.into_iter().chain(braced.filter(is_name));
    all.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn one_word_becomes_many_and_braces_are_a_part_of_one() {
        let file = "# DOCKER_OPTS=no\nDOCKER_OPTS=\"-H unix:///x --debug\"\nROOT='/srv'\n";
        let variables = assigned(lines(file), Secrets::Mask);
        let command = words("dockerd $DOCKER_OPTS --data-root=${ROOT}/docker $UNSET");
        assert_eq!(
            expanded(&command, &variables),
            words("dockerd -H unix:///x --debug --data-root=/srv/docker $UNSET")
        );
    }

    #[test]
    fn a_secret_in_an_option_is_masked() {
        let set = words("OPTS=--token=hush PASSWORD=hush");
        let variables = assigned(set, Secrets::Mask);
        assert_eq!(variables["OPTS"], "--token=***");
        assert_eq!(variables["PASSWORD"], "***");
    }
}
