//! What a unit's command says beside the arguments of the process that it started: the next start
//! gets the unit's.

use std::collections::BTreeSet;

use super::super::{Joined, units};
use crate::model::options::{Given, Options};
use crate::model::{self, Setting, SettingOrigin, Unit};

/// Adds what differs. Nothing where the engine is no unit's, or units could not be read.
pub(super) fn next_start(
    joined: &Joined<'_>,
    engine: &model::Engine,
    options: &Options,
    list: &mut Vec<Setting>,
) {
    let Some(unit) = units::of_engine(joined.snapshot, engine) else {
        return;
    };
    let command = unit.unread_exec_start.as_deref();
    let command = command.or(unit.exec_start.as_deref());
    let (Some(command), Some(argv)) = (command, engine.argv.told()) else {
        return;
    };
    if !units::is_same_program(command, argv) {
        return;
    }
    let (next, now) = (options.read(command), options.read(argv));
    // A variable may stand for any number of words.
    let is_whole = !command.iter().any(|word| word.starts_with('$'));
    for key in keys(&next, &now) {
        let (next, now) = (next.values(key), now.values(key));
        if next == now || next.iter().any(|value| is_open(value)) {
            continue;
        }
        if next.is_empty() {
            if is_whole {
                dropped(list, key, unit);
            }
            continue;
        }
        list.push(changed(unit, key, next, now));
    }
}

fn keys<'a>(next: &'a Given, now: &'a Given) -> BTreeSet<&'a str> {
    let all = next.all().chain(now.all());
    all.map(|(key, _)| key).collect()
}

/// A variable or a specifier in it stands for what is not known here.
fn is_open(value: &str) -> bool {
    value.contains(['$', '%'])
}

fn dropped(list: &mut [Setting], key: &str, unit: &Unit) {
    let flag = list
        .iter_mut()
        .find(|one| one.key == key && one.origin == SettingOrigin::Flag);
    if let Some(flag) = flag {
        flag.note = Some(format!(
            "{} does not say so any more: the next start goes without it",
            unit.name
        ));
    }
}

fn changed(unit: &Unit, key: &str, next: &[String], now: &[String]) -> Setting {
    let now = match now.is_empty() {
        true => "without it".to_owned(),
        false => format!("with {}", now.join(", ")),
    };
    Setting {
        key: key.to_owned(),
        value: next.join(", "),
        origin: SettingOrigin::DropIn,
        path: unit
            .drop_ins
            .last()
            .or(unit.fragment_path.as_ref())
            .cloned(),
        in_effect: Some(false),
        note: Some(format!(
            "{} says so since it was started {now}: the next start gets this{}",
            unit.name,
            match unit.unread_exec_start {
                None => "",
                Some(_) => ", once systemd has read its files (daemon-reload)",
            }
        )),
    }
}
