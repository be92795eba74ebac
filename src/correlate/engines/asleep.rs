//! Engines that do not run: those for which an activator listens, and those with only a unit.

use std::collections::BTreeSet;

use super::{Joined, managed, unit_remarks, units};
use crate::correlate::host::{Endpoint, Engine, ManagedBy};
use crate::model::{Answer, EngineKind, Gap, Reason, Unit};

/// systemd's own pid: it listens for the socket units of a host.
const INIT: u32 = 1;

impl Joined<'_> {
    /// The armed ones first; a unit that one of them names is not listed again.
    pub(super) fn asleep(&self) -> Vec<Engine> {
        let armed = self.endpoints.iter().filter(|e| e.state == "activation");
        let mut engines: Vec<Engine> = armed.filter_map(|one| self.armed(one)).collect();
        let named: BTreeSet<(String, Option<u32>)> = engines
            .iter()
            .filter_map(|engine| Some((engine.managed_by.unit.clone()?, engine.uid)))
            .collect();
        let units = self.units().iter().filter(|unit| !self.is_running(unit));
        let units = units.filter(|unit| units::is_expected(self.units(), unit));
        let units = units.filter(|unit| !named.contains(&(unit.name.clone(), unit.user)));
        engines.extend(units.filter_map(|unit| self.only_a_unit(unit)));
        engines
    }

    pub(super) fn units(&self) -> &[Unit] {
        self.snapshot.units.told().map_or(&[], Vec::as_slice)
    }

    /// An engine is in it. Where only files were read, that is all there is to go by.
    fn is_running(&self, unit: &Unit) -> bool {
        let mut engines = self.snapshot.engines.iter();
        let is_its = |known: &Unit| (&known.name, known.user) == (&unit.name, unit.user);
        unit.main_pid.is_some()
            || engines.any(|engine| units::of_engine(self.snapshot, engine).is_some_and(is_its))
    }

    /// `None`: its service is being started, and the process has a row of its own.
    fn armed(&self, endpoint: &Endpoint) -> Option<Engine> {
        let service = self.triggered_at(endpoint);
        let managed_by = match service {
            Some(unit) if self.is_running(unit) => return None,
            Some(unit) => managed::by_unit(unit),
            None => activator(endpoint),
        };
        let remarks = match (self.answered(endpoint), service) {
            (true, _) => vec!["this command has started it: the next one shows it".to_owned()],
            (false, Some(unit)) => unit_remarks::of_sleeping(unit, self.units()),
            (false, None) => Vec::new(),
        };
        Some(Engine {
            uid: service.and_then(|unit| unit.user),
            endpoints: vec![endpoint.clone()],
            remarks,
            ..asleep(endpoint.serves, &endpoint.path, managed_by)
        })
    }

    /// It was contacted, as `--activate` allows, although nobody served it.
    fn answered(&self, endpoint: &Endpoint) -> bool {
        let mut dockers = self.snapshot.dockers.iter();
        let mut containerds = self.snapshot.containerds.iter();
        dockers.any(|one| one.endpoint == endpoint.path && one.containers.told().is_some())
            || containerds
                .any(|one| one.endpoint == endpoint.path && one.namespaces.told().is_some())
    }

    /// The service that a socket unit starts when somebody connects there.
    fn triggered_at(&self, endpoint: &Endpoint) -> Option<&Unit> {
        let socket = units::socket_at(self.units(), &endpoint.path, &endpoint.aliases)?;
        let service = socket.triggers.first()?;
        let listens = socket.active_state.as_deref() != Some("inactive");
        units::find(self.units(), service, socket.user).filter(|_| listens)
    }

    fn only_a_unit(&self, unit: &Unit) -> Option<Engine> {
        let is_its = |endpoint: &&Endpoint| {
            let socket = units::socket_at(self.units(), &endpoint.path, &endpoint.aliases);
            let held = endpoint
                .held_by
                .as_ref()
                .is_some_and(|pids| !pids.is_empty());
            socket.is_some_and(|socket| socket.triggers.contains(&unit.name)) && !held
        };
        Some(Engine {
            uid: unit.user,
            endpoints: self.endpoints.iter().filter(is_its).cloned().collect(),
            remarks: unit_remarks::of_sleeping(unit, self.units()),
            ..asleep(units::kind(unit)?, &place(unit), managed::by_unit(unit))
        })
    }
}

/// No unit is known of it: systemd was not asked, or another program listens.
fn activator(endpoint: &Endpoint) -> ManagedBy {
    let holder = endpoint.held_by.as_ref().and_then(|pids| pids.first());
    ManagedBy {
        kind: match holder {
            Some(&INIT) => "systemd",
            _ => "activator",
        },
        pid: holder.copied(),
        ..ManagedBy::default()
    }
}

/// A user's unit may be called like the system's.
fn place(unit: &Unit) -> String {
    match unit.user {
        None => unit.name.clone(),
        Some(uid) => format!("{}@{uid}", unit.name),
    }
}

fn asleep(kind: EngineKind, place: &str, managed_by: ManagedBy) -> Engine {
    Engine {
        key: format!("{}@{place}", kind.word()),
        kind,
        pid: None,
        parent_pid: None,
        comm: None,
        exe: None,
        argv: None,
        version: None,
        uid: None,
        rootless: None,
        started_at: None,
        state: None,
        cgroup: None,
        mount_namespace: None,
        network_namespace: None,
        same_mounts: None,
        managed_by,
        nested_in: None,
        endpoints: Vec::new(),
        uses: Vec::new(),
        settings: Answer::Gap(Gap {
            reason: Reason::Absent,
            detail: "it does not run".to_owned(),
        }),
        folders: Vec::new(),
        api: None,
        deprecations: None,
        remarks: Vec::new(),
        contexts: None,
    }
}
