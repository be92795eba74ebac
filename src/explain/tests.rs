//! Every word of the program has a text, and every text keeps to its form.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Entry, Kind, all, lookup, suggest};
use crate::correlate::diff::{Thing, What};
use crate::correlate::host::{
    Client, Condition, HolderState, Severity, ShimVerdict, TlsState, UseState, Verdict,
};
use crate::model::{ChosenBy, ContextClient, EndpointKind, Reason, SourceKind, SourceStatus};

const PARTS: [&str; 5] = [
    "What it is",
    "How it comes about",
    "What it does to you",
    "Look further",
    "Mend it safely",
];

fn is_explained(word: &str) -> bool {
    lookup(word).is_some()
}

#[track_caller]
fn all_explained<'a>(words: impl IntoIterator<Item = &'a str>) {
    let missing: Vec<&str> = words
        .into_iter()
        .filter(|word| !is_explained(word))
        .collect();
    assert!(missing.is_empty(), "without a text: {missing:?}");
}

fn verdicts() -> impl Iterator<Item = &'static Entry> {
    all().filter(|entry| entry.kind == Kind::Verdict)
}

#[test]
fn every_verdict_has_a_text_of_its_own_that_names_its_severity() {
    for verdict in Verdict::ALL {
        let entry = lookup(verdict.word()).expect("a text");
        assert_eq!((entry.word, entry.kind), (verdict.word(), Kind::Verdict));
        let heading = entry.text.lines().next().unwrap_or_default();
        let start = format!("{} (verdict, {}", verdict.word(), verdict.severity().word());
        assert!(heading.starts_with(&start), "{heading}");
    }
    all_explained(ShimVerdict::ALL.map(ShimVerdict::word));
}

#[test]
fn a_verdicts_text_has_the_five_parts_in_order_and_fits_a_screen() {
    for entry in verdicts() {
        let parts: Vec<&str> = entry
            .text
            .lines()
            .filter(|line| PARTS.contains(line))
            .collect();
        assert_eq!(parts, PARTS, "{}", entry.word);
        assert!(entry.text.lines().count() <= 40, "{}", entry.word);
    }
}

/// The evidence is kept before anything is changed.
#[test]
fn a_remedy_begins_with_a_capture() {
    for entry in verdicts() {
        let Some(verdict) = Verdict::ALL.into_iter().find(|v| v.word() == entry.word) else {
            continue;
        };
        if verdict.severity().is_problem() {
            let (_, mend) = entry.text.split_once("Mend it safely").expect("the part");
            let first = mend
                .lines()
                .find(|line| line.starts_with("    "))
                .expect("a command");
            assert_eq!(
                first.trim(),
                "dockerctx-inspect capture before.json",
                "{}",
                entry.word
            );
        }
    }
}

#[test]
fn every_status_reason_source_client_and_severity_has_a_text() {
    // A match, so that a new word fails to compile here until it is listed below.
    let listed = |status: SourceStatus| match status {
        SourceStatus::Ok
        | SourceStatus::Partial
        | SourceStatus::Absent
        | SourceStatus::Denied
        | SourceStatus::Refused
        | SourceStatus::Timeout
        | SourceStatus::NotContacted
        | SourceStatus::Vanished
        | SourceStatus::Malformed
        | SourceStatus::Unsupported => status.word(),
    };
    use SourceStatus as S;
    all_explained(
        [
            S::Ok,
            S::Partial,
            S::Absent,
            S::Denied,
            S::Refused,
            S::Timeout,
            S::NotContacted,
            S::Vanished,
            S::Malformed,
            S::Unsupported,
        ]
        .map(listed),
    );
    use Reason as R;
    all_explained(
        [
            R::Absent,
            R::Denied,
            R::Refused,
            R::Timeout,
            R::NotContacted,
            R::Vanished,
            R::Malformed,
            R::Unsupported,
            R::NotCollected,
            R::OtherHost,
            R::Unresolvable,
            R::Unreachable,
            R::CertExpired,
            R::CertEarly,
            R::UnknownCa,
            R::WrongName,
            R::WantsCert,
            R::CertRejected,
            R::NoTls,
            R::WantsTls,
            R::SshDenied,
            R::UnknownHost,
        ]
        .map(R::word),
    );
    use SourceKind as K;
    all_explained(
        [
            K::Docker,
            K::Containerd,
            K::Proc,
            K::SockDiag,
            K::Bundle,
            K::Disk,
            K::Systemd,
            K::Config,
            K::Contexts,
        ]
        .map(K::word),
    );
    use Client as C;
    all_explained(
        [
            C::Docker,
            C::DockerPlugin,
            C::Nerdctl,
            C::Cri,
            C::Buildkit,
            C::Ctr,
            C::Unknown,
        ]
        .map(C::word),
    );
    all_explained(
        [
            Severity::Ok,
            Severity::Unknown,
            Severity::Warning,
            Severity::Error,
        ]
        .map(Severity::word),
    );
}

