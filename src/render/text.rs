//! Words and numbers as the screens write them: ages, sizes, plurals, lists, wrapped sentences.

use std::borrow::Cow;

use bytesize::ByteSize;
use jiff::Timestamp;
use unicode_width::UnicodeWidthStr;

use super::escape;

/// Stands for a space inside a command, so that no line break falls there.
const GLUE: char = '\u{a0}';

/// A command that a line break must not tear apart.
pub(crate) fn command(command: &str) -> String {
    command.replace(' ', &GLUE.to_string())
}

/// Takes the glue away again.
pub(crate) fn unglue(line: &str) -> Cow<'_, str> {
    match line.contains(GLUE) {
        true => Cow::Owned(line.replace(GLUE, " ")),
        false => Cow::Borrowed(line),
    }
}

/// `1 image`, `3 images`.
pub(crate) fn count(n: u64, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// `is` or `are`.
pub(crate) fn is_are(n: u64) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and_list<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// 64 hex digits cut to 12, as docker does; any other id whole.
pub(crate) fn short_id(id: &str) -> &str {
    let bare = id.strip_prefix("sha256:").unwrap_or(id);
    if bare.len() == 64 && bare.bytes().all(|b| b.is_ascii_hexdigit()) {
        &bare[..12]
    } else {
        id
    }
}

/// `812:/run/docker.sock` for `/proc/812/root/run/docker.sock`, a path in the mounts of process 812.
pub(crate) fn short_place(path: &str) -> Option<String> {
    let (pid, inside) = path.strip_prefix("/proc/")?.split_once("/root/")?;
    let is_pid = !pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit());
    is_pid.then(|| format!("{pid}:/{inside}"))
}

/// A reference as docker's users type it: `bb:1` for `docker.io/library/bb:1`.
pub(crate) fn familiar(reference: &str) -> &str {
    let local = reference.strip_prefix("docker.io/").unwrap_or(reference);
    local.strip_prefix("library/").unwrap_or(local)
}

/// `4s`, `4m`, `3h`, `5d`, `2y`.
pub(crate) fn age(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds}s"),
        120..7_200 => format!("{}m", seconds / 60),
        7_200..172_800 => format!("{}h", seconds / 3_600),
        172_800..63_072_000 => format!("{}d", seconds / 86_400),
        _ => format!("{}y", seconds / 31_536_000),
    }
}

/// Seconds from one moment to another, none where the clock went back.
pub(crate) fn seconds_between(from: Timestamp, to: Timestamp) -> Option<u64> {
    u64::try_from(to.as_second() - from.as_second()).ok()
}

/// `2026-11-23 03:12:07 UTC`.
pub(crate) fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `1.98 MB`: three digits, as docker writes sizes.
pub(crate) fn size(bytes: u64) -> String {
    let decimals = match leading_digits(bytes) {
        _ if bytes < 1_000 => 0,
        1 => 2,
        2 => 1,
        _ => 0,
    };
    format!("{:.decimals$}", ByteSize(bytes).display().si())
}

/// Digits before the decimal point once a size is written in its unit.
fn leading_digits(bytes: u64) -> usize {
    let digits = bytes.max(1).ilog10() as usize;
    digits % 3 + 1
}

/// `1.00 s`.
pub(crate) fn seconds(ms: u64) -> String {
    format!("{}.{:02} s", ms / 1_000, ms % 1_000 / 10)
}

/// A sentence over as many lines as it needs, broken between words; lines after the first begin
/// with `indent` spaces. `first` columns of the first line are taken already. A word that fits on
/// no line is cut.
pub(crate) fn wrap(sentence: &str, first: usize, indent: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut start = first;
    let sentence = with_options(sentence);
    for word in words(&sentence, width.saturating_sub(indent)) {
        let gap = usize::from(!line.is_empty());
        if start + line.width() + gap + word.width() > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            start = indent;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&escape::cut(word, width.saturating_sub(start).max(8)));
    }
    lines.push(line);
    lines
}

/// Options kept with their command and their value: `kill -CONT 20` reads badly over two lines.
fn with_options(sentence: &str) -> String {
    let mut together = String::with_capacity(sentence.len());
    let mut before = "";
    for word in sentence.split(' ') {
        if is_option(before) || (is_option(word) && !before.is_empty()) {
            together.push(GLUE);
        } else if !together.is_empty() {
            together.push(' ');
        }
        together.push_str(word);
        before = word;
    }
    together
}

fn is_option(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|name| name.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic()))
}

/// The words of a sentence; a command is one word where a line has room for it.
fn words(sentence: &str, room: usize) -> impl Iterator<Item = &str> {
    sentence
        .split(' ')
        .flat_map(move |word| {
            let torn = word.trim_end_matches(GLUE).width() > room;
            word.split(move |c| torn && c == GLUE)
        })
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_compact() {
        let ages: Vec<String> = [4, 119, 240, 10_800, 432_000, 90_000_000]
            .into_iter()
            .map(age)
            .collect();
        assert_eq!(ages, ["4s", "119s", "4m", "3h", "5d", "2y"]);
    }

    #[test]
    fn sizes_have_three_digits() {
        let sizes: Vec<String> = [
            0,
            999,
            1_000,
            1_980_000,
            77_800_000,
            187_000_000,
            1_440_000_000,
        ]
        .into_iter()
        .map(size)
        .collect();
        assert_eq!(
            sizes,
            [
                "0 B", "999 B", "1.00 kB", "1.98 MB", "77.8 MB", "187 MB", "1.44 GB"
            ]
        );
    }

    #[test]
    fn words_wrap_and_commands_stay_whole() {
        let sentence = format!("see this: {}", command("ctr -n moby tasks ls"));
        let lines = wrap(&sentence, 2, 4, 24);
        let lines: Vec<String> = lines.iter().map(|line| unglue(line).into_owned()).collect();
        assert_eq!(lines, ["see this:", "ctr -n moby tasks ls"]);
    }

    #[test]
    fn an_option_stays_with_its_command_and_its_value() {
        let lines = wrap("silent until kill -CONT 20 - or for ever", 0, 0, 22);
        let lines: Vec<String> = lines.iter().map(|line| unglue(line).into_owned()).collect();
        assert_eq!(lines, ["silent until", "kill -CONT 20 - or for", "ever"]);
    }

    #[test]
    fn only_long_hex_ids_are_cut() {
        let id = "a1".repeat(32);
        assert_eq!(short_id(&id), "a1a1a1a1a1a1");
        assert_eq!(short_id(&format!("sha256:{id}")), "a1a1a1a1a1a1");
        assert_eq!(short_id("rogue"), "rogue");
    }
}
