//! Made-up engines, and every setting that is told of them.

use jiff::Timestamp;

use crate::collect::config::Environment;
use crate::collect::proc::survey::{Only, survey_as};
use crate::collect::proc::testing::Tree;
use crate::model::secret::Secrets;
use crate::model::{Engine, SourceKind, SourceStatus};

fn only() -> Only {
    Only {
        settings: true,
        ..Only::default()
    }
}

/// The one engine of a host.
fn engine(tree: &Tree) -> Engine {
    tree.process(1, "init", 0, &["init"]);
    let survey = survey_as(
        &tree.roots(),
        Secrets::Mask,
        &only(),
        &Environment::default(),
    );
    survey.engines.into_iter().next().unwrap()
}

/// Each line: in effect, key, value, origin.
fn lines(engine: &Engine) -> Vec<String> {
    let settings = engine.settings.told().unwrap().iter();
    let line = |one: &crate::model::Setting| {
        let mark = match one.in_effect {
            Some(true) => '+',
            Some(false) => '-',
            None => '?',
        };
        format!("{mark} {}={} {}", one.key, one.value, one.origin.word())
    };
    settings.map(line).collect()
}

fn has(engine: &Engine, line: &str) {
    let lines = lines(engine);
    assert!(lines.iter().any(|one| one == line), "{line}: {lines:#?}");
}

#[test]
fn a_dockerd_with_flags_file_and_environment() {
    let tree = Tree::new();
    let argv = [
        "dockerd",
        "-H",
        "fd://",
        "--live-restore",
        "--log-opt=max-size=1m",
    ];
    tree.process(7, "dockerd", 1, &argv);
    tree.file(
        "proc/7/environ",
        "HTTP_PROXY=http://u:pw@proxy\0HOME=/root\0DOCKER_RAMDISK=true\0",
    );
    tree.file(
        "etc/docker/daemon.json",
        r#"{"data-root": "/data", "mtu": 1400}"#,
    );
    let engine = engine(&tree);
    for line in [
        "+ DOCKER_RAMDISK=true environment",
        "+ HTTP_PROXY=http://u:***@proxy environment",
        "+ config-file=/etc/docker/daemon.json default",
        "+ hosts=fd:// flag",
        "+ live-restore=true flag",
        "+ log-opts.max-size=1m flag",
        // The made-up process started long before the file was written.
        "? data-root=/data file",
        "? mtu=1400 file",
        "+ exec-root=/var/run/docker default",
        "+ log-driver=json-file default",
    ] {
        has(&engine, line);
    }
    let lines = lines(&engine);
    let of_defaults = ["data-root", "hosts", "live-restore"];
    assert!(!lines.iter().any(|line| {
        line.ends_with(" default")
            && of_defaults
                .iter()
                .any(|key| line.contains(&format!(" {key}=")))
    }));
    let folders: Vec<_> = engine.folders.iter().map(|f| f.purpose.as_str()).collect();
    assert_eq!(folders, ["data", "exec"]);
    assert!(engine.folders[0].path.ends_with("/data"));
}

#[test]
fn nothing_is_made_up_for_a_file_that_cannot_be_understood() {
    let tree = Tree::new();
    tree.process(7, "dockerd", 1, &["dockerd", "--debug"]);
    tree.file("etc/docker/daemon.json", r#"{"data-root": "#);
    let survey = {
        tree.process(1, "init", 0, &["init"]);
        let environment = Environment::default();
        survey_as(&tree.roots(), Secrets::Mask, &only(), &environment)
    };
    let told = lines(&survey.engines[0]);
    assert_eq!(
        told,
        [
            "+ debug=true flag",
            "? config-file=/etc/docker/daemon.json default"
        ]
    );
    let configs = survey
        .sources
        .iter()
        .filter(|s| s.source == SourceKind::Config);
    let statuses: Vec<_> = configs.map(|source| source.status).collect();
    assert_eq!(statuses, [SourceStatus::Malformed]);
}

#[test]
fn a_containerd_with_imports() {
    let tree = Tree::new();
    let argv = [
        "containerd",
        "-c",
        "/etc/containerd/own.toml",
        "--state",
        "/s",
    ];
    tree.process(7, "containerd", 1, &argv);
    tree.file(
        "etc/containerd/own.toml",
        "root = \"/main\"\nimports = [\"conf.d/*.toml\", \"sub/one.toml\"]",
    );
    tree.file("etc/containerd/conf.d/b.toml", "root = \"/b\"");
    tree.file(
        "etc/containerd/conf.d/a.toml",
        "root = \"/a\"\n[grpc]\naddress = \"/a.sock\"",
    );
    tree.file("etc/containerd/conf.d/no", "root = \"/no\"");
    tree.file(
        "etc/containerd/sub/one.toml",
        "imports = [\"../own.toml\"]\n[plugins.\"x.y\"]\nz = true",
    );
    // 1.6 would mean the same files from here.
    tree.link("proc/7/cwd", "/etc/containerd");
    let engine = engine(&tree);
    assert_eq!(
        lines(&engine),
        [
            "+ state=/s flag",
            "+ config=/etc/containerd/own.toml flag",
            "? imports=conf.d/*.toml, sub/one.toml file",
            "? root=/main file",
            "? grpc.address=/a.sock file",
            "? root=/a file",
            "? root=/b file",
            "? imports=../own.toml file",
            "? plugins.\"x.y\".z=true file",
        ]
    );
    assert!(
        engine.folders[0].path.ends_with("/b"),
        "{:?}",
        engine.folders
    );
}

#[test]
fn a_pattern_without_a_folder_means_different_files_to_1_6() {
    let tree = Tree::new();
    tree.process(7, "containerd", 1, &["containerd"]);
    tree.file(
        "etc/containerd/config.toml",
        "imports = [\"conf.d/*.toml\"]",
    );
    tree.file("etc/containerd/conf.d/a.toml", "root = \"/a\"");
    tree.link("proc/7/cwd", "/");
    let engine = engine(&tree);
    has(&engine, "? config=/etc/containerd/config.toml default");
    assert!(
        !lines(&engine)
            .iter()
            .any(|line| line.starts_with("+ root="))
    );
}

#[test]
fn a_file_that_is_older_than_its_engine_is_in_effect() {
    let tree = Tree::new();
    tree.process(7, "containerd", 1, &["containerd"]);
    tree.file("etc/containerd/config.toml", "oom_score = 5");
    let up = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let ticks = (u64::try_from(up.tv_sec).unwrap() + 2) * procfs::ticks_per_second();
    let stat = std::fs::read_to_string(tree.proc(7).join("stat")).unwrap();
    tree.file("proc/7/stat", stat.replace(" 4242 ", &format!(" {ticks} ")));
    let engine = engine(&tree);
    assert!(engine.started_at.unwrap() > Timestamp::now());
    has(&engine, "+ oom_score=5 file");
}

#[test]
fn the_others_by_their_own_names() {
    let tree = Tree::new();
    let argv = [
        "kubelet",
        "--config=/k.yaml",
        "--container-runtime-endpoint=unix:///x",
    ];
    tree.process(7, "kubelet", 1, &argv);
    tree.file(
        "k.yaml",
        "cgroupDriver: systemd\nclusterDNS: [10.96.0.10]\n",
    );
    let engine = engine(&tree);
    has(&engine, "+ containerRuntimeEndpoint=unix:///x flag");
    has(&engine, "? cgroupDriver=systemd file");
    has(&engine, "+ root-dir=/var/lib/kubelet default");
}
