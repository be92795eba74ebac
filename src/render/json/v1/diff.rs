//! `diff[]`: what is different between two moments, and what became of the problems.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::each::Each;
use super::envelope::{Envelope, HostFacts};
use super::words::Severity;
use crate::correlate::diff;
use crate::render::json::write::{items, one};

/// What is different between two moments of a host. The keys that all documents share are of the
/// later one; `complete` and `incomplete_sources` are of both.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "diff")]
pub(crate) struct DiffDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, Summary>,
    before: Moment<'a>,
    after: Moment<'a>,
    problems: Problems<'a>,
    diff: Each<'a, diff::Change, Change<'a>>,
}

impl<'a> DiffDocument<'a> {
    pub(crate) fn of(diff: &'a diff::Diff<'a>) -> Self {
        let envelope = Envelope::of("diff", diff.after.host, Summary::of(diff));
        Self {
            envelope: envelope.and(diff.before.host),
            before: diff.before.into(),
            after: diff.after.into(),
            problems: (&diff.problems).into(),
            diff: Each::of(&diff.changes),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("change", self.diff.iter(), out)?;
        let report = Report {
            report: self.envelope.into_report(),
            before: self.before,
            after: self.after,
            problems: self.problems,
        };
        one(&report, false, out)
    }
}

/// The last line of ndjson has both moments too: they are no items.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    report: super::envelope::Report<'a, Summary>,
    before: Moment<'a>,
    after: Moment<'a>,
    problems: Problems<'a>,
}

/// Counts.
#[derive(Serialize, JsonSchema)]
struct Summary {
    total: u64,
    problems_before: u64,
    problems_after: u64,
    mended: u64,
    gone: u64,
    new: u64,
    left: u64,
    untold: u64,
    untold_before: u64,
    by_change: BTreeMap<&'static str, u64>,
}

impl Summary {
    fn of(diff: &diff::Diff<'_>) -> Self {
        let mut by_change: BTreeMap<&'static str, u64> = BTreeMap::new();
        for change in &diff.changes {
            *by_change.entry(change.what.word()).or_default() += 1;
        }
        let problems = &diff.problems;
        let length = |list: &Vec<diff::Named>| list.len() as u64;
        Self {
            total: diff.changes.len() as u64,
            problems_before: problems.before(),
            problems_after: problems.after(),
            mended: length(&problems.mended),
            gone: length(&problems.gone),
            new: length(&problems.new),
            left: length(&problems.left),
            untold: length(&problems.untold),
            untold_before: length(&problems.untold_before),
            by_change,
        }
    }
}

/// One of the two.
#[derive(Serialize, JsonSchema)]
struct Moment<'a> {
    /// The file as it was typed; null for the host as it is now.
    source: Option<&'a str>,
    #[schemars(with = "String", extend("format" = "date-time"))]
    observed_at: Timestamp,
    tool_version: &'a str,
    host: HostFacts<'a>,
    complete: bool,
}

impl<'a> From<diff::Moment<'a>> for Moment<'a> {
    fn from(moment: diff::Moment<'a>) -> Self {
        let diff::Moment { host, source } = moment;
        Self {
            source,
            observed_at: host.observed_at,
            tool_version: &host.tool_version,
            host: (&host.facts).into(),
            complete: host.complete(),
        }
    }
}

/// Every problem of both moments is in one of these lists.
#[derive(Serialize, JsonSchema)]
struct Problems<'a> {
    mended: Vec<Named<'a>>,
    /// Not there any more, and its problem with it.
    gone: Vec<Named<'a>>,
    new: Vec<Named<'a>>,
    left: Vec<Named<'a>>,
    /// Cannot be told now.
    untold: Vec<Named<'a>>,
    /// Is one now; whether it was one could not be told before.
    untold_before: Vec<Named<'a>>,
}

impl<'a> From<&'a diff::Problems> for Problems<'a> {
    fn from(problems: &'a diff::Problems) -> Self {
        let diff::Problems {
            mended,
            gone,
            new,
            left,
            untold,
            untold_before,
        } = problems;
        let named = |list: &'a [diff::Named]| list.iter().map(Named::from).collect();
        Self {
            mended: named(mended),
            gone: named(gone),
            new: named(new),
            left: named(left),
            untold: named(untold),
            untold_before: named(untold_before),
        }
    }
}

/// A container or shim that is, or was, a problem.
#[derive(Serialize, JsonSchema)]
struct Named<'a> {
    subject: Subject<'a>,
    name: &'a str,
    /// The later verdict if that is a problem, else the earlier one.
    verdict: &'static str,
}

impl<'a> From<&'a diff::Named> for Named<'a> {
    fn from(named: &'a diff::Named) -> Self {
        let diff::Named {
            kind,
            key,
            name,
            verdict,
        } = named;
        Self {
            subject: Subject { kind, key },
            name,
            verdict,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Subject<'a> {
    /// `engine`, `container`, `shim`, `namespace`, `image`.
    kind: &'static str,
    /// In the later moment, else in the earlier one.
    key: &'a str,
}

/// One thing that is not as it was.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Change<'a> {
    /// Unique in the document; that of the subject.
    key: &'a str,
    subject: Subject<'a>,
    name: &'a str,
    namespace: Option<&'a str>,
    /// `broke`, `unknown`, `mended`, `changed`, `gone`, `appeared`.
    change: &'static str,
    before: Side,
    after: Side,
    /// What is told on both sides, and differently.
    facts: Vec<Fact<'a>>,
}

/// How it stood at one of the two moments.
#[derive(Serialize, JsonSchema)]
struct Side {
    /// Null where that could not be told.
    there: Option<bool>,
    /// The verdict of a container or shim, the condition of an engine.
    state: Option<&'static str>,
    severity: Option<Severity>,
}

/// A fact that differs.
#[derive(Serialize, JsonSchema)]
struct Fact<'a> {
    /// `name`, `docker`, `task`, `pid`, `shim`, `image`, `image id`, `exit code`, `restarts`,
    /// `health`, `state`, `version`, `managed by`, `remarks`, `used by`, `names`, `held by`,
    /// `socket PATH`, `ENGINE ENDPOINT`.
    fact: &'a str,
    /// Null: looked, and there was none.
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl<'a> From<&'a diff::Change> for Change<'a> {
    fn from(change: &'a diff::Change) -> Self {
        let diff::Change {
            thing,
            key,
            name,
            namespace,
            what,
            before,
            after,
            facts,
        } = change;
        let kind = thing.word();
        Self {
            key,
            subject: Subject { kind, key },
            name,
            namespace: namespace.as_deref(),
            change: what.word(),
            before: (*before).into(),
            after: (*after).into(),
            facts: facts.iter().map(Fact::from).collect(),
        }
    }
}

impl From<diff::Side> for Side {
    fn from(side: diff::Side) -> Self {
        let (there, state, severity) = match side {
            diff::Side::There { word, severity } => (Some(true), Some(word), Some(severity)),
            diff::Side::Absent => (Some(false), None, None),
            diff::Side::Unknown => (None, None, None),
        };
        Self {
            there,
            state,
            severity: severity.map(Severity::from),
        }
    }
}

impl<'a> From<&'a diff::Fact> for Fact<'a> {
    fn from(fact: &'a diff::Fact) -> Self {
        let diff::Fact {
            name,
            before,
            after,
        } = fact;
        Self {
            fact: name,
            before: before.as_deref(),
            after: after.as_deref(),
        }
    }
}
