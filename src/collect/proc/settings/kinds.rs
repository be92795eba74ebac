//! What each kind of engine reads, what holds where nobody says anything, and where its folders
//! are told.

use serde_json::Value;

use super::contact::CONTAINERD_CONFIG;
use super::file::{Content, Reading, json, toml, yaml};
use super::home::{DockerdHome, is_root, user_folder};
use super::imports;
use super::told::Teller;
use crate::model::EngineKind;

/// Why the place of a user's file is not known.
const HOMELESS: &str = "the home of its user may not be read";

/// The purpose of a folder, and the setting that names it.
pub(super) fn folders(kind: EngineKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        EngineKind::Dockerd => &[("data", "data-root"), ("exec", "exec-root")],
        EngineKind::Containerd => &[("data", "root"), ("state", "state")],
        EngineKind::Buildkitd => &[("data", "root")],
        EngineKind::Podman => &[("data", "storage.graphroot"), ("state", "storage.runroot")],
        EngineKind::CriDockerd => &[("data", "cri-dockerd-root-directory")],
        EngineKind::Kubelet => &[("data", "root-dir")],
        EngineKind::Rootlesskit => &[("state", "state-dir")],
    }
}

pub(super) fn read(teller: &mut Teller<'_>) {
    match teller.daemon().facts.kind {
        EngineKind::Dockerd => dockerd(teller),
        EngineKind::Containerd => containerd(teller),
        EngineKind::Buildkitd => buildkitd(teller),
        EngineKind::Podman => podman(teller),
        EngineKind::CriDockerd | EngineKind::Rootlesskit => teller.defaults(&[]),
        EngineKind::Kubelet => kubelet(teller),
    }
}

fn dockerd(teller: &mut Teller<'_>) {
    const KEY: &str = "config-file";
    let home = DockerdHome::of(teller.daemon());
    let named = teller.given.value(KEY).map(str::to_owned);
    let Some(path) = named.or_else(|| home.daemon_json.clone()) else {
        return teller.config(KEY, "daemon.json", Some(HOMELESS), true);
    };
    if !teller.whole_file(KEY, &path, json) {
        return;
    }
    teller.defaults(&[
        ("data-root", home.data_root),
        ("exec-root", home.exec_root),
        ("hosts", home.host),
    ]);
}

fn containerd(teller: &mut Teller<'_>) {
    let named = teller.given.value("config").map(str::to_owned);
    let path = named.as_deref().unwrap_or(CONTAINERD_CONFIG).to_owned();
    let loaded = imports::load(&mut teller.files, &path, named.is_some());
    teller.config("config", &path, loaded.unknown.as_deref(), !loaded.missing);
    for file in &loaded.files {
        // A date is no JSON; nothing that containerd reads is one.
        let says = serde_json::to_value(&file.says).unwrap_or_default();
        teller.file(&Content {
            path: file.path.clone(),
            written: file.written,
            says,
        });
    }
    if loaded.unknown.is_none() {
        teller.defaults(&[]);
    }
}

fn toml_value(text: &str) -> Result<Value, String> {
    serde_json::to_value(toml(text)?).map_err(|error| error.to_string())
}

/// A user's own place, below one of the XDG folders.
fn own(teller: &Teller<'_>, variable: &str, below: &str, name: &str) -> Option<String> {
    let folder = user_folder(teller.daemon(), variable, below)?;
    Some(format!("{folder}/{name}"))
}

fn own_config(teller: &Teller<'_>, name: &str) -> Option<String> {
    own(teller, "XDG_CONFIG_HOME", ".config", name)
}

fn own_data(teller: &Teller<'_>, name: &str) -> Option<String> {
    own(teller, "XDG_DATA_HOME", ".local/share", name)
}

fn buildkitd(teller: &mut Teller<'_>) {
    const KEY: &str = "config";
    let named = teller.given.value(KEY).map(str::to_owned);
    let usual = match is_root(teller.daemon()) {
        true => Some("/etc/buildkit/buildkitd.toml".to_owned()),
        false => own_config(teller, "buildkit/buildkitd.toml"),
    };
    let Some(path) = named.or(usual) else {
        return teller.config(KEY, "buildkitd.toml", Some(HOMELESS), true);
    };
    if teller.whole_file(KEY, &path, toml_value) {
        let runtime = teller.daemon().environment.get("XDG_RUNTIME_DIR");
        let address = runtime.map(|folder| format!("unix://{folder}/buildkit/buildkitd.sock"));
        let root = own_data(teller, "buildkit");
        teller.defaults(&[("grpc.address", address), ("root", root)]);
    }
}

/// `containers.conf` files add up, the last one wins; of `storage.conf` the first counts alone.
fn podman(teller: &mut Teller<'_>) {
    let is_user = !is_root(teller.daemon());
    let own = |name: &str| own_config(teller, name).filter(|_| is_user);
    let (own_settings, own_storage) = (
        own("containers/containers.conf"),
        own("containers/storage.conf"),
    );
    let system = |folder: &str, name: &str| format!("{folder}/containers/{name}");
    let settings = [
        Some(system("/usr/share", "containers.conf")),
        Some(system("/etc", "containers.conf")),
        own_settings,
    ];
    let storage = [
        own_storage,
        Some(system("/etc", "storage.conf")),
        Some(system("/usr/share", "storage.conf")),
    ];
    for path in settings.into_iter().flatten() {
        read_one(teller, &path);
    }
    storage
        .into_iter()
        .flatten()
        .any(|path| read_one(teller, &path));
    let graphroot = own_data(teller, "containers/storage");
    teller.defaults(&[("storage.graphroot", graphroot), ("storage.runroot", None)]);
}

fn read_one(teller: &mut Teller<'_>, path: &str) -> bool {
    match teller.files.read(path, toml_value) {
        Reading::Is(content) => teller.file(&content),
        Reading::Missing | Reading::Unknown(_) => return false,
    }
    true
}

/// Without `--config` it reads no file; kubeadm names this one.
fn kubelet(teller: &mut Teller<'_>) {
    if let Some(path) = teller.given.value("config").map(str::to_owned) {
        teller.whole_file("config", &path, yaml);
    }
    teller.defaults(&[]);
}
