//! Looking up flags in the argument vector of a Go daemon.
//!
//! Knows the forms (`--flag=x`, `--flag x`, `-flag x`, `-fx`), not the flags.

/// A flag by its long name and, if it has one, its letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flag {
    pub(super) long: &'static str,
    pub(super) short: Option<char>,
    /// A value may follow the letter at once, as dockerd's flags allow and containerd's do not.
    attached: bool,
}

impl Flag {
    pub(super) const fn long(long: &'static str) -> Self {
        Self {
            long,
            short: None,
            attached: false,
        }
    }

    /// As dockerd reads it.
    pub(super) const fn dockerd(long: &'static str, short: char) -> Self {
        Self {
            long,
            short: Some(short),
            attached: true,
        }
    }

    /// As containerd reads it.
    pub(super) const fn containerd(long: &'static str, short: char) -> Self {
        Self {
            attached: false,
            ..Self::dockerd(long, short)
        }
    }
}

/// The last value of a flag, as the daemons take it.
pub(super) fn value(argv: &[String], flag: Flag) -> Option<&str> {
    values(argv, flag).pop()
}

/// All values of a flag that may be repeated.
pub(super) fn values(argv: &[String], flag: Flag) -> Vec<&str> {
    let mut found = Vec::new();
    let mut args = argv.iter().skip(1).map(String::as_str);
    while let Some(arg) = args.next() {
        match spelled(arg, flag) {
            Some(Some(value)) => found.push(value),
            Some(None) => found.extend(args.next()),
            None => {}
        }
    }
    found
}

/// `Some(None)`: this is the flag, its value is the next argument.
fn spelled(arg: &str, flag: Flag) -> Option<Option<&str>> {
    let name = arg.strip_prefix('-')?;
    let long = name.strip_prefix('-').unwrap_or(name);
    if long == flag.long {
        return Some(None);
    }
    if let Some(("", rest)) = long.split_once(flag.long)
        && let Some(value) = rest.strip_prefix('=')
    {
        return Some(Some(value));
    }
    let rest = name.strip_prefix(flag.short?)?;
    match rest.strip_prefix('=') {
        Some(value) => Some(Some(value)),
        None if rest.is_empty() => Some(None),
        None => flag.attached.then_some(Some(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argv(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn all_forms() {
        let host = Flag::dockerd("host", 'H');
        let line = argv("dockerd -H a -Hb -H=c --host d --host=e --hostile=f -D");
        assert_eq!(values(&line, host), ["a", "b", "c", "d", "e"]);
        let config = Flag::containerd("config", 'c');
        assert_eq!(value(&argv("containerd -config x"), config), Some("x"));
        assert_eq!(value(&argv("containerd -configx y"), config), None);
        assert_eq!(value(&argv("containerd --config"), config), None);
    }

    #[test]
    fn similar_names_are_other_flags() {
        let line = argv("dockerd --containerd-namespace n --containerd=/s");
        assert_eq!(value(&line, Flag::long("containerd")), Some("/s"));
        assert_eq!(value(&line, Flag::long("containerd-namespace")), Some("n"));
    }
}
