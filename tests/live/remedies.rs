//! The remedies that `explain` prints, done as printed: what was wrong is ok afterwards, and a
//! bystander on the same host has not noticed.
//!
//! The commands are cut out of the text that the tool prints, and the placeholders in them are filled
//! from the tool's own report: what is not in either cannot be done here. docs/remedies.md has what
//! else was tried, and what did not help.

use serde_json::Value;

use crate::generations::Kind;
use crate::lab::situations::{broken, verdicts};
use crate::lab::{Generation, MiniHost, Result, Signal, until};
use crate::support::{TOOL, container, each_a_test, items, json, side_by_side, text, with_tool};

/// Each waits for docker's patience most of its time.
const AT_ONCE: usize = 4;

each_a_test! {
    fn(Kind) -> Result<()>, |remedy| remedy(Kind::MACHINE);
    foreign
    leftover
    up_but_dead
    up_but_dead_with_its_pid_used_again
    stuck_shim
    no_record
    no_record_of_another_client
    down_but_alive
    no_shim
    orphan_shim
    an_orphan_whose_shim_is_ended_first_runs_on
    forgotten
    empty_shim
    a_loop_is_ended
    live_restore_without_a_restart
}

/// All of them on hosts of any engines.
pub(crate) fn all_on(kind: Kind) -> Result<()> {
    side_by_side(AT_ONCE, ALL, |remedy| remedy(kind))
}

/// A host with a container that nothing shall happen to.
struct Ward {
    host: MiniHost,
    bystander: u32,
}

impl Ward {
    fn new(kind: Kind) -> Result<Self> {
        let host = kind.on(broken::builder().tool(TOOL)).start()?;
        host.docker_run("bystander", &["sleep", "99999"])?;
        let bystander = host.docker_pid("bystander")?;
        Ok(Self { host, bystander })
    }

    /// The verdict of a container, which must be this before anything is mended; then the evidence is
    /// kept, as each text says first.
    fn patient(&self, name: &str, verdict: &str) -> Result<Remedy<'_>> {
        let mut remedy = Remedy::new(self, name, verdict)?;
        // What was made a moment ago may still be starting, and is `changing` for that long.
        until(&format!("{name} to be {verdict}"), || {
            remedy = Remedy::new(self, name, verdict)?;
            Ok(text(&remedy.container, "verdict") == verdict)
        })?;
        self.host.sh("rm -f before.json keep.tar")?;
        // 3: written, but a source told only a part, as happens on a host that needs mending.
        let capture = remedy.command("dockerctx-inspect capture")?;
        let written = self.host.run(&["sh", "-c", &capture])?;
        assert!([0, 3].contains(&written.code), "{}", written.stderr);
        self.host.sh("test -s before.json")?;
        Ok(remedy)
    }

    /// Nothing is wrong any more, and the bystander is the very same.
    fn is_well(&self) -> Result<()> {
        let mut report = Value::Null;
        until("nothing to be wrong any more", || {
            report = json(&self.host, &["containers"])?;
            let all = items(&report, "containers");
            Ok(all.iter().all(|one| one["severity"] == "ok"))
        })?;
        assert_eq!(self.host.docker_pid("bystander")?, self.bystander);
        assert_eq!(container(&report, "bystander")?["running"], true);
        Ok(())
    }

    fn status(&self, name: &str) -> Result<String> {
        self.host.inspect(name, ".State.Status")
    }

    /// Whether a container is there no more, in no claim of anybody.
    fn knows_nothing_of(&self, name: &str) -> Result<()> {
        assert!(container(&json(&self.host, &["containers"])?, name).is_err());
        Ok(())
    }
}

/// The text about a verdict, and what its placeholders stand for on this host.
struct Remedy<'a> {
    ward: &'a Ward,
    printed: String,
    container: Value,
}

impl<'a> Remedy<'a> {
    fn new(ward: &'a Ward, name: &str, word: &str) -> Result<Self> {
        let report = json(&ward.host, &["containers"])?;
        let printed = ward.host.tool(&["explain", word])?.stdout;
        Ok(Self {
            ward,
            printed,
            container: container(&report, name)?.clone(),
        })
    }

    /// A command of the text by its beginning, with the placeholders filled in.
    fn command(&self, start: &str) -> Result<String> {
        let mut lines = self.printed.lines();
        let line = lines
            .find(|line| line.starts_with("    ") && line.trim().starts_with(start))
            .ok_or_else(|| format!("not printed: {start}"))?;
        // What is said of a command stands behind it, two blanks apart.
        let mut command = line
            .trim()
            .split("  ")
            .next()
            .unwrap_or_default()
            .to_owned();
        if let Some(first) = command.strip_suffix('\\') {
            let rest = lines.next().unwrap_or_default().trim();
            command = format!("{first}{rest}");
        }
        Ok(self.filled(&command))
    }

