//! What a running engine shows of its settings, and the comparison with what its files say.

use super::super::Joined;
use crate::correlate::host::{ContainerdDaemon, DockerDaemon};
use crate::model::options::Options;
use crate::model::{self, DockerInfo, EngineKind, Setting, SettingOrigin};

/// A running engine's word about one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) key: &'static str,
    pub(super) says: Says,
    /// Who says so, for people.
    pub(super) by: &'static str,
    /// Told even where nobody set it.
    pub(super) always: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    Value(String),
    /// A path; with userns-remap docker's is one folder further down.
    Path(String),
    /// Only whether it is set at all.
    IsSet(bool),
    /// The unix sockets among them.
    Sockets(Vec<String>),
    /// Whether it has it; it may have been told `auto`.
    Has(bool),
}

const INFO: &str = "docker info";

pub(super) fn words(joined: &Joined<'_>, engine: &model::Engine) -> Vec<Word> {
    let mut words: Vec<Word> = shown(engine).collect();
    match engine.kind {
        EngineKind::Dockerd => {
            let docker = joined.snapshot.dockers.iter();
            let info = docker
                .filter(|docker| docker.server_pid == Some(engine.pid))
                .find_map(|docker| docker.info.told());
            words.extend(info.into_iter().flat_map(of_info));
            let daemon = joined.dockers.iter().find(|d| d.pid == Some(engine.pid));
            words.extend(
                daemon
                    .into_iter()
                    .flat_map(|d| of_docker(joined, d, engine)),
            );
            words.extend(sockets(joined, engine));
        }
        EngineKind::Containerd => {
            let mut daemons = joined.containerds.iter();
            let daemon = daemons.find(|d| d.pid == Some(engine.pid));
            words.extend(
                daemon
                    .into_iter()
                    .flat_map(|d| of_containerd(joined, d, engine)),
            );
        }
        _ => {}
    }
    words
}

fn word(key: &'static str, says: Says, by: &'static str) -> Word {
    Word {
        key,
        says,
        by,
        always: false,
    }
}

/// By the files it holds open.
fn shown(engine: &model::Engine) -> impl Iterator<Item = Word> {
    const BY: &str = "its open files";
    let paths = ["data-root", "root"].into_iter().filter_map(|key| {
        let path = engine.shown.get(key)?;
        Some(Word {
            always: true,
            ..word(key, Says::Path(path.clone()), BY)
        })
    });
    let workers = ["worker.containerd.enabled", "worker.oci.enabled"];
    let workers = workers.into_iter().filter_map(|key| {
        let is_there = engine.shown.get(key)? == "true";
        Some(word(key, Says::Has(is_there), BY))
    });
    paths.chain(workers)
}

fn of_info(info: &DockerInfo) -> Vec<Word> {
    let texts = [
        ("containerd", info.containerd_address.clone(), true),
        (
            "containerd-namespace",
            info.containerd_namespace.clone(),
            false,
        ),
        (
            "containerd-plugin-namespace",
            info.plugins_namespace.clone(),
            false,
        ),
        ("default-runtime", info.default_runtime.clone(), true),
        (
            "exec-opts.native.cgroupdriver",
            info.cgroup_driver.clone(),
            true,
        ),
        ("log-driver", info.log_driver.clone(), false),
        ("storage-driver", info.driver.clone(), true),
    ];
    let switches = [
        ("debug", info.debug),
        ("experimental", info.experimental),
        (
            "features.containerd-snapshotter",
            Some(info.containerd_store),
        ),
        ("live-restore", info.live_restore),
        ("no-new-privileges", info.secures_by("no-new-privileges")),
        ("selinux-enabled", info.secures_by("selinux")),
    ];
    let texts = texts.into_iter().filter_map(|(key, value, always)| {
        Some(Word {
            always,
            ..word(key, Says::Value(value?), INFO)
        })
    });
    let switches = switches
        .into_iter()
        .filter_map(|(key, value)| Some(word(key, Says::Value(value?.to_string()), INFO)));
    let root = info.root_dir.clone().map(Says::Path);
    let remap = info.secures_by("userns").map(Says::IsSet);
    texts
        .chain(switches)
        .chain(root.map(|says| Word {
            always: true,
            ..word("data-root", says, INFO)
        }))
        .chain(remap.map(|says| word("userns-remap", says, INFO)))
        .collect()
}

