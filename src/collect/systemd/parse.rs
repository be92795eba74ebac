//! What unit files and drop-ins say, without systemd.
//!
//! The syntax is systemd's own and no ini: a key may be repeated, an empty value forgets the earlier
//! ones, a line may go on in the next. Specifiers (`%t`) and variables stay as they are written.

use std::path::Path;

use super::files::UnitFiles;
use super::variables;
use crate::model::secret::Secrets;
use crate::model::{Unit, UnitOrigin};

/// `[Section]`, key and value of every assignment, in order.
#[derive(Debug, Default)]
struct Assignments(Vec<(String, String, String)>);

pub(super) fn unit(files: &UnitFiles, user: Option<u32>, secrets: Secrets) -> Unit {
    let mut said = Assignments::default();
    let texts = files.fragment.iter().chain(&files.drop_ins);
    for (_, text) in texts {
        said.read(text);
    }
    let kind = match files.name.ends_with(".socket") {
        true => "Socket",
        false => "Service",
    };
    let shown = |path: &Path| path.to_string_lossy().into_owned();
    let command = said.values(kind, "ExecStart").into_iter().next();
    Unit {
        name: files.name.clone(),
        user,
        origin: UnitOrigin::Files,
        load_state: if files.masked { "masked" } else { "loaded" }.to_owned(),
        active_state: None,
        sub_state: None,
        result: None,
        unit_file_state: Some(file_state(files, &said).to_owned()),
        fragment_path: files.fragment.as_ref().map(|(path, _)| shown(path)),
        drop_ins: files.drop_ins.iter().map(|(path, _)| shown(path)).collect(),
        exec_start: command
            .filter(|_| files.unread.is_empty())
            .and_then(|line| words(&line))
            .map(|words| secrets.argv(&words)),
        main_pid: None,
        need_daemon_reload: None,
        kill_mode: said.values(kind, "KillMode").pop(),
        restart: said.values(kind, "Restart").pop(),
        wants: said.names("Wants"),
        requires: said.names("Requires"),
        binds_to: said.names("BindsTo"),
        part_of: said.names("PartOf"),
        after: said.names("After"),
        triggers: triggers(&files.name, &said),
        triggered_by: Vec::new(),
        listens: listens(&said),
        unread_exec_start: None,
        variables: variables::assigned(said.words(kind, "Environment"), secrets),
        environment_files: (said.values(kind, "EnvironmentFile").iter())
            .map(|path| path.trim_start_matches('-').to_owned())
            .collect(),
        unread_files: files.unread.iter().map(|path| shown(path)).collect(),
        set_twice: Vec::new(),
    }
}

/// Each unit is told which of the others trigger it.
pub(super) fn join_triggers(units: &mut [Unit]) {
    let triggers: Vec<(String, Vec<String>)> = units
        .iter()
        .map(|unit| (unit.name.clone(), unit.triggers.clone()))
        .collect();
    for unit in units {
        let by = triggers.iter().filter(|(_, all)| all.contains(&unit.name));
        unit.triggered_by = by.map(|(name, _)| name.clone()).collect();
        unit.triggered_by.sort();
    }
}

fn file_state(files: &UnitFiles, said: &Assignments) -> &'static str {
    let installs = said.0.iter().any(|(section, ..)| section == "Install");
    match (files.masked, files.enabled, installs) {
        (true, ..) => "masked",
        (_, true, _) => "enabled",
        (_, _, true) => "disabled",
        _ => "static",
    }
}

/// What a socket starts: the service that it names, or else that of its own name.
fn triggers(name: &str, said: &Assignments) -> Vec<String> {
    let Some(stem) = name.strip_suffix(".socket") else {
        return Vec::new();
    };
    let named = said.values("Socket", "Service").pop();
    vec![named.unwrap_or_else(|| format!("{stem}.service"))]
}

fn listens(said: &Assignments) -> Vec<String> {
    let mut paths = said.values("Socket", "ListenStream");
    paths.retain(|path| path.starts_with('/'));
    paths.sort();
    paths
}

