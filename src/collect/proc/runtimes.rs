//! Which other engine the kubelet, cri-dockerd and buildkitd are told to use: by their arguments,
//! then by their configuration file, then by default.
//!
//! Reads nothing else of their settings. What the file says now may not be what the engine read
//! when it started.

use serde::Deserialize;

use super::daemons::Daemon;
use super::flags::value;
use super::roots::{Roots, View, is_gone, read_text};
use crate::model::options::Options;
use crate::model::{EngineKind, Setting, SettingOrigin};

/// A setting and the places where it can be set.
struct Known {
    key: &'static str,
    flag: &'static str,
    default: &'static str,
}

const KUBELET: [Known; 1] = [Known {
    key: "containerRuntimeEndpoint",
    flag: "container-runtime-endpoint",
    default: "unix:///run/containerd/containerd.sock",
}];

const CRI_DOCKERD: [Known; 2] = [
    Known {
        key: "docker-endpoint",
        flag: "docker-endpoint",
        default: "unix:///var/run/docker.sock",
    },
    Known {
        key: "container-runtime-endpoint",
        flag: "container-runtime-endpoint",
        default: "unix:///var/run/cri-dockerd.sock",
    },
];

const BUILDKITD: [Known; 4] = [
    Known {
        key: "worker.containerd.enabled",
        flag: "containerd-worker",
        default: "auto",
    },
    Known {
        key: "worker.containerd.address",
        flag: "containerd-worker-addr",
        default: "/run/containerd/containerd.sock",
    },
    Known {
        key: "worker.containerd.namespace",
        flag: "containerd-worker-namespace",
        default: "buildkit",
    },
    Known {
        key: "worker.oci.enabled",
        flag: "oci-worker",
        default: "auto",
    },
];

const BUILDKITD_CONFIG: &str = "/etc/buildkit/buildkitd.toml";

/// The settings of such an engine; `None` for one of another kind, or whose arguments are hidden.
pub(super) fn settings(roots: &Roots, daemon: &Daemon) -> Option<Vec<Setting>> {
    daemon.facts.argv.told()?;
    let file = |flag: &str, default: Option<&str>, read: fn(&str, &str) -> Option<String>| {
        let path = value(&daemon.argv, flag).or(default)?;
        let path = roots.locate(daemon.view.unwrap_or(View::Host), path);
        let text = read_text(&path).ok()?;
        Some((path.to_string_lossy().into_owned(), text, read))
    };
    let (known, file) = match daemon.facts.kind {
        EngineKind::Kubelet => (&KUBELET[..], file("config", None, top_level_in_yaml)),
        EngineKind::CriDockerd => (&CRI_DOCKERD[..], None),
        EngineKind::Buildkitd => (
            &BUILDKITD[..],
            file("config", Some(BUILDKITD_CONFIG), in_buildkits_toml),
        ),
        _ => return None,
    };
    let mut settings = Vec::new();
    for known in known {
        let flag = value(&daemon.argv, known.flag).map(str::to_owned);
        let in_file = file
            .as_ref()
            .and_then(|(path, text, read)| Some((path.clone(), read(text, known.key)?)));
        settings.extend(of_one(known, flag, in_file));
    }
    Some(settings)
}

/// The unix sockets that a buildkitd is told to listen on. What a file that may not be read says is not
/// known: then there are none.
pub(super) fn sockets(roots: &Roots, daemon: &Daemon) -> Vec<String> {
    let given = Options::of(EngineKind::Buildkitd).read(&daemon.argv);
    let flags = given.values("grpc.address").to_vec();
    let addresses = match flags.is_empty() {
        true => in_file_or_default(roots, daemon, given.value("config")),
        false => flags,
    };
    let paths = addresses
        .iter()
        .filter_map(|url| url.strip_prefix("unix://"));
    paths.map(str::to_owned).collect()
}

fn in_file_or_default(roots: &Roots, daemon: &Daemon, config: Option<&str>) -> Vec<String> {
    let path = config.unwrap_or(BUILDKITD_CONFIG);
    let located = roots.locate(daemon.view_of(path), path);
    let told = match read_text(&located) {
        Ok(text) => toml::from_str::<BuildkitdToml>(&text).map(|file| file.grpc.address),
        Err(error) if is_gone(&error) => Ok(Vec::new()),
        Err(_) => return Vec::new(),
    };
    match told {
        Ok(addresses) if addresses.is_empty() => default_address(daemon).into_iter().collect(),
        told => told.unwrap_or_default(),
    }
}

