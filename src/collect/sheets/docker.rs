//! The facts in docker's inspect, and in the files in which docker keeps the same: `config.v2.json`
//! and `hostconfig.json`.

use serde_json::Value;

use super::{add, cpu, memory, mount, pids, text, texts, told, variables};
use crate::model::secret::Secrets;
use crate::model::{FactName, Sheet};

/// Nanoseconds of CPU time in one second: docker's unit of `--cpus`.
const NANO: f64 = 1e9;

/// What `inspect` tells. What its list tells too (image, labels, networks, ports) is not repeated.
pub(in crate::collect) fn inspect(told: &Value, secrets: Secrets) -> Sheet {
    let mut sheet = common(told, &told["HostConfig"], secrets);
    let mounts = told["Mounts"].as_array().into_iter().flatten();
    let mounts = mounts.filter_map(|one| described(one, &one["Name"]));
    sheet.insert(FactName::Mounts, mounts.collect());
    let graph = &told["GraphDriver"];
    let merged = text(&graph["Data"]["MergedDir"]);
    let stacked = ["UpperDir", "LowerDir"].map(|name| graph["Data"][name].as_str());
    let layers = super::layers(stacked[0], stacked[1]);
    sheet.extend(layers.map(|layers| (FactName::Layers, layers)));
    add(
        &mut sheet,
        [
            (FactName::Rootfs, merged),
            (FactName::Snapshot, text(&graph["Name"])),
        ],
    );
    sheet
}

/// What its files tell.
pub(in crate::collect) fn on_disk(config: &Value, host: &Value, secrets: Secrets) -> Sheet {
    let mut sheet = common(config, host, secrets);
    let mounts = config["MountPoints"].as_object().into_iter().flatten();
    let mounts = mounts.filter_map(|(_, one)| described(one, &one["Name"]));
    sheet.insert(FactName::Mounts, mounts.collect());
    add(&mut sheet, [(FactName::Snapshot, text(&config["Driver"]))]);
    let by_hand = config["HasBeenManuallyStopped"].as_bool().map(yes_or_no);
    sheet.extend(by_hand.map(|words| (FactName::StoppedByHand, words)));
    let settings = &config["NetworkSettings"];
    if let Some(all) = settings["Networks"].as_object() {
        sheet.insert(FactName::Networks, all.iter().map(network).collect());
    }
    if let Some(all) = settings["Ports"].as_object() {
        sheet.insert(FactName::Ports, all.iter().flat_map(port).collect());
    }
    sheet
}

/// `bridge 172.17.0.3`; without an address where it is not connected now.
fn network((name, settings): (&String, &Value)) -> String {
    match text(&settings["IPAddress"]) {
        Some(ip) => format!("{name} {ip}"),
        None => name.clone(),
    }
}

/// `127.0.0.1:8080->80/tcp` for each address at which it is published, `80/tcp` where it is not.
fn port((private, published): (&String, &Value)) -> Vec<String> {
    let published = published.as_array().filter(|all| !all.is_empty());
    let Some(published) = published else {
        return vec![private.clone()];
    };
    let at = published.iter().map(|one| {
        let ip = text(&one["HostIp"]).unwrap_or_else(|| "*".to_owned());
        let public = one["HostPort"].as_str().unwrap_or("?");
        format!("{ip}:{public}->{private}")
    });
    at.collect()
}

