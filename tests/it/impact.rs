//! docs/impact.md, which is made from what tests/live/impact.rs measured: what had been predicted, and what
//! came of it. `UPDATE_DOCS=1 cargo test --test it impact` renews it.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{page_has, repository};

const GENERATIONS: [(&str, &str); 3] = [
    ("docker 20.10", "20.10"),
    ("docker 26.1", "26.1"),
    ("docker 28.5", "28.5"),
];

/// In the order of the table's columns.
const ACTIONS: [&str; 6] = [
    "dockerd --stop",
    "dockerd --restart",
    "dockerd --kill",
    "containerd --stop",
    "containerd --restart",
    "containerd --kill",
];

/// One row of the table: of one host, what became of one container or daemon.
#[derive(Debug, Clone)]
struct Row {
    docker: String,
    /// Live-restore or not, managed or separate containerd, systemd or not; of a broken host live-restore
    /// or not, what is wrong there, nothing.
    kind: [String; 3],
    who: String,
    cells: [String; 6],
}

const HEALTHY: &str = "measured.tsv";
const BROKEN: &str = "broken.tsv";

fn measured(name: &str) -> Vec<Row> {
    let path = repository().join("tests/fixtures/impact").join(name);
    let text = fs::read_to_string(path).expect("the table");
    let row = |line: &str| {
        let words: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let words: [String; 11] = words.try_into().expect("eleven cells");
        let [docker, live_restore, containerd, systemd, who, cells @ ..] = words;
        Row {
            docker,
            kind: [live_restore, containerd, systemd],
            who,
            cells,
        }
    };
    text.lines().map(row).collect()
}

/// A cell has more words where what was said is not what came.
fn is_right(cell: &str) -> bool {
    !cell.contains("(said: ")
}

/// `160 of 160`, of these rows in these columns.
fn right<'a>(cells: impl Iterator<Item = &'a String>) -> String {
    let cells: Vec<&String> = cells.collect();
    let right = cells.iter().filter(|cell| is_right(cell)).count();
    format!("{right} of {}", cells.len())
}

fn score(rows: &[Row]) -> String {
    let of = |docker: &str| -> Vec<&Row> {
        let of_all = docker.is_empty();
        let rows = rows.iter().filter(|row| of_all || row.docker == docker);
        rows.collect()
    };
    let columns = GENERATIONS.map(|(docker, _)| of(docker));
    let columns: Vec<Vec<&Row>> = columns.into_iter().chain([of("")]).collect();
    let line = |name: &str, cells: &dyn Fn(&[&Row]) -> String| {
        let cells: Vec<String> = columns.iter().map(|rows| cells(rows)).collect();
        format!("| {name} | {} |\n", cells.join(" | "))
    };
    let heads = GENERATIONS.map(|(_, head)| head).join(" | ");
    let mut table = format!("| | {heads} | all |\n|---|---|---|---|---|\n");
    for (index, action) in ACTIONS.iter().enumerate() {
        table.push_str(&line(action, &|rows| {
            right(rows.iter().map(|row| &row.cells[index]))
        }));
    }
    table.push_str(&line("all", &|rows| {
        right(rows.iter().flat_map(|row| &row.cells))
    }));
    table
}

/// The tables of the kinds of hosts, by what they say: kinds that fare alike share one.
fn tables(rows: &[Row]) -> Vec<(String, Vec<[String; 3]>)> {
    let mut kinds: BTreeMap<[String; 3], Vec<Row>> = BTreeMap::new();
    for row in rows {
        kinds.entry(row.kind.clone()).or_default().push(row.clone());
    }
    let mut tables: Vec<(String, Vec<[String; 3]>)> = Vec::new();
    for (kind, rows) in kinds {
        let table = table(&rows);
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, alike)) => alike.push(kind),
            None => tables.push((table, vec![kind])),
        }
    }
    tables
}