/// What its containers show, where its API is too old to tell.
fn of_docker(joined: &Joined<'_>, daemon: &DockerDaemon, engine: &model::Engine) -> Vec<Word> {
    let by = match daemon.namespace_evidence {
        "shim" => "the shims of its containers",
        "record" => "the records of its containers",
        _ => return Vec::new(),
    };
    let namespace = daemon.namespace.clone().map(Says::Value);
    // Paths are compared as it says them itself.
    let is_here = engine.same_mounts == Some(true);
    let address = daemon.containerd.as_deref().filter(|_| is_here);
    let address = address.map(|address| Word {
        always: true,
        ..word("containerd", Says::Path(own_path(joined, address)), by)
    });
    let namespace = namespace.map(|says| word("containerd-namespace", says, by));
    namespace.into_iter().chain(address).collect()
}

/// As an engine of the host writes it itself: seen from a container, the host's paths begin with
/// where its root is mounted.
fn own_path(joined: &Joined<'_>, path: &str) -> String {
    joined.snapshot.viewer.as_on_host(path).to_owned()
}

/// The docker API's sockets that it listens on.
fn sockets(joined: &Joined<'_>, engine: &model::Engine) -> Option<Word> {
    engine.listens.told()?;
    let endpoints = joined.endpoints_of(engine).into_iter();
    let paths = endpoints
        .filter(|endpoint| endpoint.serves == EngineKind::Dockerd)
        .flat_map(|endpoint| std::iter::once(endpoint.path).chain(endpoint.aliases))
        .map(|path| own_path(joined, &path));
    Some(word("hosts", Says::Sockets(paths.collect()), "its sockets"))
}

fn of_containerd(
    joined: &Joined<'_>,
    daemon: &ContainerdDaemon,
    engine: &model::Engine,
) -> Vec<Word> {
    let endpoint = own_path(joined, &daemon.endpoint);
    // In mounts of its own the same folder may have another name there: rootlesskit's copies do.
    let is_here = engine.same_mounts == Some(true);
    let is_its_own = is_here || endpoint.starts_with("/proc/");
    let address = is_its_own.then(|| word("grpc.address", Says::Path(endpoint), "its sockets"));
    let mut words: Vec<Word> = address.into_iter().collect();
    let mut shims = joined.snapshot.shims.iter().filter(|_| is_here);
    let state = shims
        .find(|shim| shim.containerd.as_deref() == Some(&daemon.endpoint))
        .and_then(|shim| {
            let bundle = shim.bundle.told()?;
            let (state, _) = bundle.split_once("/io.containerd.runtime.v2.task/")?;
            Some(state.to_owned())
        });
    words.extend(state.map(|state| word("state", Says::Path(state), "its shims' folders")));
    words
}

impl Says {
    /// `None`: they cannot be compared.
    fn agrees_with(&self, value: &str) -> Option<bool> {
        match self {
            Self::Value(own) => Some(own == value),
            Self::Path(own) => Some(is_same_path(own, value)),
            Self::IsSet(is_set) => Some(*is_set != value.is_empty()),
            Self::Has(has) => Some(value == "auto" || value == has.to_string()),
            Self::Sockets(own) => {
                let told: Vec<&str> = value.split(", ").collect();
                let mut paths = told.iter().filter_map(|host| host.strip_prefix("unix://"));
                let has = |path: &str| own.iter().any(|own| is_same_path(own, path));
                match paths.all(has) {
                    true if told.iter().all(|host| host.starts_with("unix://")) => Some(true),
                    true => None,
                    false => Some(false),
                }
            }
        }
    }

    /// As a setting's value; `None` where only that there is one is known.
    fn text(&self) -> Option<String> {
        match self {
            Self::Value(text) | Self::Path(text) => Some(text.clone()),
            Self::IsSet(true) => None,
            Self::IsSet(false) => Some(String::new()),
            Self::Has(has) => Some(has.to_string()),
            Self::Sockets(paths) => {
                let hosts: Vec<String> =
                    paths.iter().map(|path| format!("unix://{path}")).collect();
                Some(hosts.join(", "))
            }
        }
    }
}

