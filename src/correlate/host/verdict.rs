//! How the claims about a container are judged.

/// How bad a verdict is. A closed set: scripts may rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Ok,
    Unknown,
    Warning,
    Error,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Counted as wrong: warning or error.
    pub fn is_problem(self) -> bool {
        self >= Self::Warning
    }
}

/// What the claims about one container amount to. Declared in order of precedence: the first
/// that holds is the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Changing,
    DownButAlive,
    UpButDead,
    NoRecord,
    NoShim,
    OrphanShim,
    StuckShim,
    Forgotten,
    Foreign,
    Leftover,
    Unverified,
    Ok,
}

impl Verdict {
    pub const ALL: [Self; 12] = [
        Self::Changing,
        Self::DownButAlive,
        Self::UpButDead,
        Self::NoRecord,
        Self::NoShim,
        Self::OrphanShim,
        Self::StuckShim,
        Self::Forgotten,
        Self::Foreign,
        Self::Leftover,
        Self::Unverified,
        Self::Ok,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Changing => "changing",
            Self::DownButAlive => "down-but-alive",
            Self::UpButDead => "up-but-dead",
            Self::NoRecord => "no-record",
            Self::NoShim => "no-shim",
            Self::OrphanShim => "orphan-shim",
            Self::StuckShim => "stuck-shim",
            Self::Forgotten => "forgotten",
            Self::Foreign => "foreign",
            Self::Leftover => "leftover",
            Self::Unverified => "unverified",
            Self::Ok => "ok",
        }
    }

    pub fn severity(self) -> Severity {
        match self {
            Self::Changing | Self::Ok => Severity::Ok,
            Self::Unverified => Severity::Unknown,
            Self::Foreign | Self::Leftover => Severity::Warning,
            Self::DownButAlive
            | Self::UpButDead
            | Self::NoRecord
            | Self::NoShim
            | Self::OrphanShim
            | Self::StuckShim
            | Self::Forgotten => Severity::Error,
        }
    }
}
