//! The screen of `containers`.

use insta::assert_snapshot;

use crate::render::testing::*;
use crate::render::{Format, Kind, Options};

#[test]
fn each_witness_in_its_own_words() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &on_a_pipe(80)), @r"
    NAME     NAMESPACE  DOCKER   CONTAINERD  PID  IMAGE                   VERDICT
    rogue    moby       -        running     351  docker.io/library/bb:1  foreign
    plain    default    .        running     402  docker.io/library/bb:1  ok
    done     moby       exited   -             -  bb:1 (docker)           ok
    idle     moby       created  -             -  bb:1 (docker)           ok
    web      moby       running  running     180  bb:1 (docker)           ok
    sleeper  side       .        no task       -  docker.io/library/bb:1  ok

    - looked, not there  . nothing expected there  (docker) only docker knows it
    6 containers, 3 running, 1 not ok.
    foreign  rogue  in docker's namespace without docker's label: docker does not
                    list, stop, restart or prune it. Shown by: ctr -n moby tasks ls
                    more: dockerctx-inspect explain foreign
    ");
}

#[test]
fn narrow() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &on_a_pipe(60)), @r"
    NAME     NAMESPACE  DOCKER   CONTAINERD  PID  VERDICT
    rogue    moby       -        running     351  foreign
    plain    default    .        running     402  ok
    done     moby       exited   -             -  ok
    idle     moby       created  -             -  ok
    web      moby       running  running     180  ok
    sleeper  side       .        no task       -  ok

    - looked, not there  . nothing expected there
    6 containers, 3 running, 1 not ok.
    foreign  rogue  in docker's namespace without docker's
                    label: docker does not list, stop, restart
                    or prune it. Shown by: ctr -n moby tasks ls
                    more: dockerctx-inspect explain foreign
    ");
}

#[test]
fn wide_terminal() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &on_a_pipe(120)), @r"
    NAME     NAMESPACE  DOCKER   CONTAINERD  PID  IMAGE                   VERDICT
    rogue    moby       -        running     351  docker.io/library/bb:1  foreign
    plain    default    .        running     402  docker.io/library/bb:1  ok
    done     moby       exited   -             -  bb:1 (docker)           ok
    idle     moby       created  -             -  bb:1 (docker)           ok
    web      moby       running  running     180  bb:1 (docker)           ok
    sleeper  side       .        no task       -  docker.io/library/bb:1  ok

    - looked, not there  . nothing expected there  (docker) only docker knows it
    6 containers, 3 running, 1 not ok.
    foreign  rogue  in docker's namespace without docker's label: docker does not list, stop, restart or prune it. Shown by:
                    ctr -n moby tasks ls
                    more: dockerctx-inspect explain foreign
    ");
}

#[test]
fn wide() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &Options { format: Format::Wide, ..on_a_pipe(80) }), @r"
    NAME     ID            NAMESPACE  CLIENT  DOCKER   CONTAINERD  SHIM  PID  COMMAND  UP  PORTS  NETWORKS  IMAGE                   VERDICT  ALSO  WHY
    rogue    rogue         moby       ctr?    -        running      331  351  sleep    4m  -      -         docker.io/library/bb:1  foreign  -     in docker's namespace without docker's label: docker does not list, stop, restart or prune it
    plain    plain         default    ctr?    .        running      381  402  sleep    4m  .      .         docker.io/library/bb:1  ok       -     -
    done     aa0100000000  moby       docker  exited   -              -    -  -        -   -      -         bb:1 (docker)           ok       -     -
    idle     aa0200000000  moby       docker  created  -              -    -  -        -   -      -         bb:1 (docker)           ok       -     -
    web      7293f6b1c41b  moby       docker  running  running      159  180  sleep    4m  -      -         bb:1 (docker)           ok       -     -
    sleeper  sleeper       side       ctr?    .        no task        -    -  -        -   .      .         docker.io/library/bb:1  ok       -     -

    - looked, not there  . nothing expected there  (docker) only docker knows it
    6 containers, 3 running, 1 not ok.
    foreign  rogue  in docker's namespace without docker's label: docker does not
                    list, stop, restart or prune it. Shown by: ctr -n moby tasks ls
                    more: dockerctx-inspect explain foreign
    ");
}