fn is_same_path(own: &str, told: &str) -> bool {
    let own = plain_path(own);
    let told = plain_path(told);
    let Some(below) = own.strip_prefix(told.as_str()) else {
        return false;
    };
    below.is_empty() || below.strip_prefix('/').is_some_and(is_ids)
}

/// `100000.100000`: the folder below docker's data root with userns-remap.
fn is_ids(name: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    name.split_once('.')
        .is_some_and(|(uid, gid)| number(uid) && number(gid))
}

/// As it is written inside its own mount namespace, with /run for its old name.
fn plain_path(path: &str) -> String {
    let path = path.strip_prefix("unix://").unwrap_or(path);
    let inside = path.strip_prefix("/proc/").and_then(|rest| {
        let (pid, below) = rest.split_once("/root/")?;
        pid.bytes().all(|b| b.is_ascii_digit()).then_some(below)
    });
    let path = inside.map_or_else(|| path.to_owned(), |below| format!("/{below}"));
    let path = path.trim_end_matches('/');
    match path.strip_prefix("/var/run") {
        Some(below) if below.starts_with('/') => format!("/run{below}"),
        _ => path.to_owned(),
    }
}

/// Puts a running engine's word beside what its files and defaults say.
pub(super) fn compare(list: &mut Vec<Setting>, word: &Word, kind: EngineKind) {
    let of_key = |one: &&mut Setting| one.key == word.key;
    let is_flag = |one: &Setting| one.key == word.key && one.origin == SettingOrigin::Flag;
    if list.iter().any(is_flag) {
        return;
    }
    let mut is_there = false;
    let mut is_told = false;
    for entry in list.iter_mut().filter(of_key) {
        is_there = true;
        if entry.in_effect == Some(false) {
            continue;
        }
        match word.says.agrees_with(&entry.value) {
            Some(true) => {
                entry.in_effect = Some(true);
                entry.note = came_out(word, &entry.value);
                is_told = true;
            }
            Some(false) => contradict(entry, word, kind),
            None => is_told = true,
        }
    }
    if !is_told && (is_there || word.always) {
        list.extend(own_entry(list, word, kind, is_there));
    }
}

/// How the note of an `auto` begins that came out as yes.
pub(in crate::correlate) const HAS_ONE: &str = "it has one, by ";

/// What became of `auto`.
fn came_out(word: &Word, told: &str) -> Option<String> {
    match word.says {
        Says::Has(true) if told == "auto" => Some(format!("{HAS_ONE}{}", word.by)),
        Says::Has(false) if told == "auto" => Some(format!("it has none, by {}", word.by)),
        _ => None,
    }
}

fn contradict(entry: &mut Setting, word: &Word, kind: EngineKind) {
    let runs_with = match word.says.text() {
        Some(text) if text.is_empty() => "without it".to_owned(),
        Some(text) => format!("with {text}"),
        None => "with it set".to_owned(),
    };
    entry.in_effect = Some(false);
    entry.note = Some(format!(
        "it runs {runs_with}, by {}; a newly started {} would use this",
        word.by,
        kind.word()
    ));
}

/// What it runs with, where no entry says so.
fn own_entry(list: &[Setting], word: &Word, kind: EngineKind, is_there: bool) -> Option<Setting> {
    let value = word.says.text()?;
    let default = Options::of(kind).default_of(word.key);
    let files_known = list
        .iter()
        .filter(|one| matches!(one.key.as_str(), "config" | "config-file"))
        .all(|one| one.in_effect.is_some());
    let is_default = match is_there {
        true => default == Some(value.as_str()),
        false => files_known,
    };
    let (origin, note) = match (is_default, is_there) {
        (true, _) => (SettingOrigin::Default, format!("by {}", word.by)),
        (false, true) => (
            SettingOrigin::File,
            format!("by {}: what the file said when it started", word.by),
        ),
        (false, false) => (
            SettingOrigin::File,
            format!("by {}: what its file says is not known", word.by),
        ),
    };
    Some(Setting {
        key: word.key.to_owned(),
        value,
        origin,
        path: None,
        in_effect: Some(true),
        note: Some(note),
    })
}
