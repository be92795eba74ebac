//! systemd's units of engines: which is an engine's, what state it is in, what it would run.

use crate::correlate::host;
use crate::model::{Answer, Engine, EngineKind, Snapshot, Starter, Unit};

/// The unit whose main process an engine is, or else whose group it is in.
pub(super) fn of_engine<'a>(snapshot: &'a Snapshot, engine: &Engine) -> Option<&'a Unit> {
    if engine.container.is_some() {
        return None;
    }
    let units = snapshot.units.told()?;
    let main = units.iter().find(|unit| unit.main_pid == Some(engine.pid));
    main.or_else(|| {
        let Starter::Systemd { unit, user_unit } = &engine.started_by else {
            return None;
        };
        let user = match user_unit {
            true => Some(engine.uid?),
            false => None,
        };
        find(units, unit, user)
    })
}

pub(super) fn find<'a>(units: &'a [Unit], name: &str, user: Option<u32>) -> Option<&'a Unit> {
    units
        .iter()
        .find(|unit| unit.name == name && unit.user == user)
}

/// The units of the engines that are listed, and those that trigger them.
pub(in crate::correlate) fn units_of(
    snapshot: &Snapshot,
    engines: &[host::Engine],
) -> Answer<Vec<Unit>> {
    let mut units = snapshot.units.clone();
    let is_listed = |name: &String, user: Option<u32>| {
        engines.iter().any(|engine| {
            let by = &engine.managed_by;
            let of_user = engine.uid.filter(|_| by.user_unit == Some(true));
            by.unit.as_ref() == Some(name) && of_user == user
        })
    };
    if let Some(units) = units.told_mut() {
        units.retain(|unit| {
            let mut names = std::iter::once(&unit.name).chain(&unit.triggers);
            names.any(|name| is_listed(name, unit.user))
        });
    }
    units
}

/// Whether anybody wants it to run: otherwise it is no more than an installed package. docker and
/// containerd are what the reader has come for: they are listed also where they are switched off.
pub(super) fn is_expected(units: &[Unit], unit: &Unit) -> bool {
    let on = |unit: &Unit| {
        let enabled = unit.unit_file_state.as_deref();
        let off = matches!(unit.active_state.as_deref(), None | Some("inactive"));
        !off || enabled.is_some_and(|state| state.starts_with("enabled"))
    };
    let mut triggers = unit.triggered_by.iter();
    matches!(
        kind(unit),
        Some(EngineKind::Dockerd | EngineKind::Containerd)
    ) || on(unit)
        || triggers.any(|name| find(units, name, unit.user).is_some_and(on))
}

/// The socket unit that listens, or would, at an endpoint.
pub(super) fn socket_at<'a>(units: &'a [Unit], path: &str, aliases: &[String]) -> Option<&'a Unit> {
    let is_here = |listens: &String| listens == path || aliases.contains(listens);
    let mut sockets = units.iter();
    sockets.find(|unit| unit.listens.iter().any(is_here))
}

/// What a service starts: by its own name, else by its program's.
pub(super) fn kind(unit: &Unit) -> Option<EngineKind> {
    let stem = unit.name.strip_suffix(".service")?;
    let by_name = match stem {
        "docker" | "snap.docker.dockerd" => Some(EngineKind::Dockerd),
        "containerd" => Some(EngineKind::Containerd),
        "buildkit" => Some(EngineKind::Buildkitd),
        "podman" => Some(EngineKind::Podman),
        "cri-docker" => Some(EngineKind::CriDockerd),
        "kubelet" => Some(EngineKind::Kubelet),
        _ => None,
    };
    by_name.or_else(|| by_program(unit.exec_start.as_deref()?))
}

fn by_program(words: &[String]) -> Option<EngineKind> {
    match words.first()?.rsplit('/').next()? {
        "dockerd" | "dockerd-rootless.sh" => Some(EngineKind::Dockerd),
        "containerd" => Some(EngineKind::Containerd),
        "buildkitd" => Some(EngineKind::Buildkitd),
        "cri-dockerd" => Some(EngineKind::CriDockerd),
        "kubelet" => Some(EngineKind::Kubelet),
        "podman" => {
            let is_service = words.get(1..3)? == ["system", "service"];
            is_service.then_some(EngineKind::Podman)
        }
        _ => None,
    }
}

/// `active/running`, `failed/start-limit-hit`, `masked`; `None` where only files were read, which
/// tell no more than that it is masked.
pub(super) fn state(unit: &Unit) -> Option<String> {
    let masked = || (unit.load_state == "masked").then(|| "masked".to_owned());
    let Some(active) = unit.active_state.as_deref() else {
        return masked();
    };
    match active {
        "failed" => {
            let result = unit.result.as_deref().unwrap_or("failed");
            Some(format!("failed/{result}"))
        }
        "inactive" if unit.load_state != "loaded" => Some(unit.load_state.clone()),
        _ => {
            let sub = unit.sub_state.as_deref().unwrap_or_default();
            Some(format!("{active}/{sub}"))
        }
    }
}

/// Whether a process with these words was started by this command. `None`: it cannot be told, as
/// behind a wrapper. Variables and specifiers may stand for anything.
pub(super) fn runs(planned: &[String], running: &[String]) -> Option<bool> {
    is_same_program(planned, running).then(|| matches(&planned[1..], &running[1..]))
}

/// Behind a wrapper it is another one, whose words are not the engine's.
pub(super) fn is_same_program(planned: &[String], running: &[String]) -> bool {
    let program = |words: &[String]| words.first()?.rsplit('/').next().map(str::to_owned);
    program(planned).is_some() && program(planned) == program(running)
}

fn matches(planned: &[String], running: &[String]) -> bool {
    let Some((first, rest)) = planned.split_first() else {
        return running.is_empty();
    };
    let open = first.starts_with('$') && !first.starts_with("${") && !first.starts_with("$$");
    if open {
        return (0..=running.len()).any(|taken| matches(rest, &running[taken..]));
    }
    let Some((word, others)) = running.split_first() else {
        return false;
    };
    let is_open = first.contains("${") || first.contains('%');
    let literal = first.replace("$$", "$");
    (is_open || literal == *word) && matches(rest, others)
}

#[cfg(test)]
mod tests {
    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn variables_may_be_anything() {
        let runs = |planned: &str, running: &str| super::runs(&words(planned), &words(running));
        let planned = "/usr/sbin/dockerd -H fd:// $DOCKER_OPTS --debug";
        assert_eq!(runs(planned, "dockerd -H fd:// --debug"), Some(true));
        assert_eq!(runs(planned, "dockerd -H fd:// -a b --debug"), Some(true));
        assert_eq!(runs(planned, "dockerd -H fd://"), Some(false));
        assert_eq!(runs("/x/d ${A} %t/s", "d one /run/s"), Some(true));
        assert_eq!(runs("/x/d ${A}", "d"), Some(false));
        assert_eq!(runs("/usr/bin/snap run docker", "dockerd"), None);
    }
}
