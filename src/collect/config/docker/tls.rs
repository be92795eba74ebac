//! The files that docker makes a TLS connection with: whether they are there, may be read, and how
//! long a certificate is valid. A key is never opened, a certificate's content never kept.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use rustix::fs::{Access, AtFlags, CWD};
use x509_cert::Certificate;
use x509_cert::der::DecodePem;
use x509_cert::time::Time;

use crate::collect::proc::read_file;
use crate::model::{Answer, Reason, Tls, TlsFiles, Validity};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The material in a folder, whatever of it is there.
pub(super) fn material(folder: &Path, verifies: bool) -> Tls {
    Tls {
        folder: folder.to_string_lossy().into_owned(),
        verifies,
        ca: validity(&folder.join("ca.pem"), longest),
        cert: validity(&folder.join("cert.pem"), first),
        key: may_read(&folder.join("key.pem")),
        files: None,
    }
}

/// The same of files that have names of their own, as those of a builder.
pub(super) fn material_of(files: TlsFiles) -> Tls {
    let folder = Path::new(&files.ca).parent().unwrap_or(Path::new("/"));
    Tls {
        folder: folder.to_string_lossy().into_owned(),
        verifies: true,
        ca: validity(Path::new(&files.ca), longest),
        cert: validity(Path::new(&files.cert), first),
        key: may_read(Path::new(&files.key)),
        files: Some(files),
    }
}

/// Nothing of it is there: a context without TLS.
pub(super) fn is_empty(tls: &Tls) -> bool {
    let is_absent = |reason: Option<Reason>| reason == Some(Reason::Absent);
    [&tls.ca, &tls.cert]
        .into_iter()
        .all(|answer| is_absent(answer.as_gap().map(|gap| gap.reason)))
        && is_absent(tls.key.as_gap().map(|gap| gap.reason))
}

/// One of those in a file, by `pick`.
fn validity(file: &Path, pick: fn(Vec<Validity>) -> Option<Validity>) -> Answer<Validity> {
    let content = match read_file(file) {
        Ok(content) => content,
        Err(error) => return unread(file, &error),
    };
    let content = String::from_utf8_lossy(&content);
    let none = || {
        let why = format!("{} has no certificate", file.display());
        Answer::gap(Reason::Malformed, why)
    };
    pick(certificates(&content).collect()).map_or_else(none, Answer::Told)
}

/// As docker reads such files: what stands between and around the certificates does not count.
fn certificates(content: &str) -> impl Iterator<Item = Validity> {
    let blocks = content.split(BEGIN).skip(1);
    let blocks = blocks.filter_map(|block| Some(block.split_once(END)?.0));
    let certificates = blocks
        .map(|base64| format!("{BEGIN}{base64}{END}\n"))
        .filter_map(|block| Certificate::from_pem(block).ok());
    certificates.map(|certificate| {
        let valid = certificate.tbs_certificate().validity();
        Validity {
            not_before: timestamp(valid.not_before),
            not_after: timestamp(valid.not_after),
        }
    })
}

fn first(all: Vec<Validity>) -> Option<Validity> {
    all.into_iter().next()
}

fn longest(all: Vec<Validity>) -> Option<Validity> {
    all.into_iter().max_by_key(|validity| validity.not_after)
}

/// "Never expires" is the end of the year 9999, later than the last time there is.
fn timestamp(time: Time) -> Timestamp {
    let seconds = time.to_unix_duration().as_secs();
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

fn may_read(file: &Path) -> Answer<()> {
    match rustix::fs::accessat(CWD, file, Access::READ_OK, AtFlags::EACCESS) {
        Ok(()) => Answer::Told(()),
        Err(error) => unread(file, &error.into()),
    }
}

/// A file that is not there, or may not be read.
fn unread<T>(file: &Path, error: &io::Error) -> Answer<T> {
    let reason = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Reason::Absent,
        io::ErrorKind::PermissionDenied => Reason::Denied,
        _ => Reason::Malformed,
    };
    Answer::gap(reason, format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By openssl, for a hundred years; its key was thrown away.
    const EXAMPLE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUQJsZ2eRN79QOO6Yd/snshyMtzY8wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDbGFiMCAXDTI2MTEyNDEyMTI0N1oYDzIxMjYxMDMxMTIxMjQ3
WjAOMQwwCgYDVQQDDANsYWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS+NI2G
4b2Wy0CgdUAL6u/ZLLksnI+TrjymLE4UeFmGB40JvAv/ZEizSdGNC3GZgPpOovSu
doqvGsL/V3UuO9Aso1MwUTAdBgNVHQ4EFgQUb6d4uaQ5RLn5cfnbH8/t9Shyg/0w
HwYDVR0jBBgwFoAUb6d4uaQ5RLn5cfnbH8/t9Shyg/0wDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiAUJtcXuIwl6z5vb15fkV9jBHVBkLY2G6tzpBpg
iP5qXwIhAMlojaADAC/1UsmdYswxkUsdnf7Zz6a+1rK3IP7enI3Q
-----END CERTIFICATE-----
";

    #[test]
    fn what_is_there_is_told_of_each_file() {
        let folder = tempfile::tempdir().unwrap();
        let before = material(folder.path(), true);
        assert!(is_empty(&before));
        std::fs::write(folder.path().join("ca.pem"), "no certificate").unwrap();
        std::fs::write(folder.path().join("key.pem"), "a key").unwrap();
        let tls = material(folder.path(), true);
        assert!(!is_empty(&tls) && tls.key.told().is_some());
        assert_eq!(tls.ca.as_gap().unwrap().reason, Reason::Malformed);
        assert_eq!(tls.cert.as_gap().unwrap().reason, Reason::Absent);
    }

    #[test]
    fn a_file_of_several_with_words_between_them() {
        let content = format!("# of 2024\n{EXAMPLE}\nsome words\n{EXAMPLE}");
        let found: Vec<Validity> = certificates(&content).collect();
        let day = |text: &str| text.parse::<Timestamp>().unwrap();
        let until = day("2126-10-30T00:00:00Z");
        assert_eq!(found.len(), 2);
        assert_eq!(first(found.clone()), Some(found[0]));
        assert_eq!(longest(found).map(|one| one.not_after > until), Some(true));
        assert_eq!(certificates(&EXAMPLE.replace("MII", "xxx")).count(), 0);
        assert_eq!(certificates(&EXAMPLE[..90]).count(), 0);
    }
}
