//! What an engine is told, by a flag or a file, and whom the kubelet, cri-dockerd and buildkitd are
//! told to use, as an endpoint of the snapshot.
//!
//! What an engine is told is not what it does: whether it is connected is for the kernel to say.

use crate::model::options::Options;
use crate::model::{Endpoint, Engine, EngineKind, Setting, SettingOrigin, Snapshot};

/// The other engine that one is told to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) kind: EngineKind,
    /// As in [`Endpoint::path`], or as it was written if nothing is known there.
    pub(super) endpoint: String,
    /// `flag`, `config`, `default`.
    pub(super) evidence: &'static str,
}

/// `None` for an engine that uses no other, or of which it is not known.
pub(super) fn told(snapshot: &Snapshot, engine: &Engine) -> Option<Told> {
    let (key, expected) = match engine.kind {
        EngineKind::Kubelet => ("containerRuntimeEndpoint", EngineKind::Containerd),
        EngineKind::CriDockerd => ("docker-endpoint", EngineKind::Dockerd),
        EngineKind::Buildkitd if has_containerd_worker(engine) => {
            ("worker.containerd.address", EngineKind::Containerd)
        }
        _ => return None,
    };
    let setting = in_effect(engine, key)?;
    let path = setting
        .value
        .strip_prefix("unix://")
        .unwrap_or(&setting.value);
    let found = endpoint(snapshot, engine, path);
    Some(Told {
        // The kubelet's runtime may be cri-dockerd: who serves it is what counts.
        kind: found.map_or_else(|| named_so(path).unwrap_or(expected), |found| found.serves),
        endpoint: found.map_or(path, |found| &found.path).to_owned(),
        evidence: evidence(setting.origin),
    })
}

/// The values of a setting that the engine follows, as far as that is known, each with who set it.
/// Where settings were not collected, the command line is all there is.
pub(super) fn values(engine: &Engine, key: &str) -> Vec<(String, &'static str)> {
    let Some(settings) = engine.settings.told() else {
        let argv = engine.argv.told().map_or(&[][..], Vec::as_slice);
        let given = Options::of(engine.kind).read(argv);
        let flag = given.value(key).map(|value| (value.to_owned(), "flag"));
        return flag.into_iter().collect();
    };
    followed(settings, key)
        .map(|one| (one.value.clone(), evidence(one.origin)))
        .collect()
}

fn followed<'a>(settings: &'a [Setting], key: &'a str) -> impl Iterator<Item = &'a Setting> {
    let all = settings.iter();
    all.filter(move |one| one.key == key && one.in_effect != Some(false))
}

fn evidence(origin: SettingOrigin) -> &'static str {
    match origin {
        SettingOrigin::Flag => "flag",
        SettingOrigin::Default => "default",
        SettingOrigin::File | SettingOrigin::DropIn | SettingOrigin::Environment => "config",
    }
}

/// The engines of a kind that are told to use an endpoint.
pub(super) fn users<'a>(
    snapshot: &'a Snapshot,
    kind: EngineKind,
    endpoint: &'a str,
) -> impl Iterator<Item = &'a Engine> {
    let engines = snapshot.engines.iter().filter(move |e| e.kind == kind);
    engines
        .filter(move |engine| told(snapshot, engine).is_some_and(|told| told.endpoint == endpoint))
}

/// The value of a setting that the engine runs with, as far as that is known.
pub(super) fn in_effect<'a>(engine: &'a Engine, key: &'a str) -> Option<&'a Setting> {
    let mut followed = followed(engine.settings.told()?, key);
    let first = followed.next()?;
    let surely = |one: &&Setting| one.in_effect == Some(true);
    Some(
        std::iter::once(first)
            .chain(followed)
            .find(surely)
            .unwrap_or(first),
    )
}

/// `auto` means that it has one if containerd's socket is there when it starts: its open files tell,
/// where they may be read.
fn has_containerd_worker(engine: &Engine) -> bool {
    const KEY: &str = "worker.containerd.enabled";
    let shown = engine.shown.get(KEY).map(String::as_str);
    let told = in_effect(engine, KEY).map(|one| one.value.as_str());
    match (told, shown) {
        (_, Some("true")) | (Some("true"), _) => true,
        (Some("auto"), shown) => shown.is_none(),
        _ => false,
    }
}

fn endpoint<'a>(snapshot: &'a Snapshot, engine: &Engine, path: &str) -> Option<&'a Endpoint> {
    // /var/run is /run on every distribution that has these engines.
    let path = path.replacen("/var/run/", "/run/", 1);
    let path = match engine.same_mounts {
        Some(false) => snapshot.viewer.through(engine.pid, &path),
        _ => snapshot.viewer.from_here(&path),
    };
    let named = |endpoint: &&Endpoint| endpoint.path == path || endpoint.aliases.contains(&path);
    snapshot.endpoints.iter().find(named)
}

fn named_so(path: &str) -> Option<EngineKind> {
    path.contains("cri-dockerd")
        .then_some(EngineKind::CriDockerd)
}
