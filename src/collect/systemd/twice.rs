//! What dockerd's command and its configuration file both set: it refuses to start with that.
//!
//! Only of dockerd: the other engines let the command outrank the file.

use serde_json::{Map, Value};

use super::variables;
use crate::collect::proc::{Roots, read_within};
use crate::model::options::{Given, Options};
use crate::model::secret::Secrets;
use crate::model::{EngineKind, Setting, SettingOrigin, Unit};

const DEFAULT_FILE: &str = "/etc/docker/daemon.json";

/// The only key that dockerd takes from both.
const JOINED: &str = "runtimes";

/// Reads the files that a unit names: those with its variables, and its engine's settings.
pub(crate) fn complete(roots: &Roots, unit: &mut Unit, secrets: Secrets) {
    variables::complete(roots, unit, secrets);
    unit.set_twice = set_twice(roots, unit, secrets);
}

/// The settings of the file that the system's dockerd will read at its next start.
fn set_twice(roots: &Roots, unit: &Unit, secrets: Secrets) -> Vec<Setting> {
    let words = unit.exec_start.as_deref().unwrap_or_default();
    let program = words.first().and_then(|word| word.rsplit('/').next());
    if program != Some("dockerd") || unit.user.is_some() {
        return Vec::new();
    }
    let options = Options::of(EngineKind::Dockerd);
    let given = options.read(&variables::expanded(words, &unit.variables));
    let written = options.read(words);
    let file = given.value("config-file").unwrap_or(DEFAULT_FILE);
    let path = roots.host.join(file.trim_start_matches('/'));
    let text = read_within(roots, &path).unwrap_or_default();
    let keys: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    let path = path.to_string_lossy();
    in_both(&given, &keys)
        .map(|(key, value)| Setting {
            key: key.clone(),
            value: secrets.value(key, &shown(value)),
            origin: SettingOrigin::File,
            path: Some(path.clone().into_owned()),
            in_effect: Some(false),
            note: by_variable(words, &written, key),
        })
        .collect()
}

/// `$DOCKER_OPTS`, where the command as it is written does not give it.
fn by_variable(words: &[String], written: &Given, key: &str) -> Option<String> {
    let mut names = words.iter().flat_map(|word| variables::names(word));
    let by = names.next().filter(|_| !is_given(written, key))?;
    Some(format!("${by}"))
}

fn is_given(given: &Given, key: &str) -> bool {
    let mut flags = given.all().map(|(flag, _)| flag);
    flags.any(|flag| {
        let below = flag.strip_prefix(key);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn in_both<'a>(
    given: &Given,
    keys: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    keys.iter()
        .filter(move |(key, _)| *key != JOINED && is_given(given, key))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(line: &str, file: &str) -> Vec<String> {
        let words: Vec<&str> = line.split(' ').collect();
        let given = Options::of(EngineKind::Dockerd).read(&words);
        let keys: Map<String, Value> = serde_json::from_str(file).unwrap();
        in_both(&given, &keys).map(|(key, _)| key.clone()).collect()
    }

    #[test]
    fn lists_and_single_settings() {
        let file = r#"{"hosts":["unix:///x"],"debug":true,"insecure-registries":[],"mtu":1}"#;
        assert_eq!(twice("dockerd -H fd:// --debug", file), ["debug", "hosts"]);
        let line = "dockerd --insecure-registry=a --host fd://";
        assert_eq!(twice(line, file), ["hosts", "insecure-registries"]);
        assert!(twice("dockerd --mtu-like=1 $DOCKER_OPTS", file).is_empty());
    }

    #[test]
    fn a_table_is_one_setting_and_runtimes_are_joined() {
        let file = r#"{"log-opts":{"max-size":"1m"},"runtimes":{}}"#;
        let line = "dockerd --log-opt max-file=3 --add-runtime a=/b";
        assert_eq!(twice(line, file), ["log-opts"]);
    }
}
