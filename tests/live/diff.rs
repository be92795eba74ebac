//! `diff`: a host is broken and captured, mended, and the two are laid beside each other.

use serde_json::Value;

use crate::lab::situations::fill::fill;
use crate::lab::{MiniHost, Result, Signal};
use crate::support::{items, json, screen, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_a_repair_did() -> Result<()> {
    let host = with_tool().start()?;
    fill(&host)?;
    let shim = host.shim_of(host.docker_pid("web")?)?;
    host.signal(shim, Signal::Stop)?;
    captured(&host, "before.json", 0)?;
    nothing_changed_by_itself(&host)?;
    mend(&host, shim)?;
    told_as_it_was_done(&host)?;
    silence_is_nobodys_end(&host)
}

/// A stopped shim makes containerd tell a part only; the capture is written whatever the code.
fn captured(host: &MiniHost, name: &str, code: i32) -> Result<()> {
    let written = host.tool(&["capture", name, "--allow-partial"])?;
    assert_eq!(written.code, code, "{}", written.stderr);
    Ok(())
}

fn nothing_changed_by_itself(host: &MiniHost) -> Result<()> {
    let diff = json(host, &["diff", "before.json", "--allow-partial"])?;
    assert_eq!(items(&diff, "diff"), [] as [Value; 0], "{diff}");
    assert_eq!(names(&diff, "left"), ["rogue", "web"]);
    let told = screen(host, &["diff", "before.json", "--allow-partial"])?;
    let first = "2 problems before, 2 now; new: none; left: ";
    assert!(told.starts_with(first), "{told}");
    Ok(())
}

/// The shim goes on, who is foreign is removed, and dockerd is started anew.
fn mend(host: &MiniHost, shim: u32) -> Result<()> {
    host.signal(shim, Signal::Cont)?;
    host.sh("ctr -n moby tasks rm -f rogue && ctr -n moby containers rm rogue")?;
    host.kill_daemon("dockerd")?;
    host.start_dockerd()?;
    host.sh("docker start web && docker rm idle && docker tag bb:1 also:1")?;
    host.ctr_image("late")?;
    host.sh("ctr -n late run -d docker.io/library/bb:1 newcomer sleep 99999")?;
    Ok(())
}

fn told_as_it_was_done(host: &MiniHost) -> Result<()> {
    let diff = json(host, &["diff", "before.json"])?;
    assert_eq!(names(&diff, "mended"), ["web"]);
    assert_eq!(names(&diff, "gone"), ["rogue"]);
    assert_eq!(names(&diff, "new"), [""; 0]);
    assert_eq!(diff["summary"]["problems_before"], 2, "{diff}");
    assert_eq!(diff["summary"]["problems_after"], 0, "{diff}");
    for (change, subject, name) in [
        ("mended", "container", "web"),
        ("gone", "container", "rogue"),
        ("gone", "container", "idle"),
        ("appeared", "container", "newcomer"),
        ("appeared", "namespace", "late"),
        ("changed", "image", "also:1"),
    ] {
        let found = changed(&diff, subject, name)?;
        assert_eq!(text(found, "change"), change, "{found}");
    }
    let pid = host.docker_pid("web")?.to_string();
    assert_eq!(
        fact(changed(&diff, "container", "web")?, "pid"),
        Some(pid.as_str())
    );
    let dockerd = host.pid_of("dockerd")?.to_string();
    let engine = changed(&diff, "engine", "dockerd")?;
    assert_eq!(fact(engine, "pid"), Some(dockerd.as_str()));
    let told = screen(host, &["diff", "before.json"])?;
    let first = "2 problems before, none now; mended: web; gone: rogue; new: none.";
    assert_eq!(told.lines().next(), Some(first), "{told}");
    let widest = told.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{told}");
    Ok(())
}

/// Two files; in the later one docker is silent. What only docker could tell is not called gone.
fn silence_is_nobodys_end(host: &MiniHost) -> Result<()> {
    captured(host, "after.json", 0)?;
    host.freeze_daemon("dockerd")?;
    captured(host, "frozen.json", 0)?;
    host.wake_daemon("dockerd")?;
    let arguments = ["diff", "after.json", "frozen.json", "--json"];
    let output = host.tool(&arguments)?;
    assert_eq!(output.code, 3, "{}", output.stderr);
    let diff: Value = serde_json::from_str(&output.stdout)?;
    let containers = items(&diff, "diff").iter();
    let mut containers = containers.filter(|one| one["subject"]["kind"] == "container");
    assert!(containers.all(|one| one["change"] == "unknown"), "{diff}");
    // docker's files still tell of it, but not whether they are true now.
    let done = changed(&diff, "container", "done")?;
    assert_eq!(text(&done["after"], "state"), "unverified", "{done}");
    Ok(())
}

/// The names in one of the lists of problems, sorted.
fn names<'a>(diff: &'a Value, list: &str) -> Vec<&'a str> {
    let named = items(&diff["problems"], list).iter();
    let mut names: Vec<&str> = named.map(|one| text(one, "name")).collect();
    names.sort_unstable();
    names
}

fn changed<'a>(diff: &'a Value, kind: &str, name: &str) -> Result<&'a Value> {
    let mut changes = items(diff, "diff").iter();
    let found = changes.find(|one| one["subject"]["kind"] == kind && text(one, "name") == name);
    found.ok_or_else(|| format!("no change of {kind} {name}: {}", diff["diff"]).into())
}

/// What a fact is now.
fn fact<'a>(change: &'a Value, name: &str) -> Option<&'a str> {
    let mut facts = items(change, "facts").iter();
    facts.find(|fact| text(fact, "fact") == name)?["after"].as_str()
}
