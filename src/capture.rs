//! Snapshots to and from files.
//!
//! What is written is compact JSON that begins with its version. Secrets were masked when the
//! snapshot was made; nothing here knows of them.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::Deserialize;

use crate::model::{SNAPSHOT_VERSION, Snapshot};

/// The largest capture that is read. A host with 10,000 containers makes some 20 MiB.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A real host with most verdicts on it, recorded, so that a newcomer sees them all at once.
const DEMO: &[u8] = include_bytes!("capture/demo.json");

/// Why a capture could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    #[error("cannot open {path}")]
    Open {
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("{path} exists, and a capture overwrites nothing")]
    Exists { path: String },
    #[error("cannot write {path}")]
    Write {
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("cannot read the capture")]
    Read(#[source] io::Error),
    #[error("the capture is larger than {} MiB, the most that is read", limit / (1024 * 1024))]
    TooLarge { limit: u64 },
    #[error("the capture is truncated: it ends in the middle, after {bytes} bytes")]
    Truncated { bytes: usize },
    #[error("this is a report (-o json), not a capture")]
    Report,
    #[error("this is not a capture of dockerctx-inspect")]
    NotACapture(#[source] serde_json::Error),
    #[error(
        "the capture was made by {tool} as version {found}; this program reads version {reads}"
    )]
    OtherVersion {
        tool: String,
        found: u64,
        reads: u32,
    },
    #[error("the capture is damaged")]
    Damaged(#[source] serde_json::Error),
}

impl CaptureError {
    /// What a reader can do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Exists { .. } => "name another file, or remove it first",
            Self::TooLarge { .. } => "take one of a smaller host",
            Self::Truncated { .. } | Self::Damaged(_) => "copy it again, or take a new one",
            Self::Report | Self::NotACapture(_) => {
                "make one with `dockerctx-inspect capture FILE` on the host"
            }
            Self::OtherVersion { .. } => "read it with the program that made it",
            Self::Open { .. } | Self::Write { .. } | Self::Read(_) => return None,
        })
    }
}

/// Writes a snapshot on one line.
pub fn write(snapshot: &Snapshot, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, snapshot)?;
    writeln!(out)
}

/// Writes a snapshot into a new file that only its owner may read; an existing one stays as it is,
/// and a half-written one is removed.
pub fn create(path: &Path, snapshot: &Snapshot) -> Result<(), CaptureError> {
    let name = || path.display().to_string();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let file = options.open(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => CaptureError::Exists { path: name() },
        _ => CaptureError::Write {
            path: name(),
            source,
        },
    })?;
    let mut out = BufWriter::new(file);
    let written = write(snapshot, &mut out).and_then(|()| out.flush());
    written.map_err(|source| {
        let _ = fs::remove_file(path);
        CaptureError::Write {
            path: name(),
            source,
        }
    })
}

/// Reads a snapshot of this version.
pub fn read(from: impl Read) -> Result<Snapshot, CaptureError> {
    parse(&bounded(from, MAX_BYTES)?)
}

/// The recorded host that ships inside the program.
pub fn demo() -> Result<Snapshot, CaptureError> {
    parse(DEMO)
}

/// All bytes, but not more than `limit`: one more is read to know that there is more.
fn bounded(from: impl Read, limit: u64) -> Result<Vec<u8>, CaptureError> {
    let mut bytes = Vec::new();
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(CaptureError::Read)?;
    if bytes.len() as u64 > limit {
        return Err(CaptureError::TooLarge { limit });
    }
    Ok(bytes)
}

/// What tells a capture from other JSON, and one version from another.
#[derive(Deserialize)]
struct Head {
    snapshot_version: Option<u64>,
    tool_version: Option<String>,
    /// Reports have this one.
    schema_version: Option<u64>,
}

/// The version is looked at first: a snapshot of another shape would only be called damaged.
fn parse(bytes: &[u8]) -> Result<Snapshot, CaptureError> {
    let head: Head = serde_json::from_slice(bytes).map_err(|error| match error.is_eof() {
        true => CaptureError::Truncated { bytes: bytes.len() },
        false => CaptureError::NotACapture(error),
    })?;
    match head.snapshot_version {
        Some(version) if version == u64::from(SNAPSHOT_VERSION) => {
            serde_json::from_slice(bytes).map_err(CaptureError::Damaged)
        }
        Some(found) => Err(CaptureError::OtherVersion {
            tool: head.tool_version.map_or_else(
                || "an unknown program".to_owned(),
                |version| format!("dockerctx-inspect {version}"),
            ),
            found,
            reads: SNAPSHOT_VERSION,
        }),
        None if head.schema_version.is_some() => Err(CaptureError::Report),
        None => Err(CaptureError::NotACapture(serde::de::Error::missing_field(
            "snapshot_version",
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_comes_back_as_it_was_written() {
        let demo = demo().unwrap();
        let mut bytes = Vec::new();
        write(&demo, &mut bytes).unwrap();
        assert_eq!(read(&bytes[..]).unwrap(), demo);
    }

    #[test]
    fn reading_stops_at_the_limit() {
        let endless = io::repeat(b' ');
        assert!(matches!(
            bounded(endless, 1000),
            Err(CaptureError::TooLarge { limit: 1000 })
        ));
        assert_eq!(bounded(&b"x"[..], 1).unwrap(), b"x");
    }

    #[test]
    fn every_half_of_a_capture_is_called_truncated() {
        for length in [0, 1, 30, DEMO.len() / 2, DEMO.len() - 3] {
            let error = parse(&DEMO[..length]).unwrap_err();
            assert!(
                matches!(error, CaptureError::Truncated { .. }),
                "{length}: {error}"
            );
        }
    }

    #[test]
    fn other_documents_are_told_apart() {
        let error = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert!(matches!(error("hello"), CaptureError::NotACapture(_)));
        assert!(matches!(error("{}"), CaptureError::NotACapture(_)));
        assert!(matches!(
            error(r#"{"schema_version":1}"#),
            CaptureError::Report
        ));
        assert!(matches!(
            error(r#"{"snapshot_version":1}"#),
            CaptureError::Damaged(_)
        ));
        assert_eq!(
            error(r#"{"snapshot_version":9,"tool_version":"7.0.0"}"#).to_string(),
            "the capture was made by dockerctx-inspect 7.0.0 as version 9; \
             this program reads version 1"
        );
    }
}
