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

/// Why this unit goes when that one is stopped, or dies.
pub(super) fn tie(unit: &Unit, other: &str, dies: bool) -> Option<&'static str> {
    let has = |names: &[String]| names.iter().any(|name| name == other);
    match () {
        () if has(&unit.binds_to) => Some("BindsTo"),
        // A process that dies is no stop: systemd leaves those that need it.
        () if dies => None,
        () if has(&unit.requires) => Some("Requires"),
        () if has(&unit.part_of) => Some("PartOf"),
        () => None,
    }
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
