//! One configuration file of a daemon, read in the daemon's own view.
//!
//! No such file is ordinary. One that cannot be read or understood is told in `sources`, and costs
//! only its part: no default is made up for what it could have set.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use jiff::Timestamp;
use yaml_rust2::{Yaml, YamlLoader};

use crate::collect::proc::daemons::Daemon;
use crate::collect::proc::roots::{Roots, is_gone, link, read_text};
use crate::model::{Source, SourceKind, SourceStatus};

/// Reads the files of one daemon.
pub(super) struct Files<'a> {
    pub(super) roots: &'a Roots,
    pub(super) daemon: &'a Daemon,
    pub(super) sources: &'a mut Vec<Source>,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content<T> {
    /// As reachable from here.
    pub(super) path: String,
    /// When it, or its name, was last written.
    pub(super) written: Option<Timestamp>,
    pub(super) says: T,
}

/// A file, or why there is nothing of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading<T> {
    Is(Content<T>),
    Missing,
    /// What it says is not known, and why.
    Unknown(String),
}

impl<'a> Files<'a> {
    pub(super) fn read<T>(
        &mut self,
        path: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Reading<T> {
        let Some(path) = self.absolute(path) else {
            let why = "its folder may not be read".to_owned();
            return self.unknown(path, SourceStatus::Denied, why);
        };
        let located = self.roots.locate(self.daemon.view_of(&path), &path);
        let shown = located.to_string_lossy().into_owned();
        match read_text(&located) {
            Ok(text) => match parse(&text) {
                Ok(says) => Reading::Is(Content {
                    path: shown,
                    written: written(&located),
                    says,
                }),
                Err(error) => self.unknown(&shown, SourceStatus::Malformed, error),
            },
            Err(error) if is_gone(&error) => Reading::Missing,
            Err(error) => self.unknown(&shown, SourceStatus::Denied, error.to_string()),
        }
    }

    /// A file without which the daemon would not have started.
    pub(super) fn read_needed<T>(
        &mut self,
        path: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Reading<T> {
        match self.read(path, parse) {
            Reading::Missing => {
                let why = "it was removed after the start".to_owned();
                let located = self.roots.locate(self.daemon.view_of(path), path);
                self.unknown(&located.to_string_lossy(), SourceStatus::Vanished, why)
            }
            reading => reading,
        }
    }

    /// A relative path is meant from the daemon's working folder.
    fn absolute(&self, path: &str) -> Option<String> {
        if path.starts_with('/') {
            return Some(path.to_owned());
        }
        let folder = self.working_folder()?;
        Some(format!("{}/{path}", folder.trim_end_matches('/')))
    }

    pub(super) fn working_folder(&self) -> Option<String> {
        link(&self.roots.of(self.daemon.facts.pid).join("cwd")).ok()
    }

    fn unknown<T>(&mut self, target: &str, status: SourceStatus, why: String) -> Reading<T> {
        let facts = &self.daemon.facts;
        let (kind, pid) = (facts.kind.word(), facts.pid);
        let source = Source {
            source: SourceKind::Config,
            target: target.to_owned(),
            status,
            detail: Some(format!("settings of {kind} (pid {pid}): {why}")),
            elapsed_ms: None,
            needed: false,
        };
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
        Reading::Unknown(format!("{target}: {why}"))
    }
}

/// The later of the times at which the content and the inode were changed: a file that is moved
/// into another's place keeps the time of its content.
fn written(path: &Path) -> Option<Timestamp> {
    let metadata = std::fs::metadata(path).ok()?;
    let content = Timestamp::new(metadata.mtime(), i32::try_from(metadata.mtime_nsec()).ok()?);
    let inode = Timestamp::new(metadata.ctime(), i32::try_from(metadata.ctime_nsec()).ok()?);
    Some(content.ok()?.max(inode.ok()?))
}

pub(super) fn json(text: &str) -> Result<serde_json::Value, String> {
    // dockerd takes an empty file for one that sets nothing.
    if text.trim().is_empty() {
        return Ok(serde_json::Value::Object(Default::default()));
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

pub(crate) fn toml(text: &str) -> Result<toml::Table, String> {
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

/// One document. Its reader expands aliases and nests as deep as its text: both are limited here.
pub(crate) fn yaml(text: &str) -> Result<serde_json::Value, String> {
    if !is_modest(text) {
        return Err("it uses anchors or nests deeper than is read".to_owned());
    }
    let documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
    Ok(documents.first().map(plain).unwrap_or_default())
}

fn is_modest(text: &str) -> bool {
    const DEEPEST: usize = 200;
    let anchor = |(before, after): (char, char)| {
        after == '&' && (before.is_whitespace() || matches!(before, '[' | '{' | ',' | '-' | ':'))
    };
    let depth = |line: &str| {
        let is_nesting = |c: &char| matches!(c, ' ' | '-' | '?' | ':' | '\t');
        line.chars().take_while(is_nesting).count()
    };
    !std::iter::once('\n')
        .chain(text.chars())
        .zip(text.chars())
        .any(anchor)
        && text.lines().all(|line| depth(line) < DEEPEST)
}

/// YAML as JSON: names of any kind become texts, what an alias means is not looked up.
fn plain(yaml: &Yaml) -> serde_json::Value {
    match yaml {
        Yaml::Boolean(value) => (*value).into(),
        Yaml::Integer(value) => (*value).into(),
        Yaml::Real(text) | Yaml::String(text) => text.as_str().into(),
        Yaml::Array(elements) => elements.iter().map(plain).collect(),
        Yaml::Hash(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone().into_string().unwrap_or_default(), plain(value)))
            .collect(),
        Yaml::Null | Yaml::BadValue | Yaml::Alias(_) => serde_json::Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kubelets_file() {
        let text = "kind: KubeletConfiguration\ncgroupDriver: systemd\nclusterDNS:\n- 10.96.0.10\n\
                    authentication:\n  anonymous:\n    enabled: false\nmaxPods: 110\n";
        let expected = json!({
            "kind": "KubeletConfiguration",
            "cgroupDriver": "systemd",
            "clusterDNS": ["10.96.0.10"],
            "authentication": {"anonymous": {"enabled": false}},
            "maxPods": 110,
        });
        assert_eq!(yaml(text), Ok(expected));
        assert_eq!(yaml(""), Ok(serde_json::Value::Null));
        assert!(yaml("a: [").is_err());
    }

    #[test]
    fn hostile_yaml_costs_nothing() {
        for text in [
            "a: &a [x,x]\nb: &b [*a,*a]\n".to_owned(),
            "- ".repeat(100_000),
            "[".repeat(100_000),
            "{a: ".repeat(100_000),
            "? ".repeat(100_000),
        ] {
            assert!(yaml(&text).is_err(), "{}", &text[..8]);
        }
        let stairs: String = (0..1000)
            .map(|n| format!("{}a:\n", " ".repeat(n)))
            .collect();
        assert!(yaml(&stairs).is_err());
    }

    #[test]
    fn an_empty_daemon_json_sets_nothing() {
        assert_eq!(super::json("\n"), Ok(json!({})));
        assert!(super::json("{\"debug\": tru").is_err());
    }
}
