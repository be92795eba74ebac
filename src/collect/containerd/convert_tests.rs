//! Messages as containerd 1.6 sends them, and what a hostile or newer one might.

use super::*;

fn container(spec: &str) -> api::Container {
    let spec = prost_types::Any {
        type_url: "types.containerd.io/opencontainers/runtime-spec/1/Spec".to_owned(),
        value: spec.as_bytes().to_vec(),
    };
    api::Container {
        id: "web".to_owned(),
        labels: HashMap::from([("registry.token".to_owned(), "t".to_owned())]),
        spec: Some(spec),
        ..Default::default()
    }
}

fn read(spec: &str) -> (Record, usize) {
    let mut tally = Tally::default();
    let record = record(container(spec), Secrets::Mask, false, &mut tally);
    (record, tally.spoiled)
}

#[test]
fn of_a_spec_only_what_a_join_needs_is_kept() {
    let (record, spoiled) = read(
        r#"{"ociVersion":"1.0.2","process":{"env":["A=b"]},"annotations":{
        "io.kubernetes.cri.sandbox-id":"s1","io.containerd.runc.v2.group":"g","other":"x"},
        "linux":{"cgroupsPath":"/docker/web","resources":{"devices":[{"allow":false}]}}}"#,
    );
    assert_eq!(spoiled, 0);
    let names: Vec<_> = record.annotations.keys().collect();
    assert_eq!(
        names,
        [
            "io.containerd.runc.v2.group",
            "io.kubernetes.cri.sandbox-id"
        ]
    );
    assert_eq!(record.labels["registry.token"], "***");
}

#[test]
fn a_spoiled_spec_costs_the_spec_only() {
    let group = "io.containerd.runc.v2.group";
    for spec in [
        format!("{{{group}"),
        format!("[\"{group}\"]"),
        format!(r#"{{"annotations":"{group}"}}"#),
    ] {
        let (record, spoiled) = read(&spec);
        assert_eq!((record.id.as_str(), spoiled), ("web", 1), "{spec}");
    }
    for spec in ["", "{}", "{"] {
        assert_eq!(read(spec).1, 0, "nothing that is wanted: not taken apart");
    }
}

#[test]
fn an_unknown_status_is_unknown() {
    let status = |number| {
        let process = TaskProcess {
            status: number,
            ..Default::default()
        };
        task(process, "x".to_owned()).status
    };
    assert_eq!(status(2), TaskStatus::Running);
    assert_eq!(status(99), TaskStatus::Unknown);
}

#[test]
fn plugins_that_failed_to_load_are_no_abilities() {
    let plugin = |kind: &str, id: &str, failed: bool| api::Plugin {
        r#type: kind.to_owned(),
        id: id.to_owned(),
        init_err: failed.then(Default::default),
        ..Default::default()
    };
    let told = abilities(vec![
        plugin("io.containerd.snapshotter.v1", "overlayfs", false),
        plugin("io.containerd.snapshotter.v1", "zfs", true),
        plugin("io.containerd.cri.v1", "images", false),
        plugin("io.containerd.grpc.v1", "cri", true),
    ]);
    assert_eq!(told.snapshotters, ["overlayfs"]);
    assert!(!told.serves_cri);
}