    fn filled(&self, command: &str) -> String {
        let pid = |claim: &str| self.container[claim]["pid"].to_string();
        let mut words = vec![String::new()];
        for letter in command.chars() {
            let inside = letter.is_ascii_alphanumeric();
            let starts = words.last().is_some_and(|word| {
                word.chars()
                    .next()
                    .is_some_and(|first| first.is_ascii_alphanumeric())
                    != inside
            });
            if starts {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(letter);
            }
        }
        let fill = |word: String| match word.as_str() {
            "ID" => text(&self.container, "id").to_owned(),
            "NAME" => text(&self.container, "name").to_owned(),
            "NS" => text(&self.container, "namespace").to_owned(),
            "PID" => pid("process"),
            "SHIM" => pid("shim"),
            _ => word,
        };
        words.into_iter().map(fill).collect()
    }

    fn apply(&self, start: &str) -> Result<String> {
        self.ward.host.sh(&self.command(start)?)
    }

    /// The containers here ignore TERM as their init, of which the texts warn: then KILL.
    fn end_task(&self) -> Result<()> {
        let term = self.command("ctr -n NS tasks kill")?;
        self.ward.host.sh(&term)?;
        let pid = self.pid("process")?;
        assert!(self.ward.host.state_of(pid).is_some(), "TERM is ignored");
        self.ward.host.sh(&term.replace("-s TERM", "-s KILL"))?;
        self.gone(pid)
    }

    fn end_process(&self) -> Result<()> {
        let term = self.command("kill -TERM PID")?;
        self.ward.host.sh(&term)?;
        let pid = self.pid("process")?;
        self.ward.host.signal(pid, Signal::Kill)?;
        self.gone(pid)
    }

    fn pid(&self, claim: &str) -> Result<u32> {
        let pid = self.container[claim]["pid"].as_u64();
        Ok(pid.ok_or("no pid")?.try_into()?)
    }

    fn gone(&self, pid: u32) -> Result<()> {
        let host = &self.ward.host;
        until("it to end", || {
            Ok(host.state_of(pid).is_none_or(|state| state == 'Z'))
        })
    }
}

fn foreign(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::foreign(&ward.host, "rogue")?;
    let remedy = ward.patient("rogue", "foreign")?;
    remedy.apply("tar")?;
    assert!(ward.host.sh("tar -tf keep.tar")?.contains("./bin/busybox"));
    remedy.end_task()?;
    remedy.apply("ctr -n NS tasks rm")?;
    remedy.apply("ctr -n NS containers rm")?;
    ward.knows_nothing_of("rogue")?;
    ward.is_well()
}

fn leftover(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::leftover(&ward.host, "started")?;
    ward.patient("started", "leftover")?.apply("docker start")?;
    assert_eq!(ward.status("started")?, "running");
    ward.is_well()?;

    verdicts::leftover(&ward.host, "cleared")?;
    ward.patient("cleared", "leftover")?
        .apply("ctr -n NS containers rm")?;
    ward.is_well()?;
    ward.host.sh("docker start cleared")?;
    ward.is_well()
}

fn up_but_dead(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::lost(&ward.host, "lost")?;
    revive(&ward, "lost")?;
    verdicts::stopped_task(&ward.host, "ended")?;
    revive(&ward, "ended")
}

fn revive(ward: &Ward, name: &str) -> Result<()> {
    let remedy = ward.patient(name, "up-but-dead")?;
    let old = remedy.apply("docker inspect")?;
    let look = remedy.command("ps -p PID")?;
    let look = look.replace("null", &old);
    assert!(look.ends_with(&format!(" {old}")), "{look}");
    assert_eq!(ward.host.run(&["sh", "-c", &look])?.code, 1, "no process");
    remedy.apply("docker restart")?;
    assert_eq!(ward.status(name)?, "running");
    ward.is_well()
}

