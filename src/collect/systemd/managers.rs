//! Which managers of units there are: the system's, and those of users whose engines run as units or
//! would, by files of their own.
//!
//! A manager is asked through a bus whose daemon is seen to run, since connecting to the socket of
//! one that does not would start it. A user's bus lets nobody else in, not even root.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::names;
use crate::collect::contact::gap;
use crate::collect::proc::{self, Roots, Survey};
use crate::model::{Engine, Gap, ProcessState, Reason, Starter};

/// A manager of units, and what to ask it.
#[derive(Debug, Clone)]
pub(crate) struct Manager {
    /// `None`: the system's.
    pub(crate) user: Option<u32>,
    /// Its bus, if that is served and may be asked.
    pub(crate) bus: Result<Bus, Gap>,
    /// Units to ask for by name.
    pub(super) names: BTreeSet<String>,
    /// Where it looks for unit files, as reachable from here; the first file of a name counts.
    pub(super) folders: Vec<PathBuf>,
}

/// A bus that a daemon serves.
#[derive(Debug, Clone)]
pub(crate) struct Bus {
    pub(crate) socket: PathBuf,
    /// Its daemon's: a stopped one is not waited for.
    pub(crate) state: ProcessState,
}

impl Manager {
    /// How it is called in `sources[]`.
    pub(crate) fn target(&self) -> String {
        match (&self.bus, self.user) {
            (Ok(bus), _) => bus.socket.to_string_lossy().into_owned(),
            (Err(_), None) => "system".to_owned(),
            (Err(_), Some(uid)) => format!("user {uid}"),
        }
    }
}

/// Before the home folder and after it, of a user's manager.
const USER_FOLDERS: [&str; 4] = [
    "/etc/systemd/user",
    "/run/systemd/user",
    "/usr/local/lib/systemd/user",
    "/usr/lib/systemd/user",
];

const SYSTEM_FOLDERS: [&str; 10] = [
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/transient",
    "/etc/systemd/system",
    "/run/systemd/system",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
    "/run/systemd/generator.late",
];

/// The managers to ask; none where systemd did not boot the host.
pub(crate) fn managers(roots: &Roots, survey: &Survey) -> Vec<Manager> {
    if !roots.host.join("run/systemd/system").is_dir() {
        return Vec::new();
    }
    let buses = proc::buses(roots, survey);
    let bus = buses.system.map(|state| Bus {
        socket: roots.host.join("run/dbus/system_bus_socket"),
        state,
    });
    let folders = folders(roots, &SYSTEM_FOLDERS);
    let system = Manager {
        user: None,
        bus: bus.ok_or_else(|| gap(Reason::Absent, "no system bus is running: read from files")),
        names: names(&folders, of_engines(&survey.engines, None)),
        folders,
    };
    let mut users = users(&survey.engines);
    for uid in with_units_of_engines(roots) {
        users.entry(uid).or_default();
    }
    let users = users.into_iter();
    let users = users.map(|(uid, units)| user(roots, &buses, uid, &units));
    std::iter::once(system).chain(users).collect()
}

fn user(roots: &Roots, buses: &proc::Buses, uid: u32, units: &BTreeSet<String>) -> Manager {
    let own = rustix::process::geteuid().as_raw() == uid;
    let bus = match (own, buses.users.get(&uid)) {
        (false, _) => Err(gap(
            Reason::Unsupported,
            "only that user may ask, not even root: read from files",
        )),
        (true, None) => Err(gap(
            Reason::Absent,
            "this user's bus is not running: read from files",
        )),
        (true, Some(state)) => Ok(Bus {
            socket: roots.host.join(format!("run/user/{uid}/bus")),
            state: *state,
        }),
    };
    let mut all: Vec<PathBuf> = own_folder(roots, uid).into_iter().collect();
    all.extend(folders(roots, &USER_FOLDERS));
    Manager {
        user: Some(uid),
        bus,
        names: names(&all, units.clone()),
        folders: all,
    }
}

/// Where a user's own unit files are.
fn own_folder(roots: &Roots, uid: u32) -> Option<PathBuf> {
    let home = proc::home(roots, uid)?;
    let home = roots.host.join(home.trim_start_matches('/'));
    Some(home.join(".config/systemd/user"))
}

/// Users whose manager runs, and whose own units are to start an engine: it may be stopped.
fn with_units_of_engines(roots: &Roots) -> Vec<u32> {
    let running = std::fs::read_dir(roots.host.join("run/user"));
    let entries = running.into_iter().flatten().filter_map(Result::ok);
    let uids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let has_any = |uid: &u32| {
        own_folder(roots, *uid).is_some_and(|folder| !names(&[folder], BTreeSet::new()).is_empty())
    };
    uids.filter(has_any).collect()
}

/// What to ask for by name: a name without a file would make systemd look for one.
fn names(folders: &[PathBuf], of_engines: BTreeSet<String>) -> BTreeSet<String> {
    let has_file = |name: &&str| {
        let mut paths = folders.iter().map(|folder| folder.join(name));
        paths.any(|path| path.symlink_metadata().is_ok())
    };
    let known = names::KNOWN.iter().copied().filter(has_file);
    known.map(str::to_owned).chain(of_engines).collect()
}

fn folders(roots: &Roots, paths: &[&str]) -> Vec<PathBuf> {
    let here = |path: &&str| roots.host.join(path.trim_start_matches('/'));
    paths.iter().map(here).collect()
}

/// The units that the engines of one manager are in.
fn of_engines(engines: &[Engine], user: Option<u32>) -> BTreeSet<String> {
    let units = engines.iter().filter_map(|engine| unit_of(engine));
    let own = units.filter(|(uid, _)| *uid == user);
    own.map(|(_, unit)| unit.to_owned()).collect()
}

/// By the uid of those who have engines in units of their own.
fn users(engines: &[Engine]) -> BTreeMap<u32, BTreeSet<String>> {
    let users: BTreeSet<u32> = engines
        .iter()
        .filter_map(|engine| unit_of(engine)?.0)
        .collect();
    let units = |uid| (uid, of_engines(engines, Some(uid)));
    users.into_iter().map(units).collect()
}

/// Of an engine in a container it is another host's unit.
fn unit_of(engine: &Engine) -> Option<(Option<u32>, &str)> {
    let Starter::Systemd { unit, user_unit } = &engine.started_by else {
        return None;
    };
    let ours = engine.container.is_none() && names::is_plain(unit);
    let user = match user_unit {
        true => Some(engine.uid?),
        false => None,
    };
    ours.then_some((user, unit))
}
