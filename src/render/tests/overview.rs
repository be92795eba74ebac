//! The screen of `overview`.

use insta::assert_snapshot;

use crate::correlate::host::{Host, Verdict};
use crate::model::SourceStatus;
use crate::render::testing::*;
use crate::render::{Format, Kind, Options};

#[test]
fn healthy_but_for_one() {
    assert_snapshot!(shown(Kind::Host, &healthy(), &on_a_pipe(80)), @r"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.03 s, complete
    1 of 6 containers is not ok.

        VERDICT  CONTAINER  NAMESPACE  WHAT IT MEANS
     !  foreign  rogue      moby       runs, docker did not make it and lists it not

    DAEMON      VERSION   PID  UP  SOCKET                           STARTED BY
    containerd  1.6.20      7  4m  /run/containerd/containerd.sock  hand
    dockerd     20.10.24   20  4m  /run/docker.sock                 hand
      dockerd uses this containerd, namespace moby. live-restore is off: restarting
      dockerd stops 1 container (web). Disk used: /var/lib/docker 1%, containerd 1%.

    NAMESPACE  USED BY  CONTAINERS  RUNNING  IMAGES  NOT OK
    default    -                 1        1       1       0
    moby       dockerd           2        2       1       1
    side       -                 1        0       1       0
      docker itself lists 3 containers (1 running) and 1 image. The 2 that do not
      run, and the image, are not in moby: that is normal.

    Next  dockerctx-inspect containers            every container, and who sees it
          dockerctx-inspect explain foreign       what it is, how it is mended
          dockerctx-inspect capture before.json   keep the evidence before repairs
    ");
}

#[test]
fn narrow() {
    assert_snapshot!(shown(Kind::Host, &healthy(), &on_a_pipe(60)), @"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC
    read in 0.03 s, complete
    1 of 6 containers is not ok.

        VERDICT  CONTAINER  WHAT IT MEANS
     !  foreign  rogue      runs, docker did not make it

    DAEMON      VERSION   PID  UP  SOCKET             STARTED BY
    containerd  1.6.20      7  4m  /run/co...rd.sock  hand
    dockerd     20.10.24   20  4m  /run/docker.sock   hand
      dockerd uses this containerd, namespace moby. live-restore
      is off: restarting dockerd stops 1 container (web). Disk
      used: /var/lib/docker 1%, containerd 1%.

    NAMESPACE  USED BY  CONTAINERS  RUNNING  IMAGES  NOT OK
    default    -                 1        1       1       0
    moby       dockerd           2        2       1       1
    side       -                 1        0       1       0
      docker itself lists 3 containers (1 running) and 1 image.
      The 2 that do not run, and the image, are not in moby:
      that is normal.

    Next  dockerctx-inspect containers
              every container, and who sees it
          dockerctx-inspect explain foreign
              what it is, how it is mended
          dockerctx-inspect capture before.json
              keep the evidence before repairs
    ");
}

#[test]
fn broken_host() {
    assert_snapshot!(shown(Kind::Host, &broken(), &on_a_pipe(80)), @r"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.56 s, complete
    7 of 9 containers are not ok. Both daemons answered, 2 of 7 shims did not.

        VERDICT      CONTAINER     NAMESPACE  WHAT IT MEANS
    !!  up-but-dead  deadinit      moby       docker: running; init 463 is a zombie
    !!  up-but-dead  lost          moby       docker: running; no task, no process
    !!  stuck-shim   stuck         moby       shim 378 is stopped: exec, stop hang
    !!  forgotten    182ee3efc156  moby       docker made it, does not list it now
    !!  orphan-shim  orphaned      default    shim 717, process 740: no record
     !  foreign      rogue         moby       runs, docker did not make it
     !  leftover     remains       moby       docker: created; containerd: record

    DAEMON      VERSION   PID  UP   SOCKET                           STARTED BY
    containerd  1.6.20    853  4s   /run/containerd/containerd.sock  hand
    dockerd     20.10.24  750  20s  /run/docker.sock                 hand
      containerd started 16 s after dockerd: exits in that gap were never told, the
      usual cause of up-but-dead. live-restore is on: dockerd can be restarted.
      Restarting containerd ends stuck: its shim is stopped.

    NAMESPACE  USED BY  CONTAINERS  RUNNING  IMAGES  NOT OK
    default    -                 0        0       1       1
    moby       dockerd           8        5       1       6

    Next  dockerctx-inspect capture before.json     keep the evidence before repairs
          dockerctx-inspect explain up-but-dead     what it is, how it is mended
          dockerctx-inspect containers --problems   each one, and why
    ");
}

#[test]
fn broken_and_narrow() {
    assert_snapshot!(shown(Kind::Host, &broken(), &on_a_pipe(60)), @"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC
    read in 0.56 s, complete
    7 of 9 containers are not ok. Both daemons answered, 2 of 7
    shims did not.

        VERDICT      CONTAINER     WHAT IT MEANS
    !!  up-but-dead  deadinit      docker: running; 463 a zombie
    !!  up-but-dead  lost          docker: running; nothing runs
    !!  stuck-shim   stuck         shim 378 is stopped: exec ...
    !!  forgotten    182ee3efc156  docker made it, lists it not
    !!  orphan-shim  orphaned      shim 717 runs: no record
     !  foreign      rogue         runs, docker did not make it
     !  leftover     remains       docker: created; container...

    DAEMON      VERSION   PID  UP   SOCKET            STARTED BY
    containerd  1.6.20    853  4s   /run/c...rd.sock  hand
    dockerd     20.10.24  750  20s  /run/docker.sock  hand
      containerd started 16 s after dockerd: exits in that gap
      were never told, the usual cause of up-but-dead.
      live-restore is on: dockerd can be restarted. Restarting
      containerd ends stuck: its shim is stopped.

    NAMESPACE  USED BY  CONTAINERS  RUNNING  IMAGES  NOT OK
    default    -                 0        0       1       1
    moby       dockerd           8        5       1       6

    Next  dockerctx-inspect capture before.json
              keep the evidence before repairs
          dockerctx-inspect explain up-but-dead
              what it is, how it is mended
          dockerctx-inspect containers --problems
              each one, and why
    ");
}

#[test]
fn dockerd_is_frozen() {
    assert_snapshot!(shown(Kind::Host, &frozen(), &on_a_pipe(80)), @"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 1.06 s, INCOMPLETE
    dockerd (pid 750) does not answer: it is stopped (state T). docker ps hangs too;
    4 connections wait at /run/docker.sock. To resume it: kill -CONT 750
    4 of 9 known containers are not ok; 5 cannot be verified without docker.

        VERDICT      CONTAINER     NAMESPACE  WHAT IT MEANS
    !!  stuck-shim   62256514b269  moby       shim 371 is stopped: exec, stop hang
    !!  stuck-shim   a849746ce157  moby       shim 436 is stopped, init is a zombie
    !!  orphan-shim  orphaned      default    shim 715, process 736: no record
     !  foreign      rogue         moby       runs, has no label of docker
     ?  unverified   5 containers  moby       3 run, 2 do not; docker's word missing

    SOURCE      TARGET                           STATUS   AFTER   DETAIL
    docker      /run/docker.sock                 timeout  1.00 s  accepts, is silent
    containerd  /run/containerd/containerd.sock  partial  0.50 s  2 shims are silent
    proc        /proc                            ok       0.01 s

    Next  dockerctx-inspect capture before.json   keep the evidence before repairs
          dockerctx-inspect engines               which daemon is silent, and why
          dockerctx-inspect shims                 which shim holds which container
    ");
}

#[test]
fn no_daemon_at_all() {
    assert_snapshot!(shown(Kind::Host, &empty(), &on_a_pipe(80)), @r"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.03 s, complete
    No container daemon was found here, and no container runs.
    Looked for processes of dockerd, containerd, their shims and other engines, and
    for /var/run/docker.sock and /run/containerd/containerd.sock.

    Next  dockerctx-inspect --from demo   a recorded host with most verdicts on it
    ");
}

#[test]
fn an_ordinary_user() {
    assert_snapshot!(shown(Kind::Host, &ordinary_user(), &on_a_pipe(80)), @"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.03 s, INCOMPLETE
    No permission to read /run/docker.sock and /run/containerd/containerd.sock: sudo
    would add docker's word and containerd's word.
    The only known container cannot be verified without docker and containerd.

        VERDICT     CONTAINER     NAMESPACE  WHAT IT MEANS
     ?  unverified  7293f6b1c41b  moby       runs; answers missing

    DAEMON      VERSION  PID  UP  SOCKET                           STARTED BY
    containerd  ?          7  4m  /run/containerd/containerd.sock  hand
    dockerd     ?         20  4m  /run/docker.sock                 hand
      dockerd uses this containerd, namespace moby.

    SOURCE      TARGET                        STATUS  AFTER   DETAIL
    docker      /run/docker.sock              denied  0.00 s  permission denied (13)
    containerd  /run/containerd/container...  denied  0.00 s  permission denied (13)
    proc        /proc                         ok      0.01 s

    Next  sudo dockerctx-inspect         the same with what you may not read
          dockerctx-inspect containers   every container, and who sees it
    ");
}

#[test]
fn as_markdown() {
    assert_snapshot!(shown(Kind::Host, &healthy(), &Options { format: Format::Markdown, ..on_a_pipe(80) }), @r"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.03 s, complete

    1 of 6 containers is not ok.

    |  | VERDICT | CONTAINER | NAMESPACE | WHAT IT MEANS |
    | --- | --- | --- | --- | --- |
    |  \! | foreign | rogue | moby | runs, docker did not make it and lists it not |

    | DAEMON | VERSION | PID | UP | SOCKET | STARTED BY |
    | --- | --- | --: | --- | --- | --- |
    | containerd | 1.6.20 | 7 | 4m | /run/containerd/containerd.sock | hand |
    | dockerd | 20.10.24 | 20 | 4m | /run/docker.sock | hand |

    dockerd uses this containerd, namespace moby. live-restore is off: restarting dockerd stops 1 container (web). Disk used: /var/lib/docker 1%, containerd 1%.

    | NAMESPACE | USED BY | CONTAINERS | RUNNING | IMAGES | NOT OK |
    | --- | --- | --: | --: | --: | --: |
    | default | - | 1 | 1 | 1 | 0 |
    | moby | dockerd | 2 | 2 | 1 | 1 |
    | side | - | 1 | 0 | 1 | 0 |

    docker itself lists 3 containers (1 running) and 1 image. The 2 that do not run, and the image, are not in moby: that is normal.

    - dockerctx-inspect containers: every container, and who sees it
    - dockerctx-inspect explain foreign: what it is, how it is mended
    - dockerctx-inspect capture before.json: keep the evidence before repairs
    ");
}

#[test]
fn docker_alone() {
    let mut host = healthy();
    host.containerd_daemons.clear();
    host.namespaces.clear();
    host.engines.remove(0);
    host.containers
        .retain(|c| matches!(&*c.name, "done" | "idle"));
    host.shims.clear();
    assert_snapshot!(shown(Kind::Host, &host, &on_a_pipe(80)), @r"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.03 s, complete
    Both containers are ok.

    DAEMON   VERSION   PID  UP  SOCKET            STARTED BY
    dockerd  20.10.24   20  4m  /run/docker.sock  hand
      dockerd uses containerd at /run/containerd/containerd.sock, namespace moby.
      live-restore is off: restarting dockerd stops 1 container.

    Next  dockerctx-inspect containers   every container, and who sees it
          dockerctx-inspect images       every image, and which store holds it
    ");
}

#[test]
fn containerd_alone() {
    let mut host = healthy();
    host.docker_daemons.clear();
    host.engines.remove(1);
    host.namespaces.remove(1);
    host.containers
        .retain(|c| c.namespace.as_deref() != Some("moby"));
    host.shims.clear();
    assert_snapshot!(shown(Kind::Host, &host, &on_a_pipe(80)), @r"
    minihost  Linux 6.18.44  2026-11-23 03:12:07 UTC  read in 0.03 s, complete
    Both containers are ok.

    DAEMON      VERSION  PID  UP  SOCKET                           STARTED BY
    containerd  1.6.20     7  4m  /run/containerd/containerd.sock  hand
      Disk used: /var/lib/docker 1%, containerd 1%.

    NAMESPACE  USED BY  CONTAINERS  RUNNING  IMAGES  NOT OK
    default    -                 1        1       1       0
    side       -                 1        0       1       0

    Next  dockerctx-inspect containers   every container, and who sees it
          dockerctx-inspect images       every image, and which store holds it
    ");
}

#[test]
fn daemons_without_containers() {
    let mut host = healthy();
    host.containers.clear();
    host.namespaces.clear();
    host.shims.clear();
    host.docker_daemons[0].containers = Some(0);
    host.docker_daemons[0].running = Some(0);
    let screen = shown(Kind::Host, &host, &on_a_pipe(80));
    assert!(screen.contains("\nNo containers.\n"), "{screen}");
    assert!(screen.contains("live-restore is off."), "{screen}");
}

#[test]
fn a_disk_that_is_nearly_full_is_always_said() {
    let mut host = broken();
    let disk = host.filesystems.get_mut("/var/lib/docker").unwrap();
    disk.free_inodes = disk.total_inodes / 100;
    let screen = shown(Kind::Host, &host, &on_a_pipe(80));
    assert!(
        screen.contains("/var/lib/docker has used 99% of its inodes"),
        "{screen}"
    );
}

#[test]
fn a_second_dockerd_is_told_apart() {
    let mut host = healthy();
    let mut second = host.docker_daemons[0].clone();
    second.endpoint = "/run/second/docker.sock".to_owned();
    second.pid = Some(99);
    second.live_restore = None;
    host.docker_daemons.push(second);
    let screen = shown(Kind::Host, &host, &on_a_pipe(80));
    assert!(screen.contains("dockerd 99 uses"), "{screen}");
}

#[test]
fn silent_shims_do_not_hide_the_daemons() {
    let mut host = broken();
    host.sources[1].status = SourceStatus::Partial;
    host.sources[1].detail = Some("tasks of moby: 2 did not answer".to_owned());
    let screen = shown(Kind::Host, &host, &on_a_pipe(80));
    assert!(
        screen.contains("told only a part: tasks of moby"),
        "{screen}"
    );
    for header in ["\nDAEMON ", "\nNAMESPACE ", "\nSOURCE "] {
        assert!(screen.contains(header), "{header}: {screen}");
    }
}

/// Restarts that would do harm are told as such.
#[test]
fn restarts_that_end_or_hang() {
    let shown_with = |change: fn(&mut Host)| {
        let mut host = broken();
        change(&mut host);
        let shown = shown(Kind::Host, &host, &on_a_pipe(80));
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let off = shown_with(|host| host.docker_daemons[0].live_restore = Some(false));
    let hangs =
        "live-restore is off: restarted, dockerd serves nobody while a shim is stopped (stuck).";
    assert!(off.contains(hangs), "{off}");
    let without = shown_with(|host| {
        let mut stuck = host
            .containers
            .iter_mut()
            .filter(|one| &*one.name == "stuck");
        let stuck = stuck.next().unwrap();
        (stuck.verdict, stuck.shim) = (Verdict::NoShim, None);
    });
    let ends = "live-restore is on, yet restarting dockerd ends stuck (no shim) if a restart policy is set.";
    assert!(without.contains(ends), "{without}");
    assert!(!without.contains("Restarting containerd"), "{without}");
}
