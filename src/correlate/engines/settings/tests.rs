//! What is in effect, on settings as collect tells them.

use super::running::{Says, Word, compare};
use super::{precedence, rank};
use crate::model::options::Options;
use crate::model::{EngineKind, Setting, SettingOrigin};

fn setting(origin: SettingOrigin, path: &str, key: &str, value: &str) -> Setting {
    Setting {
        key: key.to_owned(),
        value: value.to_owned(),
        origin,
        path: (!path.is_empty()).then(|| path.to_owned()),
        in_effect: Some(true),
        note: None,
    }
}

fn file(path: &str, key: &str, value: &str) -> Setting {
    setting(SettingOrigin::File, path, key, value)
}

/// Each line: in effect, key, value, and where it is from.
fn lines(mut list: Vec<Setting>) -> Vec<String> {
    list.sort_by(|a, b| (&a.key, rank(a)).cmp(&(&b.key, rank(b))));
    let line = |one: &Setting| {
        let mark = ["+", "?", "-"][usize::from(rank(one))];
        let path = one.path.as_deref().unwrap_or("*");
        format!(
            "{mark} {}={} {} {path}",
            one.key,
            one.value,
            one.origin.word()
        )
    };
    list.iter().map(line).collect()
}

const CRI: &str = "plugins.\"io.containerd.grpc.v1.cri\"";

fn imports() -> Vec<Setting> {
    vec![
        file("/main", "root", "/r/main"),
        file("/main", "oom_score", "5"),
        file("/main", "disabled_plugins", "a"),
        file("/main", &format!("{CRI}.sandbox_image"), "main:1"),
        file("/main", "proxy_plugins.p.type", "snapshot"),
        file("/main", "timeouts.\"x.y\"", "1s"),
        file("/a", "root", ""),
        file("/a", "oom_score", "0"),
        file("/a", "disabled_plugins", "b"),
        file("/a", &format!("{CRI}.enable_selinux"), "false"),
        file("/a", "proxy_plugins.p.address", "/p"),
        file("/a", "timeouts.\"x.y\"", "2s"),
    ]
}

fn imported(version: Option<&str>) -> Vec<String> {
    let mut list = imports();
    let options = Options::of(EngineKind::Containerd);
    precedence::imported(&mut list, &options, version);
    lines(list)
}

#[test]
fn before_2_0_a_plugins_table_is_replaced() {
    assert_eq!(
        imported(Some("1.6.20~ds1")),
        [
            "+ disabled_plugins=a file /main",
            "+ disabled_plugins=b file /a",
            "+ oom_score=5 file /main",
            "- oom_score=0 file /a",
            "+ plugins.\"io.containerd.grpc.v1.cri\".enable_selinux=false file /a",
            "- plugins.\"io.containerd.grpc.v1.cri\".sandbox_image=main:1 file /main",
            "+ proxy_plugins.p.address=/p file /a",
            "- proxy_plugins.p.type=snapshot file /main",
            "+ root=/r/main file /main",
            "- root= file /a",
            "+ timeouts.\"x.y\"=2s file /a",
            "- timeouts.\"x.y\"=1s file /main",
        ]
    );
}

#[test]
fn since_2_0_a_plugins_tables_are_joined() {
    let joined = imported(Some("v2.1.3"));
    let line = "+ plugins.\"io.containerd.grpc.v1.cri\".sandbox_image=main:1 file /main";
    assert!(joined.contains(&line.to_owned()), "{joined:?}");
    let open = imported(None);
    let line = line.replacen('+', "?", 1);
    assert!(open.contains(&line), "{open:?}");
}

fn compared(mut list: Vec<Setting>, key: &'static str, says: Says) -> Vec<String> {
    let word = Word {
        key,
        says,
        by: "docker info",
        always: false,
    };
    compare(&mut list, &word, EngineKind::Dockerd);
    lines(list)
}

/// The file was written after the start.
fn newer(key: &str, value: &str) -> Setting {
    Setting {
        in_effect: None,
        note: Some("written after the start".to_owned()),
        ..file("/d.json", key, value)
    }
}

#[test]
fn its_own_word_settles_what_the_file_leaves_open() {
    let value = |text: &str| Says::Value(text.to_owned());
    assert_eq!(
        compared(
            vec![newer("live-restore", "true")],
            "live-restore",
            value("true")
        ),
        ["+ live-restore=true file /d.json"]
    );
    assert_eq!(
        compared(
            vec![newer("live-restore", "true")],
            "live-restore",
            value("false")
        ),
        [
            "+ live-restore=false default *",
            "- live-restore=true file /d.json"
        ]
    );
    assert_eq!(
        compared(
            vec![newer("log-driver", "local")],
            "log-driver",
            value("none")
        ),
        [
            "+ log-driver=none file *",
            "- log-driver=local file /d.json"
        ]
    );
}

#[test]
fn a_flag_is_believed_first() {
    let flag = setting(SettingOrigin::Flag, "", "data-root", "/flag");
    let mut list = vec![flag, newer("data-root", "/file")];
    precedence::flags(&mut list, EngineKind::Dockerd);
    assert!(list[1].note.as_ref().unwrap().contains("refuses to start"));
    assert_eq!(
        compared(list, "data-root", Says::Path("/else".to_owned())),
        ["+ data-root=/flag flag *", "- data-root=/file file /d.json"]
    );
}

#[test]
fn paths_are_the_same_in_other_words() {
    let path = |own: &str| Says::Path(own.to_owned());
    let agrees = |own: &str, told: &str| {
        compared(vec![newer("data-root", told)], "data-root", path(own)).len() == 1
    };
    assert!(agrees("/var/lib/docker/100000.100000", "/var/lib/docker"));
    assert!(agrees("/proc/77/root/run/x.sock", "unix:///var/run/x.sock"));
    assert!(!agrees("/var/lib/docker/volumes", "/var/lib/docker"));
    assert!(!agrees("/var/lib/docker2", "/var/lib/docker"));
}

#[test]
fn hosts_are_compared_by_their_unix_sockets() {
    let sockets = || Says::Sockets(vec!["/run/docker.sock".to_owned()]);
    let told = |hosts: &str| compared(vec![newer("hosts", hosts)], "hosts", sockets());
    assert_eq!(
        told("unix:///var/run/docker.sock"),
        ["+ hosts=unix:///var/run/docker.sock file /d.json"]
    );
    assert_eq!(
        told("tcp://127.0.0.1:1, unix:///run/docker.sock"),
        ["? hosts=tcp://127.0.0.1:1, unix:///run/docker.sock file /d.json"]
    );
    assert_eq!(
        told("unix:///x.sock")[0],
        "+ hosts=unix:///run/docker.sock file *"
    );
}
