//! One line about one side of an engine: its topic and a sentence.

use crate::correlate::host::{Endpoint, Engine, ManagedBy, Use};
use crate::model::Setting;
use crate::render::style::Tone;
use crate::render::text::and_list;

/// What a line is about; stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Armed,
    Down,
    Remark,
    Socket,
    Uses,
    Setting,
}

impl Topic {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Armed => "armed",
            Self::Down => "down",
            Self::Remark => "remark",
            Self::Socket => "socket",
            Self::Uses => "uses",
            Self::Setting => "setting",
        }
    }
}

pub(super) struct Line {
    pub(super) topic: Topic,
    pub(super) tone: Tone,
    pub(super) text: String,
}

/// `dockerd 812`; by its kind alone where it does not run.
pub(super) fn name(engine: &Engine) -> String {
    let kind = engine.kind.word();
    match engine.pid {
        Some(pid) => format!("{kind} {pid}"),
        None => kind.to_owned(),
    }
}

/// The id in `moby/ID@ENDPOINT`, or the id that stands in a key's place.
pub(super) fn id_in_key(key: &str) -> &str {
    let id = key.split_once('@').map_or(key, |(object, _)| object);
    id.split_once('/').map_or(id, |(_, id)| id)
}

/// `not running, armed by docker.socket: any client starts it`.
pub(super) fn not_running(engine: &Engine) -> Option<Line> {
    if engine.pid.is_some() {
        return None;
    }
    let by = &engine.managed_by;
    Some(match engine.is_armed() {
        true => Line {
            topic: Topic::Armed,
            tone: Tone::Plain,
            text: format!("not running, armed{}: any client starts it", activator(by)),
        },
        false => Line {
            topic: Topic::Down,
            tone: Tone::Warning,
            text: format!("not running{}", unit(by)),
        },
    })
}

fn activator(by: &ManagedBy) -> String {
    match (by.triggered_by.as_deref(), by.pid) {
        (Some(units @ [_, ..]), _) => format!(" by {}", and_list(units)),
        (_, Some(pid)) => format!(" by process {pid}"),
        (_, None) => String::new(),
    }
}

fn unit(by: &ManagedBy) -> String {
    match (&by.unit, &by.unit_state) {
        (Some(unit), Some(state)) => {
            let file = by.unit_file_state.as_deref();
            let file = file.filter(|file| *file != state.as_str());
            let file = file.map(|file| format!(", {file}")).unwrap_or_default();
            format!(": {unit} is {state}{file}")
        }
        (Some(unit), None) => format!(": {unit} would start it"),
        (None, _) => String::new(),
    }
}

pub(super) fn remark(text: &str) -> Line {
    Line {
        topic: Topic::Remark,
        tone: Tone::Warning,
        text: text.to_owned(),
    }
}

pub(super) fn endpoint_out_of_order(endpoint: &Endpoint) -> Line {
    Line {
        topic: Topic::Socket,
        tone: Tone::Error,
        text: format!("{} is {}", endpoint.path, state(endpoint)),
    }
}

/// A path at which an engine was expected, and none has to do with it.
pub(super) fn of_nobody(endpoint: &Endpoint) -> Line {
    let serves = endpoint.serves.word();
    Line {
        tone: Tone::Warning,
        text: format!("{} is {} ({serves}'s)", endpoint.path, state(endpoint)),
        topic: Topic::Socket,
    }
}

/// `stale: the file is there, nobody listens`.
pub(super) fn state(endpoint: &Endpoint) -> String {
    match &endpoint.why {
        Some(why) => format!("{}: {why}", endpoint.state),
        None => endpoint.state.to_owned(),
    }
}

/// `containerd 65, connected (peer, api)`; its socket too where `whole`, or where no process of it
/// is known.
pub(super) fn uses(one: &Use, whole: bool) -> Line {
    let place = match one.pid {
        Some(pid) if whole => format!(" {pid} at {}", one.endpoint),
        Some(pid) => format!(" {pid}"),
        None => format!(" at {}", one.endpoint),
    };
    let state = one.state.map(|state| format!(", {}", state.word()));
    let why = one.why.as_ref().map(|why| format!(": {why}"));
    Line {
        topic: Topic::Uses,
        tone: match one.is_broken() {
            true => Tone::Error,
            false => Tone::Plain,
        },
        text: format!(
            "{}{place}{} ({}){}",
            one.kind.word(),
            state.unwrap_or_default(),
            one.evidence.join(", "),
            why.unwrap_or_default()
        ),
    }
}

/// `data-root = /srv (file /etc/docker/daemon.json) is not in effect: why`.
pub(super) fn not_in_effect(setting: &Setting) -> Line {
    let note = setting.note.as_ref().map(|note| format!(": {note}"));
    Line {
        topic: Topic::Setting,
        tone: Tone::Warning,
        text: format!(
            "{} = {} ({}) is not in effect{}",
            setting.key,
            setting.value,
            origin(setting),
            note.unwrap_or_default()
        ),
    }
}

/// `file /etc/docker/daemon.json`, `flag`.
pub(super) fn origin(setting: &Setting) -> String {
    match &setting.path {
        Some(path) => format!("{} {path}", setting.origin.word()),
        None => setting.origin.word().to_owned(),
    }
}
