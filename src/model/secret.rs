//! Masking of secrets, before anything becomes a model.
//!
//! Knows names, not values: what a name does not betray is not masked.

/// What stands in a masked value's place.
pub const MASK: &str = "***";

/// Whether secrets are masked; `capture --keep-secrets` is the only way to keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    Mask,
    Keep,
}

/// Telling anywhere in a name.
const PARTS: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "apikey",
    "accesskey",
    "credential",
];

/// Telling only as a word of their own: `author` and `monkey` are no secrets.
const WORDS: [&str; 6] = ["key", "pass", "pwd", "auth", "authorization", "private"];

/// A name looks like that of a secret: a telling part, or one of [`WORDS`] between separators.
///
/// ```
/// use dockerctx_inspect::model::secret::is_secret_name;
///
/// assert!(is_secret_name("DB_PASSWORD") && is_secret_name("ssh_key"));
/// assert!(!is_secret_name("monkey.size"));
/// ```
pub fn is_secret_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
        || lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| WORDS.contains(&word))
}

impl Secrets {
    /// The value of a label or setting called `name`.
    pub fn value(self, name: &str, value: &str) -> String {
        match self {
            Self::Mask if is_secret_name(name) && !value.is_empty() => MASK.to_owned(),
            _ => without_url_password(self, value),
        }
    }

    /// An argument vector: `--password=x`, `--password x`, `NAME=x` of an environment, and
    /// `user:password@` of a URL.
    pub fn argv<S: AsRef<str>>(self, argv: &[S]) -> Vec<String> {
        let mut masked = Vec::with_capacity(argv.len());
        let mut hide_next = false;
        for arg in argv {
            let arg = arg.as_ref();
            let is_flag = arg.starts_with('-');
            if self == Self::Mask && hide_next && !is_flag {
                masked.push(MASK.to_owned());
                hide_next = false;
                continue;
            }
            hide_next = false;
            match arg.split_once('=') {
                Some((name, value)) => masked.push(format!("{name}={}", self.value(name, value))),
                None => {
                    hide_next = is_flag && is_secret_name(arg);
                    masked.push(without_url_password(self, arg));
                }
            }
        }
        masked
    }
}

/// `scheme://user:password@host` with the password masked.
fn without_url_password(secrets: Secrets, text: &str) -> String {
    if secrets == Secrets::Keep {
        return text.to_owned();
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority
        .rsplit_once('@')
        .map(|(user, _)| user.split_once(':'))
    {
        Some(Some((user, password))) => text.replacen(
            &format!("{scheme}://{user}:{password}@"),
            &format!("{scheme}://{user}:{MASK}@"),
            1,
        ),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_betray_a_secret() {
        for name in [
            "DB_PASSWORD",
            "api-key",
            "x.token",
            "AWS_SECRET_ACCESS_KEY",
            "ssh_key",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "keyboard",
            "monkey.size",
            "PATH",
            "image.authors",
            "com.docker.compose.project",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn arguments_in_both_forms_and_urls() {
        let argv = [
            "app",
            "--password",
            "x",
            "--token=y",
            "A=1",
            "http://u:p@h/x",
            "--key",
            "-v",
        ];
        assert_eq!(
            Secrets::Mask.argv(&argv),
            [
                "app",
                "--password",
                "***",
                "--token=***",
                "A=1",
                "http://u:***@h/x",
                "--key",
                "-v"
            ]
        );
        assert_eq!(Secrets::Keep.argv(&argv), argv);
    }
}
