//! What systemd does beside what it is told: who goes with whom, who is started again, who is killed
//! with a service.

use crate::correlate::host::{Engine, Host};
use crate::model::Unit;

/// The service that an engine is; not one that an engine only runs below.
pub(super) fn of<'a>(host: &'a Host, engine: &Engine) -> Option<&'a Unit> {
    let by = &engine.managed_by;
    let name = by.unit.as_ref().filter(|_| by.kind == "systemd")?;
    let user = engine.uid.filter(|_| by.user_unit == Some(true));
    let mut units = host.units.told()?.iter();
    units.find(|unit| unit.name == *name && unit.user == user)
}

/// After its main process was killed.
pub(super) fn starts_again(unit: &Unit) -> bool {
    let restart = unit.restart.as_deref().unwrap_or("no");
    ["always", "on-failure", "on-abnormal", "on-abort"].contains(&restart)
}

/// Whatever is left in its cgroup ends with it.
pub(super) fn ends_group(unit: &Unit) -> bool {
    let mode = unit.kill_mode.as_deref();
    matches!(mode, Some("control-group" | "mixed"))
}

/// Why a unit goes with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    BindsTo,
    Requires,
    PartOf,
}

impl Tie {
    /// As unit files have it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::BindsTo => "BindsTo",
            Self::Requires => "Requires",
            Self::PartOf => "PartOf",
        }
    }
}

/// The engines that run and whose units are tied to this one, by their strongest tie.
pub(super) fn tied<'a>(host: &'a Host, unit: &Unit) -> Vec<(&'a Engine, &'a Unit, Tie)> {
    let tie = |own: &Unit| {
        let has = |names: &[String]| names.contains(&unit.name);
        match () {
            () if has(&own.binds_to) => Some(Tie::BindsTo),
            () if has(&own.requires) => Some(Tie::Requires),
            () if has(&own.part_of) => Some(Tie::PartOf),
            () => None,
        }
    };
    let others = host.engines.iter().filter(|engine| engine.pid.is_some());
    let tied = others.filter_map(|engine| {
        let own = of(host, engine).filter(|own| own.user == unit.user)?;
        Some((engine, own, tie(own)?))
    });
    tied.collect()
}

/// The socket units that listen for it and go on with that.
pub(super) fn sockets<'a>(host: &'a Host, unit: &'a Unit) -> impl Iterator<Item = &'a Unit> {
    let units = host.units.told().into_iter().flatten();
    units.filter(|socket| {
        let is_active = socket.active_state.as_deref() == Some("active");
        is_active && socket.user == unit.user && unit.triggered_by.contains(&socket.name)
    })
}

/// A process in this cgroup belongs to the service.
pub(super) fn holds(unit: &str, cgroup: &str) -> bool {
    cgroup.split('/').any(|part| part == unit)
}
