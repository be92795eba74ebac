//! The bundles in which shims work: read through the shims' own working directories, so that it does
//! not matter in whose mounts they live, nor whether containerd or docker answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::time::Instant;

use super::beside::blocking;
use super::disk::{names, read};
use super::run::Run;
use crate::model::secret::Secrets;
use crate::model::{Answer, Bundle, FactName, Reason, Sheet, Shim, Snapshot};

/// The folder of a namespace's bundles, and whose it is.
type Places = BTreeMap<(String, String), PathBuf>;

impl Run<'_> {
    /// Adds to the snapshot what is in the bundles of all shims.
    pub(super) async fn bundles(&self, snapshot: &mut Snapshot) {
        if !self.options.scope.bundles {
            return;
        }
        let places = places(&self.roots.proc, &snapshot.shims);
        let (secrets, end) = (self.options.secrets, self.end());
        let read = move || all(&places, secrets, end);
        let late = || Answer::gap(Reason::Timeout, "the bundles could not be read in time");
        snapshot.bundles = blocking(end, read).await.unwrap_or_else(late);
    }
}

/// One shim of each namespace leads to its siblings' bundles, if its own is still there.
fn places(proc: &Path, shims: &[Shim]) -> Places {
    let living = shims
        .iter()
        .filter(|shim| shim.bundle_deleted != Some(true));
    let found = living.map(|shim| {
        let containerd = shim.containerd.as_ref().unwrap_or(&shim.address);
        let folder = proc.join(shim.pid.to_string()).join("cwd/..");
        ((containerd.clone(), shim.namespace.clone()), folder)
    });
    found.collect()
}

/// What may not be read, or is no bundle, is left out: it then has no word.
fn all(places: &Places, secrets: Secrets, until: Instant) -> Answer<Vec<Bundle>> {
    let mut bundles = Vec::new();
    let mut denied = false;
    for ((containerd, namespace), folder) in places {
        let Ok(ids) = names(folder) else {
            denied = true;
            continue;
        };
        for id in ids {
            if Instant::now() > until {
                return Answer::gap(Reason::Timeout, "reading the bundles took too long");
            }
            if let Some(sheet) = sheet_in(&folder.join(&id), secrets) {
                bundles.push(Bundle {
                    containerd: containerd.clone(),
                    namespace: namespace.clone(),
                    id,
                    sheet,
                });
            }
        }
    }
    match denied && bundles.is_empty() {
        true => Answer::gap(Reason::Denied, "the shims' folders may not be read"),
        false => Answer::Told(bundles),
    }
}

fn sheet_in(bundle: &Path, secrets: Secrets) -> Option<Sheet> {
    let config = read(&bundle.join("config.json")).ok()?;
    let mut sheet = sheet(&serde_json::from_slice(&config).ok()?, secrets);
    let pid = fs::read_to_string(bundle.join("init.pid")).ok();
    if let Some(pid) = pid.and_then(|pid| pid.trim().parse::<u32>().ok()) {
        sheet.insert(FactName::Pid, vec![pid.to_string()]);
    }
    Some(sheet)
}

