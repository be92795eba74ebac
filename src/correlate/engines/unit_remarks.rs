//! What is not in order about an engine's unit, each in one sentence that says what to type.

use super::units;
use crate::model::{Engine, Unit};

/// Of a unit whose engine runs: what its next start will do otherwise.
pub(super) fn of_running(unit: &Unit, engine: &Engine) -> Vec<String> {
    let systemctl = systemctl(unit);
    let Unit { name, .. } = unit;
    let mut remarks = Vec::new();
    let outcome = match unit.active_state.as_deref() {
        Some("activating") => "it cannot start",
        _ => "its next start will fail",
    };
    remarks.extend(set_twice(unit).map(|twice| format!("{twice}: {outcome}")));
    remarks.extend(changed(unit, engine));
    if unit.load_state == "masked" {
        remarks.push(format!(
            "{name} is masked: once stopped it cannot be started until: {systemctl} unmask {name}"
        ));
    }
    remarks
}

/// It would be started otherwise now, or systemd has not read how.
fn changed(unit: &Unit, engine: &Engine) -> Option<String> {
    let (systemctl, name) = (systemctl(unit), &unit.name);
    let next = unit.unread_exec_start.as_ref();
    let next = next.or(unit.exec_start.as_ref())?;
    let differs = units::runs(next, engine.argv.told()?) == Some(false);
    match (differs, unit.need_daemon_reload == Some(true)) {
        (true, unread) => Some(format!(
            "the command of {name} was changed after this start{}. To apply it: {}{systemctl} \
             restart {name}",
            last_file(unit),
            match unread {
                true => format!("{systemctl} daemon-reload && "),
                false => String::new(),
            }
        )),
        (false, true) => Some(format!(
            "the files of {name} were changed, and systemd has not read them: {systemctl} \
             daemon-reload"
        )),
        (false, false) => None,
    }
}

/// Of a unit whose engine does not run: why, and what would let it. That nobody started it is no
/// remark.
pub(super) fn of_sleeping(unit: &Unit, all: &[Unit]) -> Vec<String> {
    let mut remarks: Vec<String> = state(unit, all).into_iter().collect();
    remarks.extend(set_twice(unit).map(|twice| format!("{twice}: it cannot start")));
    remarks
}

fn state(unit: &Unit, all: &[Unit]) -> Option<String> {
    let (systemctl, name) = (systemctl(unit), &unit.name);
    let result = unit.result.as_deref().unwrap_or("unknown");
    let why = match unit.user {
        None => format!("Why: journalctl -u {name}"),
        Some(_) => format!("Why: journalctl --user -u {name}"),
    };
    if unit.load_state == "masked" {
        return Some(format!(
            "{name} is masked: nothing starts it until: {systemctl} unmask {name}"
        ));
    }
    match (unit.active_state.as_deref()?, given_up(unit, all)) {
        ("activating", _) if unit.sub_state.as_deref() == Some("auto-restart") => Some(format!(
            "{name} ends as soon as it is started ({result}), and is started again and again. {why}"
        )),
        ("failed", None) => Some(format!(
            "{name} failed ({result}). {why}. To start it again: {systemctl} start {name}"
        )),
        (_, Some(units)) => Some(format!(
            "{name} failed too often in a row ({result}), and is not started any more. {why}. To \
             start it again: {systemctl} reset-failed {units} && {systemctl} start {units}"
        )),
        _ => None,
    }
}

/// The service and its sockets, where systemd has had enough of starting it: it says so of either.
fn given_up(unit: &Unit, all: &[Unit]) -> Option<String> {
    let triggers = unit.triggered_by.iter();
    let sockets = triggers.filter_map(|name| units::find(all, name, unit.user));
    let failed = std::iter::once(unit)
        .chain(sockets)
        .filter(|one| one.active_state.as_deref() == Some("failed"));
    let failed: Vec<&Unit> = failed.collect();
    let is_limit = |one: &&Unit| {
        let result = one.result.as_deref();
        result.is_some_and(|result| result.ends_with("limit-hit"))
    };
    let names: Vec<&str> = failed.iter().map(|one| one.name.as_str()).collect();
    failed.iter().any(is_limit).then(|| names.join(" "))
}

/// dockerd refuses a key that its command and its file both set, even to the same value.
fn set_twice(unit: &Unit) -> Option<String> {
    let first = unit.set_twice.first()?;
    let path = first.path.as_deref().unwrap_or_default();
    let variable = first.note.as_ref();
    let by = variable.map_or_else(String::new, |variable| format!("{variable} in "));
    let keys: Vec<&str> = unit.set_twice.iter().map(|one| one.key.as_str()).collect();
    Some(format!(
        "{} given twice, by {by}the command of {} and by {path}",
        keys.join(", "),
        unit.name
    ))
}

fn last_file(unit: &Unit) -> String {
    let last = unit.drop_ins.last().or(unit.fragment_path.as_ref());
    last.map_or_else(String::new, |path| format!(" ({path})"))
}

fn systemctl(unit: &Unit) -> &'static str {
    match unit.user {
        None => "systemctl",
        Some(_) => "systemctl --user",
    }
}