fn table(rows: &[Row]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for row in rows {
        if !all.contains(&row.who.as_str()) {
            all.push(&row.who);
        }
    }
    let heads = ACTIONS.join(" | ");
    let mut table = format!("| | {heads} |\n|---|{}\n", "---|".repeat(ACTIONS.len()));
    for who in all {
        let of_who: Vec<&Row> = rows.iter().filter(|row| row.who == who).collect();
        let cells: Vec<String> = (0..ACTIONS.len())
            .map(|index| cell(&of_who, index))
            .collect();
        table.push_str(&format!("| {who} | {} |\n", cells.join(" | ")));
    }
    table
}

/// `stays`; or `stays; 20.10: removed` where generations differ, the fate in most of them first.
fn cell(rows: &[&Row], index: usize) -> String {
    let fate = |row: &Row| {
        let seen = row.cells[index].split(" (said: ").next();
        let seen = seen.unwrap_or_default();
        match seen.split_once(", later ") {
            Some((fate, later)) if fate == later => fate.to_owned(),
            _ => seen.to_owned(),
        }
    };
    let mut fates: Vec<String> = rows.iter().map(|row| fate(row)).collect();
    let number = |fate: &str, fates: &[String]| fates.iter().filter(|one| *one == fate).count();
    let all = fates.clone();
    fates.sort();
    fates.dedup();
    fates.sort_by_key(|fate| std::cmp::Reverse(number(fate, &all)));
    let Some((most, others)) = fates.split_first() else {
        return "-".to_owned();
    };
    let other = |other: &String| {
        let hosts = rows.iter().filter(|row| fate(row) == *other);
        let hosts: Vec<&str> = hosts.map(|row| short(&row.docker)).collect();
        format!("; {}: {other}", hosts.join(", "))
    };
    let others: String = others.iter().map(other).collect();
    format!("{most}{others}")
}

fn short(docker: &str) -> &'static str {
    let found = GENERATIONS.iter().find(|(name, _)| *name == docker);
    found.map_or("", |(_, short)| short)
}

fn title([live_restore, containerd, systemd]: &[String; 3]) -> String {
    let on = if live_restore == "-" { "off" } else { "on" };
    match containerd.as_str() {
        "gone" => return format!("live-restore {on}, things are gone"),
        "stopped" => return format!("live-restore {on}, shims are stopped"),
        _ => {}
    }
    let units = if systemd == "-" { "without" } else { "with" };
    format!("live-restore {on}, {containerd} containerd, {units} systemd")
}

#[test]
fn the_page_is_what_was_measured() {
    let marks = |name: &str| [format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n")];
    for (kept, names) in [
        (HEALTHY, ["score", "measured"]),
        (BROKEN, ["score of broken", "broken"]),
    ] {
        let rows = measured(kept);
        let tables = tables(&rows).into_iter().map(|(table, kinds)| {
            let kinds: Vec<String> = kinds.iter().map(title).collect();
            format!("\n**{}**\n\n{table}", kinds.join("**;\n**"))
        });
        for (name, made) in names.into_iter().zip([score(&rows), tables.collect()]) {
            let [begin, end] = marks(name);
            page_has("docs/impact.md", (&begin, &end), &made);
        }
    }
}

/// All the factors that were asked for, each with each.
#[test]
fn every_combination_was_measured() {
    for (kept, expected) in [(HEALTHY, 24), (BROKEN, 12)] {
        let rows = measured(kept).into_iter();
        let mut hosts: Vec<_> = rows.map(|row| (row.kind, row.docker)).collect();
        hosts.sort();
        hosts.dedup();
        assert_eq!(hosts.len(), expected);
    }
}

/// A prediction that is wrong is not kept as if it were a fact. What nobody can tell is told as unknown:
/// with which code a process will end that handles SIGTERM.
#[test]
fn every_row_was_predicted() {
    for row in [measured(HEALTHY), measured(BROKEN)].concat() {
        let wrong = row.cells.iter().filter(|cell| !is_right(cell));
        let mut wrong = wrong.filter(|cell| {
            let said = cell.split(" (said: ").nth(1).unwrap_or_default();
            row.who != "docker on-failure-obedient" || !said.contains("unknown")
        });
        assert_eq!(wrong.next(), None, "{row:?}");
    }
}
