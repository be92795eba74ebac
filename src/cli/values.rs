//! Values of flags that need more than clap knows: limits and addresses.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::collect;
use crate::model::ContextClient;

/// Longer than any daemon deserves, and far from overflowing a clock.
const LONGEST: Duration = Duration::from_secs(3600);

/// A limit of time: `3`, `0.5`, `3s` or `500ms`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write seconds (3, 0.5, 3s) or milliseconds (500ms)".to_owned();
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds: f64 = number.trim().parse().map_err(|_| wrong())?;
    let limit = Duration::try_from_secs_f64(seconds * unit).map_err(|_| wrong())?;
    if limit < Duration::from_millis(1) || limit > LONGEST {
        return Err("a limit is between 1ms and 3600s".to_owned());
    }
    Ok(limit)
}

/// The name of a client that has contexts, or settings that do as much.
pub(crate) fn client() -> impl TypedValueParser<Value = ContextClient> {
    let words = ContextClient::ALL.map(ContextClient::word);
    PossibleValuesParser::new(words).try_map(|word| {
        let mut clients = ContextClient::ALL.into_iter();
        let client = clients.find(|client| client.word() == word);
        client.ok_or("there is no such client")
    })
}

/// A folder that is there.
pub(crate) fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.is_dir() {
        true => Ok(path),
        false => Err("there is no such folder: mount the host's root folder there".to_owned()),
    }
}

/// A docker host: a path, or what DOCKER_HOST may hold.
pub(crate) fn host(text: &str) -> Result<String, String> {
    collect::check_host(text).map(|()| text.to_owned())
}

/// The path of a unix socket: `/x.sock` or `unix:///x.sock`.
pub(crate) fn socket(text: &str) -> Result<String, String> {
    let path = text.strip_prefix("unix://").unwrap_or(text);
    match path.split_once("://") {
        Some((scheme, _)) => Err(format!("{scheme}:// is not spoken here, unix sockets only")),
        None if path.starts_with('/') => Ok(path.to_owned()),
        None => Err("write the whole path of a unix socket, such as /run/docker.sock".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_in_seconds_and_milliseconds() {
        for (text, ms) in [("3", 3000), ("0.5", 500), ("3s", 3000), ("500ms", 500)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        for text in ["", "0", "-1", "soon", "1e300", "NaN", "4000", "1h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_a_folder_is_a_root() {
        assert_eq!(folder("/"), Ok(PathBuf::from("/")));
        assert!(folder("/no/such/folder").is_err() && folder("/proc/version").is_err());
    }

    #[test]
    fn sockets_by_path_or_url_and_nothing_else() {
        assert_eq!(socket("/run/x.sock").as_deref(), Ok("/run/x.sock"));
        assert_eq!(socket("unix:///run/x.sock").as_deref(), Ok("/run/x.sock"));
        assert!(socket("tcp://10.0.0.1:2375").is_err_and(|e| e.contains("tcp://")));
        assert!(socket("x.sock").is_err());
    }
}