impl Assignments {
    fn read(&mut self, text: &str) {
        let mut section = String::new();
        for line in logical_lines(text) {
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = name.to_owned();
            } else if let Some((key, value)) = line.split_once('=') {
                let value = value.trim().to_owned();
                self.0.push((section.clone(), key.trim().to_owned(), value));
            }
        }
    }

    /// All values of a key since the last empty one.
    fn values(&self, section: &str, key: &str) -> Vec<String> {
        let mut values = Vec::new();
        for (_, _, value) in self.0.iter().filter(|(s, k, _)| s == section && k == key) {
            match value.is_empty() {
                true => values.clear(),
                false => values.push(value.clone()),
            }
        }
        values
    }

    /// The words of all values of a key: one line may have several.
    fn words(&self, section: &str, key: &str) -> Vec<String> {
        let values = self.values(section, key).into_iter();
        values
            .flat_map(|value| shell_words::split(&value).unwrap_or_default())
            .collect()
    }

    /// Names of other units; an empty value forgets nothing here.
    fn names(&self, key: &str) -> Vec<String> {
        let lines = self.0.iter().filter(|(s, k, _)| s == "Unit" && k == key);
        let mut names: Vec<String> = lines
            .flat_map(|(_, _, value)| value.split_whitespace())
            .map(str::to_owned)
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Lines without comments; one that ends in a backslash goes on in the next, comments between left out.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut begun = String::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        match line.strip_suffix('\\') {
            Some(part) => begun = begun + part + " ",
            None => lines.push(std::mem::take(&mut begun) + line),
        }
    }
    lines.push(begun);
    lines
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
}

/// The words that `ExecStart=` runs: without the prefixes, the first command of several.
///
/// ```text
/// -@/usr/sbin/dockerd docker-daemon -H "fd://"   docker-daemon -H fd://
/// ```
fn words(line: &str) -> Option<Vec<String>> {
    let command = line.trim_start_matches(['-', '@', ':', '+', '!', '|']);
    let names_itself = line[..line.len() - command.len()].contains('@');
    let words = shell_words::split(command).ok()?;
    let first = words.into_iter().take_while(|word| word != ";");
    Some(first.skip(usize::from(names_itself)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(name: &str, text: &str, drop_ins: &[&str]) -> UnitFiles {
        let at = |text: &&str| ("/etc/x.conf".into(), (*text).to_owned());
        UnitFiles {
            name: name.to_owned(),
            fragment: Some((Path::new("/lib/x").to_owned(), text.to_owned())),
            drop_ins: drop_ins.iter().map(at).collect(),
            ..UnitFiles::default()
        }
    }

    fn parsed(name: &str, text: &str, drop_ins: &[&str]) -> Unit {
        unit(&files(name, text, drop_ins), None, Secrets::Mask)
    }

    const SERVICE: &str = "\
        # ExecStart=/no\n\
        [Unit]\nAfter=b.target \\\n; between\n  a.socket\nAfter=c.service\n\
        [Service]\nExecStart=-/usr/sbin/dockerd -H fd:// --token \"a b\" $OPTS\n\
        [Install]\nWantedBy=multi-user.target\n";

    #[test]
    fn a_service_as_its_package_has_it() {
        let unit = parsed("docker.service", SERVICE, &[]);
        let words = [
            "/usr/sbin/dockerd",
            "-H",
            "fd://",
            "--token",
            "***",
            "$OPTS",
        ];
        assert_eq!(
            unit.exec_start.as_deref(),
            Some(&words.map(str::to_owned)[..])
        );
        assert_eq!(unit.after, ["a.socket", "b.target", "c.service"]);
        assert_eq!(unit.unit_file_state.as_deref(), Some("disabled"));
        assert_eq!(unit.active_state, None);
    }

    #[test]
    fn a_drop_in_must_forget_the_command_before_it_sets_another() {
        let two = "[Service]\nExecStart=/bin/second\n";
        let kept = parsed("docker.service", SERVICE, &[two]);
        assert_eq!(kept.exec_start.unwrap()[0], "/usr/sbin/dockerd");
        let reset = "[Service]\nExecStart=\nExecStart=@/bin/second named x ; /bin/third\n";
        let set = parsed("docker.service", SERVICE, &[reset]);
        assert_eq!(set.exec_start.unwrap(), ["named", "x"]);
    }

    #[test]
    fn sockets_trigger_by_name_or_as_told() {
        let text = "[Socket]\nListenStream=/run/docker.sock\nListenStream=[::]:2375\n";
        let named = text.to_owned() + "Service=docker.service\n";
        let mut units = vec![
            parsed("docker.service", SERVICE, &[]),
            parsed("docker.socket", text, &[]),
            parsed("other.socket", &named, &[]),
        ];
        join_triggers(&mut units);
        assert_eq!(units[0].triggered_by, ["docker.socket", "other.socket"]);
        assert_eq!(units[1].listens, ["/run/docker.sock"]);
    }

    #[test]
    fn masked_is_masked() {
        let masked = UnitFiles {
            name: "docker.service".to_owned(),
            masked: true,
            ..UnitFiles::default()
        };
        let unit = unit(&masked, None, Secrets::Mask);
        assert_eq!(unit.load_state, "masked");
        assert_eq!(unit.unit_file_state.as_deref(), Some("masked"));
    }
}
