//! systemd's part of a run: each manager of units is asked, or its files are read.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::beside::blocking;
use super::contact::{gap, status_of};
use super::proc::{Roots, Survey};
use super::run::Run;
use super::systemd::{self, Bus, Manager};
use crate::model::secret::Secrets;
use crate::model::{Answer, EndpointKind, Gap, Reason, Source, SourceKind, SourceStatus, Unit};

/// The folder that systemd makes when it boots a host.
const BOOTED: &str = "/run/systemd/system";

impl Run<'_> {
    /// All units of engines, and how it went with each manager.
    pub(super) async fn units(&self, survey: &Arc<Survey>) -> (Answer<Vec<Unit>>, Vec<Source>) {
        if !self.options.scope.engines && !leaves_a_socket(survey) {
            return (Answer::not_collected(), Vec::new());
        }
        let (roots, seen) = (Arc::clone(&self.roots), Arc::clone(survey));
        let look = move || systemd::managers(&roots, &seen);
        let Some(managers) = blocking(self.deadline(), look).await else {
            let late = gap(Reason::Timeout, "the unit files could not be read in time");
            let source = source(BOOTED, &Err(&late), None, true);
            return (Answer::Gap(late), vec![source]);
        };
        if managers.is_empty() {
            // Without the host's root folder it is the container's own files that were looked at.
            return not_booted(survey.viewer.in_container && self.roots.is_own());
        }
        let told = join_all(managers.into_iter().map(|one| self.manager(one))).await;
        let (units, sources): (Vec<_>, Vec<_>) = told.into_iter().unzip();
        (Answer::Told(units.concat()), sources)
    }

    /// What could not be asked is read from files, which do not tell what runs.
    async fn manager(&self, manager: Manager) -> (Vec<Unit>, Source) {
        let begun = Instant::now();
        let target = manager.target();
        let asked = match &manager.bus {
            Ok(bus) => {
                let asked = self.ask_manager(bus, &manager);
                let name = format!("systemd {target}");
                self.waiting.during(name, asked).await
            }
            Err(why) => Err(why.clone()),
        };
        let took = begun.elapsed().as_millis() as u64;
        // A user's manager that may not be asked is that of an engine that is seen without it.
        let needed = manager.bus.is_ok();
        let source = source(&target, &asked.as_ref().map(|_| ()), Some(took), needed);
        let units = self.with_files(manager, asked.ok()).await;
        (units, source)
    }

    async fn ask_manager(&self, bus: &Bus, manager: &Manager) -> Result<Vec<Unit>, Gap> {
        let raw = systemd::read(bus, manager, &self.budget(Some(bus.state))).await?;
        let (host, secrets) = (&self.roots.host, self.options.secrets);
        let units = raw.iter();
        let mut units: Vec<Unit> = units
            .map(|raw| systemd::unit(raw, manager.user, host, secrets))
            .collect();
        units.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(units)
    }

    async fn with_files(&self, manager: Manager, asked: Option<Vec<Unit>>) -> Vec<Unit> {
        let (roots, secrets) = (Arc::clone(&self.roots), self.options.secrets);
        let told = asked.clone().unwrap_or_default();
        let read = move || {
            let units = match asked {
                None => systemd::read_files(&roots, &manager, secrets),
                Some(units) => units
                    .into_iter()
                    .map(|unit| systemd::beside(&roots, &manager, unit, secrets))
                    .collect(),
            };
            completed(&roots, secrets, units)
        };
        blocking(self.deadline(), read).await.unwrap_or(told)
    }
}

/// A socket at which nobody listens: its unit says why, whatever was asked for.
fn leaves_a_socket(survey: &Survey) -> bool {
    let mut endpoints = survey.endpoints.iter();
    endpoints.any(|endpoint| endpoint.kind == EndpointKind::Stale)
}

fn completed(roots: &Roots, secrets: Secrets, mut units: Vec<Unit>) -> Vec<Unit> {
    for unit in &mut units {
        systemd::complete(roots, unit, secrets);
    }
    units
}

/// Another init runs the host, or the host's files are not to be seen from this container.
fn not_booted(outside: bool) -> (Answer<Vec<Unit>>, Vec<Source>) {
    let why = match outside {
        true => gap(
            Reason::OtherHost,
            "the host's systemd is outside this container",
        ),
        false => gap(Reason::Absent, "systemd did not boot this host"),
    };
    let source = source(BOOTED, &Err(&why), None, false);
    match why.reason {
        Reason::Absent => (Answer::Told(Vec::new()), vec![source]),
        _ => (Answer::Gap(why), vec![source]),
    }
}

fn source(target: &str, asked: &Result<(), &Gap>, elapsed_ms: Option<u64>, needed: bool) -> Source {
    let (status, detail) = match asked {
        Ok(()) => (SourceStatus::Ok, None),
        Err(gap) => (status_of(gap.reason), Some(gap.detail.clone())),
    };
    Source {
        source: SourceKind::Systemd,
        target: target.to_owned(),
        status,
        detail,
        elapsed_ms,
        needed,
    }
}
