//! The facts in an OCI runtime spec.

use serde_json::Value;

use super::{add, cpu, memory, mount, pids, text, texts, told, variables};
use crate::model::secret::Secrets;
use crate::model::{FactName, Sheet};

/// The facts in an OCI runtime spec.
pub(in crate::collect) fn sheet(spec: &Value, secrets: Secrets) -> Sheet {
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
    let cpus = &resources["cpu"];
    let cpus = ["quota", "period", "shares"].map(|name| cpus[name].as_i64());
    let optional = [
        (
            FactName::User,
            user.map(|(uid, gid)| format!("{uid}:{gid}")),
        ),
        (FactName::Rootfs, text(&spec["root"]["path"])),
        (FactName::Cgroup, text(&spec["linux"]["cgroupsPath"])),
        (
            FactName::Memory,
            memory(resources["memory"]["limit"].as_i64()),
        ),
        (FactName::Cpu, cpu(cpus[0], cpus[1], cpus[2])),
        (FactName::Pids, pids(resources["pids"]["limit"].as_i64())),
    ];
    add(&mut sheet, optional);
    sheet
}

fn command(args: &Value, secrets: Secrets) -> Vec<String> {
    let args: Vec<&str> = texts(args).collect();
    told(&secrets.argv(&args).join(" "), !args.is_empty())
}

/// What comes from the host: `/srv/data -> /data (ro)`.
fn mounts(mounts: &Value) -> Vec<String> {
    let all = mounts.as_array().into_iter().flatten();
    let bound = all.filter(|mount| {
        let mut options = texts(&mount["options"]);
        mount["type"] == "bind" || options.any(|option| option.ends_with("bind"))
    });
    let described = bound.filter_map(|one| {
        let (source, destination) = (one["source"].as_str()?, one["destination"].as_str()?);
        // `rro`: with all that is mounted below it, as docker has it since version 25.
        let read_only = texts(&one["options"]).any(|option| matches!(option, "ro" | "rro"));
        Some(mount(source, destination, read_only))
    });
    described.collect()
}

fn capabilities(bounding: &Value) -> Vec<String> {
    let names = texts(bounding).map(|name| name.strip_prefix("CAP_").unwrap_or(name));
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    names
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
                {"type": "bind", "source": "/srv", "destination": "/data", "options": ["rbind", "ro"]},
                {"type": "bind", "source": "/srv", "destination": "/new", "options": ["rbind", "rro"]}],
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
            Some("/srv -> /data (ro); /srv -> /new (ro)")
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
}
