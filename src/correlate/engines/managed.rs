//! Who starts and stops an engine.

use crate::correlate::host::ManagedBy;
use crate::model::Starter;

pub(super) fn managed_by(starter: &Starter) -> ManagedBy {
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
