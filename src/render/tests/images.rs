//! The screen of `images`.

use insta::assert_snapshot;
use jiff::SignedDuration;

use crate::correlate::host::Host;
use crate::correlate::host::{HolderState, IdleContainer, IdleStore};
use crate::model::MissingBlob;
use crate::render::Kind;
use crate::render::testing::*;

#[test]
fn on_a_terminal_cells_continue() {
    assert_snapshot!(shown(Kind::Images, &healthy(), &on_a_terminal(80)), @r"
    IMAGE  CONFIG        SIZE     HELD BY           AS                      USED BY
    bb:1   d438469ad9a9  1.98 MB  docker, overlay2  bb:1                    3
                                  default           docker.io/library/bb:1  plain
                                  moby              docker.io/library/bb:1  rogue
                                  side              docker.io/library/bb:1  sleeper

    1 image, held 4 times: by docker in /var/lib/docker, and by containerd in 3
    namespaces (blobs shared, unpacked once for each).
    docker images shows the first holder only; docker run cannot use the copy in
    moby, ctr -n moby images ls shows only that.  dockerctx-inspect explain stores
    ");
}

#[test]
fn on_a_pipe_each_line_is_whole() {
    assert_snapshot!(shown(Kind::Images, &healthy(), &on_a_pipe(80)), @r"
    IMAGE  CONFIG        SIZE     HELD BY           AS                      USED BY
    bb:1   d438469ad9a9  1.98 MB  docker, overlay2  bb:1                    3
    bb:1   d438469ad9a9  1.98 MB  default           docker.io/library/bb:1  plain
    bb:1   d438469ad9a9  1.98 MB  moby              docker.io/library/bb:1  rogue
    bb:1   d438469ad9a9  1.98 MB  side              docker.io/library/bb:1  sleeper

    1 image, held 4 times: by docker in /var/lib/docker, and by containerd in 3
    namespaces (blobs shared, unpacked once for each).
    docker images shows the first holder only; docker run cannot use the copy in
    moby, ctr -n moby images ls shows only that.  dockerctx-inspect explain stores
    ");
}

#[test]
fn narrow() {
    assert_snapshot!(shown(Kind::Images, &healthy(), &on_a_terminal(60)), @r"
    IMAGE  SIZE     HELD BY           AS                 USED BY
    bb:1   1.98 MB  docker, overlay2  bb:1               3
                    default           docker.io/libr...  plain
                    moby              docker.io/libr...  rogue
                    side              docker.io/libr...  sleeper

    1 image, held 4 times: by docker in /var/lib/docker, and by
    containerd in 3 namespaces (blobs shared, unpacked once for
    each).
    docker images shows the first holder only; docker run cannot
    use the copy in moby, ctr -n moby images ls shows only
    that.  dockerctx-inspect explain stores
    ");
}

#[test]
fn none() {
    assert_snapshot!(shown(Kind::Images, &empty(), &on_a_pipe(80)), @r"
    No images to show.
    ");
}

#[test]
fn what_docker_has_in_a_store_that_it_does_not_use() {
    let mut host = empty();
    host.docker_daemons = healthy().docker_daemons;
    host.docker_daemons[0].idle_stores = Some(vec![IdleStore {
        driver: "vfs".to_owned(),
        image_store: "graphdriver",
        images: Some(2),
        containers: vec![IdleContainer {
            id: "1".repeat(64),
            name: Some("old\u{1b}[2J".to_owned()),
            state: "exited".to_owned(),
        }],
        written_at: Some(host.observed_at - SignedDuration::from_hours(3)),
        settings: r#"{"storage-driver":"vfs"}"#.to_owned(),
    }]);
    assert_snapshot!(shown(Kind::Images, &host, &on_a_pipe(80)), @r#"
    No images to show.
    docker does not list 2 images and 1 container (old\u{1b}[2J) that it has in vfs,
    last changed 3h ago: it uses overlay2 now. {"storage-driver":"vfs"} in its
    daemon.json and a restart of docker bring them back, and hide what it has in
    overlay2.  dockerctx-inspect explain stores
    "#);
}

#[test]
fn copies_that_are_not_whole() {
    let mut host = healthy();
    let holders = &mut host.images[0].holders;
    holders[1].state = Some(HolderState::NotUnpacked);
    holders[2].state = Some(HolderState::Broken);
    holders[2].missing_blobs = vec![MissingBlob {
        digest: format!("sha256:{}", "3b".repeat(32)),
        listed: true,
    }];
    holders[3].missing_platforms = vec!["linux/s390x".to_owned()];
    assert_snapshot!(shown(Kind::Images, &host, &on_a_pipe(80)), @"
    IMAGE  CONFIG        SIZE     HELD BY        STATE         AS            USED BY
    bb:1   d438469ad9a9  1.98 MB  docker, ov...  ready         bb:1          3
    bb:1   d438469ad9a9  1.98 MB  default        not-unpacked  docker.io...  plain
    bb:1   d438469ad9a9  1.98 MB  moby           broken        docker.io...  rogue
    bb:1   d438469ad9a9  1.98 MB  side           ready         docker.io...  sleeper

    1 image, held 4 times: by docker in /var/lib/docker, and by containerd in 3
    namespaces (blobs shared, unpacked once for each).
    bb:1 in moby: blob 3b3b3b3b3b3b is gone, though containerd lists it; no new
    container can be made of it there until it is pulled or imported again.
    what that means, and what mends it: dockerctx-inspect explain image-states
    1 holder's copy is not unpacked: the first container made of it has to do that.
    1 holder's copy is there for some of the platforms that its index names, which
    is usual: dockerctx-inspect images -o wide
    docker images shows the first holder only; docker run cannot use the copy in
    moby, ctr -n moby images ls shows only that.  dockerctx-inspect explain stores
    ");
}

/// What one docker shows is not what the other does; and what could not be asked is not counted.
#[test]
fn two_dockers_and_one_that_is_silent() {
    let words = |host: &Host| {
        let shown = shown(Kind::Images, host, &on_a_pipe(80));
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut host = healthy();
    let second = host.docker_daemons[0].clone();
    host.docker_daemons.push(second);
    let told = words(&host);
    let own = "docker images at /run/docker.sock shows that docker's own only";
    assert!(told.contains(own), "{told}");
    let told = words(&frozen());
    assert!(told.contains("As far as could be asked: "), "{told}");
}
