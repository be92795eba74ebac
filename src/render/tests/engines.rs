//! The screen of `engines`.

use insta::assert_snapshot;

use crate::correlate::host::{Host, UseState};
use crate::render::testing::*;
use crate::render::{Format, Kind, Options};

fn screen(host: &Host) -> String {
    shown(Kind::Engines, host, &on_a_pipe(80))
}

/// As with words: everything about the engines that are left.
fn whole(mut host: Host, pid: u32) -> String {
    host.engines.retain(|engine| engine.pid == Some(pid));
    let options = Options {
        details: true,
        ..on_a_pipe(80)
    };
    shown(Kind::Engines, &host, &options)
}

#[test]
fn started_by_hand() {
    assert_snapshot!(screen(&healthy()), @"
    KIND        VERSION   PID  UP  MANAGED BY  SOCKET                           USES
    containerd  1.6.20      7  4m  hand        /run/containerd/containerd.sock  -
    dockerd     20.10.24   20  4m  hand        /run/docker.sock                 -

    2 engines run.

    Next  dockerctx-inspect engines 7    all that is known of it
          dockerctx-inspect namespaces   what containerd keeps, and for whom
    ");
}

#[test]
fn an_ordinary_user() {
    assert_snapshot!(screen(&ordinary_user()), @"
    KIND        VERSION   PID  UP  MANAGED BY  SOCKET                           USES
    containerd  1.6.20      7  4m  hand        /run/containerd/containerd.sock  -
    dockerd     20.10.24   20  4m  hand        /run/docker.sock                 -

    No permission to read /run/docker.sock and /run/containerd/containerd.sock: sudo
    would add docker's word and containerd's word.
    2 engines run.

    Next  sudo dockerctx-inspect engines   the same with what you may not read
          dockerctx-inspect engines 7      all that is known of it
    ");
}

#[test]
fn units_of_systemd() {
    assert_snapshot!(screen(&managed()), @"
    KIND        VERSION   PID  UP  MANAGED BY      SOCKET
    containerd  1.6.20      7  4m  containerd      /run/containerd/containerd.sock
    dockerd     20.10.24   20  4m  docker.service  /run/docker.sock

    2 engines run.
    dockerd 20  uses  containerd 7, connected (peer, api, flag)

    Next  dockerctx-inspect engines 7    all that is known of it
          dockerctx-inspect namespaces   what containerd keeps, and for whom
    ");
}

#[test]
fn armed_by_a_socket_unit() {
    assert_snapshot!(screen(&armed()), @"
    KIND        VERSION  PID  MANAGED BY  STATE    SOCKET
    containerd  1.6.20     7  containerd  running  /run/containerd/containerd.sock
    dockerd     -          -  docker      armed    /run/docker.sock

    1 engine runs, 1 is armed.
    dockerd  armed  not running, armed by docker.socket: any client starts it

    Next  dockerctx-inspect engines 7    all that is known of it
          dockerctx-inspect namespaces   what containerd keeps, and for whom
    ");
}

#[test]
fn stopped_by_a_signal() {
    assert_snapshot!(screen(&frozen()), @"
    KIND        VERSION  PID  MANAGED BY  STATE    SOCKET
    containerd  1.6.20   853  hand        running  /run/containerd/containerd.sock
    dockerd     ?        750  hand        stopped  /run/docker.sock

    dockerd (pid 750) does not answer: it is stopped (state T). docker ps hangs too;
    4 connections wait at /run/docker.sock. To resume it: kill -CONT 750
    2 engines run, 1 needs a look.
    dockerd 750  socket  /run/docker.sock is unresponsive

    Next  dockerctx-inspect engines 750           all that is known of it
          dockerctx-inspect capture before.json   keep the evidence before repairs
    ");
}

#[test]
fn nested_rootless_and_managed_by_dockerd() {
    assert_snapshot!(screen(&nested_and_rootless()), @"
    KIND         VERSION   PID  WHERE     MANAGED BY   SOCKET
    containerd   1.6.20      7  host      containerd   /run/containe...ntainerd.sock
    dockerd      20.10.24   20  host      docker       /run/docker.sock
    dockerd      20.10.24  500  nested    container    500:/run/docker.sock
    containerd   1.6.20    510  nested    dockerd 500  510:/run/cont...ntainerd.sock
    rootlesskit  ?         600  rootless  hand         -
    dockerd      20.10.24  620  rootless  rootlesskit  620:/run/docker.sock

    6 engines run.
    dockerd 20  uses  containerd 7, connected (peer, api, flag)

    Next  dockerctx-inspect engines 7    all that is known of it
          dockerctx-inspect namespaces   what containerd keeps, and for whom
    ");
}

#[test]
fn told_otherwise_since_it_started_and_alone() {
    assert_snapshot!(screen(&drifted()), @"
    KIND        VERSION   PID  UP  MANAGED BY      SOCKET
    containerd  1.6.20      7  4m  containerd      /run/containerd/containerd.sock
    dockerd     20.10.24   20  4m  docker.service  /run/docker.sock

    2 engines run, 1 needs a look.
    dockerd 20  remark   its program /usr/sbin/dockerd was replaced
                uses     containerd at /run/containerd/containerd.sock, lost (peer,
                         api, flag): nobody listens there since containerd 7 ended
                setting  data-root = /srv/docker (file /etc/docker/daemon.json) is
                         not in effect: the file was changed 40 s after dockerd had
                         started
    no engine   socket   /run/docker/containerd/containerd.sock is stale: the file
                         is there, nobody listens (containerd's)

    Next  dockerctx-inspect engines 20            all that is known of it
          dockerctx-inspect capture before.json   keep the evidence before repairs
    ");
}

#[test]
fn nothing_there() {
    assert_snapshot!(screen(&empty()), @"
    No engine runs.
    Looked for processes of dockerd, containerd, their shims and other engines, and
    for /var/run/docker.sock and /run/containerd/containerd.sock.

    Next  dockerctx-inspect --from demo   a recorded host with most verdicts on it
    ");
}

#[test]
fn all_that_is_known_of_one() {
    assert_snapshot!(whole(drifted(), 20), @"
    KIND     VERSION   PID  UP  MANAGED BY      SOCKET            USES
    dockerd  20.10.24   20  4m  docker.service  /run/docker.sock  containerd (lost)

    dockerd 20, 20.10.24: running, started 2026-11-23 03:08:07 UTC (4m)
      remark      its program /usr/sbin/dockerd was replaced
      program     /usr/sbin/dockerd
      arguments   dockerd
      managed by  docker.service, active/running, wants containerd.service,
                  triggered by docker.socket
      user        0
      cgroup      /
      socket      /run/docker.sock is listening; held by 20; connected: docker 900
      uses        containerd at /run/containerd/containerd.sock, lost (peer, api,
                  flag): nobody listens there since containerd 7 ended
      folder      data /var/lib/docker: 1% used, 99.1 kB free
    SETTING     VALUE                            ORIGIN   IN EFFECT
    data-root   /var/lib/docker                  default  yes
    data-root   /srv/docker                      file     no
    containerd  /run/containerd/containerd.sock  flag     yes
      data-root: the file was changed 40 s after dockerd had started
    ");
}

#[test]
fn all_that_is_known_of_a_nested_one() {
    assert_snapshot!(whole(nested_and_rootless(), 500), @"
    KIND     VERSION   PID  WHERE   MANAGED BY  SOCKET
    dockerd  20.10.24  500  nested  container   /proc/500/root/run/docker.sock

    dockerd 500, 20.10.24: running, started 2026-11-23 03:11:07 UTC (60s)
      program     /usr/sbin/dockerd
      arguments   dockerd
      managed by  container 4f5e00000000
      nested in   container 4f5e00000000
      user        0
      cgroup      /
      socket      /proc/500/root/run/docker.sock is listening; held by 500
      settings    not asked for by this command
    ");
}

#[test]
fn on_a_page() {
    let options = Options {
        format: Format::Markdown,
        ..on_a_pipe(80)
    };
    assert_snapshot!(shown(Kind::Engines, &drifted(), &options), @"
    | KIND | VERSION | PID | UP | MANAGED BY | STATE | SOCKET | USES |
    | --- | --- | --: | --- | --- | --- | --- | --- |
    | containerd | 1.6.20 | 7 | 4m | containerd.service | running | /run/containerd/containerd.sock | - |
    | dockerd | 20.10.24 | 20 | 4m | docker.service | running | /run/docker.sock | containerd (lost) |

    2 engines run, 1 needs a look.

    - dockerd 20 remark: its program /usr/sbin/dockerd was replaced
    - dockerd 20 uses: containerd at /run/containerd/containerd.sock, lost (peer, api, flag): nobody listens there since containerd 7 ended
    - dockerd 20 setting: data-root = /srv/docker (file /etc/docker/daemon.json) is not in effect: the file was changed 40 s after dockerd had started
    - no engine socket: /run/docker/containerd/containerd.sock is stale: the file is there, nobody listens (containerd's)

    - dockerctx-inspect engines 20: all that is known of it
    - dockerctx-inspect capture before.json: keep the evidence before repairs
    ");
}

#[test]
fn wide() {
    let options = Options {
        format: Format::Wide,
        ..on_a_pipe(80)
    };
    assert_snapshot!(shown(Kind::Engines, &managed(), &options), @"
    KIND        VERSION   PID  UP  MANAGED BY          STATE    SOCKET                           USES          USER  CLIENTS  EXE
    containerd  1.6.20      7  4m  containerd.service  running  /run/containerd/containerd.sock  -                0        0  /usr/sbin/containerd
    dockerd     20.10.24   20  4m  docker.service      running  /run/docker.sock                 containerd 7     0        1  /usr/sbin/dockerd

    2 engines run.
    dockerd 20  uses  containerd 7, connected (peer, api, flag)

    Next  dockerctx-inspect engines 7    all that is known of it
          dockerctx-inspect namespaces   what containerd keeps, and for whom
    ");
}

/// The overview never shows an armed one as running.
#[test]
fn the_overview_has_one_row_for_an_armed_one() {
    let screen = shown(Kind::Host, &armed(), &on_a_pipe(80));
    let rows: Vec<&str> = screen
        .lines()
        .filter(|l| l.contains("/run/docker.sock"))
        .collect();
    assert_snapshot!(rows.join("\n"), @"dockerd     -          -  -   /run/docker.sock                any client (armed)");
    assert!(!screen.contains("dockerd uses"), "{screen}");
}

#[test]
fn quiet_has_the_pids_of_those_that_run() {
    let options = Options {
        format: Format::Quiet,
        ..on_a_pipe(80)
    };
    assert_eq!(shown(Kind::Engines, &armed(), &options), "7\n");
}

#[test]
fn a_lost_one_needs_a_look_a_connected_one_does_not() {
    let mut host = managed();
    assert!(!host.engines[1].needs_a_look());
    host.engines[1].uses[0].state = Some(UseState::Waiting);
    assert!(host.engines[1].needs_a_look());
}
