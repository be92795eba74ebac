//! Who starts and stops an engine.

use super::units;
use crate::correlate::host::ManagedBy;
use crate::model::{self, Snapshot, Starter, Unit};

/// By systemd's own word, else by what the process shows.
pub(super) fn managed_by(snapshot: &Snapshot, engine: &model::Engine) -> ManagedBy {
    let seen = by_starter(&engine.started_by);
    match units::of_engine(snapshot, engine) {
        // dockerd's containerd, and all below rootlesskit, are in the unit of who started them.
        Some(unit) if matches!(seen.kind, "systemd" | "none" | "activator") => by_unit(unit),
        _ => seen,
    }
}

/// The manager of what a unit starts, whether it runs or not.
pub(super) fn by_unit(unit: &Unit) -> ManagedBy {
    ManagedBy {
        kind: "systemd",
        unit: Some(unit.name.clone()),
        user_unit: Some(unit.user.is_some()),
        unit_state: units::state(unit),
        load_state: Some(unit.load_state.clone()),
        unit_file_state: unit.unit_file_state.clone(),
        unit_file: unit.fragment_path.clone(),
        drop_ins: Some(unit.drop_ins.clone()),
        unread_files: Some(unit.unread_files.clone()),
        wants: Some(unit.wants.clone()),
        requires: Some(unit.requires.clone()),
        after: Some(unit.after.clone()),
        triggered_by: Some(unit.triggered_by.clone()),
        ..ManagedBy::default()
    }
}

fn by_starter(starter: &Starter) -> ManagedBy {
    let nobody = ManagedBy {
        kind: "none",
        ..ManagedBy::default()
    };
    match starter {
        Starter::Systemd { unit, user_unit } => ManagedBy {
            kind: "systemd",
            unit: Some(unit.clone()),
            user_unit: Some(*user_unit),
            ..nobody
        },
        Starter::Dockerd { pid } => ManagedBy {
            kind: "dockerd",
            pid: Some(*pid),
            ..nobody
        },
        Starter::Rootlesskit { pid } => ManagedBy {
            kind: "rootlesskit",
            pid: Some(*pid),
            ..nobody
        },
        Starter::Container { id } => ManagedBy {
            kind: "container",
            container: Some(id.clone()),
            ..nobody
        },
        Starter::Activator { pid } => ManagedBy {
            kind: "activator",
            pid: Some(*pid),
            ..nobody
        },
        Starter::None => nobody,
    }
}
