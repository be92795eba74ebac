//! What comes over the engines, in order: the action, what it takes along, and who is started again.

use super::units::Tie;
use super::{Action, notes, stopped, units};
use crate::correlate::host::{Condition, Engine, Host};
use crate::model::EngineKind;

/// What comes over one engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// It is asked to end, and does what it does then.
    Ends,
    /// Its process is killed.
    Dies,
    /// All that is in the cgroup of this service is killed.
    GroupDies(&'a str),
    Starts,
    /// It is started, and does not get as far as to serve.
    Hangs,
    /// What it does cannot be told.
    Unsure,
}

#[derive(Debug, Clone)]
pub(super) struct Turn<'a> {
    pub(super) engine: &'a Engine,
    pub(super) what: What<'a>,
    pub(super) why: String,
    pub(super) evidence: Option<String>,
    /// Of a dockerd that cannot work with its containerd.
    pub(super) without: Option<Without>,
}

/// What dockerd does to containers it does through its containerd. docs/impact.md has what was measured.
#[derive(Debug, Clone)]
pub(super) struct Without {
    pub(super) why: String,
    /// containerd is stopped (state T): dockerd waits for it, and leaves all as it is.
    pub(super) waits: bool,
}

/// The turns of an action.
#[derive(Debug, Default)]
pub(super) struct Course<'a> {
    /// Until everything has settled, with nobody's help.
    pub(super) now: Vec<Turn<'a>>,
    /// When what has ended is started as it was before; empty: nothing has to be.
    pub(super) later: Vec<Turn<'a>>,
    pub(super) notes: Vec<String>,
}

/// How the action is typed.
pub(super) fn command(engine: &Engine, action: Action) -> String {
    let by = &engine.managed_by;
    let user = match by.user_unit {
        Some(true) => " --user",
        _ => "",
    };
    let pid = engine
        .pid
        .map_or_else(|| "PID".to_owned(), |p| p.to_string());
    let unit = by.unit.as_ref().filter(|_| by.kind == "systemd");
    match (action, unit) {
        (Action::Kill, _) => format!("kill -KILL {pid}"),
        (_, Some(unit)) => format!("systemctl{user} {} {unit}", action.word()),
        (Action::Stop, None) => format!("kill -TERM {pid}"),
        (Action::Restart, None) => format!("kill -TERM {pid}, then its command again"),
    }
}

pub(super) fn course<'a>(host: &'a Host, engine: &'a Engine, action: Action) -> Course<'a> {
    let mut making = Making {
        host,
        action,
        course: Course::default(),
    };
    making.make(engine);
    making.course.is_without_containerd(host);
    making.course.meets_stopped_shims(host);
    making.course
}

impl<'a> Course<'a> {
    /// A dockerd that waits for its containerd serves nobody.
    fn is_without_containerd(&mut self, host: &'a Host) {
        let mut started: Vec<&str> = Vec::new();
        let mut notes = Vec::new();
        for turn in self.now.iter_mut().chain(&mut self.later) {
            match (turn.engine.kind, turn.what) {
                (EngineKind::Containerd, What::Starts) => started.push(&turn.engine.key),
                (EngineKind::Dockerd, What::Ends | What::Starts) => {
                    let Some(without) = without_containerd(host, turn.engine, &started) else {
                        continue;
                    };
                    notes.push(notes::without_containerd(turn.engine, &without));
                    if without.waits && turn.what == What::Starts {
                        turn.what = What::Hangs;
                        turn.why += ", and serves nobody";
                    }
                    turn.without = Some(without);
                }
                _ => {}
            }
        }
        notes.dedup();
        self.notes.splice(0..0, notes);
    }

    /// A dockerd that waits for one of them serves nobody. A containerd that starts before has ended what
    /// they hold.
    fn meets_stopped_shims(&mut self, host: &'a Host) {
        let mut tidied: Vec<&str> = Vec::new();
        let mut notes = Vec::new();
        let starts = self.now.iter_mut().chain(&mut self.later);
        for turn in starts.filter(|turn| turn.what == What::Starts) {
            let engine = turn.engine;
            if engine.kind == EngineKind::Containerd {
                let shims = stopped::of_containerd(host, engine);
                notes.extend(notes::tidies(engine, &shims));
                tidied.push(&engine.key);
                continue;
            }
            let mut containerds = host.engines.iter().filter(|one| engine.uses_engine(one));
            let shims = stopped::of_dockerd(host, engine);
            if !shims.is_empty() && !containerds.any(|one| tidied.contains(&one.key.as_str())) {
                turn.what = What::Hangs;
                turn.why += ", and serves nobody";
                notes.push(notes::hangs(engine, &shims));
            }
        }
        // What to do before comes first.
        self.notes.splice(0..0, notes);
    }
}

