//! The folder of docker's client: config.json, and a folder for each context.
//!
//! A context's folder is named by the hash of its name; the name written inside is only shown. One
//! bad file is a broken context here, where docker's own list fails as a whole.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{tls, url};
use crate::collect::proc::read_file;
use crate::model::secret::Secrets;
use crate::model::{Answer, Context, Gap, Reason, Service, Tls};

/// What docker calls the context that has no file.
pub(super) const DEFAULT_NAME: &str = "default";

pub(super) struct Store {
    /// `None`: the user has no home.
    pub(super) folder: Option<PathBuf>,
    pub(super) secrets: Secrets,
}

/// A meta.json, of any age.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Meta {
    name: String,
    metadata: Metadata,
    endpoints: Endpoints,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Metadata {
    description: Option<String>,
    stack_orchestrator: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Endpoints {
    docker: Option<Endpoint>,
    kubernetes: Option<Endpoint>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Endpoint {
    #[serde(rename = "Host")]
    host: String,
    #[serde(rename = "SkipTLSVerify")]
    skip_tls_verify: bool,
}

impl Store {
    /// `currentContext` of config.json; of a file that is no JSON, docker warns and goes on.
    pub(super) fn current(&self) -> Result<Option<String>, Gap> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let file = folder.join("config.json");
        let content = match read_file(&file) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unread(&file, &error)),
        };
        let told: Value = serde_json::from_slice(&content).map_err(|error| Gap {
            reason: Reason::Malformed,
            detail: format!("{} is no JSON: {error}", file.display()),
        })?;
        Ok(current_context(&told))
    }

    /// The context that docker finds under this name.
    pub(super) fn named(&self, name: &str) -> Context {
        match &self.folder {
            Some(folder) => self.at(folder, &hash(name), Some(name)),
            None => broken(name, None, Reason::Absent, "the user has no home folder"),
        }
    }

    /// Every folder's context; `wanted` is a name that a command would use.
    pub(super) fn all(&self, wanted: Option<&str>) -> Result<Vec<Context>, Gap> {
        let Some(folder) = &self.folder else {
            return Ok(Vec::new());
        };
        let metas = folder.join("contexts/meta");
        let entries = match std::fs::read_dir(&metas) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unread(&metas, &error)),
        };
        let entries = entries.filter_map(Result::ok);
        // As docker does: what has no such file is no context. One that may not be entered is.
        let is_context = |folder: &Path| folder.is_dir() && !is_missing(&folder.join("meta.json"));
        let folders = entries.filter(|entry| is_context(&entry.path()));
        let hashes = folders.filter_map(|entry| entry.file_name().into_string().ok());
        let wanted = |of: &str| wanted.filter(|name| hash(name) == of);
        let mut contexts: Vec<Context> = hashes
            .map(|hash| self.at(folder, &hash, wanted(&hash)))
            .collect();
        contexts.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(contexts)
    }

    /// The context in the folder of this hash, asked for by this name or come across.
    fn at(&self, folder: &Path, hash: &str, asked: Option<&str>) -> Context {
        let file = folder.join("contexts/meta").join(hash).join("meta.json");
        let path = file.to_string_lossy().into_owned();
        let bad = |path: &str, reason, why: &str| {
            broken(asked.unwrap_or(hash), Some(path.to_owned()), reason, why)
        };
        let content = match read_file(&file) {
            Ok(content) => content,
            Err(error) if asked.is_some() && error.kind() == io::ErrorKind::NotFound => {
                let name = asked.unwrap_or_default();
                return broken(name, None, Reason::Absent, "there is no such context");
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return bad(&path, Reason::Denied, "its meta.json may not be read");
            }
            Err(error) => {
                return bad(&path, Reason::Malformed, &format!("its meta.json: {error}"));
            }
        };
        match serde_json::from_slice::<Meta>(&content) {
            Err(_) if content.is_empty() => bad(&path, Reason::Malformed, "its meta.json is empty"),
            Err(error) => bad(
                &path,
                Reason::Malformed,
                &format!("its meta.json is not a context's: {error}"),
            ),
            Ok(meta) => self.context(folder, hash, asked, path, meta),
        }
    }

    fn context(
        &self,
        folder: &Path,
        hash: &str,
        asked: Option<&str>,
        file: String,
        meta: Meta,
    ) -> Context {
        let docker = meta.endpoints.docker.as_ref();
        let tls = docker.and_then(|docker| context_tls(folder, hash, docker));
        let found_by = asked.is_some() || self::hash(&meta.name) == hash;
        let endpoint = match docker {
            _ if !found_by => Answer::gap(
                Reason::Malformed,
                format!("no command finds it: the folder {hash} is not its name's"),
            ),
            None => Answer::gap(Reason::Malformed, "its meta.json has no docker endpoint"),
            Some(docker) => url::of_context(&docker.host, tls.is_some()),
        };
        let name = asked.map_or(meta.name, str::to_owned);
        Context {
            name: match name.is_empty() {
                true => hash.to_owned(),
                false => name,
            },
            description: meta.metadata.description,
            file: Some(file),
            damaged: false,
            endpoint: url::masked(endpoint, self.secrets),
            tls,
            proxy: None,
            orchestrator: meta.metadata.stack_orchestrator,
            kubernetes: meta.endpoints.kubernetes.and_then(|kubernetes| {
                let host = Answer::Told(kubernetes.host);
                url::masked(host, self.secrets).told().cloned()
            }),
            service: Service::default(),
        }
    }
}

/// ssh has its own way to be safe.
fn context_tls(folder: &Path, hash: &str, docker: &Endpoint) -> Option<Tls> {
    if docker.host.starts_with("ssh://") {
        return None;
    }
    let folder = folder.join("contexts/tls").join(hash).join("docker");
    let material = tls::material(&folder, !docker.skip_tls_verify);
    (!tls::is_empty(&material)).then_some(material)
}

fn broken(name: &str, file: Option<String>, reason: Reason, why: &str) -> Context {
    Context {
        name: name.to_owned(),
        description: None,
        damaged: file.is_some(),
        file,
        endpoint: Answer::gap(reason, why),
        tls: None,
        proxy: None,
        orchestrator: None,
        kubernetes: None,
        service: Service::default(),
    }
}

fn is_missing(file: &Path) -> bool {
    file.metadata()
        .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

pub(in crate::collect::config) fn unread(file: &Path, error: &io::Error) -> Gap {
    Gap {
        reason: match error.kind() {
            io::ErrorKind::PermissionDenied => Reason::Denied,
            _ => Reason::Malformed,
        },
        detail: format!("{}: {error}", file.display()),
    }
}

/// docker's client does not mind how the key is written, large or small.
fn current_context(config: &Value) -> Option<String> {
    let object = config.as_object()?;
    let mut keys = object.iter();
    let (_, name) = keys.find(|(key, _)| key.eq_ignore_ascii_case("currentContext"))?;
    let name = name.as_str().filter(|name| !name.is_empty())?;
    Some(name.to_owned())
}

pub(super) fn hash(name: &str) -> String {
    let digest = Sha256::digest(name);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "store_tests.rs"]
pub(super) mod tests;