/// What both have at the same places.
fn common(told_of: &Value, host: &Value, secrets: Secrets) -> Sheet {
    let config = &told_of["Config"];
    let mut sheet = Sheet::from([(FactName::Environment, variables(&config["Env"]))]);
    if host.is_object() {
        let removes = host["AutoRemove"].as_bool().map(yes_or_no);
        sheet.extend(removes.map(|words| (FactName::AutoRemove, words)));
        let joins = joins(host);
        if !joins.is_empty() {
            sheet.insert(FactName::Joins, joins);
        }
        sheet.insert(FactName::Capabilities, capabilities(host));
        sheet.insert(FactName::Seccomp, seccomp(host));
    }
    let numbers = ["CpuQuota", "CpuPeriod", "CpuShares"].map(|name| host[name].as_i64());
    let nano = host["NanoCpus"].as_i64().filter(|nano| *nano > 0);
    let cpus = match nano {
        Some(nano) => Some(format!("{} CPUs", nano as f64 / NANO)),
        None => cpu(numbers[0], numbers[1], numbers[2]),
    };
    let facts = [
        (FactName::Command, command(told_of, secrets)),
        (FactName::User, text(&config["User"])),
        (FactName::RestartPolicy, restart_policy(host)),
        (FactName::StopSignal, text(&config["StopSignal"])),
        (FactName::Log, log(told_of, host)),
        (FactName::Runtime, text(&host["Runtime"])),
        (FactName::Cgroup, text(&host["CgroupParent"])),
        (FactName::Memory, memory(host["Memory"].as_i64())),
        (FactName::Cpu, cpus),
        (FactName::Pids, pids(host["PidsLimit"].as_i64())),
        (FactName::StartedAt, moment(&told_of["State"]["StartedAt"])),
    ];
    add(&mut sheet, facts);
    sheet
}

/// `network of 3e880f8ffe54`.
fn joins(host: &Value) -> Vec<String> {
    let modes = [
        ("network", "NetworkMode"),
        ("pid", "PidMode"),
        ("ipc", "IpcMode"),
    ];
    let joined = modes.iter().filter_map(|(what, mode)| {
        let other = host[mode].as_str()?.strip_prefix("container:")?;
        let is_id = other.len() == 64 && other.is_ascii();
        let other = if is_id { &other[..12] } else { other };
        Some(format!("{what} of {other}"))
    });
    joined.collect()
}

fn yes_or_no(is: bool) -> Vec<String> {
    vec![if is { "yes" } else { "no" }.to_owned()]
}

fn command(told: &Value, secrets: Secrets) -> Option<String> {
    let path = told["Path"].as_str()?;
    let words: Vec<&str> = std::iter::once(path).chain(texts(&told["Args"])).collect();
    Some(secrets.argv(&words).join(" "))
}

/// `unless-stopped`, `on-failure:3`.
fn restart_policy(host: &Value) -> Option<String> {
    let policy = &host["RestartPolicy"];
    let name = policy["Name"].as_str()?;
    let name = if name.is_empty() { "no" } else { name };
    let most = policy["MaximumRetryCount"].as_u64().filter(|n| *n > 0);
    Some(most.map_or_else(|| name.to_owned(), |most| format!("{name}:{most}")))
}

/// `json-file /var/lib/docker/containers/…-json.log`: other drivers keep no file.
fn log(told: &Value, host: &Value) -> Option<String> {
    let words = [&host["LogConfig"]["Type"], &told["LogPath"]];
    let words: Vec<String> = words.into_iter().filter_map(text).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What was asked for beside docker's usual ones: `+NET_ADMIN`, `-CHOWN`.
fn capabilities(host: &Value) -> Vec<String> {
    let signed = |sign: &'static str, name: &str| {
        let names = texts(&host[name]).map(move |one| {
            let name = one.strip_prefix("CAP_").unwrap_or(one);
            format!("{sign}{name}")
        });
        names.collect::<Vec<_>>()
    };
    let mut asked = match host["Privileged"] == true {
        true => vec!["all (privileged)".to_owned()],
        false => Vec::new(),
    };
    asked.extend(signed("+", "CapAdd"));
    asked.extend(signed("-", "CapDrop"));
    match asked.is_empty() {
        true => vec!["docker's usual ones".to_owned()],
        false => asked,
    }
}

/// A profile in full is a file of its own: told is that there is one.
fn seccomp(host: &Value) -> Vec<String> {
    let mut options = texts(&host["SecurityOpt"]);
    let said = options.find_map(|one| {
        one.strip_prefix("seccomp=")
            .or(one.strip_prefix("seccomp:"))
    });
    match said {
        Some("unconfined") => Vec::new(),
        Some(_) => told("filter", true),
        None => told("filter", host["Privileged"] != true),
    }
}

/// A volume is called by its name.
fn described(one: &Value, name: &Value) -> Option<String> {
    let source = text(name).or_else(|| text(&one["Source"]))?;
    let destination = one["Destination"].as_str()?;
    Some(mount(&source, destination, one["RW"] == false))
}

