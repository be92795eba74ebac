//! Reading an argument vector by a table of options.

use std::collections::BTreeMap;

use super::{Opt, Options, Style, Takes};

/// What an argument vector sets, by the names that the configuration file has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given(BTreeMap<String, Vec<String>>);

impl Given {
    /// The one value that counts.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.values(key).last().map(String::as_str)
    }

    /// All values, as given; of an option that takes one, that one.
    pub fn values(&self, key: &str) -> &[String] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// Every option that was given, with its values, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[String])> {
        let all = self.0.iter();
        all.map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    fn add(&mut self, opt: Option<&Opt>, name: &str, value: &str) {
        let key = opt.map_or(name, |opt| opt.key);
        match opt.map_or(Takes::Value, |opt| opt.takes) {
            Takes::Nothing | Takes::Value => {
                self.0.insert(key.to_owned(), vec![value.to_owned()]);
            }
            Takes::List => self.push(key.to_owned(), value),
            Takes::Pairs => match value.split_once('=') {
                Some((name, value)) => {
                    let key = format!("{key}.{name}");
                    self.0.insert(key, vec![value.to_owned()]);
                }
                None => self.push(key.to_owned(), value),
            },
        }
    }

    fn push(&mut self, key: String, value: &str) {
        self.0.entry(key).or_default().push(value.to_owned());
    }
}

pub(super) fn read<S: AsRef<str>>(options: &Options, argv: &[S]) -> Given {
    let mut given = Given::default();
    let mut words = argv.iter().skip(1).map(AsRef::as_ref).peekable();
    while let Some(word) = words.next() {
        if word == "--" || (options.until_word && !word.starts_with('-')) {
            break;
        }
        let mut next = || words.next_if(|word| !word.starts_with('-') || word.len() == 1);
        match (word.strip_prefix("--"), options.style) {
            (Some(name), _) => long(options, name, &mut given, &mut next),
            (None, Style::Go) => {
                if let Some(name) = word.strip_prefix('-') {
                    long(options, name, &mut given, &mut next);
                }
            }
            (None, Style::Posix) => {
                if let Some(letters) = word.strip_prefix('-') {
                    short(options, letters, &mut given, &mut next);
                }
            }
        }
    }
    given
}

fn long<'a>(
    options: &Options,
    name: &str,
    given: &mut Given,
    next: &mut dyn FnMut() -> Option<&'a str>,
) {
    let (name, attached) = match name.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (name, None),
    };
    let letter = name.chars().next().filter(|_| name.chars().count() == 1);
    let opt = options
        .long(name)
        .or_else(|| letter.and_then(|letter| options.short(letter)));
    match (attached, opt.map(|opt| opt.takes)) {
        (Some(value), _) => given.add(opt, name, value),
        (None, Some(Takes::Nothing)) => given.add(opt, name, "true"),
        // Engines take no other words: one that follows an option not in the table is its value.
        (None, None) => given.add(opt, name, next().unwrap_or("true")),
        (None, Some(_)) => {
            if let Some(value) = next() {
                given.add(opt, name, value);
            }
        }
    }
}

/// `-DHx`: letters that take nothing, then one that takes the rest or the next word.
fn short<'a>(
    options: &Options,
    letters: &str,
    given: &mut Given,
    next: &mut dyn FnMut() -> Option<&'a str>,
) {
    let mut rest = letters;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        let Some(opt) = options.short(letter) else {
            return;
        };
        if let Some(value) = rest.strip_prefix('=') {
            return given.add(Some(opt), opt.long, value);
        }
        if opt.takes == Takes::Nothing {
            given.add(Some(opt), opt.long, "true");
            continue;
        }
        let value = if rest.is_empty() { next() } else { Some(rest) };
        if let Some(value) = value {
            given.add(Some(opt), opt.long, value);
        }
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::model::EngineKind;
    use crate::model::options::{Given, Options};

    fn read(kind: EngineKind, line: &str) -> Given {
        let argv: Vec<&str> = line.split(' ').collect();
        Options::of(kind).read(&argv)
    }

    fn dockerd(line: &str) -> Given {
        read(EngineKind::Dockerd, line)
    }

    #[test]
    fn a_list_in_all_its_forms() {
        let given = dockerd("dockerd -H a -Hb -H=c --host d --host=e --hostile=f -DH g");
        assert_eq!(given.values("hosts"), ["a", "b", "c", "d", "e", "g"]);
        assert_eq!(given.value("debug"), Some("true"));
        assert_eq!(given.value("hostile"), Some("f"));
    }

    #[test]
    fn the_last_value_counts_and_similar_names_are_other_options() {
        let given = dockerd("dockerd --containerd-namespace n --containerd=/s --containerd /t");
        assert_eq!(given.values("containerd"), ["/t"]);
        assert_eq!(given.value("containerd-namespace"), Some("n"));
    }

    #[test]
    fn what_takes_nothing_takes_no_word() {
        let given = dockerd("dockerd --live-restore --iptables=false --graph /g -s vfs");
        let told: Vec<_> = given.all().map(|(key, v)| (key, v[0].as_str())).collect();
        let expected = [
            ("data-root", "/g"),
            ("iptables", "false"),
            ("live-restore", "true"),
            ("storage-driver", "vfs"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn pairs_are_settings_of_their_own() {
        let given = dockerd("dockerd --log-opt max-size=1m --exec-opt native.cgroupdriver=systemd");
        assert_eq!(given.value("log-opts.max-size"), Some("1m"));
        assert_eq!(
            given.value("exec-opts.native.cgroupdriver"),
            Some("systemd")
        );
    }

    #[test]
    fn as_containerd_reads_them() {
        let given = read(EngineKind::Containerd, "containerd -config x -l debug");
        assert_eq!(given.value("config"), Some("x"));
        assert_eq!(given.value("debug.level"), Some("debug"));
        let given = read(EngineKind::Containerd, "containerd -configx y");
        assert_eq!(given.value("config"), None);
        let given = read(EngineKind::Containerd, "containerd --config");
        assert_eq!(given.value("config"), None);
    }

    #[test]
    fn what_is_run_is_not_an_option() {
        let line = "rootlesskit --net=host --copy-up=/etc dockerd-rootless.sh --data-root /x";
        let given = read(EngineKind::Rootlesskit, line);
        assert_eq!(given.value("net"), Some("host"));
        assert_eq!(given.value("data-root"), None);
    }
}
