//! crictl: two variables, crictl.yaml, else a list of endpoints of which the first that answers
//! counts. Images may have an endpoint of their own.
//!
//! A file that crictl does not understand counts for nothing, without a word of crictl's, unless
//! CRI_CONFIG_FILE names it: then every command fails. Keys that it does not know make a file such
//! a one; which those are depends on its version, so none is judged here.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::setting::{Picked, pick, variable};
use super::{Found, Who, dialled, is_configured, unread};
use crate::collect::config::clients;
use crate::collect::config::docker::masked;
use crate::collect::proc::{read_file, yaml};
use crate::model::{
    Answer, Api, Chosen, ChosenBy, ClientContexts, Context, ContextClient, Gap, Reason, Service,
};

/// Its own name for each, and the path.
const DEFAULTS: [(&str, &str); 3] = [
    ("containerd", "/run/containerd/containerd.sock"),
    ("cri-o", "/run/crio/crio.sock"),
    ("cri-dockerd", "/var/run/cri-dockerd.sock"),
];
const FILE: &str = "/etc/crictl.yaml";
const NAMED_BY: &str = "CRI_CONFIG_FILE";

/// What of crictl.yaml matters here.
#[derive(Default)]
struct Settings {
    runtime: Option<String>,
    images: Option<String>,
}

pub(super) fn found(who: &Who<'_>) -> Found {
    let file = file(who);
    let (settings, errors, failure) = match read(&file) {
        Ok(settings) => (settings, Vec::new(), None),
        // Without a file that it was told to read crictl does not start.
        Err(gap) if who.environment.get(NAMED_BY).is_some() => (None, Vec::new(), Some(gap)),
        Err(gap) if gap.reason == Reason::Absent => (None, Vec::new(), None),
        Err(gap) => (None, vec![ignored(gap)], None),
    };
    let is_there = settings.is_some();
    let settings = settings.unwrap_or_default();
    let variable = |by| variable(who.environment, by);
    let in_file = |value| (ChosenBy::CrictlYaml, value);
    let runtime = pick(
        [
            variable(ChosenBy::RuntimeEndpoint),
            in_file(settings.runtime),
        ],
        "",
    );
    let images = pick(
        [variable(ChosenBy::ImageEndpoint), in_file(settings.images)],
        "",
    );
    let mut contexts = match runtime.by {
        ChosenBy::Default => defaults(who),
        _ => vec![context(who, "runtime", &runtime, None)],
    };
    // Empty is as good as not set here: images are where the containers are.
    if !images.value.is_empty() && images.value != runtime.value {
        contexts.push(context(who, "images", &images, Some(images.by)));
    }
    for context in &mut contexts {
        context.file = is_there.then(|| file.to_string_lossy().into_owned());
        if let Some(gap) = &failure {
            let why = format!("crictl fails: {}", gap.detail);
            context.endpoint = Answer::gap(gap.reason, why);
        }
    }
    let chosen = Chosen {
        name: contexts[0].name.clone(),
        by: runtime.by,
        outranked: runtime.outranked,
        first_to_answer: runtime.by == ChosenBy::Default,
    };
    let client = ClientContexts {
        client: ContextClient::Crictl,
        user: who.user.clone(),
        folder: None,
        errors,
        chosen: Answer::Told(chosen),
        contexts,
    };
    Found {
        is_configured: is_there || failure.is_some() || is_configured(&client),
        client,
    }
}

fn ignored(gap: Gap) -> Gap {
    Gap {
        detail: format!("crictl ignores {}", gap.detail),
        ..gap
    }
}

/// CRI_CONFIG_FILE, else the one in /etc; where that is not there, one beside the program.
fn file(who: &Who<'_>) -> PathBuf {
    let named = who.environment.get(NAMED_BY).map(PathBuf::from);
    let first = named.unwrap_or_else(|| who.file(FILE));
    let installed = clients::installed(who.environment);
    let program = installed.get("crictl").map(Path::new);
    let real = program.and_then(|program| program.canonicalize().ok());
    let beside = real.map(|program| program.with_file_name("crictl.yaml"));
    match beside {
        Some(beside) if !first.exists() && beside.exists() => beside,
        _ => first,
    }
}

fn read(file: &Path) -> Result<Option<Settings>, Gap> {
    let content = read_file(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Gap {
            reason: Reason::Absent,
            detail: format!("{} is not there", file.display()),
        },
        _ => unread(file, &error),
    })?;
    let malformed = |why: String| Gap {
        reason: Reason::Malformed,
        detail: format!("{}, which it does not understand: {why}", file.display()),
    };
    let told = yaml(&String::from_utf8_lossy(&content)).map_err(malformed)?;
    if !matches!(told, Value::Object(_) | Value::Null) {
        return Err(malformed("it has no keys".to_owned()));
    }
    let text = |key: &str| {
        let text = told.get(key).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Ok(Some(Settings {
        runtime: text("runtime-endpoint"),
        images: text("image-endpoint"),
    }))
}