/// The headers of all screens, narrow and wide. src/render is not asked: nothing here depends on it.
#[test]
fn every_column_has_a_text() {
    all_explained([
        "NAME",
        "NAMESPACE",
        "DOCKER",
        "CONTAINERD",
        "PID",
        "IMAGE",
        "VERDICT",
        "USED BY",
        "MADE BY",
        "CONTAINERS",
        "RUNNING",
        "IMAGES",
        "SHIMS",
        "NOT OK",
        "CONFIG",
        "SIZE",
        "HELD BY",
        "AS",
        "ID",
        "SERVES",
        "CHILDREN",
        "STATE",
        "UP",
        "SOCKET",
        "STARTED BY",
        "ADDRESS",
        "ALSO",
        "WHY",
        "EXE",
        "WHAT IT MEANS",
        "VERSION",
        "UNPACKED",
        "UNLISTED",
        "SOURCE",
        "TARGET",
        "STATUS",
        "AFTER",
        "DETAIL",
        "SNAPSHOTS",
        "SHIM",
        "RUNTIME",
        "RESTARTS",
        "PORTS",
        "POD",
        "PLATFORMS",
        "PARENT",
        "ON DISK",
        "NO IMAGE",
        "NETWORKS",
        "LEASES",
        "LABELS",
        "INCOMPLETE",
        "HEALTH",
        "EXIT",
        "ENDPOINT",
        "DRIVER",
        "DIGEST",
        "DAEMON",
        "CREATED",
        "CONTAINER",
        "COMMAND",
        "CLIENT",
        "CGROUP",
        "KIND",
        "MANAGED BY",
        "USES",
        "USER",
        "CLIENTS",
        "WHERE",
        "SETTING",
        "VALUE",
        "ORIGIN",
        "IN EFFECT",
        "CHOSEN BY",
        "REACH",
        "ENGINE",
        "TLS",
        "FILE",
        "DESCRIPTION",
        "CLUSTER",
        "ORCHESTRATOR",
        "ROOT",
        "PART",
        "ITEMS",
        "DISK",
        "UNHELD",
        "CHANGE",
        "WHAT",
        "WAS",
        "IS",
        "DIFFERENCE",
        "KEY",
        "FACT",
        "SAID BY",
        "ROLE",
        "POLICY",
        "RUNS",
        "FATE",
        "LATER",
        "LOSES",
        "EVIDENCE",
    ]);
}

/// What the screen of `engines` says of an engine, its sockets and whom it uses.
#[test]
fn every_word_about_engines_has_a_text() {
    all_explained(Condition::ALL.map(Condition::word));
    all_explained([UseState::Connected, UseState::Waiting, UseState::Lost].map(UseState::word));
    all_explained(EndpointKind::ALL.map(EndpointKind::word));
    all_explained([
        "unresponsive",
        "peer",
        "api",
        "shim",
        "record",
        "flag",
        "process",
        "default",
    ]);
    all_explained(["remark", "setting", "uses", "socket", "armed", "down"]);
}

/// What the screen of `images` says of a holder's copy.
#[test]
fn every_word_about_images_has_a_text() {
    all_explained(HolderState::ALL.map(HolderState::word));
    all_explained(["dangling"]);
}

/// What the screen of `diff` says of a change.
#[test]
fn every_word_about_changes_has_a_text() {
    all_explained(What::ALL.map(What::word));
    all_explained(Thing::ALL.map(Thing::word));
    all_explained(["left", "new"]);
}

/// What the screen of `contexts` says of one.
#[test]
fn every_word_about_contexts_has_a_text() {
    all_explained(ChosenBy::ALL.map(ChosenBy::word));
    all_explained(TlsState::ALL.map(TlsState::word));
    all_explained(ContextClient::ALL.map(ContextClient::word));
    all_explained(["broken", "context"]);
}

