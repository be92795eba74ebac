//! docker's contexts: which there are, which one a plain `docker` of the caller uses, and where
//! that leads. Nothing is contacted.
//!
//! docker's own order: `--context`, DOCKER_HOST, DOCKER_CONTEXT, `currentContext` of config.json,
//! the default. `store` reads the files, `choice` follows the order, `url` reads hosts as docker
//! does, `tls` looks at certificates.

mod buildx;
mod choice;
mod proxy;
mod store;
mod tls;
mod url;

pub(super) use buildx::buildx;
pub(super) use store::unread;
pub(super) use url::masked;

use std::path::{Path, PathBuf};

use super::Environment;
use super::users;
use crate::collect::NamedDocker;
use crate::model::secret::Secrets;
use crate::model::{Answer, ClientContexts, Context, ContextClient, ContextUser, Service, Tls};
use choice::Choice;
use store::{DEFAULT_NAME, Store};

/// The endpoint, and which setting decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reaches {
    pub(super) endpoint: Answer<String>,
    pub(super) chosen_by: String,
}

pub(super) fn reaches(environment: &Environment) -> Reaches {
    let store = store_of(environment, Secrets::Mask);
    let current = store.current().unwrap_or_default();
    let choice = Choice {
        environment,
        flag: None,
        current: current.as_deref(),
    };
    match choice.chosen(&store) {
        Answer::Told(chosen) => Reaches {
            endpoint: endpoint(environment, &store, &chosen.name),
            chosen_by: chosen.by.word().to_owned(),
        },
        Answer::Gap(gap) => Reaches {
            chosen_by: gap.detail.split(' ').next().unwrap_or_default().to_owned(),
            endpoint: Answer::Gap(gap),
        },
    }
}

fn endpoint(environment: &Environment, store: &Store, name: &str) -> Answer<String> {
    let context = match name {
        DEFAULT_NAME => default(environment, store),
        name => store.named(name),
    };
    let named = |detail: String| format!("context {name}: {detail}");
    match context.endpoint {
        Answer::Gap(gap) => Answer::gap(gap.reason, named(gap.detail)),
        told => told,
    }
}

/// All contexts of a user, and which of them counts; `flag` is `--context` on the command line.
pub(super) fn contexts(
    environment: &Environment,
    flag: Option<&str>,
    user: ContextUser,
    secrets: Secrets,
) -> ClientContexts {
    let store = store_of(environment, secrets);
    let mut errors = Vec::new();
    let current = store.current().unwrap_or_else(|gap| {
        errors.push(gap);
        None
    });
    let choice = Choice {
        environment,
        flag,
        current: current.as_deref(),
    };
    let chosen = choice.chosen(&store);
    let wanted = chosen.told().map(|chosen| chosen.name.as_str());
    let listed = store.all(wanted).unwrap_or_else(|gap| {
        errors.push(gap);
        Vec::new()
    });
    let mut contexts = vec![default(environment, &store)];
    contexts.extend(listed);
    // Chosen, and not there: a row of its own says so.
    let missing = wanted.filter(|name| !contexts.iter().any(|one| one.name == **name));
    contexts.extend(missing.map(|name| store.named(name)));
    for context in &mut contexts {
        context.proxy = proxy::of(environment, context);
    }
    ClientContexts {
        client: ContextClient::Docker,
        user,
        folder: store
            .folder
            .as_ref()
            .map(|folder| folder.to_string_lossy().into_owned()),
        errors,
        chosen,
        contexts,
    }
}

/// The endpoint that `-H` or `--context` names, as docker's client would understand it; but a bare
/// path is that of a socket, not of a URL on localhost.
pub(crate) fn asked(environment: &Environment, named: &NamedDocker, secrets: Secrets) -> Context {
    let store = store_of(environment, secrets);
    match named {
        NamedDocker::Host(path) if path.starts_with('/') => {
            of_host(&format!("unix://{path}"), environment, &store)
        }
        NamedDocker::Host(host) => of_host(host, environment, &store),
        NamedDocker::Context(name) if name == DEFAULT_NAME => default(environment, &store),
        NamedDocker::Context(name) => store.named(name),
    }
}

/// What is wrong with a host, whatever the environment.
pub(crate) fn check_host(host: &str) -> Result<(), String> {
    match url::of_variable(host, false) {
        _ if host.starts_with('/') => Ok(()),
        Answer::Told(_) => Ok(()),
        Answer::Gap(gap) => Err(gap.detail),
    }
}

/// A host as it may be shown.
pub(crate) fn masked_host(host: &str) -> String {
    url::mask(host)
}

/// The context without a file: DOCKER_HOST, else the default socket, with TLS as variables say.
fn default(environment: &Environment, store: &Store) -> Context {
    let host = environment.get("DOCKER_HOST").unwrap_or_default();
    of_host(host, environment, store)
}

fn of_host(host: &str, environment: &Environment, store: &Store) -> Context {
    let tls = variables_tls(environment, store.folder.as_deref());
    let told = url::of_variable(host, tls.is_some());
    let tls = tls.filter(|_| told.told().is_none_or(|url| !url.starts_with("ssh://")));
    let without_ca = tls.as_ref().and_then(|tls| tls.ca.as_gap());
    Context {
        name: DEFAULT_NAME.to_owned(),
        description: None,
        file: None,
        damaged: false,
        endpoint: match without_ca {
            Some(gap) if told.told().is_some() => Answer::gap(
                gap.reason,
                format!("docker is told to use TLS and fails: {}", gap.detail),
            ),
            _ => url::masked(told, store.secrets),
        },
        tls,
        proxy: None,
        orchestrator: None,
        kubernetes: None,
        service: Service::default(),
    }
}

