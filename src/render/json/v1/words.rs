//! Words of closed sets. Scripts may rely on them being all there is.

use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host;

/// How bad a verdict is.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    Ok,
    Unknown,
    Warning,
    Error,
}

impl From<host::Severity> for Severity {
    fn from(severity: host::Severity) -> Self {
        match severity {
            host::Severity::Ok => Self::Ok,
            host::Severity::Unknown => Self::Unknown,
            host::Severity::Warning => Self::Warning,
            host::Severity::Error => Self::Error,
        }
    }
}

/// How a witness answered.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ClaimStatus {
    /// It is there.
    Seen,
    /// Looked, and it is not there.
    Absent,
    /// Could not look: `reason` says why.
    Unknown,
}

/// Where docker's word comes from.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// Its API said so now.
    Api,
    /// Its files say what it wrote last.
    Disk,
}

impl From<host::Origin> for Origin {
    fn from(origin: host::Origin) -> Self {
        match origin {
            host::Origin::Api => Self::Api,
            host::Origin::Disk => Self::Disk,
        }
    }
}
