//! The screen of `storage`.

use insta::assert_snapshot;

use crate::correlate::host::{HeldTwice, Host, Part, RootUser, Storage, StoragePart, StorageRoot};
use crate::model::{EngineKind, Filesystem};
use crate::render::Kind;
use crate::render::testing::*;

fn root(path: &str, kind: EngineKind, pid: u32) -> StorageRoot {
    StorageRoot {
        path: path.to_owned(),
        used_by: vec![RootUser {
            kind,
            endpoint: String::new(),
            pid: Some(pid),
        }],
        elsewhere: false,
        filesystem: Some(Filesystem {
            total_bytes: 100_000_000_000,
            free_bytes: 46_000_000_000,
            total_inodes: 0,
            free_inodes: 0,
        }),
        content_bytes: None,
        unheld_bytes: None,
        disk_bytes: None,
        files: None,
        incomplete: None,
    }
}

fn part(root: &str, part: Part, driver: Option<&str>, namespace: Option<&str>) -> StoragePart {
    StoragePart {
        key: format!("{root}#{}", part.word()),
        root: root.to_owned(),
        part,
        driver: driver.map(str::to_owned),
        namespace: namespace.map(str::to_owned),
        in_use: None,
        items: Some(3),
        size_bytes: Some(2_010_000),
        disk_bytes: None,
        unheld: Some(0),
        unheld_bytes: None,
        unheld_names: Vec::new(),
        remedy: None,
        contexts: None,
    }
}

fn stored() -> Host {
    let (docker, containerd) = ("/var/lib/docker", "/var/lib/containerd");
    let lost = StoragePart {
        unheld: Some(1),
        unheld_bytes: Some(12_000),
        remedy: Some("ctr -n default leases create --id look-now && ctr -n default leases rm --sync look-now".to_owned()),
        ..part(containerd, Part::Content, None, Some("default"))
    };
    let layers = StoragePart {
        unheld: None,
        ..part(docker, Part::ImageLayers, Some("overlay2"), None)
    };
    let unsaid = |part| StoragePart {
        size_bytes: None,
        ..part
    };
    let old = StoragePart {
        in_use: Some(false),
        ..part(docker, Part::ImageLayers, Some("vfs"), None)
    };
    Host {
        storage: Storage {
            roots: vec![
                StorageRoot {
                    content_bytes: Some(2_010_000),
                    ..root(containerd, EngineKind::Containerd, 7)
                },
                root(docker, EngineKind::Dockerd, 20),
            ],
            parts: vec![
                lost,
                unsaid(part(
                    containerd,
                    Part::Snapshots,
                    Some("overlayfs"),
                    Some("default"),
                )),
                layers,
                old,
            ],
            twice: vec![HeldTwice {
                key: "sha256:x".to_owned(),
                name: "bb:1".to_owned(),
                size_bytes: Some(1_980_000),
                namespaces: vec!["default".to_owned()],
            }],
        },
        ..empty()
    }
}

#[test]
fn what_is_where_and_of_no_use() {
    assert_snapshot!(shown(Kind::Storage, &stored(), &on_a_pipe(80)), @"
    /var/lib/containerd (of containerd 7): content 2.01 MB, each blob once; its
    filesystem is 54% full, 46.0 GB free.
    /var/lib/docker (of dockerd 20): its filesystem is 54% full, 46.0 GB free.

    ROOT                 PART          NAMESPACE  ITEMS     SIZE       UNHELD
    /var/lib/containerd  content       default        3  2.01 MB  1 (12.0 kB)
    /var/lib/containerd  snapshots     default        3        ?            0
    /var/lib/docker      image-layers  -              3  2.01 MB            -
    /var/lib/docker      image-layers  -              3  2.01 MB   not in use

    default: no image, container or lease needs 1 blob (12.0 kB); containerd's
    clean-up takes it after the next removals there, or now:
    ctr -n default leases create --id look-now &&
    ctr -n default leases rm --sync look-now
    /var/lib/docker has images of vfs, which docker does not use now: they come back
    when it does.
    1 image (1.98 MB) held by docker's own driver and by containerd too: bb:1.
    SIZE is what the daemons' records say; ? is what only a walk can count:
    dockerctx-inspect storage --deep

    Next  dockerctx-inspect images            every image, and who holds it
          dockerctx-inspect explain storage   what each part is, and who cleans it
    ");
}

#[test]
fn a_walk_that_was_ended_says_at_least() {
    let mut host = stored();
    host.storage.roots.truncate(1);
    host.storage.parts.truncate(1);
    host.storage.parts[0].disk_bytes = Some(2_020_000);
    let root = &mut host.storage.roots[0];
    (root.disk_bytes, root.files) = (Some(8_250_000), Some(135));
    root.incomplete = Some("the walk was interrupted".to_owned());
    assert_snapshot!(shown(Kind::Storage, &host, &on_a_pipe(80)), @"
    /var/lib/containerd (of containerd 7): at least 8.25 MB in 135 files; content
    2.01 MB, each blob once; its filesystem is 54% full, 46.0 GB free; the walk was
    interrupted.

    ROOT                 PART     NAMESPACE  ITEMS     SIZE      DISK       UNHELD
    /var/lib/containerd  content  default        3  2.01 MB  2.02 MB+  1 (12.0 kB)

    default: no image, container or lease needs 1 blob (12.0 kB); containerd's
    clean-up takes it after the next removals there, or now:
    ctr -n default leases create --id look-now &&
    ctr -n default leases rm --sync look-now
    1 image (1.98 MB) held by docker's own driver and by containerd too: bb:1.

    Next  dockerctx-inspect images   every image, and who holds it
    ");
}

#[test]
fn none() {
    assert_snapshot!(shown(Kind::Storage, &empty(), &on_a_pipe(80)), @"
    No storage to show: no daemon was found, or this capture is of an older version
    or of another verb.

    Next  dockerctx-inspect images   every image, and who holds it
    ");
}