/// The number of the dead init was given to a process that has nothing to do with it. The remedy as
/// printed leaves that one alone (docker kill and docker rm -f would have ended it).
fn up_but_dead_with_its_pid_used_again(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::lost(&ward.host, "lost")?;
    let old: u32 = ward.host.inspect("lost", ".State.Pid")?.parse()?;
    let stranger = format!(
        "echo {} >/proc/sys/kernel/ns_last_pid; setsid sleep 99999 >/dev/null 2>&1 & echo $!",
        old - 1
    );
    until("the pid to be used again", || {
        Ok(ward.host.sh(&stranger)? == old.to_string())
    })?;
    let remedy = ward.patient("lost", "up-but-dead")?;
    let look = remedy
        .command("ps -p PID")?
        .replace("null", &old.to_string());
    assert!(
        ward.host.sh(&look)?.contains("sleep"),
        "the text says to look"
    );
    remedy.apply("docker restart")?;
    assert_eq!(ward.status("lost")?, "running");
    assert_eq!(ward.host.state_of(old), Some('S'), "the stranger");
    ward.is_well()
}

/// And up-but-dead by it: both are mended by waking the shim.
fn stuck_shim(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::stuck_shim(&ward.host, "stuck")?;
    let remedy = ward.patient("stuck", "stuck-shim")?;
    wake_shim(&remedy)?;
    ward.is_well()?;
    ward.host.sh("docker exec stuck true")?;

    verdicts::zombie_init(&ward.host, "zombie")?;
    let remedy = ward.patient("zombie", "up-but-dead")?;
    assert!(remedy.printed.contains("explain stuck-shim"));
    wake_shim(&Remedy::new(&ward, "zombie", "stuck-shim")?)?;
    ward.host.wait_status("zombie", "exited")?;
    ward.is_well()
}

fn wake_shim(remedy: &Remedy<'_>) -> Result<()> {
    assert!(remedy.printed.contains("    T   kill -CONT SHIM  "));
    remedy.ward.host.sh(&remedy.filled("kill -CONT SHIM"))?;
    Ok(())
}

/// Without an interruption: docker's own container has its record back.
fn no_record(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::no_record(&ward.host, "bare")?;
    let remedy = ward.patient("bare", "no-record")?;
    remedy.apply("ctr -n NS containers create --rootfs --label")?;
    ward.is_well()?;
    assert_eq!(ward.host.docker_pid("bare")?, remedy.pid("process")?);
    ward.host
        .sh("docker exec bare true && docker stop -t 1 bare")?;
    remedy.gone(remedy.pid("process")?)?;
    ward.is_well()?;
    ward.host.sh("docker start bare")?;
    ward.is_well()
}

fn no_record_of_another_client(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    ward.host.ctr_run("apps", "bare")?;
    ward.host.delete_record("apps", "bare")?;
    let remedy = ward.patient("bare", "no-record")?;
    remedy.apply("ctr -n NS containers create --rootfs /none ID")?;
    remedy.apply("ctr -n NS tasks rm -f")?;
    remedy.apply("ctr -n NS containers rm")?;
    ward.knows_nothing_of("bare")?;
    ward.is_well()
}

fn down_but_alive(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    let id = ward.host.docker_run("ghost", &["sleep", "99999"])?;
    ward.host
        .sh("docker exec ghost sh -c 'echo kept >/tmp/file'")?;
    ward.host.delete_record("moby", &id)?;
    ward.host.sh("docker stop -t 0 ghost")?;
    let remedy = ward.patient("ghost", "down-but-alive")?;
    remedy.apply("docker commit")?;
    remedy.apply("ctr -n NS containers create")?;
    remedy.end_task()?;
    // From 26.1 on docker hears of the end, and clears the task away itself: the text says so.
    let removed = remedy.apply("ctr -n NS tasks rm");
    match kind.generation {
        Generation::Machine => drop(removed?),
        Generation::Trixie | Generation::Sid => {
            let refused = removed.err().map(|error| error.to_string());
            let by_docker = refused.is_none_or(|why| why.contains("not found"));
            assert!(by_docker && remedy.printed.contains("docker has done it"));
        }
    }
    remedy.apply("docker start")?;
    assert_eq!(ward.host.sh("docker exec ghost cat /tmp/file")?, "kept");
    ward.is_well()?;
    ward.host.sh("docker run --rm keep:1 cat /tmp/file")?;
    ward.is_well()
}

fn no_shim(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::no_shim(&ward.host, "lonely")?;
    let remedy = ward.patient("lonely", "no-shim")?;
    remedy.apply("docker commit")?;
    remedy.end_process()?;
    remedy.apply("docker restart NAME || docker start NAME")?;
    assert_eq!(ward.status("lonely")?, "running");
    ward.is_well()
}

