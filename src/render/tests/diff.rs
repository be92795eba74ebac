//! The screen of `diff`.

use insta::assert_snapshot;

use crate::render::testing::*;
use crate::render::{Format, Options};

#[test]
fn a_host_that_was_mended() {
    assert_snapshot!(compared(&broken(), &healthy(), &on_a_pipe(80)), @"
    7 problems before, 1 now; gone: deadinit, lost, stuck, 182ee3efc156, orphaned
    and 1 more; new: none; left: rogue (foreign).
    minihost, 2026-11-23 03:12:07 UTC (before.json) to 2026-11-23 03:12:07 UTC
    (now), 0s later.

    CHANGE    WHAT       NAME          NAMESPACE  WAS          IS
    changed   engine     containerd    -          running      running
    changed   engine     dockerd       -          running      running
    changed   container  rogue         moby       foreign      foreign
    gone      container  orphaned      default    orphan-shim  -
    gone      container  182ee3efc156  moby       forgotten    -
    gone      container  deadinit      moby       up-but-dead  -
    gone      container  fine          moby       ok           -
    gone      container  lost          moby       up-but-dead  -
    gone      container  noshim        moby       ok           -
    gone      container  remains       moby       leftover     -
    gone      container  stuck         moby       stuck-shim   -
    appeared  container  plain         default    -            ok
    appeared  container  done          moby       -            ok
    appeared  container  idle          moby       -            ok
    appeared  container  web           moby       -            ok
    appeared  container  sleeper       side       -            ok
    appeared  namespace  side          -          -            there

    engine     containerd  pid: 853 -> 7
    engine     dockerd     pid: 750 -> 20
    container  rogue       pid: 691 -> 351; shim: 671 -> 331; image: bb:1 ->
                           docker.io/library/bb:1
    - looked, not there

    Next  dockerctx-inspect explain foreign         what it is, how it is mended
          dockerctx-inspect containers --problems   what is not ok now, and why
    ");
}

#[test]
fn dockerd_does_not_answer_now() {
    assert_snapshot!(compared(&broken(), &frozen(), &on_a_pipe(80)), @"
    7 problems before, 4 now; not in order now: dockerd; gone: 182ee3efc156; new:
    62256514b269 (stuck-shim), a849746ce157 (stuck-shim); left: orphaned
    (orphan-shim), rogue (foreign); cannot be told now: deadinit, lost, stuck,
    remains.
    minihost, 2026-11-23 03:12:07 UTC (before.json) to 2026-11-23 03:12:07 UTC
    (now), 0s later.
    After: dockerd (pid 750) does not answer: it is stopped (state T). docker ps
    hangs too; 4 connections wait at /run/docker.sock. To resume it: kill -CONT 750

    CHANGE    WHAT       NAME          NAMESPACE  WAS          IS
    broke     engine     dockerd       -          running      stopped
    appeared  container  62256514b269  moby       -            stuck-shim
    appeared  container  a849746ce157  moby       -            stuck-shim
    unknown   container  deadinit      moby       up-but-dead  ?
    unknown   container  fine          moby       ok           ?
    unknown   container  lost          moby       up-but-dead  ?
    unknown   container  noshim        moby       ok           ?
    unknown   container  remains       moby       leftover     ?
    unknown   container  stuck         moby       stuck-shim   ?
    changed   container  orphaned      default    orphan-shim  orphan-shim
    changed   container  rogue         moby       foreign      foreign
    gone      container  182ee3efc156  moby       forgotten    -
    appeared  container  1080e100ae0a  moby       -            unverified
    appeared  container  7fbbff1ffdfd  moby       -            unverified
    appeared  container  a541003ae897  moby       -            unverified
    appeared  container  c1801c3ca424  moby       -            unverified
    appeared  container  cbdb3aad5832  moby       -            unverified
    appeared  shim       plain         default    -            ok
    appeared  shim       7293f6b1c41b  moby       -            ok
    appeared  namespace  side          -          -            there

    engine     dockerd   socket /run/docker.sock: listening -> unresponsive
    container  orphaned  pid: 740 -> 736; shim: 717 -> 715
    container  rogue     pid: 691 -> 686; shim: 671 -> none
    - looked, not there  ? could not look

    Next  dockerctx-inspect explain stuck-shim      what it is, how it is mended
          dockerctx-inspect containers --problems   what is not ok now, and why
    ");
}

#[test]
fn nothing() {
    assert_snapshot!(compared(&healthy(), &healthy(), &on_a_pipe(80)), @"
    1 problem before, 1 now; new: none; left: rogue (foreign).
    minihost, 2026-11-23 03:12:07 UTC (before.json) to 2026-11-23 03:12:07 UTC
    (now), 0s later.

    Nothing changed: the same engines, containers, shims, namespaces, images.

    Next  dockerctx-inspect explain foreign         what it is, how it is mended
          dockerctx-inspect containers --problems   what is not ok now, and why
    ");
}

#[test]
fn keys_alone() {
    let options = Options {
        format: Format::Quiet,
        ..on_a_pipe(80)
    };
    assert_snapshot!(compared(&healthy(), &broken(), &options), @"
    default/orphaned@/run/containerd/containerd.sock
    moby/182ee3efc1560000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/a7b0cb318fdc0000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/aa03000000000000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/aa05000000000000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/1a8e8870b0f70000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    containerd:853
    dockerd:750
    moby/rogue@/run/containerd/containerd.sock
    default/plain@/run/containerd/containerd.sock
    moby/aa01000000000000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/aa02000000000000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/7293f6b1c41b0000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    side/sleeper@/run/containerd/containerd.sock
    side@/run/containerd/containerd.sock
    moby/c2306c8382440000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    moby/70ab9c4b1f4c0000000000000000000000000000000000000000000000000000@/run/containerd/containerd.sock
    ");
}
