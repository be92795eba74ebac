//! Severities and remarks: one thing at a time is wrong.

use std::collections::BTreeMap;

use super::*;
use crate::correlate::testing;
use crate::model::{Chosen, ContextClient, ContextUser, Reason, Service, Tls, Validity};

fn context(name: &str, url: &str) -> model::Context {
    model::Context {
        name: name.to_owned(),
        description: None,
        file: Some(format!("/h/{name}/meta.json")),
        damaged: false,
        endpoint: Answer::Told(url.to_owned()),
        tls: None,
        proxy: None,
        orchestrator: None,
        kubernetes: None,
        service: Service::default(),
    }
}

fn broken(name: &str, damaged: bool, why: &str) -> model::Context {
    model::Context {
        damaged,
        endpoint: Answer::gap(Reason::Malformed, why),
        ..context(name, "")
    }
}

fn reached(status: SourceStatus) -> Reached {
    Reached {
        status,
        reason: None,
        detail: None,
        local: None,
        engine: None,
        proxies: Vec::new(),
        server: Some("Docker/20.10.24 (linux)".to_owned()),
        api_version: None,
        elapsed_ms: None,
    }
}

fn chosen(name: &str, by: ChosenBy, outranked: &[(ChosenBy, &str)]) -> Answer<Chosen> {
    let own = |(by, name): &(ChosenBy, &str)| (*by, (*name).to_owned());
    Answer::Told(Chosen {
        name: name.to_owned(),
        by,
        outranked: outranked.iter().map(own).collect(),
        first_to_answer: false,
    })
}

/// Rows of one client; `a` answers, `b` does not, `c` was not dialled.
fn rows(chosen: Answer<Chosen>, contexts: Vec<model::Context>) -> Vec<Context> {
    let statuses = [
        ("unix:///a", SourceStatus::Ok),
        ("unix:///b", SourceStatus::Refused),
        ("tcp://c:1", SourceStatus::NotContacted),
    ];
    let mut snapshot = testing::Mini::new().snapshot;
    snapshot.contexts = Answer::Told(Contexts {
        clients: vec![ClientContexts {
            client: ContextClient::Docker,
            user: ContextUser {
                name: "me".to_owned(),
                behind_sudo: false,
            },
            folder: None,
            errors: Vec::new(),
            chosen,
            contexts,
        }],
        reached: statuses
            .into_iter()
            .map(|(url, status)| (url.to_owned(), reached(status)))
            .collect(),
        reached_otherwise: BTreeMap::new(),
    });
    all(&snapshot, &[]).contexts
}

fn severities(rows: &[Context]) -> Vec<(&str, Severity)> {
    rows.iter().map(|row| (&*row.name, row.severity)).collect()
}

fn three() -> Vec<model::Context> {
    vec![
        context("a", "unix:///a"),
        context("b", "unix:///b"),
        context("c", "tcp://c:1"),
    ]
}

#[test]
fn only_the_one_that_counts_has_to_answer() {
    use Severity::{Error, Ok, Unknown};
    let by = ChosenBy::ConfigFile;
    let good = rows(chosen("a", by, &[]), three());
    assert_eq!(severities(&good), [("a", Ok), ("b", Ok), ("c", Ok)]);
    assert_eq!(good[0].reach.version.as_deref(), Some("20.10.24"));
    let dead = rows(chosen("b", by, &[]), three());
    assert_eq!(severities(&dead), [("b", Error), ("a", Ok), ("c", Ok)]);
    let remote = rows(chosen("c", by, &[]), three());
    assert_eq!(severities(&remote)[0], ("c", Unknown));
}

#[test]
fn a_variable_that_overrides_another_choice_is_told() {
    let overridden = [(ChosenBy::ConfigFile, "b")];
    let by_variable = rows(chosen("a", ChosenBy::DockerContext, &overridden), three());
    assert_eq!(by_variable[0].severity, Severity::Warning);
    assert_eq!(
        by_variable[0].remarks,
        [
            "DOCKER_CONTEXT overrides context b, which config.json chooses: unset DOCKER_CONTEXT \
          to use that"
        ]
    );
    let by_flag = rows(chosen("a", ChosenBy::Flag, &overridden), three());
    assert_eq!(by_flag[0].severity, Severity::Ok, "a flag is meant to");
}

#[test]
fn a_variable_that_leads_to_the_same_place_is_no_news() {
    let mut contexts = three();
    contexts.push(context("same", "unix:///a"));
    let overridden = [(ChosenBy::ConfigFile, "same")];
    let rows = rows(chosen("a", ChosenBy::DockerHost, &overridden), contexts);
    assert_eq!(rows[0].remarks, [""; 0]);
}

#[test]
fn a_broken_one_is_a_row() {
    let contexts = vec![
        context("a", "unix:///a"),
        broken("x", true, "its meta.json is empty"),
        broken("y", false, "its meta.json has no docker endpoint"),
    ];
    let rows = rows(chosen("a", ChosenBy::Default, &[]), contexts);
    assert_eq!(rows[1].error.as_deref(), Some("its meta.json is empty"));
    assert_eq!(rows[1].severity, Severity::Warning);
    assert_eq!(
        rows[1].remarks,
        ["docker context ls fails as a whole while it is there"]
    );
    assert_eq!(rows[2].remarks, [""; 0], "the list shows such a one");
}

