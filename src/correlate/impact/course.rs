//! What comes over the engines, in order: the action, what it takes along, and who is started again.

use std::fmt::Write as _;

use super::{Action, units};
use crate::correlate::host::{Condition, Engine, Host};
use crate::model::{EngineKind, Unit};

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
    /// What it does cannot be told.
    Unsure,
}

#[derive(Debug, Clone)]
pub(super) struct Turn<'a> {
    pub(super) engine: &'a Engine,
    pub(super) what: What<'a>,
    pub(super) why: String,
    pub(super) evidence: Option<String>,
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

/// `dockerd 812`.
pub(super) fn name(engine: &Engine) -> String {
    let word = engine.kind.word();
    engine
        .pid
        .map_or_else(|| word.to_owned(), |pid| format!("{word} {pid}"))
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
    making.course
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
        self.tell_of_sockets(engine);
        self.tell_of_silence(engine);
    }

    fn of_one_that_does_not_run(&mut self, engine: &'a Engine) {
        let name = name(engine);
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
        let name = name(engine);
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
        });
    }

    /// It goes, and takes along what hangs on it.
    fn down(&mut self, engine: &'a Engine, what: What<'a>, why: String, evidence: Option<String>) {
        if self
            .course
            .now
            .iter()
            .any(|turn| turn.engine.key == engine.key)
        {
            return;
        }
        self.turn(engine, what, why, evidence);
        let host = self.host;
        for child in children(host, engine) {
            let why = format!("{} started it, and takes it along", name(engine));
            let evidence = child
                .pid
                .map(|_| "it is its child process (/proc)".to_owned());
            self.down(child, what, why, evidence);
        }
        let Some(unit) = units::of(host, engine) else {
            return;
        };
        if units::ends_group(unit) {
            let mode = unit.kill_mode.as_deref().unwrap_or_default();
            let why = format!("systemd ends all that is in the cgroup of {}", unit.name);
            let evidence = format!("{}: KillMode={mode} (systemd)", unit.name);
            self.turn(engine, What::GroupDies(&unit.name), why, Some(evidence));
        }
        for (other, of_other, tie) in tied(host, unit, what == What::Dies) {
            let why = format!("systemd stops it with {}", unit.name);
            let evidence = format!("{}: {tie}={} (systemd)", of_other.name, unit.name);
            self.down(other, What::Ends, why, Some(evidence));
        }
    }

    /// Who starts what has ended, and when.
    fn up_again(&mut self, engine: &'a Engine) {
        let gone: Vec<&Engine> = (self.course.now.iter())
            .filter(|turn| matches!(turn.what, What::Ends | What::Dies))
            .map(|turn| turn.engine)
            .collect();
        let by = &engine.managed_by;
        let unit = units::of(self.host, engine);
        let by_itself = match (self.action, unit) {
            (Action::Restart, _) => Some(("it is started again".to_owned(), None)),
            (Action::Kill, Some(unit)) if units::starts_again(unit) => {
                let restart = unit.restart.as_deref().unwrap_or_default();
                let evidence = format!("{}: Restart={restart} (systemd)", unit.name);
                let why = "systemd starts it again".to_owned();
                Some((why, Some(evidence)))
            }
            _ if by.kind == "dockerd" => {
                let pid = by.pid.map_or_else(String::new, |pid| format!(" {pid}"));
                let why = format!("dockerd{pid} starts another one after some 10 s");
                Some((why, Some("it is its child process (/proc)".to_owned())))
            }
            _ => None,
        };
        let (why, evidence) = by_itself
            .clone()
            .unwrap_or_else(|| ("somebody starts it again".to_owned(), None));
        // Whoever is used is started before its users.
        let starts = gone.into_iter().rev().map(|engine| Turn {
            engine,
            what: What::Starts,
            why: why.clone(),
            evidence: evidence.clone(),
        });
        let starts: Vec<Turn<'a>> = starts.collect();
        match by_itself {
            Some(_) => self.course.now.extend(starts),
            None => self.course.later.extend(starts),
        }
    }

    fn tell_of_sockets(&mut self, engine: &'a Engine) {
        let Some(unit) = units::of(self.host, engine).filter(|_| self.action == Action::Stop)
        else {
            return;
        };
        for socket in units::sockets(self.host, unit) {
            let mut note = format!(
                "{} goes on listening: the next client that connects starts {} again.",
                socket.name, unit.name
            );
            let clients = engine
                .endpoints
                .iter()
                .flat_map(|one| one.clients.iter().flatten());
            let clients: Vec<String> = clients
                .map(|peer| format!("{} (pid {})", peer.command, peer.pid))
                .collect();
            if !clients.is_empty() {
                let clients = clients.join(", ");
                let _ = write!(note, " Who is connected now may do so at once: {clients}.");
            }
            let user = unit.user.map_or("", |_| " --user");
            let _ = write!(
                note,
                " To keep it down: systemctl{user} stop {} {}.",
                socket.name, unit.name
            );
            self.course.notes.push(note);
        }
    }
}

impl<'a> Making<'a> {
    /// What ends by itself without containerd.
    fn tell_of_silence(&mut self, engine: &'a Engine) {
        let endpoints = &engine.endpoints;
        let uses = |docker: &&Engine| {
            let mut uses = docker.uses.iter();
            uses.any(|used| endpoints.iter().any(|one| one.path == used.endpoint))
        };
        let dockers = self.host.engines.iter();
        let mut dockers = dockers.filter(|one| one.kind == EngineKind::Dockerd);
        if engine.kind == EngineKind::Containerd && dockers.any(|docker| uses(&docker)) {
            self.course.notes.push(
                "What ends by itself while containerd is away: docker says Up until containerd is \
                 back; since version 26 (not 20.10) until dockerd is restarted."
                    .to_owned(),
            );
        }
    }
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

/// The engines that systemd stops with this unit.
fn tied<'a>(
    host: &'a Host,
    unit: &'a Unit,
    dies: bool,
) -> Vec<(&'a Engine, &'a Unit, &'static str)> {
    let others = host.engines.iter().filter(|engine| engine.pid.is_some());
    let tied = others.filter_map(|engine| {
        let own = units::of(host, engine).filter(|own| own.user == unit.user)?;
        Some((engine, own, units::tie(own, &unit.name, dies)?))
    });
    tied.collect()
}
