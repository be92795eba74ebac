//! One thing breaks or is mended between two moments of a healthy host.

use super::{Change, Moment, Side, What, diff};
use crate::correlate::host::Host;
use crate::correlate::testing::{CONTAINERD, Mini};
use crate::model::{Answer, ProcessState, Reason, Source, SourceKind, SourceStatus};

/// Nothing in it, and all of /proc was read.
fn empty() -> Mini {
    let mut mini = Mini::new();
    mini.snapshot.sources.push(Source {
        source: SourceKind::Proc,
        target: "/proc".to_owned(),
        status: SourceStatus::Ok,
        detail: None,
        elapsed_ms: None,
        needed: true,
    });
    mini
}

fn running() -> Mini {
    let mut mini = empty();
    mini.docker_run("web", 100);
    mini
}

/// `what key: facts` of each change.
fn changes(before: &Host, after: &Host) -> Vec<String> {
    let at = |host| Moment { host, source: None };
    let diff = diff(at(before), at(after));
    diff.changes.iter().map(told).collect()
}

fn told(change: &Change) -> String {
    let facts = change.facts.iter().map(|fact| {
        let none = || "none".to_owned();
        let (before, after) = (fact.before.clone(), fact.after.clone());
        let (before, after) = (before.unwrap_or_else(none), after.unwrap_or_else(none));
        format!("; {} {before} -> {after}", fact.name)
    });
    let (thing, name) = (change.thing.word(), &change.name);
    format!(
        "{} {thing} {name}{}",
        change.what.word(),
        facts.collect::<String>()
    )
}

/// Names in the lists of problems.
fn problems(before: &Host, after: &Host) -> String {
    let at = |host| Moment { host, source: None };
    let found = diff(at(before), at(after)).problems;
    let names = |list: &[super::Named]| list.iter().map(|n| format!(" {}", n.name)).collect();
    let lists = [
        ("mended", &found.mended),
        ("gone", &found.gone),
        ("new", &found.new),
        ("left", &found.left),
        ("untold", &found.untold),
        ("untold_before", &found.untold_before),
    ];
    let lists = lists
        .into_iter()
        .filter(|(word, list)| *word != "untold_before" || !list.is_empty());
    let told = lists.map(|(word, list)| {
        let names: String = names(list);
        format!("{word}:{names}")
    });
    let told: Vec<String> = told.collect();
    format!("{} -> {} {}", found.before(), found.after(), told.join(" "))
}

#[test]
fn a_host_is_as_it_is() {
    assert!(changes(&running().host(), &running().host()).is_empty());
}

#[test]
fn a_repair_that_helped() {
    let mut stuck = running();
    stuck.state(100, ProcessState::Stopped);
    let (before, after) = (stuck.host(), running().host());
    assert_eq!(changes(&before, &after), ["mended container name-of-web"]);
    let mended = "1 -> 0 mended: name-of-web gone: new: left: untold:";
    assert_eq!(problems(&before, &after), mended);
    assert_eq!(changes(&after, &before), ["broke container name-of-web"]);
    let broke = "0 -> 1 mended: gone: new: name-of-web left: untold:";
    assert_eq!(problems(&after, &before), broke);
    let left = "1 -> 1 mended: gone: new: left: name-of-web untold:";
    assert_eq!(problems(&before, &before), left);
}

/// The same container, started anew: one row, and what is not the same in it.
#[test]
fn a_restart_is_a_change_of_pids() {
    let mut again = empty();
    again.docker_run("web", 300);
    let told = changes(&running().host(), &again.host());
    assert_eq!(
        told,
        ["changed container name-of-web; pid 101 -> 301; shim 100 -> 300"]
    );
}

#[test]
fn what_appeared_and_what_is_gone() {
    let mut two = running();
    two.docker_run("new", 200);
    let (one, two) = (running().host(), two.host());
    assert_eq!(changes(&one, &two), ["appeared container name-of-new"]);
    assert_eq!(changes(&two, &one), ["gone container name-of-new"]);
}

/// A problem that is not there any more is no problem, and nothing is called mended.
#[test]
fn a_shim_that_was_ended_is_gone() {
    let mut orphan = running();
    orphan.shim("moby", "stray", 200);
    let (before, after) = (orphan.host(), running().host());
    let gone = "1 -> 0 mended: gone: stray new: left: untold:";
    assert_eq!(problems(&before, &after), gone);
}

/// docker is silent: what only it could tell is not called gone, nor mended, nor appeared.
#[test]
fn silence_is_no_change() {
    let mut before = running();
    before.listed("idle", "exited");
    let mut silent = running();
    silent.docker().containers = Answer::gap(Reason::Timeout, "no answer");
    let (before, after) = (before.host(), silent.host());
    for (one, other) in [(&before, &after), (&after, &before)] {
        let at = |host| Moment { host, source: None };
        let found = diff(at(one), at(other));
        let containers = || {
            found
                .changes
                .iter()
                .filter(|c| c.thing.word() == "container")
        };
        assert!(
            containers().all(|change| change.what == What::Unknown),
            "{:?}",
            found.changes
        );
        let idle = containers().find(|change| change.name == "name-of-idle");
        let sides = idle.map(|change| [change.before, change.after]);
        assert!(sides.is_some_and(|sides| sides.contains(&Side::Unknown)));
    }
}

/// A problem that cannot be looked at now is not mended.
#[test]
fn a_problem_behind_silence_is_untold() {
    let mut lost = running();
    lost.kill(100);
    lost.kill(101);
    lost.delete_task("moby", "web");
    lost.delete_record("moby", "web");
    let mut silent = running();
    silent.kill(100);
    silent.kill(101);
    silent.delete_task("moby", "web");
    silent.delete_record("moby", "web");
    silent.docker().containers = Answer::gap(Reason::Timeout, "no answer");
    let told = problems(&lost.host(), &silent.host());
    assert_eq!(told, "1 -> 0 mended: gone: new: left: untold: name-of-web");
    // Nor is it new when it can be told again.
    let told = problems(&silent.host(), &lost.host());
    let untold = "0 -> 1 mended: gone: new: left: untold: untold_before: name-of-web";
    assert_eq!(told, untold);
}

/// An ordinary user's /proc shows no shim of root's.
#[test]
fn what_may_not_be_seen_is_not_gone() {
    let mut stray = empty();
    stray.shim("moby", "stray", 200);
    let mut denied = empty();
    for source in &mut denied.snapshot.sources {
        if source.source == SourceKind::Proc {
            source.status = SourceStatus::Denied;
        }
    }
    let told = changes(&stray.host(), &denied.host());
    assert!(
        told.iter().all(|one| one.starts_with("unknown")),
        "{told:?}"
    );
}

#[test]
fn a_namespace_of_its_own() {
    let mut more = running();
    more.namespace("side");
    let told = changes(&running().host(), &more.host());
    assert_eq!(told, ["appeared namespace side"]);
    let mut silent = running();
    silent.snapshot.containerds[0].namespaces = Answer::gap(Reason::Refused, CONTAINERD);
    let told = changes(&more.host(), &silent.host());
    assert!(
        told.contains(&"unknown namespace side".to_owned()),
        "{told:?}"
    );
}
