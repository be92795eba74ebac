//! From what somebody typed to an entry, or to words that look like it.

use super::entry::Entry;
use super::table::entries;

/// How many words are suggested at most.
const MOST: usize = 3;

/// The entry of this word or alias. Case does not matter, nor what joins its parts, nor the question
/// mark that screens print behind a guess.
pub fn lookup(word: &str) -> Option<&'static Entry> {
    let wanted = plain(word);
    entries().find(|entry| entry.names().any(|name| plain(name) == wanted))
}

/// Words that are near to one that has no entry, the nearest first. None, if nothing is near.
pub fn suggest(word: &str) -> Vec<&'static str> {
    let wanted = plain(word);
    // A long word would cost time and be near to nothing.
    if wanted.is_empty() || wanted.len() > 40 {
        return Vec::new();
    }
    let mut near: Vec<(usize, &'static str)> = entries()
        .filter_map(|entry| {
            let nearest = entry
                .names()
                .filter_map(|name| score(&wanted, &plain(name)));
            Some((nearest.min()?, entry.word))
        })
        .collect();
    // Stable: the table's order decides between equals, which puts verdicts first.
    near.sort_by_key(|(score, _)| *score);
    near.into_iter().map(|(_, word)| word).take(MOST).collect()
}

/// Lower case, parts joined by dashes, without a question mark.
fn plain(word: &str) -> String {
    let word = word.trim().trim_end_matches('?').to_lowercase();
    word.split([' ', '_', '-'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// How far apart two words are; `None` if too far. A word that contains the other is near.
fn score(wanted: &str, name: &str) -> Option<usize> {
    let contained =
        wanted.len() >= 3 && name.len() >= 3 && (name.contains(wanted) || wanted.contains(name));
    let typos = distance(wanted, name);
    let allowed = (name.len() + 2) / 4;
    match (typos <= allowed && typos < name.len(), contained) {
        (true, _) => Some(typos),
        (false, true) => Some(allowed + 1),
        (false, false) => None,
    }
}

/// The number of letters to put in, take out, change or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let change = last[j] + usize::from(a != b);
            let mut least = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}