/// In the form of the other witnesses; year 1 means never.
fn moment(told: &Value) -> Option<String> {
    let at: jiff::Timestamp = told.as_str()?.parse().ok()?;
    let is_told = at > jiff::Timestamp::UNIX_EPOCH;
    is_told.then(|| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn host() -> Value {
        json!({
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
            "LogConfig": {"Type": "json-file"}, "Memory": 1048576, "NanoCpus": 500000000,
            "PidsLimit": 7, "CapAdd": ["CAP_NET_ADMIN"], "CapDrop": ["CHOWN"], "Runtime": "runc",
            "SecurityOpt": null, "Privileged": false, "CgroupParent": "",
        })
    }

    fn config() -> Value {
        json!({
            "Path": "app", "Args": ["--token=x"], "LogPath": "/l.log",
            "State": {"StartedAt": "2026-11-24T16:00:00.5Z"},
            "Config": {"Env": ["PATH=/bin", "GREETING=hunter2"], "User": "7"},
        })
    }

    #[test]
    fn inspect_and_the_files_tell_the_same() {
        let mut inspected = config();
        inspected["HostConfig"] = host();
        inspected["Mounts"] = json!([
            {"Type": "bind", "Source": "/tmp", "Destination": "/data", "RW": false},
            {"Type": "volume", "Name": "vol", "Source": "/v/vol/_data", "Destination": "/v", "RW": true},
        ]);
        inspected["GraphDriver"] = json!({"Data": {"UpperDir": "/u", "LowerDir": "/l1:/l2"}});
        let mut kept = config();
        kept["MountPoints"] = json!({
            "/data": {"Source": "/tmp", "Destination": "/data", "RW": false},
            "/v": {"Name": "vol", "Source": "", "Destination": "/v", "RW": true},
        });
        let mut told = inspect(&inspected, Secrets::Mask);
        assert_eq!(
            told.remove(&FactName::Layers).as_deref(),
            Some(&["/u", "/l1", "/l2"].map(str::to_owned)[..])
        );
        assert_eq!(told, on_disk(&kept, &host(), Secrets::Mask));
        let words = |name| told.get(&name).map(|values| values.join("; "));
        let expected = [
            (FactName::Command, "app --token=***"),
            (FactName::Environment, "PATH; GREETING"),
            (FactName::RestartPolicy, "on-failure:3"),
            (FactName::Log, "json-file /l.log"),
            (FactName::Mounts, "/tmp -> /data (ro); vol -> /v"),
            (FactName::Memory, "1048576 bytes"),
            (FactName::Cpu, "0.5 CPUs"),
            (FactName::Pids, "7"),
            (FactName::Capabilities, "+NET_ADMIN; -CHOWN"),
            (FactName::Seccomp, "filter"),
            (FactName::StartedAt, "2026-11-24 16:00:00 UTC"),
        ];
        for (name, word) in expected {
            assert_eq!(words(name).as_deref(), Some(word), "{name:?}");
        }
        assert_eq!(words(FactName::Cgroup), None, "an empty text is no word");
    }

    #[test]
    fn networks_and_ports_as_the_list_has_them() {
        let mut kept = config();
        kept["NetworkSettings"] = json!({
            "Networks": {"bridge": {"IPAddress": "172.17.0.3"}, "idle": {"IPAddress": ""}},
            "Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}], "81/tcp": null},
        });
        let told = on_disk(&kept, &host(), Secrets::Mask);
        assert_eq!(told[&FactName::Networks], ["bridge 172.17.0.3", "idle"]);
        assert_eq!(told[&FactName::Ports], ["127.0.0.1:8080->80/tcp", "81/tcp"]);
        let told = on_disk(&config(), &host(), Secrets::Mask);
        assert!(
            !told.contains_key(&FactName::Networks),
            "no word is not none"
        );
    }

    #[test]
    fn without_its_second_file_nothing_is_said_of_what_is_there() {
        let told = on_disk(&config(), &Value::Null, Secrets::Mask);
        assert!(!told.contains_key(&FactName::Capabilities));
        assert_eq!(told[&FactName::Log], ["/l.log"]);
        let mut never = config();
        never["State"]["StartedAt"] = json!("0001-01-01T00:00:00Z");
        let told = on_disk(&never, &Value::Null, Secrets::Mask);
        assert!(!told.contains_key(&FactName::StartedAt));
    }
}
