//! What the files of a TLS connection amount to.

use jiff::Timestamp;

use crate::correlate::host::{ContextTls, TlsState};
use crate::model::{Answer, Reason, Tls, Validity};

pub(super) fn judged(tls: &Tls, now: Timestamp) -> ContextTls {
    let certificates = [&tls.ca, &tls.cert].into_iter();
    let told = || certificates.clone().filter_map(|answer| answer.told());
    let state = if is_spoiled(&tls.ca) || is_spoiled(&tls.cert) || is_spoiled(&tls.key) {
        TlsState::Unreadable
    } else if tls.cert.told().is_some() != tls.key.told().is_some() {
        TlsState::Unpaired
    } else if told().any(|validity| validity.not_after < now) {
        TlsState::Expired
    } else if told().any(|validity| validity.not_before > now) {
        TlsState::NotYetValid
    } else {
        TlsState::Ok
    };
    ContextTls {
        folder: tls.folder.clone(),
        verifies: tls.verifies,
        state,
        not_after: told().map(|validity: &Validity| validity.not_after).min(),
    }
}

/// There, and of no use.
fn is_spoiled<T>(answer: &Answer<T>) -> bool {
    answer
        .as_gap()
        .is_some_and(|gap| gap.reason != Reason::Absent)
}

pub(super) fn remark(tls: &ContextTls) -> Option<String> {
    let folder = &tls.folder;
    Some(match tls.state {
        TlsState::Ok => return None,
        TlsState::Expired => format!("a certificate in {folder} has expired"),
        TlsState::NotYetValid => {
            format!("a certificate in {folder} is not valid yet: compare the clocks")
        }
        TlsState::Unpaired => {
            format!("in {folder} are not both, cert.pem and key.pem: no client certificate is sent")
        }
        TlsState::Unreadable => {
            format!("a file in {folder} may not be read, or holds no certificate")
        }
    })
}
