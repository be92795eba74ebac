//! Looking up flags in the argument vector of a shim, of which there are hundreds.
//!
//! Knows the forms (`--flag=x`, `--flag x`, `-flag x`), not the flags. Engines have tables of
//! theirs: `model::options`.

/// The last value of a flag, as Go programs take it.
pub(super) fn value<'a>(argv: &'a [String], flag: &str) -> Option<&'a str> {
    let mut found = None;
    let mut args = argv.iter().skip(1).map(String::as_str);
    while let Some(arg) = args.next() {
        match spelled(arg, flag) {
            Some(Some(value)) => found = Some(value),
            Some(None) => found = args.next().or(found),
            None => {}
        }
    }
    found
}

/// `Some(None)`: this is the flag, its value is the next argument.
fn spelled<'a>(arg: &'a str, flag: &str) -> Option<Option<&'a str>> {
    let name = arg.strip_prefix('-')?;
    let name = name.strip_prefix('-').unwrap_or(name);
    match name.strip_prefix(flag)? {
        "" => Some(None),
        rest => rest.strip_prefix('=').map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms() {
        let line = "shim -id a --id=b --idle c -id d -namespace=n -address";
        let argv: Vec<String> = line.split(' ').map(str::to_owned).collect();
        assert_eq!(value(&argv, "id"), Some("d"));
        assert_eq!(value(&argv, "namespace"), Some("n"));
        assert_eq!(value(&argv, "address"), None);
    }
}
