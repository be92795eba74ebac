//! Hosts built by hand for tests: a healthy one, and others with one thing broken.

mod broken;
pub(super) mod claims;
mod engines;
mod frozen;
mod healthy;
mod parts;

use super::{Format, Kind, Options, report};
use crate::correlate::diff::{Moment, diff};
use crate::correlate::host::Host;
use crate::correlate::impact::{Action, impact};
use crate::correlate::trace::{Match, Subject, trace};
use crate::model::Snapshot;

pub(super) use broken::broken;
pub(super) use engines::{armed, drifted, managed, nested_and_rootless};
pub(super) use frozen::frozen;
pub(super) use healthy::healthy;
pub(super) use parts::{container, empty, ordinary_user, shim};

/// A table on a pipe.
pub(super) fn on_a_pipe(width: usize) -> Options {
    Options {
        format: Format::Table,
        width,
        terminal: false,
        color: false,
        headers: true,
        truncate: true,
        details: false,
        columns: None,
        depth: None,
    }
}

/// A table before a person's eyes.
pub(super) fn on_a_terminal(width: usize) -> Options {
    Options {
        terminal: true,
        ..on_a_pipe(width)
    }
}

pub(super) fn shown(kind: Kind, host: &Host, options: &Options) -> String {
    if kind == Kind::Diff {
        return compared(&healthy(), host, options);
    }
    if kind == Kind::Trace {
        return traced(host, options);
    }
    if kind == Kind::Impact {
        return impacted(host, Action::Stop, options);
    }
    let mut out = Vec::new();
    report(kind, host, options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("reports are text")
}

fn nothing() -> Snapshot {
    serde_json::from_str(include_str!("../../../tests/bench/empty.json"))
        .expect("an empty snapshot")
}

/// What would come of doing this to the first engine; to another host's where there is none.
pub(super) fn impacted(host: &Host, action: Action, options: &Options) -> String {
    let other = managed();
    let engine = host.engines.first().unwrap_or(&other.engines[0]);
    let snapshot = nothing();
    let impact = impact(host, &snapshot, engine, action);
    let mut out = Vec::new();
    super::impact(&impact, options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("reports are text")
}

/// The story of the first container; of an image where there is none.
pub(super) fn traced(host: &Host, options: &Options) -> String {
    let container = host.containers.first().map(Subject::Container);
    let image = healthy().images.remove(0);
    let subject = container.unwrap_or(Subject::Image(&image));
    let snapshot = nothing();
    let story = trace(
        host,
        &snapshot,
        "it",
        Match {
            subject,
            by: "name",
        },
    );
    let mut out = Vec::new();
    super::trace(&story, options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("reports are text")
}

/// What is different between a capture and a host as it is now.
pub(super) fn compared(before: &Host, after: &Host, options: &Options) -> String {
    let before = Moment {
        host: before,
        source: Some("before.json"),
    };
    let after = Moment {
        host: after,
        source: None,
    };
    let mut out = Vec::new();
    super::diff(&diff(before, after), options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("reports are text")
}
