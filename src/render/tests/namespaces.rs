//! The screen of `namespaces`.

use insta::assert_snapshot;

use crate::render::testing::*;
use crate::render::{Format, Kind, Options};

#[test]
fn who_uses_which() {
    assert_snapshot!(shown(Kind::Namespaces, &healthy(), &on_a_pipe(80)), @r"
    NAMESPACE  USED BY  MADE BY           CONTAINERS  RUNNING  IMAGES  SHIMS  NOT OK
    default    -        ctr?                       1        1       1      1       0
    moby       dockerd  docker 1, ctr? 1           2        2       1      2       1
    side       -        ctr?                       1        0       1      0       0

    containerd 1.6.20 (pid 7) at /run/containerd/containerd.sock
    dockerd 20.10.24 (pid 20) at /run/docker.sock uses moby; own images in overlay2
      docker ps -a   lists 3: web is in moby; done and idle do not run, so are not
      docker images  lists 1, which is not in moby; moby's 1 is unknown to docker
    ctr? = no label of docker, nerdctl, CRI or buildkit: ctr or another client
    not ok  moby: 1 foreign   see: dockerctx-inspect containers -n moby --problems
    ");
}

#[test]
fn narrow() {
    assert_snapshot!(shown(Kind::Namespaces, &healthy(), &on_a_pipe(60)), @r"
    NAMESPACE  USED BY  CONTAINERS  RUNNING  IMAGES  NOT OK
    default    -                 1        1       1       0
    moby       dockerd           2        2       1       1
    side       -                 1        0       1       0

    containerd 1.6.20 (pid 7) at /run/containerd/containerd.sock
    dockerd 20.10.24 (pid 20) at /run/docker.sock uses moby; own
    images in overlay2
      docker ps -a   lists 3: web is in moby; done and idle do
                     not run, so are not
      docker images  lists 1, which is not in moby; moby's 1 is
                     unknown to docker
    not ok  moby: 1 foreign
            see: dockerctx-inspect containers -n moby --problems
    ");
}

#[test]
fn broken_host() {
    assert_snapshot!(shown(Kind::Namespaces, &broken(), &on_a_pipe(80)), @r"
    NAMESPACE  USED BY  MADE BY  CONTAINERS  RUNNING  IMAGES  SHIMS  NOT OK
    default    -        ctr?              0        0       1      0       1
    moby       dockerd  ctr?              8        5       1      5       6

    containerd 1.6.20 (pid 853) at /run/containerd/containerd.sock
    dockerd 20.10.24 (pid 750) at /run/docker.sock uses moby; own images in overlay2
      docker ps -a   lists 6: all are in moby
      docker images  lists 1, which is not in moby; moby's 1 is unknown to docker
    ctr? = no label of docker, nerdctl, CRI or buildkit: ctr or another client
    not ok  default: 1 orphan-shim
            see: dockerctx-inspect containers -n default --problems
    not ok  moby: 2 up-but-dead, 1 stuck-shim, 1 forgotten, 1 foreign and 1
            leftover   see: dockerctx-inspect containers -n moby --problems
    ");
}

#[test]
fn wide() {
    assert_snapshot!(shown(Kind::Namespaces, &healthy(), &Options { format: Format::Wide, ..on_a_pipe(80) }), @r"
    NAMESPACE  USED BY  MADE BY           CONTAINERS  RUNNING  IMAGES  SHIMS  NO IMAGE  UNLISTED  LEASES  SNAPSHOTS  NOT OK
    default    -        ctr?                       1        1       1      1         0         .       0  -               0
    moby       dockerd  docker 1, ctr? 1           2        2       1      2         0         1       0  -               1
    side       -        ctr?                       1        0       1      0         0         .       0  -               0

    containerd 1.6.20 (pid 7) at /run/containerd/containerd.sock
    dockerd 20.10.24 (pid 20) at /run/docker.sock uses moby; own images in overlay2
      docker ps -a   lists 3: web is in moby; done and idle do not run, so are not
      docker images  lists 1, which is not in moby; moby's 1 is unknown to docker
    ctr? = no label of docker, nerdctl, CRI or buildkit: ctr or another client
    not ok  moby: 1 foreign   see: dockerctx-inspect containers -n moby --problems
    ");
}

#[test]
fn none() {
    assert_snapshot!(shown(Kind::Namespaces, &empty(), &on_a_pipe(80)), @r"
    No namespaces to show.
    ");
}