fn variables_tls(environment: &Environment, folder: Option<&Path>) -> Option<Tls> {
    if tls_variables(environment).is_empty() {
        return None;
    }
    let named = environment.get("DOCKER_CERT_PATH").map(Path::new);
    let verifies = environment.get("DOCKER_TLS_VERIFY").is_some();
    Some(tls::material(named.or(folder)?, verifies))
}

/// The variables that change how even `docker -H unix://…` connects: names only.
pub(super) fn tls_variables(environment: &Environment) -> Vec<String> {
    ["DOCKER_TLS", "DOCKER_TLS_VERIFY"]
        .into_iter()
        .filter(|name| environment.get(name).is_some())
        .map(str::to_owned)
        .collect()
}

/// Where docker's client keeps its settings.
pub(super) fn config_folder(environment: &Environment) -> Option<PathBuf> {
    let home = || {
        let set = environment.get("HOME").map(PathBuf::from);
        let home = set.or_else(|| Some(users::this()?.home));
        Some(home?.join(".docker"))
    };
    environment
        .get("DOCKER_CONFIG")
        .map(PathBuf::from)
        .or_else(home)
}

fn store_of(environment: &Environment, secrets: Secrets) -> Store {
    Store {
        folder: config_folder(environment),
        secrets,
    }
}

#[cfg(test)]
mod tests {
    use super::store::tests::context_file;
    use super::*;
    use crate::model::Reason;

    const DEFAULT: &str = url::DEFAULT;

    fn reaches_with<const N: usize>(pairs: [(&str, &str); N]) -> (Answer<String>, String) {
        let reaches = reaches(&Environment::from(pairs));
        (reaches.endpoint, reaches.chosen_by)
    }

    fn told(url: &str) -> Answer<String> {
        Answer::Told(url.to_owned())
    }

    fn me() -> ContextUser {
        ContextUser {
            name: "me".to_owned(),
            behind_sudo: false,
        }
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
        let by = |url: &str, by: &str| (told(url), by.to_owned());
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config)]),
            by(DEFAULT, "default")
        );
        std::fs::write(
            folder.path().join("config.json"),
            r#"{"currentContext":"far"}"#,
        )
        .unwrap();
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config)]),
            by("ssh://far", "config.json")
        );
        assert_eq!(
            reaches_with([("DOCKER_CONFIG", config), ("DOCKER_CONTEXT", "default")]),
            by(DEFAULT, "DOCKER_CONTEXT")
        );
        let all = [
            ("DOCKER_CONFIG", config),
            ("DOCKER_CONTEXT", "far"),
            ("DOCKER_HOST", "unix:///x"),
        ];
        assert_eq!(reaches_with(all), by("unix:///x", "DOCKER_HOST"));
        let by_flag = contexts(&Environment::from(all), Some("gone"), me(), Secrets::Mask);
        let chosen = by_flag.chosen.told().unwrap();
        assert_eq!(
            (chosen.name.as_str(), chosen.by.word()),
            ("gone", "--context")
        );
        let outranked: Vec<&str> = chosen.outranked.iter().map(|(_, name)| &**name).collect();
        assert_eq!(outranked, ["default", "far", "far"]);
        let names: Vec<&str> = by_flag.contexts.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["default", "other", "gone"]);
    }

    #[test]
    fn an_empty_variable_is_ambiguous_where_it_matters() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().to_str().unwrap();
        let reason = |answer: Answer<String>| answer.as_gap().map(|gap| gap.reason);
        let (harmless, _) = reaches_with([("DOCKER_CONFIG", config), ("DOCKER_HOST", "")]);
        assert_eq!(harmless, told(DEFAULT));
        let (context, by) = reaches_with([("DOCKER_CONFIG", config), ("DOCKER_CONTEXT", "")]);
        assert_eq!(reason(context), Some(Reason::Unsupported));
        assert_eq!(by, "DOCKER_CONTEXT");
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
            (reason(host), chosen_by.as_str()),
            (Some(Reason::Unsupported), "DOCKER_HOST")
        );
    }

    #[test]
    fn what_cannot_be_told_is_a_gap() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().to_str().unwrap();
        context_file(folder.path(), "broken", "");
        context_file(folder.path(), "empty", r#"{"Endpoints":{"docker":{}}}"#);
        let reason = |name| {
            let (answer, _) = reaches_with([("DOCKER_CONFIG", config), ("DOCKER_CONTEXT", name)]);
            answer.as_gap().map(|gap| gap.reason)
        };
        assert_eq!(reason("gone"), Some(Reason::Absent));
        assert_eq!(reason("broken"), Some(Reason::Malformed));
        assert_eq!(reason("empty"), None, "no host means the default one");
        std::fs::write(folder.path().join("config.json"), "{").unwrap();
        let (answer, by) = reaches_with([("DOCKER_CONFIG", config)]);
        assert_eq!((answer, by.as_str()), (told(DEFAULT), "default"));
    }

    #[test]
    fn told_to_use_tls_without_a_ca_docker_fails() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().to_str().unwrap();
        let (answer, _) = reaches_with([
            ("DOCKER_CONFIG", config),
            ("DOCKER_HOST", "tcp://far"),
            ("DOCKER_TLS_VERIFY", "1"),
        ]);
        let gap = answer.as_gap().unwrap();
        assert!(gap.detail.contains("ca.pem"), "{}", gap.detail);
    }
}
