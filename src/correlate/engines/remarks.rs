//! What is not in order, or surprising, about an engine: one sentence each, the gravest first.
//!
//! Only what holds of it as a process among others. Its sockets, its settings and whom it uses
//! have words of their own beside it.

use super::Joined;
use crate::correlate::api;
use crate::correlate::host::{DockerDaemon, Engine, UseState};
use crate::model::{Answer, EngineKind, Folder, ProcessState};

/// Percent at which a disk is worth a word.
const NEARLY_FULL: u64 = 85;
/// Seconds between two starts that are no longer one boot.
const ONE_START: i64 = 5;

impl Joined<'_> {
    /// Gives each of all engines its remarks.
    pub(super) fn remark(&self, engines: &mut [Engine]) {
        let found: Vec<Vec<String>> = engines
            .iter()
            .map(|engine| self.remarks(engines, engine))
            .collect();
        for (engine, remarks) in engines.iter_mut().zip(found) {
            engine.remarks.splice(0..0, remarks);
        }
    }

    fn remarks(&self, all: &[Engine], engine: &Engine) -> Vec<String> {
        let mut remarks = Vec::new();
        remarks.extend(held_up(engine));
        remarks.extend(shared_folders(all, engine));
        remarks.extend(self.nearly_full(engine));
        remarks.extend(younger(all, engine));
        remarks.extend(replaced(engine));
        remarks.extend(deprecated(engine));
        remarks.extend(self.shared_namespace(engine));
        remarks.extend(self.unspoken(engine));
        remarks
    }

    /// Another dockerd keeps its containers in the same place.
    fn shared_namespace(&self, engine: &Engine) -> Option<String> {
        let own = self.dockers.iter().find(|d| is_of(d, engine))?;
        let place = |d: &DockerDaemon| d.containerd.clone().zip(d.namespace.clone());
        let (containerd, namespace) = place(own)?;
        let others = self
            .dockers
            .iter()
            .filter(|d| d.pid.is_some() && d.pid != own.pid);
        let other = others.into_iter().find(|d| place(d) == place(own))?;
        Some(format!(
            "shares namespace {namespace} of containerd at {containerd} with dockerd {}: neither \
             lists what the other made",
            other.pid?
        ))
    }

    /// The reader's own client insists on a version of its API that it does not speak.
    fn unspoken(&self, engine: &Engine) -> Option<String> {
        let pinned = self.snapshot.viewer.docker_api_version.as_ref()?;
        let mut dockers = self.snapshot.dockers.iter();
        let docker = dockers.find(|one| one.server_pid == engine.pid && engine.pid.is_some())?;
        let api = engine
            .api
            .as_ref()
            .filter(|_| !api::speaks(docker, pinned))?;
        let oldest = api.oldest.as_ref();
        let from = oldest.map_or_else(|| "up to".to_owned(), |oldest| format!("{oldest} to"));
        Some(format!(
            "DOCKER_API_VERSION is {pinned} here, and it speaks {from} {}: docker fails until that is \
             unset",
            api.newest
        ))
    }

    fn nearly_full(&self, engine: &Engine) -> Vec<String> {
        let mut remarks = Vec::new();
        for folder in &engine.folders {
            let Some(filled) = self.snapshot.filesystems.get(&folder.path) else {
                continue;
            };
            let bytes = (filled.bytes_used_percent(), "bytes");
            let inodes = (filled.inodes_used_percent(), "inodes");
            for (used, what) in [bytes, inodes] {
                remarks.extend(used.filter(|used| *used >= NEARLY_FULL).map(|used| {
                    let (purpose, path) = (&folder.purpose, &folder.path);
                    format!("its {purpose} folder {path} has {used}% of its {what} used")
                }));
            }
        }
        remarks
    }
}

fn is_of(docker: &DockerDaemon, engine: &Engine) -> bool {
    engine.pid.is_some() && docker.pid == engine.pid && !docker.podman
}

/// A single look at state D means nothing, unless it does not answer either.
fn held_up(engine: &Engine) -> Option<String> {
    let silent = engine.endpoints.iter().any(|e| e.state == "unresponsive");
    match engine.state? {
        ProcessState::Stopped => Some(format!(
            "stopped by a signal (state T): it answers nobody until kill -CONT {}",
            engine.pid?
        )),
        ProcessState::Traced => {
            Some("held by a debugger (state t): it answers nobody until that lets go".to_owned())
        }
        ProcessState::DiskSleep if silent => {
            Some("waits in the kernel (state D) for a disk or a lock".to_owned())
        }
        _ => None,
    }
}

