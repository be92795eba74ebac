//! Which endpoint a plain `docker` command of the caller reaches.
//!
//! Follows docker's own order: DOCKER_HOST, DOCKER_CONTEXT, `currentContext` of config.json, the
//! default. Nothing is contacted.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Environment;
use crate::model::{Answer, Reason};

const DEFAULT: &str = "unix:///var/run/docker.sock";

/// The endpoint, and which setting decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reaches {
    pub(super) endpoint: Answer<String>,
    pub(super) chosen_by: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Config {
    #[serde(rename = "currentContext")]
    current_context: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Context {
    endpoints: Endpoints,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Endpoints {
    docker: ContextEndpoint,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct ContextEndpoint {
    host: String,
}

pub(super) fn reaches(environment: &Environment) -> Reaches {
    if let Some(host) = environment.get("DOCKER_HOST") {
        return Reaches {
            endpoint: endpoint_url(host, tls_is_on(environment)),
            chosen_by: "DOCKER_HOST",
        };
    }
    let by_context = context_reaches(environment);
    // Set but empty, a variable counts for docker 20.10 (DOCKER_HOST: the default, DOCKER_CONTEXT:
    // an error) and not for docker 28.
    let empty = |name: &str| environment.set(name).is_some_and(str::is_empty);
    if empty("DOCKER_HOST") && by_context.endpoint.told().is_none_or(|url| url != DEFAULT) {
        return ambiguous("DOCKER_HOST");
    }
    if empty("DOCKER_CONTEXT") && !empty("DOCKER_HOST") {
        return ambiguous("DOCKER_CONTEXT");
    }
    by_context
}

fn ambiguous(name: &'static str) -> Reaches {
    Reaches {
        endpoint: Answer::gap(
            Reason::Unsupported,
            format!("{name} is set but empty, which docker's versions understand differently"),
        ),
        chosen_by: name,
    }
}

fn context_reaches(environment: &Environment) -> Reaches {
    let folder = config_folder(environment);
    let from_config = || Some((current_context(folder.as_deref())?, "config.json"));
    let chosen = match environment.get("DOCKER_CONTEXT") {
        Some(name) => Some((name.to_owned(), "DOCKER_CONTEXT")),
        None => from_config(),
    };
    match chosen {
        Some((name, chosen_by)) => Reaches {
            endpoint: of_context(folder.as_deref(), &name, tls_is_on(environment)),
            chosen_by,
        },
        None => Reaches {
            endpoint: Answer::Told(DEFAULT.to_owned()),
            chosen_by: "default",
        },
    }
}

/// The variables that change how even `docker -H unix://…` connects: names only.
pub(super) fn tls_variables(environment: &Environment) -> Vec<String> {
    ["DOCKER_TLS", "DOCKER_TLS_VERIFY"]
        .into_iter()
        .filter(|name| environment.get(name).is_some())
        .map(str::to_owned)
        .collect()
}

fn tls_is_on(environment: &Environment) -> bool {
    !tls_variables(environment).is_empty()
}

pub(super) fn config_folder(environment: &Environment) -> Option<PathBuf> {
    let home = || Some(Path::new(environment.get("HOME")?).join(".docker"));
    environment
        .get("DOCKER_CONFIG")
        .map(PathBuf::from)
        .or_else(home)
}

/// A missing or broken config.json chooses nothing: docker warns and takes the default.
fn current_context(folder: Option<&Path>) -> Option<String> {
    let content = std::fs::read(folder?.join("config.json")).ok()?;
    let config: Config = serde_json::from_slice(&content).ok()?;
    (!config.current_context.is_empty()).then_some(config.current_context)
}

fn of_context(folder: Option<&Path>, name: &str, tls: bool) -> Answer<String> {
    if name == "default" {
        return Answer::Told(DEFAULT.to_owned());
    }
    let Some(folder) = folder else {
        return Answer::gap(
            Reason::Absent,
            format!("context {name}: neither DOCKER_CONFIG nor HOME is set"),
        );
    };
    match read_context(folder, name) {
        Ok(context) => endpoint_url(&context.endpoints.docker.host, tls),
        Err((reason, why)) => Answer::gap(reason, format!("context {name}: {why}")),
    }
}

/// The folder is named by the hash of the context's name; the name written inside does not count.
fn read_context(folder: &Path, name: &str) -> Result<Context, (Reason, String)> {
    let hash: String = Sha256::digest(name)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let file = folder.join("contexts/meta").join(hash).join("meta.json");
    let content = std::fs::read(&file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => (Reason::Absent, "there is no such context".to_owned()),
        _ => (Reason::Denied, format!("{}: {error}", file.display())),
    })?;
    serde_json::from_slice(&content)
        .map_err(|error| (Reason::Malformed, format!("{}: {error}", file.display())))
}

/// A host as docker reads it, as a whole URL.
fn endpoint_url(host: &str, tls: bool) -> Answer<String> {
    let host = host.trim();
    let (scheme, rest) = host.split_once("://").unwrap_or(("tcp", host));
    match scheme {
        _ if host.is_empty() => Answer::Told(DEFAULT.to_owned()),
        "unix" if rest.is_empty() => Answer::Told(DEFAULT.to_owned()),
        "tcp" | "http" | "https" => Answer::Told(format!("{scheme}://{}", with_port(rest, tls))),
        "unix" | "ssh" | "npipe" | "fd" => Answer::Told(host.to_owned()),
        _ => Answer::gap(
            Reason::Malformed,
            format!("docker does not understand the host {scheme}://…"),
        ),
    }
}

/// docker adds a host and a port where they are missing: `/tmp/x.sock` without `unix://` is a path
/// on localhost:2375.
fn with_port(rest: &str, tls: bool) -> String {
    let (authority, path) = rest
        .find('/')
        .map_or((rest, ""), |slash| rest.split_at(slash));
    let host = if authority.is_empty() {
        "localhost"
    } else {
        authority
    };
    let port = if tls { 2376 } else { 2375 };
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| {
        !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    if has_port {
        format!("{host}{path}")
    } else {
        format!("{}:{port}{path}", host.trim_end_matches(':'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context_file(folder: &Path, name: &str, content: &str) {
        let hash: String = Sha256::digest(name)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let folder = folder.join("contexts/meta").join(hash);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("meta.json"), content).unwrap();
    }

    fn reaches_with<const N: usize>(pairs: [(&str, &str); N]) -> (Answer<String>, &'static str) {
        let reaches = reaches(&Environment::from(pairs));
        (reaches.endpoint, reaches.chosen_by)
    }

    fn told(url: &str) -> Answer<String> {
        Answer::Told(url.to_owned())
    }

    #[test]
    fn hosts_in_all_forms() {
        let url = |host| endpoint_url(host, false);
        for (host, expected) in [
            ("", DEFAULT),
            ("unix://", DEFAULT),
            ("unix:///x.sock", "unix:///x.sock"),
            ("/tmp/x.sock", "tcp://localhost:2375/tmp/x.sock"),
            ("tcp://", "tcp://localhost:2375"),
            ("tcp://[::1]:99", "tcp://[::1]:99"),
            ("tcp://far", "tcp://far:2375"),
            ("ssh://me@far", "ssh://me@far"),
        ] {
            assert_eq!(url(host), told(expected), "{host:?}");
        }
        assert_eq!(endpoint_url("tcp://far", true), told("tcp://far:2376"));
        assert_eq!(
            url("gopher://x").as_gap().unwrap().reason,
            Reason::Malformed
        );
    }

    #[test]
    fn the_order_of_settings() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().to_str().unwrap();
        context_file(
            folder.path(),
            "far",
            r#"{"Name":"other","Endpoints":{"docker":{"Host":"ssh://far"}}}"#,
        );
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config)]),
            (told(DEFAULT), "default")
        );
        std::fs::write(
            folder.path().join("config.json"),
            r#"{"currentContext":"far"}"#,
        )
        .unwrap();
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config)]),
            (told("ssh://far"), "config.json")
        );
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config), ("DOCKER_CONTEXT", "default")]),
            (told(DEFAULT), "DOCKER_CONTEXT")
        );
        assert_eq!(
            reaches_with([
                ("DOCKER_CONFIG", config),
                ("DOCKER_CONTEXT", "far"),
                ("DOCKER_HOST", "unix:///x"),
            ]),
            (told("unix:///x"), "DOCKER_HOST")
        );
    }

    #[test]
    fn an_empty_variable_is_ambiguous_where_it_matters() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().to_str().unwrap();
        let reason = |answer: Answer<String>| answer.as_gap().map(|gap| gap.reason);
        let (harmless, _) = reaches_with([("DOCKER_CONFIG", config), ("DOCKER_HOST", "")]);
        assert_eq!(harmless, told(DEFAULT));
        let (context, _) = reaches_with([("DOCKER_CONFIG", config), ("DOCKER_CONTEXT", "")]);
        assert_eq!(reason(context), Some(Reason::Unsupported));
        context_file(
            folder.path(),
            "far",
            r#"{"Endpoints":{"docker":{"Host":"ssh://far"}}}"#,
        );
        let (host, chosen_by) = reaches_with([
            ("DOCKER_CONFIG", config),
            ("DOCKER_CONTEXT", "far"),
            ("DOCKER_HOST", ""),
        ]);
        assert_eq!(
            (reason(host), chosen_by),
            (Some(Reason::Unsupported), "DOCKER_HOST")
        );
    }

    #[test]
    fn what_cannot_be_told_is_a_gap() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().to_str().unwrap();
        context_file(folder.path(), "broken", "");
        context_file(folder.path(), "empty", "{}");
        let reason = |name| {
            let (answer, _) = reaches_with([("DOCKER_CONFIG", config), ("DOCKER_CONTEXT", name)]);
            answer.as_gap().map(|gap| gap.reason)
        };
        assert_eq!(reason("gone"), Some(Reason::Absent));
        assert_eq!(reason("broken"), Some(Reason::Malformed));
        assert_eq!(reason("empty"), None, "no host means the default one");
        std::fs::write(folder.path().join("config.json"), "{").unwrap();
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config)]),
            (told(DEFAULT), "default")
        );
    }
}
