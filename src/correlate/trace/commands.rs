//! What to type next: for each client that shows the thing, the commands that tell more of it.
//!
//! How a client must be called is in the commands of the views already (another address, another
//! namespace); only what follows is put in its place. None of them changes anything.

use super::{Fact, Subject};
use crate::correlate::host::{Claim, Container, View};
use crate::model::FactName;

/// A view, the words at its end, and what is put in their place. ctr wants the whole ID, the others
/// take its beginning.
const INSTEAD: [(&str, &str, &str, &[&str]); 5] = [
    (
        "docker",
        "ps-all",
        "ps -a",
        &["inspect SHORT", "logs --tail 50 SHORT", "top SHORT"],
    ),
    (
        "ctr",
        "containers",
        "containers ls",
        &["containers info ID"],
    ),
    ("ctr", "tasks", "tasks ls", &["tasks ps ID"]),
    ("nerdctl", "ps-all", "ps -a", &["inspect SHORT"]),
    (
        "crictl",
        "ps-all",
        "ps -a",
        &["inspect SHORT", "logs --tail 50 SHORT"],
    ),
];

/// Those that need something that runs, and whoever could say what does: they hang on a shim that is stopped
/// and where containerd does not answer.
const ASK_THE_SHIM: [&str; 2] = ["top SHORT", "tasks ps ID"];

/// The driver whose logs docker cannot read.
const UNREAD_LOGS: &str = "none";

pub(super) fn commands(subject: Subject<'_>, facts: &[Fact]) -> Vec<String> {
    match subject {
        Subject::Container(container) => of_container(container, facts),
        Subject::Image(image) => shown(&image.views).collect(),
        Subject::Engine(engine) => vec![format!(
            "dockerctx-inspect engines {}",
            engine
                .pid
                .map_or_else(|| engine.kind.word().to_owned(), |pid| pid.to_string())
        )],
    }
}

/// Commands that show it, each once.
fn shown(views: &[View]) -> impl Iterator<Item = String> {
    let shows = views
        .iter()
        .filter(|view| view.installed && view.shows == Some(true));
    shows.map(|view| view.command.to_string())
}

/// Twelve digits of docker's, containerd's and CRI's long ids; another id whole.
fn beginning(id: &str) -> &str {
    let is_long = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_long { &id[..12] } else { id }
}

fn of_container(container: &Container, facts: &[Fact]) -> Vec<String> {
    let shows = |view: &&View| view.installed && view.shows == Some(true);
    let shown = container.views.iter().filter(shows);
    let shown = shown.flat_map(|view| instead(container, facts, view));
    let mut commands: Vec<String> = shown.collect();
    let init = container.process.as_ref().and_then(Claim::seen);
    if let Some(init) = init.filter(|_| container.running == Some(true)) {
        commands.push(format!("nsenter -t {} -n ss -ltnp", init.pid));
    }
    commands
}

/// What tells more of one container than the list that this view is.
fn instead(container: &Container, facts: &[Fact], view: &View) -> Vec<String> {
    let shim = container.shim.as_ref().and_then(Claim::seen);
    let is_stopped = shim.is_some_and(|shim| shim.state.is_stopped());
    // A docker on another host may have one that this host's witnesses do not see.
    let is_held = matches!(container.containerd, Some(Claim::Seen(_)) | None);
    let answers = container.running == Some(true) && is_held && !is_stopped;
    let has_logs = !facts.iter().any(|fact| {
        let mut values = fact.said.iter().flat_map(|said| &said.values);
        fact.name == FactName::Log && values.any(|driver| driver == UNREAD_LOGS)
    });
    let id = shell_words::quote(&container.id);
    let short = shell_words::quote(beginning(&container.id));
    let of_view = INSTEAD
        .iter()
        .filter(|(client, name, ..)| (*client, *name) == (view.client, view.view));
    let written = of_view.flat_map(|(_, _, ending, rests)| {
        let called = view.command.strip_suffix(ending);
        let asked = rests
            .iter()
            .filter(move |rest| answers || !ASK_THE_SHIM.contains(rest))
            .filter(move |rest| has_logs || !rest.starts_with("logs"));
        asked.filter_map(move |rest| Some((called?, rest)))
    });
    written
        .map(|(called, rest)| {
            let rest = rest.replace("SHORT", &short).replace("ID", &id);
            format!("{called}{rest}")
        })
        .collect()
}