/// Two daemons of a kind that write to one folder.
fn shared_folders(all: &[Engine], engine: &Engine) -> Vec<String> {
    let others = all
        .iter()
        .filter(|other| other.kind == engine.kind && other.pid.is_some())
        .filter(|other| other.pid != engine.pid);
    let shared = others.flat_map(|other| {
        let folders = engine.folders.iter().filter(|f| has(other, engine, f));
        folders.map(move |folder| {
            let (purpose, path) = (&folder.purpose, &folder.path);
            let other = other.pid.unwrap_or_default();
            let kind = engine.kind.word();
            format!(
                "shares its {purpose} folder {path} with {kind} {other}: they overwrite each \
                 other's"
            )
        })
    });
    match engine.pid {
        Some(_) => shared.collect(),
        None => Vec::new(),
    }
}

/// The other has a folder for the same purpose in the same place: paths are compared as the
/// engines know them, and only within one mount namespace.
fn has(other: &Engine, engine: &Engine, folder: &Folder) -> bool {
    let own = own_path(engine, &folder.path);
    engine.mount_namespace.is_some()
        && engine.mount_namespace == other.mount_namespace
        && other
            .folders
            .iter()
            .any(|f| f.purpose == folder.purpose && own_path(other, &f.path) == own)
}

/// Without the way there through /proc.
fn own_path<'a>(engine: &Engine, path: &'a str) -> &'a str {
    let way = format!("/proc/{}/root", engine.pid.unwrap_or_default());
    path.split_once(&way).map_or(path, |(_, own)| own)
}

/// A containerd that was started after the dockerd that uses it was not there all the time.
fn younger(all: &[Engine], engine: &Engine) -> Option<String> {
    if engine.kind != EngineKind::Dockerd {
        return None;
    }
    let uses = engine
        .uses
        .iter()
        .filter(|one| one.kind == EngineKind::Containerd && one.state != Some(UseState::Lost));
    uses.filter_map(|one| {
        let containerd = all.iter().find(|other| other.pid == one.pid)?;
        let (pid, later) = (containerd.pid?, containerd.started_at?);
        let gap = later.as_second() - engine.started_at?.as_second();
        // One that it starts itself, and a boot that starts both, are no restart.
        (gap >= ONE_START).then(|| {
            format!("containerd {pid} started {gap} s after it: exits in that gap were never told")
        })
    })
    .next()
}

/// In the engine's words, which name the version that drops it and what to do.
fn deprecated(engine: &Engine) -> impl Iterator<Item = String> {
    let told = engine.deprecations.as_ref().and_then(Answer::told);
    let all = told.into_iter().flatten();
    all.map(|one| {
        let (id, message) = (&one.id, one.message.trim_end_matches('.'));
        let short = id.rsplit('/').next().unwrap_or(id);
        format!("uses {short}, which a later version does without: {message}")
    })
}

