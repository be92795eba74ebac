//! What systemd says of a unit, as the model has it.

use std::path::Path;

use zbus::zvariant::{OwnedValue, Value};

use super::fetch::{Properties, Raw};
use super::variables;
use crate::model::secret::Secrets;
use crate::model::{Unit, UnitOrigin};

/// `host` is where the root folder is in which the unit's files are.
pub(crate) fn unit(raw: &Raw, user: Option<u32>, host: &Path, secrets: Secrets) -> Unit {
    let Raw { name, unit, own } = raw;
    let here = |path: String| below(host, &path);
    Unit {
        name: name.clone(),
        user,
        origin: UnitOrigin::Systemd,
        load_state: text(unit, "LoadState").unwrap_or_default(),
        active_state: text(unit, "ActiveState"),
        sub_state: text(unit, "SubState"),
        result: text(own, "Result"),
        unit_file_state: text(unit, "UnitFileState"),
        fragment_path: text(unit, "FragmentPath").map(here),
        drop_ins: texts(unit, "DropInPaths").into_iter().map(here).collect(),
        exec_start: command(own).map(|words| secrets.argv(&words)),
        main_pid: value(own, "MainPID").filter(|pid| *pid != 0),
        need_daemon_reload: value(unit, "NeedDaemonReload"),
        kill_mode: text(own, "KillMode"),
        restart: text(own, "Restart"),
        wants: sorted(unit, "Wants"),
        requires: sorted(unit, "Requires"),
        binds_to: sorted(unit, "BindsTo"),
        part_of: sorted(unit, "PartOf"),
        after: sorted(unit, "After"),
        triggers: sorted(unit, "Triggers"),
        triggered_by: sorted(unit, "TriggeredBy"),
        listens: listens(own).into_iter().map(here).collect(),
        unread_exec_start: None,
        variables: variables::assigned(texts(own, "Environment"), secrets),
        environment_files: environment_files(own).into_iter().map(here).collect(),
        unread_files: Vec::new(),
        set_twice: Vec::new(),
    }
}

/// A path of the host's as it is reachable from here.
pub(super) fn below(host: &Path, path: &str) -> String {
    let path = host.join(path.trim_start_matches('/'));
    path.to_string_lossy().into_owned()
}

/// The units that this one starts, or that start this one.
pub(super) fn partners(raw: &Raw) -> Vec<String> {
    [
        texts(&raw.unit, "Triggers"),
        texts(&raw.unit, "TriggeredBy"),
    ]
    .concat()
}

fn value<T: TryFrom<OwnedValue>>(properties: &Properties, name: &str) -> Option<T> {
    T::try_from(properties.get(name)?.try_clone().ok()?).ok()
}

/// systemd says nothing by an empty text.
fn text(properties: &Properties, name: &str) -> Option<String> {
    value(properties, name).filter(|text: &String| !text.is_empty())
}

fn texts(properties: &Properties, name: &str) -> Vec<String> {
    value(properties, name).unwrap_or_default()
}

fn sorted(properties: &Properties, name: &str) -> Vec<String> {
    let mut texts = texts(properties, name);
    texts.sort();
    texts
}

/// The words of the first ExecStart: an array of structures, whose second part they are.
fn command(properties: &Properties) -> Option<Vec<String>> {
    let first = parts(properties, "ExecStart").into_iter().next()?;
    let words = first.into_iter().nth(1)?;
    Vec::<String>::try_from(words).ok()
}

/// The paths among pairs of a kind (`Stream`) and an address.
fn listens(properties: &Properties) -> Vec<String> {
    let addresses = parts(properties, "Listen");
    let addresses = addresses
        .into_iter()
        .filter_map(|pair| pair.into_iter().nth(1));
    let mut paths: Vec<String> = addresses
        .filter_map(|address| String::try_from(address).ok())
        .filter(|address| address.starts_with('/'))
        .collect();
    paths.sort();
    paths
}

/// Pairs of a path and whether it may be missing.
fn environment_files(properties: &Properties) -> Vec<String> {
    let files = parts(properties, "EnvironmentFiles").into_iter();
    let paths = files.filter_map(|pair| pair.into_iter().next());
    paths
        .filter_map(|path| String::try_from(path).ok())
        .collect()
}

/// A property that is an array of structures.
fn parts(properties: &Properties, name: &str) -> Vec<Vec<OwnedValue>> {
    let Some(Value::Array(array)) = properties.get(name).map(|value| &**value) else {
        return Vec::new();
    };
    let fields = |value: &Value<'_>| match value {
        Value::Structure(structure) => owned(structure.fields()),
        _ => Vec::new(),
    };
    array.inner().iter().map(fields).collect()
}

fn owned(fields: &[Value<'_>]) -> Vec<OwnedValue> {
    let owned = fields.iter().map(|field| field.try_to_owned());
    owned.filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(unit: Vec<(&str, Value<'_>)>, own: Vec<(&str, Value<'_>)>) -> Raw {
        let all = |pairs: Vec<(&str, Value<'_>)>| {
            let owned = pairs.into_iter();
            owned
                .map(|(name, value)| (name.to_owned(), OwnedValue::try_from(value).unwrap()))
                .collect()
        };
        Raw {
            name: "docker.service".to_owned(),
            unit: all(unit),
            own: all(own),
        }
    }

    #[test]
    fn a_command_with_a_secret() {
        let words = vec!["/usr/sbin/dockerd", "-H", "fd://", "--token=hush"];
        let exec = vec![("/usr/sbin/dockerd", words, false, 1_u64, 2_u64, 7_u32)];
        let own = vec![
            ("ExecStart", Value::from(exec)),
            ("MainPID", Value::from(0_u32)),
            (
                "Listen",
                Value::from(vec![("Stream", "/run/a"), ("Stream", "[::]:1")]),
            ),
        ];
        let unit = vec![
            ("Wants", Value::from(vec!["b.target", "a.target"])),
            ("UnitFileState", Value::from("")),
        ];
        let unit = super::unit(&raw(unit, own), None, Path::new("/"), Secrets::Mask);
        let words = unit.exec_start.unwrap();
        assert_eq!(words, ["/usr/sbin/dockerd", "-H", "fd://", "--token=***"]);
        assert_eq!(unit.listens, ["/run/a"]);
        assert_eq!(unit.wants, ["a.target", "b.target"]);
        assert_eq!((unit.main_pid, unit.unit_file_state), (None, None));
    }

    #[test]
    fn files_are_where_the_host_is_mounted() {
        let unit = vec![(
            "FragmentPath",
            Value::from("/lib/systemd/system/docker.service"),
        )];
        let unit = super::unit(&raw(unit, vec![]), None, Path::new("/host"), Secrets::Mask);
        let path = unit.fragment_path.as_deref();
        assert_eq!(path, Some("/host/lib/systemd/system/docker.service"));
        assert_eq!(unit.exec_start, None);
    }
}
