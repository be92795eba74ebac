//! docker's own files: what it last wrote about its containers, for when it does not answer.
//!
//! Read-only and sync; run it where blocking is allowed. Knows nothing of the API.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use serde::Deserialize;

use crate::collect::contact::gap;
use crate::collect::docker::labels;
use crate::collect::loose::{Loose, Map, Tally, object};
use crate::collect::sheets;
use crate::model::secret::Secrets;
use crate::model::{DiskContainer, DockerState, Gap, Reason, Sheet};

/// A config with a large environment is some hundred KiB; more is not one.
const FILE_LIMIT: u64 = 4 << 20;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    #[serde(rename = "ID")]
    id: Loose<String>,
    name: Loose<String>,
    image: Loose<String>,
    created: Loose<String>,
    restart_count: Loose<u64>,
    driver: Loose<String>,
    state: Loose<State>,
    config: Loose<ImageConfig>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct State {
    running: Loose<bool>,
    paused: Loose<bool>,
    restarting: Loose<bool>,
    removal_in_progress: Loose<bool>,
    dead: Loose<bool>,
    pid: Loose<u64>,
    exit_code: Loose<i64>,
    started_at: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct ImageConfig {
    image: Loose<String>,
    labels: Loose<Map<String>>,
}

object!(Config, State, ImageConfig);

/// `<data-root>/containers/*/config.v2.json`, by id, and how many could not be read.
pub(crate) fn containers(
    data_root: &Path,
    secrets: Secrets,
    until: Instant,
) -> Result<(Vec<DiskContainer>, Tally), Gap> {
    let folder = data_root.join("containers");
    let entries = fs::read_dir(&folder).map_err(|error| read_gap(&folder, &error))?;
    let (mut containers, mut tally) = (Vec::new(), Tally::default());
    for entry in entries {
        if Instant::now() > until {
            return Err(gap(Reason::Timeout, "reading docker's files took too long"));
        }
        let Ok(entry) = entry else {
            tally.spoiled += 1;
            continue;
        };
        match read(&entry.path().join("config.v2.json")) {
            Ok(body) => match container(&entry.path(), &body, secrets, &mut tally) {
                Some(container) => containers.push(container),
                None => tally.spoiled += 1,
            },
            // Being created or removed: its folder is there before and after its file.
            Err(error) if is_not_there(&error) => {}
            Err(_) => tally.spoiled += 1,
        }
    }
    containers.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((containers, tally))
}

fn is_not_there(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

pub(super) fn read_gap(folder: &Path, error: &io::Error) -> Gap {
    let reason = match error.kind() {
        io::ErrorKind::PermissionDenied => Reason::Denied,
        _ => Reason::Absent,
    };
    gap(reason, format!("{}: {error}", folder.display()))
}

/// Names of what is in a folder, sorted.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Before opening: to open a fifo would wait for its writer.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = Vec::new();
    File::open(path)?.take(FILE_LIMIT).read_to_end(&mut body)?;
    Ok(body)
}

fn container(
    folder: &Path,
    body: &[u8],
    secrets: Secrets,
    tally: &mut Tally,
) -> Option<DiskContainer> {
    let config: Loose<Config> = serde_json::from_slice(body).ok()?;
    let config = config.take(tally)?;
    let image = config.config.take(tally).unwrap_or_default();
    let state = config.state.take(tally)?;
    let name = config.name.take(tally);
    Some(DiskContainer {
        id: config.id.take(tally)?,
        name: name.map(|name| name.strip_prefix('/').unwrap_or(&name).to_owned()),
        image: image.image.take(tally),
        image_id: config.image.take(tally),
        state: DockerState(state.word().to_owned()),
        exit_code: state.exit_code.take(tally),
        pid: state.pid.take(tally).and_then(|pid| pid.try_into().ok()),
        created_at: config
            .created
            .take(tally)
            .and_then(|time| time.parse::<Timestamp>().ok()),
        labels: labels(image.labels, secrets, tally).into(),
        restart_count: config.restart_count.take(tally),
        driver: config.driver.take(tally),
        sheet: sheet(folder, body, secrets),
    })
}

/// The facts in both of its files; what is not there has no word.
fn sheet(folder: &Path, config: &[u8], secrets: Secrets) -> Sheet {
    let config = serde_json::from_slice(config).unwrap_or_default();
    let host = read(&folder.join("hostconfig.json")).ok();
    let host = host.and_then(|body| serde_json::from_slice(&body).ok());
    sheets::docker::on_disk(&config, &host.unwrap_or_default(), secrets)
}

impl State {
    /// The word that docker's API would make of these flags, in its order.
    fn word(&self) -> &'static str {
        let is = |flag: &Loose<bool>| matches!(flag, Loose::Is(true));
        let never_started =
            matches!(&self.started_at, Loose::Is(time) if time.starts_with("0001-"));
        match () {
            () if is(&self.running) && is(&self.paused) => "paused",
            () if is(&self.running) && is(&self.restarting) => "restarting",
            () if is(&self.running) => "running",
            () if is(&self.removal_in_progress) => "removing",
            () if is(&self.dead) => "dead",
            () if never_started => "created",
            () => "exited",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// dockerd 20.10's file, cut to what is read and a little around it.
    const RUNNING: &str = r#"{"State":{"Running":true,"Paused":false,"Restarting":false,"Dead":false,
        "Pid":364,"ExitCode":0,"StartedAt":"2025-11-24T16:00:00.5Z"},"ID":"aaa",
        "Created":"2025-11-24T15:59:59.1Z","Config":{"Env":["A=b"],"Image":"bb:1",
        "Labels":{"api.token":"t"}},"Image":"sha256:1","Name":"/web","RestartCount":3}"#;

    fn read_all(root: &Path) -> (Vec<DiskContainer>, usize) {
        let until = Instant::now() + Duration::from_secs(5);
        let (containers, tally) = containers(root, Secrets::Mask, until).unwrap();
        (containers, tally.spoiled)
    }

    fn write(root: &Path, id: &str, body: &str) {
        let folder = root.join("containers").join(id);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.v2.json"), body).unwrap();
    }

    #[test]
    fn the_last_written_state_in_the_words_of_the_api() {
        let root = tempfile::tempdir().unwrap();
        let never = RUNNING
            .replace("aaa", "bbb")
            .replace("\"Running\":true", "\"Running\":false")
            .replace("2025-11-24T16:00:00.5Z", "0001-01-01T00:00:00Z");
        write(root.path(), "aaa", RUNNING);
        write(root.path(), "bbb", &never);
        fs::create_dir_all(root.path().join("containers/being-created")).unwrap();
        let (told, spoiled) = read_all(root.path());
        assert_eq!((told.len(), spoiled), (2, 0));
        assert_eq!(told[0].name.as_deref(), Some("web"));
        assert_eq!(
            (told[0].state.0.as_str(), told[0].pid),
            ("running", Some(364))
        );
        assert_eq!(told[0].labels["api.token"], "***");
        assert_eq!(told[1].state.0, "created");
    }

    #[test]
    fn a_spoiled_file_costs_its_container_only() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "aaa", RUNNING);
        write(root.path(), "bad", "{\"ID\":");
        write(root.path(), "odd", "[]");
        fs::create_dir_all(root.path().join("containers/dir/config.v2.json")).unwrap();
        let (told, spoiled) = read_all(root.path());
        assert_eq!(told.len(), 1);
        assert!(spoiled >= 3, "{spoiled}");
    }

    #[test]
    fn no_folder_is_absent() {
        let root = tempfile::tempdir().unwrap();
        let gap = containers(root.path(), Secrets::Mask, Instant::now()).unwrap_err();
        assert_eq!(gap.reason, Reason::Absent);
    }
}
