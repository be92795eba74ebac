//! The screen of `impact`. What becomes of containers is in correlate's tests.

use insta::assert_snapshot;

use crate::correlate::impact::Action;
use crate::render::testing::*;

/// Nobody told the restart policies.
#[test]
fn a_healthy_host() {
    assert_snapshot!(impacted(&healthy(), Action::Restart, &on_a_pipe(80)), @r"
    Nothing is done. If containerd 7 were restarted
    (kill -TERM 7, then its command again):

    containerd 7 restarts: it is told to end; it is started again [process 7 is of
    no unit (/proc)].

    NAME   NAMESPACE  POLICY  RUNS  FATE   LOSES
    plain  default    -       yes   stays  control
    rogue  moby       -       yes   stays  control
    web    moby       ?       yes   stays  control

    6 containers: stays 6.
    3 containers do not run, and stay so.

    plain, rogue and web: its shim holds it while its engines are away.

    Next  dockerctx-inspect impact containerd --restart -o wide   with the evidence
    ");
}

#[test]
fn nothing_there() {
    assert_snapshot!(impacted(&empty(), Action::Kill, &on_a_pipe(80)), @r"
    Nothing is done. If containerd 7 were killed (kill -KILL 7):

    containerd 7 (containerd.service) ends: it is killed [containerd.service is
    active/running (systemd)].

    No container is known on this host.

    Next  dockerctx-inspect impact 7 --kill -o wide   with the evidence
          dockerctx-inspect impact 7 --restart        the same for a restart
    ");
}