#[test]
fn certificates_are_held_against_the_time_of_the_look() {
    let snapshot = testing::Mini::new().snapshot;
    let now = snapshot.observed_at;
    let day = jiff::SignedDuration::from_hours(24);
    let valid = |from, until| {
        Answer::Told(Validity {
            not_before: from,
            not_after: until,
        })
    };
    let absent = || Answer::gap(Reason::Absent, "not there");
    let good = Tls {
        folder: "/t".to_owned(),
        verifies: true,
        ca: valid(now - day, now + day),
        cert: Answer::gap(Reason::Absent, "not there"),
        key: absent(),
        files: None,
    };
    let state = |tls: &Tls| tls::judged(tls, now).state;
    assert_eq!(state(&good), TlsState::Ok, "a ca alone is enough");
    let with = |change: fn(&mut Tls)| {
        let mut tls = good.clone();
        change(&mut tls);
        tls
    };
    let mut expired = good.clone();
    expired.ca = valid(now - day, now - day);
    assert_eq!(state(&expired), TlsState::Expired);
    expired.ca = valid(now + day, now + day);
    assert_eq!(state(&expired), TlsState::NotYetValid);
    let unpaired = with(|tls| tls.key = Answer::Told(()));
    assert_eq!(state(&unpaired), TlsState::Unpaired);
    let unreadable = with(|tls| tls.key = Answer::gap(Reason::Denied, "no"));
    assert_eq!(state(&unreadable), TlsState::Unreadable);
    let mut unix = context("a", "unix:///a");
    unix.tls = Some(good);
    let rows = rows(chosen("a", ChosenBy::Default, &[]), vec![unix]);
    assert_eq!(rows[0].reach.status, SourceStatus::Unsupported);
}

fn of_client(client: ContextClient, chosen: Chosen, contexts: Vec<model::Context>) -> Vec<Context> {
    let mut snapshot = testing::Mini::new().snapshot;
    let statuses = [
        ("unix:///a", SourceStatus::Ok),
        ("unix:///b", SourceStatus::Unsupported),
    ];
    let reached = statuses.map(|(url, status)| (url.to_owned(), reached(status)));
    snapshot.contexts = Answer::Told(Contexts {
        clients: vec![ClientContexts {
            client,
            user: ContextUser {
                name: "me".to_owned(),
                behind_sudo: false,
            },
            folder: None,
            errors: Vec::new(),
            chosen: Answer::Told(chosen),
            contexts,
        }],
        reached: BTreeMap::new(),
        reached_otherwise: [(model::Api::Cri, reached.into())].into(),
    });
    all(&snapshot, &[]).contexts
}

fn for_crictl(name: &str, url: &str) -> model::Context {
    let service = Service {
        api: model::Api::Cri,
        ..Service::default()
    };
    model::Context {
        service,
        ..context(name, url)
    }
}

/// Of its defaults crictl takes the first that answers; one that nobody chose is no problem.
#[test]
fn the_first_that_answers_counts() {
    let by_default = Chosen {
        name: "b".to_owned(),
        by: ChosenBy::Default,
        outranked: Vec::new(),
        first_to_answer: true,
    };
    let both = vec![for_crictl("b", "unix:///b"), for_crictl("a", "unix:///a")];
    let rows = of_client(ContextClient::Crictl, by_default.clone(), both);
    assert_eq!((&*rows[0].name, rows[0].is_current()), ("a", true));
    assert!(!rows[1].is_current());
    let none = vec![for_crictl("b", "unix:///b")];
    let rows = of_client(ContextClient::Crictl, by_default, none.clone());
    assert_eq!(severities(&rows), [("b", Severity::Ok)]);
    let asked = Chosen {
        name: "b".to_owned(),
        by: ChosenBy::CrictlYaml,
        outranked: Vec::new(),
        first_to_answer: false,
    };
    let rows = of_client(ContextClient::Crictl, asked, none);
    assert_eq!(severities(&rows), [("b", Severity::Error)]);
}

/// The images' endpoint counts beside the other, and has to answer too.
#[test]
fn one_may_count_beside_the_chosen_one() {
    let chosen = Chosen {
        name: "a".to_owned(),
        by: ChosenBy::RuntimeEndpoint,
        outranked: vec![(ChosenBy::CrictlYaml, "unix:///b".to_owned())],
        first_to_answer: false,
    };
    let mut images = for_crictl("images", "unix:///b");
    images.service.beside = Some(ChosenBy::ImageEndpoint);
    let contexts = vec![for_crictl("a", "unix:///a"), images];
    let rows = of_client(ContextClient::Crictl, chosen, contexts);
    assert!(rows.iter().all(Context::is_current));
    let named = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
    assert_eq!(named("images").severity, Severity::Error);
    assert_eq!(
        named("a").remarks,
        [
            "CONTAINER_RUNTIME_ENDPOINT overrides unix:///b, which crictl.yaml chooses: unset \
          CONTAINER_RUNTIME_ENDPOINT to use that"
        ]
    );
    assert_eq!(named("images").remarks, [""; 0]);
}

#[test]
fn what_was_not_collected_is_not_an_empty_list() {
    let mut snapshot = testing::Mini::new().snapshot;
    snapshot.contexts = Answer::not_collected();
    assert!(all(&snapshot, &[]).clients.as_gap().is_some());
}