fn default_address(daemon: &Daemon) -> Option<String> {
    if daemon.facts.uid.is_none_or(|uid| uid == 0) {
        return Some("unix:///run/buildkit/buildkitd.sock".to_owned());
    }
    let runtime = daemon.environment.get("XDG_RUNTIME_DIR")?;
    Some(format!("unix://{runtime}/buildkit/buildkitd.sock"))
}

/// All values that were found, of which the first is in effect.
fn of_one(known: &Known, flag: Option<String>, file: Option<(String, String)>) -> Vec<Setting> {
    let setting = |value: String, origin, path| Setting {
        key: known.key.to_owned(),
        value,
        origin,
        path,
        in_effect: Some(false),
        note: None,
    };
    let flag = flag.map(|value| setting(value, SettingOrigin::Flag, None));
    let file = file.map(|(path, value)| setting(value, SettingOrigin::File, Some(path)));
    let mut all: Vec<Setting> = flag.into_iter().chain(file).collect();
    if all.is_empty() {
        all.push(setting(
            known.default.to_owned(),
            SettingOrigin::Default,
            None,
        ));
    }
    all[0].in_effect = Some(true);
    all
}

/// A plain value at the top level of the kubelet's file, which is YAML as people and tools write
/// it, or JSON. One key is not worth a reader of all of YAML: what it spells otherwise is not found.
fn top_level_in_yaml(text: &str, key: &str) -> Option<String> {
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(text) {
        return json[key].as_str().map(str::to_owned);
    }
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = line.split(" #").next()?.trim();
    let value = value.trim_matches(|quote| quote == '"' || quote == '\'');
    (!value.is_empty()).then(|| value.to_owned())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BuildkitdToml {
    grpc: Grpc,
    worker: Workers,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Grpc {
    address: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Workers {
    containerd: ContainerdWorker,
    oci: OciWorker,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OciWorker {
    enabled: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ContainerdWorker {
    enabled: Option<bool>,
    address: Option<String>,
    namespace: Option<String>,
}

fn in_buildkits_toml(text: &str, key: &str) -> Option<String> {
    let file: BuildkitdToml = toml::from_str(text).ok()?;
    let Workers {
        containerd: worker,
        oci,
    } = file.worker;
    match key {
        "worker.containerd.enabled" => worker.enabled.map(|enabled| enabled.to_string()),
        "worker.containerd.address" => worker.address,
        "worker.containerd.namespace" => worker.namespace,
        "worker.oci.enabled" => oci.enabled.map(|enabled| enabled.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kubelets_file_in_both_of_its_forms() {
        let key = "containerRuntimeEndpoint";
        let yaml = "kind: KubeletConfiguration\nnested:\n  containerRuntimeEndpoint: no\n\
                    containerRuntimeEndpoint: \"unix:///run/x.sock\" # why\n";
        let json =
            r#"{"kind":"KubeletConfiguration","containerRuntimeEndpoint":"unix:///run/x.sock"}"#;
        let found = Some("unix:///run/x.sock".to_owned());
        assert_eq!(top_level_in_yaml(yaml, key), found);
        assert_eq!(top_level_in_yaml(json, key), found);
        assert_eq!(top_level_in_yaml("containerRuntimeEndpoint: ''", key), None);
        assert_eq!(top_level_in_yaml("kind: x", key), None);
    }

    #[test]
    fn a_flag_is_in_effect_and_the_file_is_not() {
        let file = Some(("/c".to_owned(), "b".to_owned()));
        let all = of_one(&KUBELET[0], Some("a".to_owned()), file);
        let effects: Vec<_> = all
            .iter()
            .map(|s| (s.value.as_str(), s.in_effect))
            .collect();
        assert_eq!(effects, [("a", Some(true)), ("b", Some(false))]);
        let none = of_one(&KUBELET[0], None, None);
        assert_eq!(none[0].origin, SettingOrigin::Default);
    }

    #[test]
    fn buildkitds_worker() {
        let text = "[worker.oci]\nenabled = false\n[worker.containerd]\naddress = \"/x\"\n";
        let found = in_buildkits_toml(text, "worker.containerd.address");
        assert_eq!(found.as_deref(), Some("/x"));
        assert_eq!(in_buildkits_toml(text, "worker.containerd.namespace"), None);
    }
}
