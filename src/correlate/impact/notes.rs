//! What else a reader should know before anything is done to an engine.

use super::course::Without;
use super::{Action, units};
use crate::correlate::host::{Engine, Host};
use crate::model::{EngineKind, Unit};

pub(super) fn notes(host: &Host, engine: &Engine, action: Action) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(unit) = units::of(host, engine).filter(|_| action == Action::Stop) {
        notes.extend(units::sockets(host, unit).map(|socket| listens(engine, unit, socket)));
    }
    let is_used = || {
        let mut others = host.engines.iter();
        others.any(|other| other.kind == EngineKind::Dockerd && other.uses_engine(engine))
    };
    if engine.kind == EngineKind::Containerd && is_used() {
        notes.push(
            "What ends by itself while containerd is away: docker 20.10 says Up until containerd is \
             back, 26.1 and 28.5 until dockerd is restarted."
                .to_owned(),
        );
    }
    notes
}

/// A dockerd that waits for shims that are stopped.
pub(super) fn hangs(engine: &Engine, shims: &[u32]) -> String {
    let name = engine.name();
    format!(
        "{name} will not get ready: without live-restore it ends as it starts what it finds running, and \
         waits without end for a shim that is stopped. {}",
        resume(shims)
    )
}

/// A containerd that gives shims up that are stopped.
pub(super) fn tidies(engine: &Engine, shims: &[u32]) -> Option<String> {
    let name = engine.name();
    (!shims.is_empty()).then(|| {
        format!(
            "{name} waits 5 s for each shim that is stopped as it starts, serves nobody meanwhile, and \
             then ends what that shim holds. {}",
            resume(shims)
        )
    })
}

fn resume(shims: &[u32]) -> String {
    let pids: Vec<String> = shims.iter().map(u32::to_string).collect();
    format!(
        "Before: kill -CONT {} (explain stuck-shim).",
        pids.join(" ")
    )
}

/// Its socket unit outlives it.
fn listens(engine: &Engine, unit: &Unit, socket: &Unit) -> String {
    let (name, socket) = (&unit.name, &socket.name);
    let clients = engine
        .endpoints
        .iter()
        .flat_map(|one| &one.clients)
        .flatten();
    let clients: Vec<String> = clients
        .map(|peer| format!("{} (pid {})", peer.command, peer.pid))
        .collect();
    let at_once = match clients.is_empty() {
        true => String::new(),
        false => format!(
            " Who is connected now may do so at once: {}.",
            clients.join(", ")
        ),
    };
    let user = unit.user.map_or("", |_| " --user");
    format!(
        "{socket} goes on listening: the next client that connects starts {name} again.{at_once} \
         To keep it down: systemctl{user} stop {socket} {name}."
    )
}

/// A dockerd that cannot work with its containerd.
pub(super) fn without_containerd(dockerd: &Engine, without: &Without) -> String {
    let (name, why) = (dockerd.name(), &without.why);
    match without.waits {
        true => format!(
            "{why}: {name} leaves its containers as they are, and as it starts it serves nobody before that is \
             resumed. Then it does what it does at any start."
        ),
        false => format!("{why}: see to that first."),
    }
}
