//! The files that docker makes a TLS connection with: whether they are there, may be read, and how
//! long a certificate is valid. A key is never opened, a certificate's content never kept.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use rustix::fs::{Access, AtFlags, CWD};
use x509_cert::Certificate;
use x509_cert::time::Time;

use crate::collect::proc::read_file;
use crate::model::{Answer, Reason, Tls, Validity};

/// The material in a folder, whatever of it is there.
pub(super) fn material(folder: &Path, verifies: bool, needs_ca: bool) -> Tls {
    Tls {
        folder: folder.to_string_lossy().into_owned(),
        verifies,
        needs_ca,
        ca: validity(&folder.join("ca.pem")),
        cert: validity(&folder.join("cert.pem")),
        key: may_read(&folder.join("key.pem")),
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

fn validity(file: &Path) -> Answer<Validity> {
    match read_file(file) {
        Ok(content) => valid(&content, file),
        Err(error) => unread(file, &error),
    }
}

fn valid(content: &[u8], file: &Path) -> Answer<Validity> {
    let chain = Certificate::load_pem_chain(content).unwrap_or_default();
    let times = |of: fn(&Certificate) -> Time| {
        let seconds = chain.iter().map(of);
        seconds.map(|time| time.to_unix_duration().as_secs())
    };
    let from = times(|one| one.tbs_certificate().validity().not_before).max();
    let until = times(|one| one.tbs_certificate().validity().not_after).min();
    match (from, until) {
        (Some(from), Some(until)) => Answer::Told(Validity {
            not_before: timestamp(from),
            not_after: timestamp(until),
        }),
        _ => Answer::gap(
            Reason::Malformed,
            format!("{} has no certificate", file.display()),
        ),
    }
}

/// "Never expires" is the end of the year 9999, later than the last time there is.
fn timestamp(seconds: u64) -> Timestamp {
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

    #[test]
    fn what_is_there_is_told_of_each_file() {
        let folder = tempfile::tempdir().unwrap();
        let before = material(folder.path(), true, false);
        assert!(is_empty(&before));
        std::fs::write(folder.path().join("ca.pem"), "no certificate").unwrap();
        std::fs::write(folder.path().join("key.pem"), "a key").unwrap();
        let tls = material(folder.path(), true, false);
        assert!(!is_empty(&tls) && tls.key.told().is_some());
        assert_eq!(tls.ca.as_gap().unwrap().reason, Reason::Malformed);
        assert_eq!(tls.cert.as_gap().unwrap().reason, Reason::Absent);
    }

    #[test]
    fn the_end_of_all_times_is_a_time() {
        assert_eq!(timestamp(253_402_300_799), Timestamp::MAX);
        assert_eq!(timestamp(0), Timestamp::UNIX_EPOCH);
    }
}
