//! Documents and lines hold to their schemas and to the contract.

use serde_json::Value;

use crate::correlate::host::Host;
use crate::render::testing::*;
use crate::render::{Format, Kind, Options, formats, schema};

fn document(kind: Kind, host: &Host) -> Value {
    let options = Options {
        format: Format::Json,
        ..on_a_pipe(80)
    };
    serde_json::from_str(&shown(kind, host, &options)).unwrap()
}

fn lines(kind: Kind, host: &Host) -> Vec<Value> {
    let options = Options {
        format: Format::Ndjson,
        ..on_a_pipe(80)
    };
    shown(kind, host, &options)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_document_is_valid_by_its_schema() {
    for kind in Kind::ALL {
        let validator = jsonschema::validator_for(&schema(kind)).unwrap();
        let engines = [armed(), managed(), drifted(), nested_and_rootless()];
        let others = [healthy(), broken(), frozen(), empty(), ordinary_user()];
        for host in engines.into_iter().chain(others) {
            let document = document(kind, &host);
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|error| format!("{} at {}", error, error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:?}", kind.word());
        }
    }
}

#[test]
fn a_container_holds_every_claim() {
    let document = document(Kind::Containers, &healthy());
    insta::assert_json_snapshot!(document["containers"][0], @r#"
    {
      "also": [],
      "client": "ctr",
      "client_evidence": "no label of docker, nerdctl, CRI or buildkit",
      "compose": null,
      "containerd": {
        "detail": null,
        "endpoint": "/run/containerd/containerd.sock",
        "image": "",
        "labels": {},
        "namespace": "moby",
        "reason": null,
        "record": true,
        "runtime": "io.containerd.runc.v2",
        "snapshot_key": "",
        "snapshotter": "",
        "status": "seen",
        "task": {
          "claim": "seen",
          "detail": null,
          "pid": 180,
          "reason": null,
          "status": "running"
        }
      },
      "contexts": null,
      "cri": null,
      "docker": {
        "created_at": null,
        "detail": null,
        "endpoint": "/run/docker.sock",
        "exit_code": null,
        "health": null,
        "image": null,
        "image_id": null,
        "labels": null,
        "name": null,
        "namespace": null,
        "networks": null,
        "origin": null,
        "pid": null,
        "ports": null,
        "reason": null,
        "restart_count": null,
        "state": null,
        "status": "absent"
      },
      "id": "rogue",
      "image": {
        "id": null,
        "known_by": [
          "containerd"
        ],
        "reference": "docker.io/library/bb:1"
      },
      "key": "moby/rogue@/run/containerd/containerd.sock",
      "name": "rogue",
      "namespace": "moby",
      "process": {
        "cgroup": null,
        "comm": "sleep",
        "dead": false,
        "detail": null,
        "endpoint": null,
        "exe": "/bin/busybox",
        "namespace": null,
        "pid": 351,
        "reason": null,
        "started_at": "2026-11-23T03:08:07Z",
        "state": "S",
        "status": "seen",
        "threads": 1
      },
      "running": true,
      "severity": "warning",
      "shim": {
        "detail": null,
        "endpoint": null,
        "namespace": null,
        "others": [],
        "pid": 331,
        "reason": null,
        "shared_by": [],
        "state": "S",
        "status": "seen"
      },
      "verdict": "foreign",
      "views": [
        {
          "client": "ctr",
          "command": "ctr -n moby tasks ls",
          "installed": true,
          "shows": true,
          "view": "tasks",
          "why": null
        }
      ],
      "why": "in docker's namespace without docker's label: docker does not list, stop, restart or prune it"
    }
    "#);
}

#[test]
fn the_envelope_says_whether_it_is_whole() {
    let mut document = document(Kind::Containers, &frozen());
    document.as_object_mut().unwrap().remove("containers");
    insta::assert_json_snapshot!(document, @r#"
    {
      "asked_contexts": null,
      "complete": false,
      "elapsed_ms": 1060,
      "host": {
        "boot_id": "7b1f",
        "booted_at": "2026-11-23T00:42:07Z",
        "hostname": "minihost",
        "kernel": "6.18.44"
      },
      "incomplete_sources": [
        {
          "source": "docker",
          "status": "timeout",
          "target": "/run/docker.sock"
        },
        {
          "source": "containerd",
          "status": "partial",
          "target": "/run/containerd/containerd.sock"
        }
      ],
      "kind": "containers",
      "observed_at": "2026-11-23T03:12:07Z",
      "remote": null,
      "schema_version": 1,
      "sources": [
        {
          "detail": "accepts, is silent",
          "elapsed_ms": 1000,
          "needed": true,
          "source": "docker",
          "status": "timeout",
          "target": "/run/docker.sock"
        },
        {
          "detail": "2 shims are silent",
          "elapsed_ms": 500,
          "needed": true,
          "source": "containerd",
          "status": "partial",
          "target": "/run/containerd/containerd.sock"
        },
        {
          "detail": null,
          "elapsed_ms": 10,
          "needed": true,
          "source": "proc",
          "status": "ok",
          "target": "/proc"
        }
      ],
      "summary": {
        "by_verdict": {
          "foreign": 1,
          "orphan-shim": 1,
          "stuck-shim": 2,
          "unverified": 5
        },
        "not_ok": 4,
        "running": 6,
        "total": 9,
        "unverified": 5
      },
      "tool_version": "0.1.0",
      "viewer": {
        "host_root": null,
        "in_container": false,
        "isolated": false,
        "sudo_user": null,
        "uid": 0
      }
    }
    "#);
}

#[test]
fn an_engine_tells_what_is_known_of_it() {
    let document = document(Kind::Host, &frozen());
    insta::assert_json_snapshot!(document["engines"][1], @r#"
    {
      "api_versions": null,
      "argv": [
        "dockerd"
      ],
      "cgroup": "/",
      "client_builds_by_plugin": null,
      "client_plugins": null,
      "comm": "dockerd",
      "condition": "stopped",
      "config": null,
      "contexts": null,
      "deprecations": null,
      "deprecations_unknown": null,
      "endpoints": [
        {
          "aliases": [],
          "clients": null,
          "clients_unknown": null,
          "held_by": [
            750
          ],
          "may_connect": true,
          "path": "/run/docker.sock",
          "serves": "dockerd",
          "state": "unresponsive",
          "waiting": 4,
          "why": null
        }
      ],
      "exe": "/usr/sbin/dockerd",
      "key": "dockerd:750",
      "kind": "dockerd",
      "managed_by": {
        "after": null,
        "container": null,
        "drop_ins": null,
        "kind": "none",
        "load_state": null,
        "pid": null,
        "requires": null,
        "triggered_by": null,
        "unit": null,
        "unit_file": null,
        "unit_file_state": null,
        "unit_state": null,
        "unread_files": null,
        "user_unit": null,
        "wants": null
      },
      "mount_namespace": 4026531840,
      "nested_in": null,
      "network_namespace": 4026531841,
      "parent_pid": 1,
      "pid": 750,
      "remarks": [],
      "root_dirs": [],
      "rootless": false,
      "same_mounts": true,
      "started_at": "2026-11-23T03:11:47Z",
      "state": "T",
      "uid": 0,
      "uses": [],
      "version": null
    }
    "#);
}

#[test]
fn problems_are_worst_first() {
    let document = document(Kind::Host, &broken());
    let severities: Vec<&str> = document["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["severity"].as_str().unwrap())
        .collect();
    assert_eq!(severities.len(), 7);
    assert!(severities.is_sorted(), "error comes before warning");
}

#[test]
fn each_line_has_a_kind_and_the_last_is_the_report() {
    let kinds = Kind::ALL.into_iter();
    for kind in kinds.filter(|kind| formats(*kind).contains(&Format::Ndjson)) {
        let lines = lines(kind, &healthy());
        assert!(lines.iter().all(|line| line["kind"].is_string()));
        let (report, items) = lines.split_last().unwrap();
        assert_eq!(report["kind"], "report");
        assert_eq!(report["report"], kind.word());
        assert_eq!(report["complete"], true);
        assert!(items.iter().all(|line| line["kind"] != "report"));
        assert!(
            report
                .get(kind.word())
                .is_none_or(|value| !value.is_array())
        );
    }
}

#[test]
fn an_engines_line_keeps_its_own_kind() {
    let lines = lines(Kind::Host, &healthy());
    let engine = lines.iter().find(|line| line["kind"] == "engine").unwrap();
    assert_eq!(engine["engine_kind"], "containerd");
}

#[test]
fn strings_of_the_host_are_whole() {
    let mut host = healthy();
    host.containers[0].name = "a\u{1b}[31m\n\u{202e}".repeat(50_000).into();
    let document = document(Kind::Containers, &host);
    assert_eq!(document["containers"][0]["name"], *host.containers[0].name);
}
