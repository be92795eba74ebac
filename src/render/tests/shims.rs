//! The screen of `shims`.

use insta::assert_snapshot;

use crate::render::Kind;
use crate::render::testing::*;

#[test]
fn each_serves_one() {
    assert_snapshot!(shown(Kind::Shims, &healthy(), &on_a_pipe(80)), @r"
    PID  NAMESPACE  ID            SERVES  CHILDREN   STATE  UP  VERDICT
    159  moby       7293f6b1c41b  web     180 sleep  S      4m  ok
    331  moby       rogue         rogue   351 sleep  S      4m  ok
    381  default    plain         plain   402 sleep  S      4m  ok

    3 shims, all of containerd at /run/containerd/containerd.sock; each serves one.
    ");
}

#[test]
fn broken_host() {
    assert_snapshot!(shown(Kind::Shims, &broken(), &on_a_pipe(80)), @r"
    PID  NAMESPACE  ID            SERVES    CHILDREN    STATE  UP   VERDICT
    717  default    orphaned      -         740 sleep   S      24s  orphan-shim
    378  moby       1a8e8870b0f7  stuck     400 sleep   T      26s  stuck-shim
    443  moby       a7b0cb318fdc  deadinit  463 zombie  T      26s  stuck-shim
    180  moby       c2306c838244  fine      201 sleep   S      26s  ok
    311  moby       182ee3efc156  -         333 sleep   S      26s  ok
    506  moby       70ab9c4b1f4c  noshim    526 sleep   S      26s  ok
    671  moby       rogue         rogue     691 sleep   S      24s  ok

    7 shims, 1 orphan, 2 stuck.
    orphan-shim  717  bundle gone (its cwd is deleted); killing it ends 740 as well
    stuck-shim   378  stopped by a signal; kill -CONT 378 resumes it
    stuck-shim   443  stopped by a signal; kill -CONT 443 lets docker see 463's exit
    ");
}

#[test]
fn narrow() {
    assert_snapshot!(shown(Kind::Shims, &broken(), &on_a_pipe(60)), @r"
    PID  ID            SERVES    CHILDREN    STATE  VERDICT
    717  orphaned      -         740 sleep   S      orphan-shim
    378  1a8e8870b0f7  stuck     400 sleep   T      stuck-shim
    443  a7b0cb318fdc  deadinit  463 zombie  T      stuck-shim
    180  c2306c838244  fine      201 sleep   S      ok
    311  182ee3efc156  -         333 sleep   S      ok
    506  70ab9c4b1f4c  noshim    526 sleep   S      ok
    671  rogue         rogue     691 sleep   S      ok

    7 shims, 1 orphan, 2 stuck.
    orphan-shim  717  bundle gone (its cwd is deleted); killing
                      it ends 740 as well
    stuck-shim   378  stopped by a signal; kill -CONT 378
                      resumes it
    stuck-shim   443  stopped by a signal; kill -CONT 443 lets
                      docker see 463's exit
    ");
}

#[test]
fn none() {
    assert_snapshot!(shown(Kind::Shims, &empty(), &on_a_pipe(80)), @r"
    No shims to show.
    ");
}