/// Why this dockerd reaches no containerd, unless that has been started before.
fn without_containerd(host: &Host, dockerd: &Engine, started: &[&str]) -> Option<Without> {
    let kind = EngineKind::Containerd;
    let used = dockerd.uses.iter().find(|used| used.kind == kind)?;
    let without = |why: String, waits| Some(Without { why, waits });
    let Some(containerd) = host.engine_at(kind, &used.endpoint) else {
        let why = format!("nobody serves {}, its containerd's socket", used.endpoint);
        return without(why, false).filter(|_| used.is_broken());
    };
    let name = containerd.name();
    let mut endpoints = containerd.endpoints.iter();
    let is_silent = endpoints.any(|one| one.is_at(&used.endpoint) && one.state == "unresponsive");
    match containerd.condition() {
        _ if started.contains(&containerd.key.as_str()) => None,
        Condition::Down => without("its containerd does not run".to_owned(), false),
        Condition::Stopped => without(format!("{name} is stopped (state T)"), true),
        _ if is_silent => without(format!("{name} does not answer"), false),
        _ => None,
    }
}

struct Making<'a> {
    host: &'a Host,
    action: Action,
    course: Course<'a>,
}

impl<'a> Making<'a> {
    fn make(&mut self, engine: &'a Engine) {
        if engine.pid.is_none() {
            return self.of_one_that_does_not_run(engine);
        }
        if let Some(doubt) = self.doubt(engine) {
            return self.turn(engine, What::Unsure, doubt, None);
        }
        let what = match self.action {
            Action::Kill => What::Dies,
            Action::Stop | Action::Restart => What::Ends,
        };
        let why = match what {
            What::Dies => "it is killed",
            _ => "it is told to end",
        };
        self.down(engine, what, why.to_owned(), None);
        self.up_again(engine);
        self.course.notes = notes::notes(self.host, engine, self.action);
    }

    fn of_one_that_does_not_run(&mut self, engine: &'a Engine) {
        let name = engine.name();
        match self.action {
            Action::Restart => {
                let why = format!("{name} does not run: to restart it is to start it");
                self.turn(engine, What::Starts, why, None);
            }
            Action::Stop | Action::Kill => {
                let armed = match engine.condition() {
                    Condition::Armed => "; its socket goes on listening, and any client starts it",
                    _ => "",
                };
                self.course
                    .notes
                    .push(format!("{name} does not run{armed}."));
            }
        }
    }

    /// Why nothing can be said at all.
    fn doubt(&self, engine: &Engine) -> Option<String> {
        let name = engine.name();
        if let Some(container) = &engine.nested_in {
            return Some(format!(
                "{name} runs inside container {container}, which may end with it"
            ));
        }
        // systemd resumes what it stops.
        let is_resumed = self.action == Action::Kill || units::of(self.host, engine).is_some();
        (engine.condition() == Condition::Stopped && !is_resumed)
            .then(|| format!("{name} is stopped (state T): it acts on SIGTERM when it is resumed"))
    }

    fn turn(&mut self, engine: &'a Engine, what: What<'a>, why: String, evidence: Option<String>) {
        self.course.now.push(Turn {
            engine,
            what,
            why,
            evidence,
            without: None,
        });
    }

    /// It goes, with what it has started itself, and with its cgroup if that is so.
    fn down(&mut self, engine: &'a Engine, what: What<'a>, why: String, evidence: Option<String>) {
        self.turn(engine, what, why, evidence);
        let host = self.host;
        for child in children(host, engine) {
            let why = format!("{} started it, and takes it along", engine.name());
            self.down(child, what, why, Some(is_child(child, engine)));
        }
        if let Some(unit) = units::of(host, engine).filter(|unit| units::ends_group(unit)) {
            let mode = unit.kill_mode.as_deref().unwrap_or_default();
            let why = format!("systemd ends all that is in the cgroup of {}", unit.name);
            let evidence = format!("{}: KillMode={mode} (systemd)", unit.name);
            self.turn(engine, What::GroupDies(&unit.name), why, Some(evidence));
        }
    }