#[test]
fn every_word_of_the_trade_has_a_text() {
    all_explained([
        "docker",
        "containerd",
        "shim",
        "process",
        "bundle",
        "disk",
        "cri",
        "witness",
        "claim",
        "gap",
        "engine",
        "endpoint",
        "namespace",
        "snapshot",
        "stores",
        "moby",
        "plugins.moby",
        "live-restore",
        "activation",
        "task",
        "record",
        "snapshotter",
        "verdict",
        "severity",
        "client",
        "view",
        "capture",
    ]);
}

#[test]
fn texts_fit_any_terminal() {
    for entry in all() {
        assert!(
            entry.text.is_ascii() && entry.summary.is_ascii(),
            "{}",
            entry.word
        );
        assert!(
            entry.text.ends_with('\n') && !entry.text.ends_with("\n\n"),
            "{}",
            entry.word
        );
        assert!(
            entry.summary.len() <= 55,
            "{}: {}",
            entry.word,
            entry.summary.len()
        );
        for line in entry.text.lines() {
            assert!(line.len() <= 78, "{}: {line}", entry.word);
            assert!(
                !line.contains('\t') && line == line.trim_end(),
                "{}: {line}",
                entry.word
            );
        }
    }
}

#[test]
fn a_heading_begins_with_its_word() {
    for entry in all() {
        assert!(entry.text.starts_with(entry.word), "{}", entry.word);
    }
}

#[test]
fn no_word_leads_to_two_texts() {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for entry in all() {
        for name in entry.names() {
            let key = name.to_lowercase().replace([' ', '_'], "-");
            let other = owners.insert(key, entry.word);
            assert_eq!(other, None, "{name} is of {} too", entry.word);
            assert_eq!(
                lookup(name).map(|found| found.word),
                Some(entry.word),
                "{name}"
            );
        }
    }
}

#[test]
fn every_file_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explain/texts");
    let mut files = 0;
    for kind in std::fs::read_dir(folder).expect("the texts") {
        files += std::fs::read_dir(kind.expect("a folder").path())
            .expect("a kind")
            .count();
    }
    assert_eq!(files, all().count());
}

/// Only what can be typed: verbs that exist, and other words that have a text.
#[test]
fn texts_name_only_verbs_and_words_that_exist() {
    const VERBS: [&str; 15] = [
        "overview",
        "containers",
        "images",
        "shims",
        "namespaces",
        "engines",
        "contexts",
        "storage",
        "topology",
        "trace",
        "operations",
        "impact",
        "diff",
        "explain",
        "capture",
    ];
    for entry in all() {
        let words: Vec<&str> = entry.text.split_whitespace().collect();
        for pair in words.windows(3) {
            let bare = pair[1].trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            // Two blanks part a command from what is said of it, which split_whitespace hides.
            let spaced = entry.text.contains(&format!("{} {}", pair[0], pair[1]));
            if pair[0] == "dockerctx-inspect" && spaced && !pair[1].starts_with('-') {
                assert!(VERBS.contains(&bare), "{}: {bare}", entry.word);
            }
            let placeholder = bare.chars().all(|c| c.is_ascii_uppercase());
            if pair[0].trim_start_matches('(') == "explain" && !placeholder && bare != "any" {
                assert!(is_explained(bare), "{}: explain {bare}", entry.word);
            }
        }
    }
}

#[test]
fn lookup_forgives_case_joints_and_the_question_mark() {
    let word = |typed: &str| lookup(typed).map(|entry| entry.word);
    assert_eq!(word("Up-But-Dead"), Some("up-but-dead"));
    assert_eq!(word("up but dead"), Some("up-but-dead"));
    assert_eq!(word("ctr?"), Some("ctr"));
    assert_eq!(word("used_by"), Some("USED BY"));
    assert_eq!(word(" not ok "), Some("NOT OK"));
    assert_eq!(word("sock-diag"), Some("sock_diag"));
    assert_eq!(word("--activate"), Some("activation"));
    assert_eq!(word(""), None);
    assert_eq!(word("?"), None);
    assert_eq!(word("nonsense"), None);
}

#[test]
fn suggestions_are_near() {
    assert_eq!(suggest("forein").first(), Some(&"foreign"));
    assert_eq!(suggest("orphans").first(), Some(&"orphan-shim"));
    assert_eq!(suggest("dead").first(), Some(&"up-but-dead"));
    assert_eq!(suggest("liverestore").first(), Some(&"live-restore"));
    assert_eq!(suggest("nmae").first(), Some(&"NAME"));
    assert!(suggest("xyzzyplugh").is_empty());
    assert!(suggest("").is_empty());
    assert!(suggest(&"a".repeat(1_000_000)).is_empty());
}
