//! What one source said to one question, or why it said nothing.

use serde::{Deserialize, Serialize};

/// A source's answer: told, or a gap with its reason. There is no third state: "could not look"
/// must never be confused with "looked, and it is not there" (which is a told empty value).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T> {
    Told(T),
    Gap(Gap),
}

/// What an older capture, or a command that did not ask, says: nothing.
impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self::not_collected()
    }
}

impl<T> Answer<T> {
    /// A gap with its reason and a sentence for people.
    pub fn gap(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Gap(Gap {
            reason,
            detail: detail.into(),
        })
    }

    /// The gap of something this command did not ask for.
    pub fn not_collected() -> Self {
        Self::gap(Reason::NotCollected, "not asked for by this command")
    }

    pub fn told(&self) -> Option<&T> {
        match self {
            Self::Told(value) => Some(value),
            Self::Gap(_) => None,
        }
    }

    pub fn told_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Told(value) => Some(value),
            Self::Gap(_) => None,
        }
    }

    pub fn as_gap(&self) -> Option<&Gap> {
        match self {
            Self::Told(_) => None,
            Self::Gap(gap) => Some(gap),
        }
    }

    pub fn as_ref(&self) -> Result<&T, &Gap> {
        match self {
            Self::Told(value) => Ok(value),
            Self::Gap(gap) => Err(gap),
        }
    }
}

/// Why a source did not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub reason: Reason,
    /// A sentence for people: who, what, and the errno or limit behind it.
    pub detail: String,
}

/// The code of a gap. The set grows; scripts see the kebab-case word in `reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The source is not on this host (no socket, no file).
    Absent,
    /// No permission to look.
    Denied,
    /// The socket file is there and nobody listens.
    Refused,
    /// No answer within the limit.
    Timeout,
    /// Contacting it would have woken a daemon; `--activate` allows that.
    NotContacted,
    /// It was there and went away while being read.
    Vanished,
    /// It answered with something that is not its protocol.
    Malformed,
    /// It does not know the question (an older daemon, another engine).
    Unsupported,
    /// This command did not ask.
    NotCollected,
    /// The engine's processes are not in the /proc that was read.
    OtherHost,
    /// The name of its host has no address.
    Unresolvable,
    /// No way leads to its host.
    Unreachable,
    /// The time of its certificate is over.
    CertExpired,
    /// The time of its certificate has not begun.
    CertEarly,
    /// No authority that is trusted here has signed its certificate.
    UnknownCa,
    /// Its certificate is for another name.
    WrongName,
    /// It lets nobody in without a certificate, and none was shown.
    WantsCert,
    /// It does not accept the certificate that was shown.
    CertRejected,
    /// It was spoken to with TLS and answers with something else.
    NoTls,
    /// It speaks TLS alone, and was spoken to without.
    WantsTls,
    /// Its host's ssh lets nobody in with what is at hand.
    SshDenied,
    /// The ssh key of its host is not known here, or is another one.
    UnknownHost,
}

impl Reason {
    /// The word used in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Denied => "denied",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::NotContacted => "not-contacted",
            Self::Vanished => "vanished",
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::NotCollected => "not-collected",
            Self::OtherHost => "other-host",
            Self::Unresolvable => "unresolvable",
            Self::Unreachable => "unreachable",
            Self::CertExpired => "cert-expired",
            Self::CertEarly => "cert-early",
            Self::UnknownCa => "unknown-ca",
            Self::WrongName => "wrong-name",
            Self::WantsCert => "wants-cert",
            Self::CertRejected => "cert-rejected",
            Self::NoTls => "no-tls",
            Self::WantsTls => "wants-tls",
            Self::SshDenied => "ssh-denied",
            Self::UnknownHost => "unknown-host",
        }
    }
}
