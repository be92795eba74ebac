//! Every view of every object against what its command prints where the reader stands.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::Host;
use super::screen::{Screen, ids};
use super::stand::Stand;
use crate::lab::{MiniHost, Output, Result};
use crate::support::{document, items, text};

/// How many commands run at the same time.
const AT_ONCE: usize = 12;

/// The wrong ones, by object and view, and of each client's views how many were looked at.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    wrong: BTreeMap<String, String>,
    looked_at: BTreeMap<String, Counts>,
}

/// How many objects one client is said to show, and how many not to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    shown: usize,
    hidden: usize,
}

impl Counts {
    fn count(&mut self, shows: bool) {
        match shows {
            true => self.shown += 1,
            false => self.hidden += 1,
        }
    }
}

impl Compared {
    pub(crate) fn add(&mut self, other: Self) {
        self.wrong.extend(other.wrong);
        for (client, counts) in other.looked_at {
            let all = self.looked_at.entry(client).or_default();
            all.shown += counts.shown;
            all.hidden += counts.hidden;
        }
    }

    /// What is wrong in both.
    pub(crate) fn those_again_in(mut self, other: &Self) -> Self {
        self.wrong.retain(|key, _| other.wrong.contains_key(key));
        self
    }

    /// All at once, and not because nothing was compared: of each of these clients there was something
    /// that it shows and something that it does not.
    #[track_caller]
    pub(crate) fn none_wrong(self, clients: &[&str]) {
        for client in clients {
            let counts = self.looked_at.get(*client).copied().unwrap_or_default();
            let enough = counts.shown > 0 && counts.hidden > 0;
            assert!(enough, "too little of {client}: {self:?}");
        }
        let all: Vec<String> = self
            .wrong
            .iter()
            .map(|(key, what)| format!("{key}: {what}"))
            .collect();
        let counts = self.looked_at.values();
        let of: usize = counts.map(|one| one.shown + one.hidden).sum();
        let wrong = all.len();
        let all = all.join("\n");
        assert!(wrong == 0, "{wrong} of {of} views are wrong\n{all}");
    }
}

/// The commands of one report, each run once after it, and on a restless host once before it too.
struct Pasted<'a> {
    host: &'a MiniHost,
    stand: &'a Stand,
    limit: Duration,
    before: BTreeMap<String, Output>,
    after: BTreeMap<String, Output>,
}

/// Runs the tool, pastes all that it names, and compares.
pub(crate) fn mismatches(
    host: &MiniHost,
    is: Host,
    stand: &Stand,
    limit: Duration,
) -> Result<Compared> {
    let report = || document(&stand.tool(host, &["overview", "--json"]).output()?);
    let mut pasted = Pasted {
        host,
        stand,
        limit,
        before: BTreeMap::new(),
        after: BTreeMap::new(),
    };
    if is == Host::Restless {
        // What the commands are is known only from a report; the next one is judged.
        pasted.run_all(&report()?)?;
        pasted.before = std::mem::take(&mut pasted.after);
    }
    let report = report()?;
    pasted.run_all(&report)?;
    let mut compared = Compared::default();
    for (object, view) in views(&report) {
        let key = format!(
            "[{}] {} {} {}",
            stand.name,
            text(object, "key"),
            text(view, "client"),
            text(view, "view")
        );
        if let Some(shows) = view["shows"].as_bool() {
            let client = text(view, "client").to_owned();
            compared.looked_at.entry(client).or_default().count(shows);
        }
        if let Some(what) = pasted.wrong(object, view) {
            compared.wrong.insert(key, what);
        }
    }
    Ok(compared)
}

/// Every object with each of its views whose client is there.
fn views(report: &Value) -> Vec<(&Value, &Value)> {
    let kinds = ["containers", "images"];
    let objects = kinds.iter().flat_map(|kind| items(report, kind));
    objects
        .flat_map(|object| {
            items(object, "views")
                .iter()
                .map(move |view| (object, view))
        })
        .filter(|(_, view)| view["installed"] == true)
        .collect()
}

impl Pasted<'_> {
    /// Every command of a report, some at once: on a broken host each waits for stopped shims.
    fn run_all(&mut self, report: &Value) -> Result<()> {
        let commands: BTreeSet<&str> = views(report)
            .into_iter()
            .filter(|(_, view)| view["shows"].is_boolean())
            .map(|(_, view)| text(view, "command"))
            .filter(|command| self.stand.may_run(command))
            .collect();
        let (host, stand, limit) = (self.host, self.stand, self.limit);
        let run = |command: &str| stand.paste(host, command).limit(limit).output();
        for some in commands.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
            let outputs = std::thread::scope(|scope| {
                let all: Vec<_> = some.iter().map(|one| scope.spawn(|| run(one))).collect();
                let ends = all.into_iter().map(|one| one.join());
                ends.map(|end| end.map_err(|_| "a paste failed")?)
                    .collect::<Result<Vec<Output>>>()
            })?;
            let named = some.iter().map(|&one| one.to_owned());
            self.after.extend(named.zip(outputs));
        }
        Ok(())
    }

    /// What is wrong with one view, if anything is.
    fn wrong(&self, object: &Value, view: &Value) -> Option<String> {
        let said = view["shows"].as_bool();
        if said != Some(true) && text(view, "why").is_empty() {
            return Some("says no why".to_owned());
        }
        let command = text(view, "command");
        let (Some(said), true) = (said, self.stand.may_run(command)) else {
            return None;
        };
        let after = &self.after[command];
        if after.code != 0 {
            // One that hangs shows nothing; saying so is right.
            let hangs = after.code == 124 && !said;
            let failed = format!("`{command}` ended with {}: {}", after.code, after.stderr);
            return (!hangs).then_some(failed);
        }
        let shows = |output: &Output| {
            let (client, view) = (text(view, "client"), text(view, "view"));
            Screen::read(client, view, &output.stdout)
                .map(|screen| screen.has(&ids(object, client, view)))
        };
        let Some(later) = shows(after) else {
            return Some(format!("`{command}` is not known to this test"));
        };
        let before = self.before.get(command);
        let stays = before.map_or(self.before.is_empty(), |before| {
            shows(before) == Some(later)
        });
        (stays && later != said).then(|| {
            format!(
                "said {said} ({}), but `{command}` printed\n{}",
                text(view, "why"),
                after.stdout
            )
        })
    }
}