fn replaced(engine: &Engine) -> Option<String> {
    let path = engine.exe.as_deref()?.strip_suffix(" (deleted)")?;
    Some(format!(
        "its program {path} was replaced or removed since it started"
    ))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::correlate::testing::Mini;
    use crate::model::{
        Answer, Deprecation, Engine, EngineKind, Filesystem, Folder, ProcessState, Reason, Starter,
    };

    fn engine(kind: EngineKind, pid: u32, started: i64) -> Engine {
        Engine {
            kind,
            pid,
            parent_pid: 1,
            comm: kind.word().to_owned(),
            exe: Answer::Told(format!("/usr/sbin/{}", kind.word())),
            argv: Answer::Told(vec![kind.word().to_owned()]),
            uid: Some(0),
            state: ProcessState::Sleeping,
            started_at: Timestamp::from_second(1_700_000_000 + started).ok(),
            cgroup: None,
            mount_namespace: Some(1),
            network_namespace: Some(2),
            same_mounts: Some(true),
            listens: Answer::Told(Vec::new()),
            started_by: Starter::None,
            container: None,
            settings: Answer::not_collected(),
            folders: vec![Folder {
                purpose: "data".to_owned(),
                path: format!("/var/lib/{}-{pid}", kind.word()),
            }],
            shown: Default::default(),
        }
    }

    /// containerd 7 and dockerd 20, as `Mini` has them, with processes.
    fn mini() -> Mini {
        let mut mini = Mini::new();
        mini.snapshot.engines = vec![
            engine(EngineKind::Dockerd, 20, 20),
            engine(EngineKind::Containerd, 7, 10),
        ];
        mini
    }

    /// All remarks about the engine of that pid.
    fn remarks(mini: &Mini, pid: u32) -> Vec<String> {
        let engines = mini.host().engines;
        let engine = engines.into_iter().find(|engine| engine.pid == Some(pid));
        engine.expect("an engine").remarks
    }

    #[test]
    fn a_healthy_host_has_none() {
        let mini = mini();
        assert_eq!(remarks(&mini, 20), [""; 0]);
        assert_eq!(remarks(&mini, 7), [""; 0]);
    }

    #[test]
    fn a_stopped_one_answers_nobody() {
        let mut mini = mini();
        mini.snapshot.engines[0].state = ProcessState::Stopped;
        assert_eq!(
            remarks(&mini, 20),
            ["stopped by a signal (state T): it answers nobody until kill -CONT 20"]
        );
    }

    /// D is an ordinary state of a busy daemon.
    #[test]
    fn one_look_at_a_disk_wait_is_no_remark() {
        let mut mini = mini();
        mini.snapshot.engines[0].state = ProcessState::DiskSleep;
        assert_eq!(remarks(&mini, 20), [""; 0]);
    }

    #[test]
    fn an_update_has_replaced_its_program() {
        let mut mini = mini();
        mini.snapshot.engines[0].exe = Answer::Told("/usr/sbin/dockerd (deleted)".to_owned());
        assert_eq!(
            remarks(&mini, 20),
            ["its program /usr/sbin/dockerd was replaced or removed since it started"]
        );
    }

    #[test]
    fn containerd_was_restarted_under_dockerd() {
        let mut mini = mini();
        mini.snapshot.engines[1] = engine(EngineKind::Containerd, 7, 36);
        assert_eq!(
            remarks(&mini, 20),
            ["containerd 7 started 16 s after it: exits in that gap were never told"]
        );
        mini.snapshot.engines[1] = engine(EngineKind::Containerd, 7, 22);
        assert_eq!(remarks(&mini, 20), [""; 0], "one boot starts both");
    }

    #[test]
    fn an_upgrade_will_drop_what_it_uses() {
        let mut mini = mini();
        mini.snapshot.containerds[0].deprecations = Answer::Told(vec![Deprecation {
            id: "io.containerd.deprecation/runtime-v1".to_owned(),
            message: "It is removed in v2.0. Use runc.v2 instead.".to_owned(),
            last_used: None,
        }]);
        assert_eq!(
            remarks(&mini, 7),
            [
                "uses runtime-v1, which a later version does without: It is removed in v2.0. Use \
                 runc.v2 instead"
            ]
        );
        mini.snapshot.containerds[0].deprecations = Answer::gap(Reason::Unsupported, "too old");
        assert_eq!(remarks(&mini, 7), [""; 0], "unknown is nothing to say");
    }

    #[test]
    fn a_client_that_insists_on_another_version() {
        let mut mini = mini();
        mini.snapshot.viewer.docker_api_version = Some("1.30".to_owned());
        assert_eq!(remarks(&mini, 20), [""; 0]);
        mini.docker().min_api_version = Answer::Told("1.40".to_owned());
        assert_eq!(
            remarks(&mini, 20),
            [
                "DOCKER_API_VERSION is 1.30 here, and it speaks 1.40 to 1.41: docker fails until that \
                 is unset"
            ]
        );
        mini.snapshot.viewer.docker_api_version = Some("1.41".to_owned());
        assert_eq!(remarks(&mini, 20), [""; 0]);
    }

    #[test]
    fn two_write_to_one_folder() {
        let mut mini = mini();
        let mut second = engine(EngineKind::Dockerd, 30, 20);
        second.folders = mini.snapshot.engines[0].folders.clone();
        mini.snapshot.engines.push(second.clone());
        assert_eq!(
            remarks(&mini, 30),
            [
                "shares its data folder /var/lib/dockerd-20 with dockerd 20: they overwrite each \
              other's"
            ]
        );
        second.mount_namespace = Some(9);
        mini.snapshot.engines[2] = second;
        assert_eq!(remarks(&mini, 30), [""; 0], "the same path of another root");
    }

    #[test]
    fn two_keep_their_containers_in_one_namespace() {
        let mut mini = mini();
        mini.snapshot
            .engines
            .push(engine(EngineKind::Dockerd, 30, 20));
        let mut second = mini.snapshot.dockers[0].clone();
        second.endpoint = "/run/second.sock".to_owned();
        second.server_pid = Some(30);
        mini.snapshot.dockers.push(second);
        assert_eq!(
            remarks(&mini, 20),
            [
                "shares namespace moby of containerd at /run/containerd/containerd.sock with dockerd \
              30: neither lists what the other made"
            ]
        );
    }

    #[test]
    fn a_folder_is_nearly_full() {
        let mut mini = mini();
        let path = mini.snapshot.engines[0].folders[0].path.clone();
        let filled = |free_bytes, free_inodes| Filesystem {
            total_bytes: 1000,
            free_bytes,
            total_inodes: 1000,
            free_inodes,
        };
        mini.snapshot
            .filesystems
            .insert(path.clone(), filled(30, 990));
        assert_eq!(
            remarks(&mini, 20),
            ["its data folder /var/lib/dockerd-20 has 97% of its bytes used"]
        );
        mini.snapshot.filesystems.insert(path, filled(990, 1));
        assert_eq!(
            remarks(&mini, 20),
            ["its data folder /var/lib/dockerd-20 has 100% of its inodes used"]
        );
    }
}