/// The facts in an OCI runtime spec.
fn sheet(spec: &Value, secrets: Secrets) -> Sheet {
    let process = &spec["process"];
    let resources = &spec["linux"]["resources"];
    let mut sheet = Sheet::from([
        (FactName::Command, command(&process["args"], secrets)),
        (FactName::Environment, variables(&process["env"])),
        (FactName::Mounts, mounts(&spec["mounts"])),
        (
            FactName::Capabilities,
            capabilities(&process["capabilities"]["bounding"]),
        ),
        (
            FactName::Seccomp,
            told("filter", spec["linux"]["seccomp"].is_object()),
        ),
    ]);
    let user = &process["user"];
    let user = user["uid"].as_u64().zip(user["gid"].as_u64());
    let optional = [
        (
            FactName::User,
            user.map(|(uid, gid)| format!("{uid}:{gid}")),
        ),
        (FactName::Rootfs, text(&spec["root"]["path"])),
        (FactName::Cgroup, text(&spec["linux"]["cgroupsPath"])),
        (
            FactName::Memory,
            limit(&resources["memory"]["limit"]).map(|n| format!("{n} bytes")),
        ),
        (FactName::Cpu, cpu(&resources["cpu"])),
        (FactName::Pids, limit(&resources["pids"]["limit"])),
    ];
    let known = optional
        .into_iter()
        .filter_map(|(name, value)| Some((name, vec![value?])));
    sheet.extend(known);
    sheet
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn told(word: &str, holds: bool) -> Vec<String> {
    match holds {
        true => vec![word.to_owned()],
        false => Vec::new(),
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn command(args: &Value, secrets: Secrets) -> Vec<String> {
    let args: Vec<&str> = texts(args).collect();
    told(&secrets.argv(&args).join(" "), !args.is_empty())
}

/// The names alone: whose value is a secret, no name tells for sure.
fn variables(environment: &Value) -> Vec<String> {
    let names = texts(environment).map(|one| one.split_once('=').map_or(one, |(name, _)| name));
    names.map(str::to_owned).collect()
}

/// What comes from the host: `/srv/data -> /data (ro)`.
fn mounts(mounts: &Value) -> Vec<String> {
    let all = mounts.as_array().into_iter().flatten();
    let bound = all.filter(|mount| {
        let mut options = texts(&mount["options"]);
        mount["type"] == "bind" || options.any(|option| option.ends_with("bind"))
    });
    let described = bound.filter_map(|mount| {
        let (source, destination) = (mount["source"].as_str()?, mount["destination"].as_str()?);
        let read_only = texts(&mount["options"]).any(|option| option == "ro");
        let suffix = if read_only { " (ro)" } else { "" };
        Some(format!("{source} -> {destination}{suffix}"))
    });
    described.collect()
}

fn capabilities(bounding: &Value) -> Vec<String> {
    let names = texts(bounding).map(|name| name.strip_prefix("CAP_").unwrap_or(name));
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    names
}

/// 0 and less, and the largest number, are no limit.
fn limit(value: &Value) -> Option<String> {
    let limit = value
        .as_i64()
        .filter(|limit| (1..i64::MAX / 4096 * 4096).contains(limit));
    limit.map(|limit| limit.to_string())
}

/// `0.5 CPUs`, or the weight where there is no quota.
fn cpu(cpu: &Value) -> Option<String> {
    let quota = cpu["quota"].as_i64().filter(|quota| *quota > 0);
    let period = cpu["period"].as_u64().filter(|period| *period > 0);
    match quota.zip(period) {
        Some((quota, period)) => Some(format!("{} CPUs", quota as f64 / period as f64)),
        None => limit(&cpu["shares"]).map(|shares| format!("{shares} shares")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_spec_without_the_values_of_its_environment() {
        let spec = json!({
            "process": {"args": ["app", "--token=x"], "env": ["PATH=/bin", "GREETING=hunter2", "ODD"],
                "user": {"uid": 7, "gid": 8}, "capabilities": {"bounding": ["CAP_KILL", "CAP_CHOWN"]}},
            "root": {"path": "/rootfs"},
            "mounts": [{"type": "proc", "source": "proc", "destination": "/proc"},
                {"type": "bind", "source": "/srv", "destination": "/data", "options": ["rbind", "ro"]}],
            "linux": {"cgroupsPath": "/docker/x", "seccomp": {},
                "resources": {"memory": {"limit": 1048576}, "cpu": {"quota": 50000, "period": 100000},
                    "pids": {"limit": -1}}},
        });
        let sheet = sheet(&spec, Secrets::Mask);
        let words = |name| sheet.get(&name).map(|values| values.join("; "));
        assert_eq!(words(FactName::Command).as_deref(), Some("app --token=***"));
        assert_eq!(
            words(FactName::Environment).as_deref(),
            Some("PATH; GREETING; ODD")
        );
        assert_eq!(words(FactName::User).as_deref(), Some("7:8"));
        assert_eq!(
            words(FactName::Mounts).as_deref(),
            Some("/srv -> /data (ro)")
        );
        assert_eq!(
            words(FactName::Capabilities).as_deref(),
            Some("CHOWN; KILL")
        );
        assert_eq!(words(FactName::Memory).as_deref(), Some("1048576 bytes"));
        assert_eq!(words(FactName::Cpu).as_deref(), Some("0.5 CPUs"));
        assert_eq!(words(FactName::Pids), None);
        assert_eq!(words(FactName::Seccomp).as_deref(), Some("filter"));
    }

    #[test]
    fn what_is_no_bundle_has_no_word() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(sheet_in(folder.path(), Secrets::Mask), None);
        fs::write(folder.path().join("config.json"), "{}").unwrap();
        fs::write(folder.path().join("init.pid"), "42").unwrap();
        let sheet = sheet_in(folder.path(), Secrets::Mask).unwrap();
        assert_eq!(sheet[&FactName::Pid], ["42"]);
        assert!(!sheet.contains_key(&FactName::Memory));
    }
}
