//! The answers that are read: `moby.buildkit.v1.Control/Info` of BuildKit, `/v1/info` of rootlesskit.
//!
//! The crate that has all of BuildKit's API brings a hundred messages, and a build by protoc, for one
//! text.

use prost::bytes::Bytes;
use prost::{DecodeError, Message};
use serde::Deserialize;

/// `InfoRequest` has no fields.
#[derive(Clone, PartialEq, Message)]
pub(super) struct InfoRequest {}

#[derive(Clone, PartialEq, Message)]
struct InfoResponse {
    #[prost(message, optional, tag = "1")]
    buildkit_version: Option<BuildkitVersion>,
}

#[derive(Clone, PartialEq, Message)]
struct BuildkitVersion {
    #[prost(string, tag = "2")]
    version: String,
}

#[derive(Deserialize)]
struct RootlessInfo {
    #[serde(default)]
    version: String,
}

/// `None` where it has none.
pub(super) fn of_rootlesskit(answer: &[u8]) -> serde_json::Result<Option<String>> {
    let told: RootlessInfo = serde_json::from_slice(answer)?;
    Ok(Some(told.version).filter(|version| !version.is_empty()))
}

/// `None` where it has none.
pub(super) fn of_buildkitd(answer: Bytes) -> Result<Option<String>, DecodeError> {
    let told = InfoResponse::decode(answer)?.buildkit_version;
    Ok(told
        .map(|told| told.version)
        .filter(|version| !version.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_among_other_fields() {
        // As buildkitd 0.14.1 sends it: package, version; and a field of a later one.
        let package = b"github.com/moby/buildkit";
        let mut inner = vec![0x0a, package.len() as u8];
        inner.extend(package);
        inner.extend(b"\x12\x07v0.14.1");
        let mut answer = vec![0x0a, inner.len() as u8];
        answer.extend(inner);
        answer.extend([0x10, 7]);
        let told = of_buildkitd(answer.into()).unwrap();
        assert_eq!(told.as_deref(), Some("v0.14.1"));
    }

    #[test]
    fn one_that_says_nothing_and_one_that_is_no_answer() {
        assert_eq!(of_buildkitd(Bytes::new()).unwrap(), None);
        assert!(of_buildkitd(Bytes::from_static(&[0x0a, 9, 0])).is_err());
    }

    #[test]
    fn rootlesskits_version() {
        let answer = br#"{"apiVersion":"1.1.1","version":"1.1.0","stateDir":"/run/x"}"#;
        assert_eq!(of_rootlesskit(answer).unwrap().as_deref(), Some("1.1.0"));
        assert_eq!(of_rootlesskit(b"{}").unwrap(), None);
        assert!(of_rootlesskit(b"<html>").is_err());
    }
}