fn orphan_shim(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::orphan_shim(&ward.host, "orphan")?;
    let remedy = ward.patient("orphan", "orphan-shim")?;
    remedy.apply("tar")?;
    remedy.end_process()?;
    let below = remedy.command("ps -o pid,stat,args --ppid SHIM")?;
    // A zombie until the shim has read its exit.
    until("no process to be below the shim", || {
        Ok(ward.host.run(&["sh", "-c", &below])?.code == 1)
    })?;
    remedy.apply("kill -TERM SHIM")?;
    remedy.gone(remedy.pid("shim")?)?;
    ward.knows_nothing_of("orphan")?;
    ward.is_well()
}

/// What the text warns of: the order matters.
fn an_orphan_whose_shim_is_ended_first_runs_on(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    verdicts::orphan_shim(&ward.host, "orphan")?;
    let remedy = ward.patient("orphan", "orphan-shim")?;
    remedy.apply("kill -TERM SHIM")?;
    remedy.gone(remedy.pid("shim")?)?;
    let (process, host) = (remedy.pid("process")?, &ward.host);
    assert_eq!(host.state_of(process), Some('S'));
    assert_eq!(host.sh(&format!("ps -o ppid= -p {process}"))?.trim(), "1");
    Ok(())
}

/// Given back what it lost, and nothing stops; or ended.
fn forgotten(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    let id = verdicts::forgotten(&ward.host, "lost")?;
    let remedy = ward.patient(&id, "forgotten")?;
    assert_eq!(remedy.apply("docker info")?, "true");
    ward.host
        .sh(&format!("mv /run/lab/{id} /var/lib/docker/containers/"))?;
    ward.host.stop_daemon("dockerd")?;
    ward.host.start_dockerd()?;
    assert_eq!(ward.host.docker_pid("lost")?, remedy.pid("process")?);
    ward.is_well()?;

    let id = verdicts::forgotten(&ward.host, "ended")?;
    let remedy = ward.patient(&id, "forgotten")?;
    remedy.apply("tar")?;
    remedy.apply("docker import")?;
    remedy.end_task()?;
    remedy.apply("ctr -n NS tasks rm")?;
    remedy.apply("ctr -n NS containers rm")?;
    ward.knows_nothing_of(&id)?;
    ward.is_well()
}

/// An ended task of ctr: not wrong, and its shim goes with it.
fn empty_shim(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    ward.host.ctr_run_with("default", "ended", &[], &["true"])?;
    until("the task to end", || {
        Ok(ward.host.sh("ctr tasks ls")?.contains("STOPPED"))
    })?;
    ward.is_well()?;
    let remedy = Remedy::new(&ward, "ended", "empty")?;
    remedy.apply("ctr -n NS tasks rm")?;
    let shims = json(&ward.host, &["shims"])?;
    assert!(
        items(&shims, "shims")
            .iter()
            .all(|shim| shim["id"] != "ended")
    );
    ward.is_well()
}

fn a_loop_is_ended(kind: Kind) -> Result<()> {
    let ward = Ward::new(kind)?;
    ward.host
        .docker_run_with("looping", &["--restart=always"], &["false"])?;
    let remedy = Remedy::new(&ward, "looping", "changing")?;
    // docker refuses an update in the moment between two runs, and says so: typed again, it works.
    until("docker to take the update", || {
        Ok(remedy.apply("docker update").is_ok())
    })?;
    ward.host.wait_status("looping", "exited")?;
    ward.is_well()
}

/// Switched on by a signal, after which a restart of dockerd stops nothing.
fn live_restore_without_a_restart(kind: Kind) -> Result<()> {
    let host = kind.on(with_tool()).start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    let pid = host.docker_pid("web")?;
    let printed = host.tool(&["explain", "live-restore"])?.stdout;
    assert!(printed.contains("\"live-restore\": true") && printed.contains("kill -HUP PID"));
    let dockerd = host.pid_of("dockerd")?;
    // Beside what is there: a store that was chosen.
    let path = host.path("/etc/docker/daemon.json");
    let mut settings: Value = match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => serde_json::json!({}),
    };
    settings["live-restore"] = true.into();
    std::fs::write(&path, settings.to_string())?;
    host.sh(&format!("kill -HUP {dockerd}"))?;
    until("dockerd to take it", || {
        Ok(host.sh("docker info -f '{{.LiveRestoreEnabled}}'")? == "true")
    })?;
    host.stop_daemon("dockerd")?;
    host.start_dockerd()?;
    assert_eq!(host.docker_pid("web")?, pid);
    Ok(())
}
