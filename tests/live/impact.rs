//! `impact` is proved by doing it: on 24 kinds of hosts every action is predicted, done for real and waited
//! for, and what became of each container and each daemon is compared with what was said; then the daemon is
//! started again, and that is compared with `later`. docs/impact.md is made from the table.
//!
//! What became of them is told by /proc and by the folders of docker; no daemon is asked.

mod beside;
mod broken;
mod cgroups;
mod hosts;
mod ties;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::Value;

use crate::lab::situations::clients;
use crate::lab::situations::fates::{self, Fate, Seen};
use crate::lab::{self, MiniHost, Result};
use crate::support::{document, items, text};
use hosts::Kind;

const ENGINES: [&str; 2] = ["dockerd", "containerd"];
const ACTIONS: [&str; 3] = ["stop", "restart", "kill"];
/// So many hosts at once: they mostly wait.
const AT_ONCE: usize = 8;

/// What became of one, at once and later; and what had been said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    seen: String,
    said: String,
}

impl Cell {
    /// What nobody could tell is no better the second time.
    fn is_right(&self) -> bool {
        self.seen == self.said || self.said.contains("unknown")
    }
}

/// Of one host: cells by who it is, in the order of the actions.
type Rows = BTreeMap<String, [Option<Cell>; 6]>;

/// Hosts by the names that they have in the table.
type Measured = Vec<(String, Rows)>;

/// A container.
#[derive(Debug, Clone)]
struct Who {
    /// Whoever made it.
    client: &'static str,
    name: String,
    /// Of one that the report cannot name.
    id: Option<String>,
}

impl Who {
    fn new((client, name): (&'static str, &str)) -> Self {
        Self {
            client,
            name: name.to_owned(),
            id: None,
        }
    }

    fn is(&self, row: &Value) -> bool {
        match &self.id {
            Some(id) => text(row, "id") == id,
            None => text(row, "client") == self.client && text(row, "name") == self.name,
        }
    }
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn every_row_is_predicted() -> Result<()> {
    if lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let mut kinds = Vec::new();
    for kind in hosts::kinds() {
        if !lab::is_skipped(kind.generation.unavailable())? {
            kinds.push(kind);
        }
    }
    let mut wrong = Vec::new();
    let mut measured = Measured::new();
    for (kind, rows) in on_all(&kinds, on_one)? {
        match rows {
            Ok(rows) => measured.push((kind.name(), rows)),
            Err(error) => wrong.push(format!("{}: {error}", kind.name().replace('\t', ", "))),
        }
    }
    writeln!(std::io::stderr(), "impact: {}", score(&measured))?;
    wrong.extend(not_as_kept("measured.tsv", &measured)?);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// `426 of 432 are as predicted`.
fn score(measured: &[(String, Rows)]) -> String {
    let cells = measured.iter().flat_map(|(_, rows)| rows.values());
    let (right, all) = cells
        .flatten()
        .flatten()
        .fold((0, 0), |(right, all), cell| {
            (right + usize::from(cell.seen == cell.said), all + 1)
        });
    format!("{right} of {all} are as predicted")
}

/// Some hosts at a time, the next as soon as one is done.
fn on_all<K: Copy + Send + Sync, T: Send>(
    kinds: &[K],
    on_one: impl Fn(K, usize) -> Result<T> + Sync,
) -> Result<Vec<(K, Result<T>)>> {
    let next = Mutex::new(kinds.iter().copied().enumerate());
    let done = Mutex::new(BTreeMap::new());
    // A function of its own: the lock is not held while a host is tried.
    let take = || next.lock().ok().and_then(|mut next| next.next());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((index, kind)) = take() {
                    let rows = on_one(kind, index);
                    if let Ok(mut done) = done.lock() {
                        done.insert(index, (kind, rows));
                    }
                }
            });
        }
    });
    let done = done.into_inner().map_err(|_| "a host's thread panicked")?;
    if done.len() != kinds.len() {
        return Err("a host's thread panicked".into());
    }
    Ok(done.into_values().collect())
}

fn on_one(kind: Kind, index: usize) -> Result<Rows> {
    let host = kind.start()?;
    fates::prepare(&host, kind.containerd())?;
    let mut rows = Rows::new();
    for (column, (engine, action)) in actions().enumerate() {
        if !is_done(index, column) {
            continue;
        }
        let done = || {
            kind.put_back(&host)?;
            let all: Vec<Who> = fates::all().map(Who::new).collect();
            predicted_and_done(kind, &host, &all, (engine, action))
        };
        // On a busy machine: what did not come is tried a second time, and that counts.
        let again = |cells: Vec<(String, Cell)>| match cells.iter().all(|(_, cell)| cell.is_right())
        {
            true => Ok(cells),
            false => done(),
        };
        let cells = done().and_then(again);
        let cells = cells.map_err(|error| format!("{engine} --{action}: {error}"))?;
        for (who, cell) in cells {
            rows.entry(who).or_default()[column] = Some(cell);
        }
    }
    Ok(rows)
}

/// In the order of the table's columns.
fn actions() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of = |engine| ACTIONS.map(|action| (engine, action));
    ENGINES.into_iter().flat_map(of)
}

/// The whole table takes some ten minutes: unless it is written anew, each host has one of the six actions,
/// and each action hosts of all generations, with live-restore and without.
fn is_done(host: usize, column: usize) -> bool {
    let all = ENGINES.len() * ACTIONS.len();
    is_update() || (host + host / all) % all == column
}