    /// Who goes with its unit, and which of these are started with it.
    fn tied(&mut self, engine: &'a Engine, going: Going) -> Vec<Turn<'a>> {
        let mut starts = Vec::new();
        let Some(unit) = units::of(self.host, engine) else {
            return starts;
        };
        for (other, own, tie) in units::tied(self.host, unit) {
            let is_known = |turn: &Turn<'_>| turn.engine.key == other.key;
            let Some(going) = going
                .with(tie)
                .filter(|_| !self.course.now.iter().any(is_known))
            else {
                continue;
            };
            let evidence = format!("{}: {}={} (systemd)", own.name, tie.word(), unit.name);
            let why = format!("systemd stops it with {}", unit.name);
            self.down(other, What::Ends, why, Some(evidence.clone()));
            if going == Going::Restarted {
                let why = format!("systemd starts it with {}", unit.name);
                starts.extend(self.starts(other, &why, Some(evidence)));
            }
            starts.extend(self.tied(other, going));
        }
        starts
    }

    /// It is started again; what it starts itself comes first, for that is what it uses.
    fn starts(&self, engine: &'a Engine, why: &str, evidence: Option<String>) -> Vec<Turn<'a>> {
        let children = children(self.host, engine).map(|child| Turn {
            engine: child,
            what: What::Starts,
            why: format!("{} starts it again", engine.kind.word()),
            evidence: Some(is_child(child, engine)),
            without: None,
        });
        let mut starts: Vec<Turn<'a>> = children.collect();
        starts.push(Turn {
            engine,
            what: What::Starts,
            why: why.to_owned(),
            evidence,
            without: None,
        });
        starts
    }

    /// Who starts what has ended, and when.
    fn up_again(&mut self, engine: &'a Engine) {
        let by = &engine.managed_by;
        let unit = units::of(self.host, engine);
        let by_itself = match (self.action, unit) {
            (Action::Restart, _) => Some(("it is started again".to_owned(), None)),
            (Action::Kill, Some(unit)) if units::starts_again(unit) => {
                let restart = unit.restart.as_deref().unwrap_or_default();
                let evidence = format!("{}: Restart={restart} (systemd)", unit.name);
                Some(("systemd starts it again".to_owned(), Some(evidence)))
            }
            _ if by.kind == "dockerd" => {
                let pid = by.pid.map_or_else(String::new, |pid| format!(" {pid}"));
                let why = format!("dockerd{pid} starts another one after some 10 s");
                let evidence = format!(
                    "{} is a child process of dockerd{pid} (/proc)",
                    engine.name()
                );
                Some((why, Some(evidence)))
            }
            _ => None,
        };
        let going = match (self.action, &by_itself) {
            (Action::Stop, _) => Going::Stopped,
            (Action::Restart, _) => Going::Restarted,
            (Action::Kill, Some(_)) => Going::DiedAndBack,
            (Action::Kill, None) => Going::Died,
        };
        let tied = self.tied(engine, going);
        match by_itself {
            Some((why, evidence)) => {
                let starts = self.starts(engine, &why, evidence);
                self.course.now.extend(starts);
                self.course.now.extend(tied);
            }
            None => self.course.later = self.starts(engine, "somebody starts it again", None),
        }
    }
}

/// How a unit goes, for those that are tied to it. All of it was tried: tests/live/impact/ties.rs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Going {
    Stopped,
    Restarted,
    Died,
    /// Its process died, and systemd starts it again.
    DiedAndBack,
}

impl Going {
    /// How a unit goes with one that goes so; `None`: it stays.
    fn with(self, tie: Tie) -> Option<Self> {
        match (self, tie) {
            (Self::Stopped, _) => Some(Self::Stopped),
            (Self::Restarted, _) => Some(Self::Restarted),
            // Whoever is bound ends at once, and nobody starts it again.
            (Self::Died | Self::DiedAndBack, Tie::BindsTo) => Some(Self::Stopped),
            // To start a unit again after its death is a restart, which its dependents are part of.
            (Self::DiedAndBack, Tie::Requires | Tie::PartOf) => Some(Self::Restarted),
            (Self::Died, Tie::Requires | Tie::PartOf) => None,
        }
    }
}

fn is_child(child: &Engine, parent: &Engine) -> String {
    format!(
        "{} is a child process of {} (/proc)",
        child.name(),
        parent.name()
    )
}

/// The engines that an engine has started itself: a managed containerd, what is under rootlesskit.
fn children<'a>(host: &'a Host, engine: &'a Engine) -> impl Iterator<Item = &'a Engine> {
    host.engines.iter().filter(move |other| {
        let by = &other.managed_by;
        let is_kept = by.kind == "dockerd" && engine.kind == EngineKind::Dockerd;
        let is_below = by.kind == "rootlesskit" && engine.kind == EngineKind::Rootlesskit;
        (is_kept || is_below) && by.pid.is_some() && by.pid == engine.pid
    })
}
