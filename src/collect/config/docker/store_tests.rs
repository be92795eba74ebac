//! What becomes of whole and broken contexts.

use super::*;

pub(in crate::collect::config::docker) fn context_file(folder: &Path, name: &str, content: &str) {
    let folder = folder.join("contexts/meta").join(hash(name));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("meta.json"), content).unwrap();
}

fn store(folder: &Path) -> Store {
    Store {
        folder: Some(folder.to_owned()),
        secrets: Secrets::Mask,
    }
}

fn why(context: &Context) -> (Reason, &str) {
    let gap = context.endpoint.as_gap().unwrap();
    (gap.reason, &gap.detail)
}

#[test]
fn one_bad_file_is_one_broken_context() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("empty", ""),
        ("half", "{"),
        ("endless", r#"{"Name":"endless"}"#),
        (
            "good",
            r#"{"Name":"good","Endpoints":{"docker":{"Host":"unix:///x"}}}"#,
        ),
    ] {
        context_file(folder.path(), name, content);
    }
    std::fs::write(folder.path().join("contexts/meta/stray"), "x").unwrap();
    std::fs::create_dir(folder.path().join("contexts/meta/bare")).unwrap();
    let all = store(folder.path()).all(Some("half")).unwrap();
    let names: Vec<&str> = all.iter().map(|context| context.name.as_str()).collect();
    let empty = hash("empty");
    assert_eq!(names, [empty.as_str(), "endless", "good", "half"]);
    assert_eq!(why(&all[0]), (Reason::Malformed, "its meta.json is empty"));
    assert!(why(&all[1]).1.contains("no docker endpoint"));
    assert_eq!(all[2].endpoint.told().unwrap(), "unix:///x");
    assert!(why(&all[3]).1.contains("not a context's"));
}

#[test]
fn the_folder_decides_what_a_context_is_called() {
    let folder = tempfile::tempdir().unwrap();
    context_file(
        folder.path(),
        "here",
        r#"{"Name":"there","Endpoints":{"docker":{"Host":"unix:///x"}}}"#,
    );
    let store = store(folder.path());
    assert_eq!(store.named("here").endpoint.told().unwrap(), "unix:///x");
    assert_eq!(
        why(&store.named("there")),
        (Reason::Absent, "there is no such context")
    );
    let all = store.all(None).unwrap();
    assert_eq!(all[0].name, "there");
    assert!(why(&all[0]).1.contains("no command finds it"));
    assert_eq!(store.all(Some("here")).unwrap()[0].name, "here");
}

#[test]
fn contexts_of_old_clients() {
    let folder = tempfile::tempdir().unwrap();
    context_file(
        folder.path(),
        "old",
        r#"{"Name":"old","Metadata":{"Description":"of 2019","StackOrchestrator":"kubernetes"},
            "Endpoints":{"docker":{"Host":"unix:///x","SkipTLSVerify":false},
            "kubernetes":{"Host":"https://u:p@k:6443","DefaultNamespace":"x"}}}"#,
    );
    let old = store(folder.path()).named("old");
    assert_eq!(old.orchestrator.as_deref(), Some("kubernetes"));
    assert_eq!(old.kubernetes.as_deref(), Some("https://***@k:6443"));
    assert_eq!(old.description.as_deref(), Some("of 2019"));
}

#[test]
fn config_json_in_all_its_forms() {
    let folder = tempfile::tempdir().unwrap();
    let current = |content: &str| {
        std::fs::write(folder.path().join("config.json"), content).unwrap();
        store(folder.path()).current()
    };
    assert_eq!(current(r#"{"currentContext":"a"}"#), Ok(Some("a".into())));
    assert_eq!(current(r#"{"CurrentContext":"a"}"#), Ok(Some("a".into())));
    for nothing in [
        "{}",
        "[]",
        "null",
        r#"{"currentContext":""}"#,
        r#"{"currentContext":5}"#,
    ] {
        assert_eq!(current(nothing), Ok(None), "{nothing}");
    }
    assert!(current("{").unwrap_err().detail.contains("is no JSON"));
}

#[test]
fn a_context_with_tls_means_another_port() {
    let folder = tempfile::tempdir().unwrap();
    context_file(
        folder.path(),
        "far",
        r#"{"Name":"far","Endpoints":{"docker":{"Host":"tcp://far","SkipTLSVerify":true}}}"#,
    );
    let store = store(folder.path());
    assert_eq!(store.named("far").endpoint.told().unwrap(), "tcp://far:80");
    let tls = folder.path().join("contexts/tls").join(hash("far"));
    std::fs::create_dir_all(tls.join("docker")).unwrap();
    std::fs::write(tls.join("docker/ca.pem"), "").unwrap();
    let far = store.named("far");
    assert_eq!(far.endpoint.told().unwrap(), "tcp://far:443");
    assert!(!far.tls.unwrap().verifies);
}