#[test]
fn broken_host() {
    assert_snapshot!(shown(Kind::Containers, &broken(), &on_a_pipe(80)), @r"
    NAME          NAMESPACE  DOCKER   CONTAINERD   PID  IMAGE          VERDICT
    deadinit      moby       running  ?           463Z  bb:1 (docker)  up-but-dead+1
    lost          moby       running  no task        -  bb:1 (docker)  up-but-dead
    stuck         moby       running  ?            400  bb:1 (docker)  stuck-shim
    182ee3efc156  moby       -        running      333  -              forgotten
    orphaned      default    .        -            740  -              orphan-shim
    rogue         moby       -        running      691  bb:1           foreign
    remains       moby       created  no task        -  bb:1 (both)    leftover
    fine          moby       running  running      201  bb:1 (docker)  ok
    noshim        moby       running  running      526  bb:1 (docker)  ok

    - looked, not there  ? could not look  . nothing expected there
    (docker) only docker knows it  Z zombie
    9 containers, 6 running, 7 not ok. +1: one more verdict holds (see -o wide).
    up-but-dead  deadinit      shim 443 is stopped, so nobody saw init 463 exit
    up-but-dead  lost          it exited while containerd was down; docker never
                               heard
    stuck-shim   stuck         shim 378 is in state T; the container itself runs on
    forgotten    182ee3efc156  its folder is gone from docker's disk
    orphan-shim  orphaned      its bundle is gone; no record explains shim 717
    foreign      rogue         in docker's namespace without docker's label
    leftover     remains       docker does not run it; containerd still holds its
                               record
    explain any: dockerctx-inspect explain VERDICT
    ");
}

#[test]
fn dockerd_is_frozen() {
    assert_snapshot!(shown(Kind::Containers, &frozen(), &on_a_pipe(80)), @r"
    NAME          NAMESPACE  DOCKER  CONTAINERD   PID  IMAGE  VERDICT
    62256514b269  moby       ?       ?            392  ?      stuck-shim
    a849746ce157  moby       ?       ?           456Z  ?      stuck-shim
    orphaned      default    .       -            736  -      orphan-shim
    rogue         moby       ?       running      686  bb:1   foreign
    1080e100ae0a  moby       ?       no task        -  ?      unverified
    7fbbff1ffdfd  moby       ?       no task        -  bb:1   unverified
    a541003ae897  moby       ?       running      325  ?      unverified
    c1801c3ca424  moby       ?       running      521  ?      unverified
    cbdb3aad5832  moby       ?       running      198  ?      unverified

    - looked, not there  . nothing expected there  Z zombie
    ? could not look: dockerd (pid 750, stopped) gave no answer within 1.00 s.
    Missing from this table: docker's names, and its containers that do not run.
    9 containers, 6 running, 4 not ok, 5 unverified.
    stuck-shim   62256514b269  shim 371 is in state T; the container itself runs on
    stuck-shim   a849746ce157  shim 436 is in state T, so nobody saw init 456 exit
    orphan-shim  orphaned      its bundle is gone; no record explains shim 715
    foreign      rogue         in docker's namespace without docker's label
    explain any: dockerctx-inspect explain VERDICT
    ");
}

#[test]
fn an_ordinary_user() {
    assert_snapshot!(shown(Kind::Containers, &ordinary_user(), &on_a_pipe(80)), @r"
    NAME          NAMESPACE  DOCKER  CONTAINERD  PID  IMAGE  VERDICT
    7293f6b1c41b  moby       ?       ?           180  ?      unverified

    ? could not look
    Missing from this table: docker's names, and its containers that do not run.
    No permission to read /run/docker.sock and /run/containerd/containerd.sock: sudo
    would add docker's word and containerd's word.
    1 container, 1 running, 0 not ok, 1 unverified.
    ");
}

#[test]
fn none() {
    assert_snapshot!(shown(Kind::Containers, &empty(), &on_a_pipe(80)), @r"
    No containers to show.
    ");
}

#[test]
fn as_markdown() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &Options { format: Format::Markdown, ..on_a_pipe(80) }), @r"
    | NAME | NAMESPACE | DOCKER | CONTAINERD | PID | IMAGE | VERDICT |
    | --- | --- | --- | --- | --: | --- | --- |
    | rogue | moby | - | running | 351 | docker.io/library/bb:1 | foreign |
    | plain | default | . | running | 402 | docker.io/library/bb:1 | ok |
    | done | moby | exited | - | - | bb:1 (docker) | ok |
    | idle | moby | created | - | - | bb:1 (docker) | ok |
    | web | moby | running | running | 180 | bb:1 (docker) | ok |
    | sleeper | side | . | no task | - | docker.io/library/bb:1 | ok |

    \- looked, not there  . nothing expected there  (docker) only docker knows it

    6 containers, 3 running, 1 not ok.

    - foreign rogue: in docker's namespace without docker's label: docker does not list, stop, restart or prune it. Shown by: ctr -n moby tasks ls

    more: dockerctx-inspect explain foreign
    ");
}

#[test]
fn chosen_columns() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &Options { columns: Some(vec!["pid".into(), "name".into()]), headers: false, ..on_a_pipe(80) }), @r"
    351  rogue
    402  plain
      -  done
      -  idle
    180  web
      -  sleeper
    ");
}

#[test]
fn only_ids() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &Options { format: Format::Quiet, ..on_a_pipe(80) }), @r"
    rogue
    plain
    aa01000000000000000000000000000000000000000000000000000000000000
    aa02000000000000000000000000000000000000000000000000000000000000
    7293f6b1c41b0000000000000000000000000000000000000000000000000000
    sleeper
    ");
}

#[test]
fn colour() {
    assert_snapshot!(shown(Kind::Containers, &healthy(), &Options { color: true, headers: false, columns: Some(vec!["name".into(), "verdict".into()]), ..on_a_pipe(80) }).replace('\u{1b}', "ESC"), @r"
    rogue    ESC[33mforeignESC[0m
    plain    ESC[32mokESC[0m
    done     ESC[32mokESC[0m
    idle     ESC[32mokESC[0m
    web      ESC[32mokESC[0m
    sleeper  ESC[32mokESC[0m
    ");
}