fn service(beside: Option<ChosenBy>) -> Service {
    Service {
        api: Api::Cri,
        namespace: None,
        beside,
    }
}

fn context(who: &Who<'_>, name: &str, picked: &Picked, beside: Option<ChosenBy>) -> Context {
    let endpoint = masked(url(picked), who.secrets);
    dialled(name, endpoint, service(beside))
}

/// A path is a unix socket's; crictl warns of that and goes on.
fn url(picked: &Picked) -> Answer<String> {
    let value = &picked.value;
    match value.split_once("://") {
        _ if value.is_empty() => {
            let why = format!("{} is set but empty: crictl fails", picked.by.word());
            Answer::gap(Reason::Malformed, why)
        }
        None => Answer::Told(format!("unix://{value}")),
        Some(("unix" | "tcp", _)) => Answer::Told(value.clone()),
        Some((scheme, _)) => Answer::gap(
            Reason::Unsupported,
            format!("crictl dials no {scheme}:// endpoints"),
        ),
    }
}

/// Those of which there is a file, in crictl's order; without any the first of all.
fn defaults(who: &Who<'_>) -> Vec<Context> {
    let context = |(name, path): &(&str, &str)| {
        dialled(name, Answer::Told(format!("unix://{path}")), service(None))
    };
    let there = DEFAULTS.iter().filter(|(_, path)| who.file(path).exists());
    let there: Vec<Context> = there.map(context).collect();
    match there.is_empty() {
        true => vec![context(&DEFAULTS[0])],
        false => there,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::config::Environment;
    use crate::collect::config::beside_docker::tests::who;

    fn of<const N: usize>(root: &Path, pairs: [(&str, &str); N]) -> Found {
        found(&who(root, &Environment::from(pairs), 0))
    }

    fn endpoints(found: &Found) -> Vec<(&str, &str)> {
        let contexts = found.client.contexts.iter();
        contexts
            .map(|one| {
                let endpoint = match &one.endpoint {
                    Answer::Told(url) => url,
                    Answer::Gap(gap) => &gap.detail,
                };
                (one.name.as_str(), endpoint.as_str())
            })
            .collect()
    }

    #[test]
    fn the_first_default_that_is_there() {
        let root = tempfile::tempdir().unwrap();
        let none = of(root.path(), []);
        assert!(!none.is_configured);
        assert_eq!(
            endpoints(&none),
            [("containerd", "unix:///run/containerd/containerd.sock")]
        );
        std::fs::create_dir_all(root.path().join("var/run")).unwrap();
        std::fs::write(root.path().join("var/run/cri-dockerd.sock"), "").unwrap();
        assert_eq!(
            endpoints(&of(root.path(), [])),
            [("cri-dockerd", "unix:///var/run/cri-dockerd.sock")]
        );
    }

    #[test]
    fn variables_then_the_file() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("etc")).unwrap();
        let file = root.path().join("etc/crictl.yaml");
        std::fs::write(
            &file,
            "runtime-endpoint: unix:///c.sock\nimage-endpoint: /i.sock\ntimeout: 2\n",
        )
        .unwrap();
        let by_file = of(root.path(), []);
        assert_eq!(
            endpoints(&by_file),
            [("runtime", "unix:///c.sock"), ("images", "unix:///i.sock")]
        );
        let by_variable = of(
            root.path(),
            [("CONTAINER_RUNTIME_ENDPOINT", "tcp://hunter2@far:1")],
        );
        assert_eq!(endpoints(&by_variable)[0].1, "tcp://***@far:1");
        let chosen = by_variable.client.chosen.told().unwrap();
        assert_eq!(chosen.by, ChosenBy::RuntimeEndpoint);
        assert_eq!(
            chosen.outranked,
            [(ChosenBy::CrictlYaml, "unix:///c.sock".to_owned())]
        );
    }

    #[test]
    fn a_broken_file_is_ignored_unless_it_was_asked_for() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("etc")).unwrap();
        let file = root.path().join("etc/crictl.yaml");
        std::fs::write(&file, "runtime-endpoint: [").unwrap();
        let ignored = of(root.path(), []);
        assert_eq!(ignored.client.errors.len(), 1);
        assert!(endpoints(&ignored)[0].1.starts_with("unix://"));
        let asked = of(root.path(), [("CRI_CONFIG_FILE", file.to_str().unwrap())]);
        assert!(endpoints(&asked)[0].1.starts_with("crictl fails: "));
    }
}