/// What would become of everybody; a busy machine may not answer in time, and people ask again then.
fn predicted(host: &MiniHost, engine: &str, action: &str) -> Result<Value> {
    let words = ["impact", engine, &format!("--{action}"), "--json"];
    let mut report = document(&host.tool(&words)?)?;
    for _ in 0..2 {
        let is_unknown = |one: &Value| one["fate"] == "unknown" || one["later"] == "unknown";
        if items(&report, "containers").iter().any(is_unknown) {
            report = document(&host.tool(&words)?)?;
        }
    }
    Ok(report)
}

/// One action on one host, with these containers: who, and its cell.
fn predicted_and_done(
    kind: Kind,
    host: &MiniHost,
    containers: &[Who],
    (engine, action): (&str, &str),
) -> Result<Vec<(String, Cell)>> {
    // On a host with systemd there is another containerd, whose unit is switched off.
    let called = match engine {
        "containerd" => kind.containerd(),
        engine => engine,
    };
    let report = predicted(host, called, action)?;
    let ids = ids(host)?;
    let before = Seen::now(host)?;
    kind.act(host, engine, action)?;
    let after = kind.settled(host, engine)?;
    let later = match after.pid(engine) {
        Some(_) => None,
        None => {
            kind.start_engine(host, engine)?;
            Some(kind.settled(host, engine)?)
        }
    };
    let is_later = items(&report, "engines").first();
    let is_later = is_later.is_some_and(|one| one["later"].is_string());
    let cell = |name: &str, id: Option<&str>, said: Option<&Value>| {
        let fate = |after: &Seen| Fate::of(&before, after, name, id).word();
        let seen = words(fate(&after), later.as_ref().map(fate));
        // What is not listed does not hang on the engine.
        let said = match said {
            Some(said) => words(text(said, "fate"), said["later"].as_str()),
            None => words("stays", is_later.then_some("stays")),
        };
        Cell { seen, said }
    };
    let listed = items(&report, "containers").len();
    let untouched = report["summary"]["untouched"].as_u64();
    if untouched != Some((containers.len() - listed) as u64) {
        return Err(format!("not all containers are counted: {report}").into());
    }
    for one in ["engines", "containers"]
        .iter()
        .flat_map(|list| items(&report, list))
    {
        if items(one, "evidence").is_empty() || text(one, "why").is_empty() {
            return Err(format!("without evidence or why: {one}").into());
        }
    }
    let mut cells = Vec::new();
    for name in ENGINES {
        let mut all = items(&report, "engines").iter();
        let said = all.find(|one| text(one, "kind") == name);
        cells.push((name.to_owned(), cell(name, None, said)));
    }
    for who in containers {
        let mut said = items(&report, "containers").iter();
        let said = said.find(|one| who.is(one));
        let Who { client, name, .. } = who;
        let id = ids.get(name).map(String::as_str);
        cells.push((format!("{client} {name}"), cell(name, id, said)));
    }
    Ok(cells)
}

/// docker's ids by names.
fn ids(host: &MiniHost) -> Result<BTreeMap<String, String>> {
    let listed = host.sh("docker ps -a --no-trunc --format '{{.Names}} {{.ID}}'")?;
    let pairs = listed.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect())
}

fn words(fate: &str, later: Option<&str>) -> String {
    match later {
        None => fate.to_owned(),
        Some(later) => format!("{fate}, later {later}"),
    }
}

fn table(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/impact")
        .join(name)
}

/// A host and who it is about, then a cell for each action: what was seen, and what was said if it differs.
fn lines(measured: &[(String, Rows)]) -> Vec<Vec<String>> {
    let cell = |cell: &Option<Cell>| match cell {
        None => String::new(),
        Some(cell) if cell.seen == cell.said => cell.seen.clone(),
        Some(Cell { seen, said }) => format!("{seen} (said: {said})"),
    };
    let mut lines = Vec::new();
    for (host, rows) in measured {
        for (who, cells) in rows {
            let mut line = vec![host.clone(), who.clone()];
            line.extend(cells.iter().map(cell));
            lines.push(line);
        }
    }
    lines
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_IMPACT").is_some()
}

/// What differs from the table that is kept; `UPDATE_IMPACT=1` writes it anew.
fn not_as_kept(name: &str, measured: &[(String, Rows)]) -> Result<Vec<String>> {
    let new = lines(measured);
    if is_update() {
        let text: String = new.iter().map(|line| line.join("\t") + "\n").collect();
        fs::write(table(name), text)?;
    }
    let kept = fs::read_to_string(table(name))?;
    let mut wrong = Vec::new();
    for line in new {
        let who = line[..2].join("\t") + "\t";
        let kept = kept.lines().find_map(|kept| kept.strip_prefix(&who));
        let kept: Vec<&str> = kept.unwrap_or_default().split('\t').collect();
        for (column, cell) in line[2..].iter().enumerate() {
            let is_kept = kept.get(column).is_some_and(|kept| kept == cell);
            if !cell.is_empty() && !is_kept {
                let (engine, action) = actions().nth(column).unwrap_or_default();
                let kept = kept.get(column).unwrap_or(&"nothing");
                let who = who.trim_end().replace('\t', ", ");
                wrong.push(format!(
                    "{who}, {engine} --{action}: {cell}; in the table: {kept}"
                ));
            }
        }
    }
    Ok(wrong)
}
