//! buildx, docker's plugin that builds: its builders (it calls them instances), whose nodes each
//! lead to a docker or to a buildkitd, and which of them a plain `docker buildx build` uses.
//!
//! Its own order: BUILDX_BUILDER, its file `current`, its folder `defaults`, the builder that every
//! docker context is. Both files count for the docker context that they were written in. Of an
//! instance only names and endpoints are read: it may hold keys of registries.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::store::{DEFAULT_NAME, hash, unread};
use super::{Environment, Store, config_folder, default, tls, url};
use crate::collect::proc::read_file;
use crate::model::secret::Secrets;
use crate::model::{
    Answer, Api, Chosen, ChosenBy, ClientContexts, Context, ContextClient, Gap, Reason, Service,
    Tls, TlsFiles,
};

/// So much of a hash names a file in `defaults`.
const HASH_LENGTH: usize = 20;

/// A file of `instances`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Instance {
    driver: String,
    nodes: Option<Vec<Node>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Node {
    name: String,
    endpoint: String,
    driver_opts: Option<DriverOptions>,
}

/// The files of TLS to a buildkitd; of all else that may stand there nothing is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DriverOptions {
    cacert: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    servername: Option<String>,
}

impl DriverOptions {
    /// `None`: it speaks no TLS. buildx wants all three files, or fails.
    fn tls(&self) -> Option<Result<Tls, Gap>> {
        let files = [&self.cacert, &self.cert, &self.key];
        if self.servername.is_none() && files.iter().all(|file| file.is_none()) {
            return None;
        }
        let [Some(ca), Some(cert), Some(key)] = files else {
            return Some(Err(Gap {
                reason: Reason::Malformed,
                detail: "its driver-opts name not all of cacert, cert and key: buildx fails"
                    .to_owned(),
            }));
        };
        Some(Ok(tls::material_of(TlsFiles {
            ca: ca.clone(),
            cert: cert.clone(),
            key: key.clone(),
            server_name: self.servername.clone(),
        })))
    }
}

/// The file `current`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Current {
    key: String,
    name: String,
    global: bool,
}

struct Buildx<'a> {
    environment: &'a Environment,
    secrets: Secrets,
    folder: PathBuf,
    /// docker's own contexts, and which of them counts.
    docker: &'a ClientContexts,
}

/// Every builder of a user whose contexts are `docker`; `None` where they have no home.
pub(in crate::collect::config) fn buildx(
    environment: &Environment,
    docker: &ClientContexts,
    secrets: Secrets,
) -> Option<ClientContexts> {
    let set = environment.get("BUILDX_CONFIG").map(PathBuf::from);
    let folder = set.or_else(|| Some(config_folder(environment)?.join("buildx")))?;
    let buildx = Buildx {
        environment,
        secrets,
        folder,
        docker,
    };
    Some(buildx.builders())
}

impl Buildx<'_> {
    fn builders(&self) -> ClientContexts {
        let (mut contexts, errors) = match self.instances() {
            Ok(contexts) => (contexts, Vec::new()),
            Err(gap) => (Vec::new(), vec![gap]),
        };
        let chosen = self.chosen();
        if let Answer::Told(chosen) = &chosen {
            let is_chosen = |one: &Context| is_of(one, &chosen.name);
            if !contexts.iter().any(is_chosen) {
                contexts.push(self.of_context(&chosen.name));
            }
            let mut nodes = contexts.iter_mut().filter(|one| is_chosen(one));
            nodes.next();
            // A build goes to all nodes of its builder.
            nodes.for_each(|node| node.service.beside = Some(chosen.by));
        }
        let first = |chosen: &Chosen| {
            let mut nodes = contexts.iter().filter(|one| is_of(one, &chosen.name));
            nodes
                .next()
                .map_or(chosen.name.clone(), |one| one.name.clone())
        };
        ClientContexts {
            client: ContextClient::Buildx,
            user: self.docker.user.clone(),
            folder: Some(self.folder.to_string_lossy().into_owned()),
            errors,
            chosen: match &chosen {
                Answer::Told(told) => Answer::Told(Chosen {
                    name: first(told),
                    ..told.clone()
                }),
                Answer::Gap(gap) => Answer::Gap(gap.clone()),
            },
            contexts,
        }
    }

    /// The nodes of all instances, by name.
    fn instances(&self) -> Result<Vec<Context>, Gap> {
        let folder = self.folder.join("instances");
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unread(&folder, &error)),
        };
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
        files.sort();
        Ok(files.iter().flat_map(|file| self.nodes(file)).collect())
    }

    fn nodes(&self, file: &Path) -> Vec<Context> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let row = |name: &str, endpoint| Context {
            file: Some(file.to_string_lossy().into_owned()),
            ..row(name, endpoint)
        };
        let instance: Instance = match json(file) {
            Ok(Some(instance)) => instance,
            Ok(None) => return Vec::new(),
            Err(gap) => {
                return vec![Context {
                    damaged: gap.reason == Reason::Malformed,
                    ..row(&name, Answer::Gap(gap))
                }];
            }
        };
        let nodes = instance.nodes.unwrap_or_default();
        if nodes.is_empty() {
            let none = Answer::gap(Reason::Malformed, "it has no nodes");
            return vec![row(&name, none)];
        }
        let is_alone = nodes.len() == 1;
        let nodes = nodes.iter().map(|node| {
            let found = self.node(&instance.driver, node);
            let name = match is_alone {
                true => name.to_string(),
                false => format!("{name}/{}", node.name),
            };
            Context {
                description: Some(format!("driver {}", instance.driver)),
                endpoint: found.endpoint,
                tls: found.tls,
                service: found.service,
                ..row(&name, Answer::not_collected())
            }
        });
        nodes.collect()
    }

    /// Where a node leads: to a buildkitd itself, to a cluster, or to a docker in which one runs.
    fn node(&self, driver: &str, node: &Node) -> Context {
        match driver {
            "remote" | "kubernetes" => {
                let options = node.driver_opts.as_ref().filter(|_| driver == "remote");
                let tls = options.and_then(DriverOptions::tls).transpose();
                let (endpoint, tls) = match tls {
                    Ok(tls) => (Answer::Told(node.endpoint.clone()), tls),
                    Err(gap) => (Answer::Gap(gap), None),
                };
                let mut row = row("", url::masked(endpoint, self.secrets));
                row.service.api = Api::Buildkit;
                row.tls = tls;
                row
            }
            _ => self.of_docker(&node.endpoint),
        }
    }

    /// What is written there is the name of a docker context, or a URL.
    fn of_docker(&self, endpoint: &str) -> Context {
        let mut contexts = self.docker.contexts.iter();
        let found = contexts.find(|one| one.name == endpoint);
        found.cloned().unwrap_or_else(|| {
            let told = url::of_context(endpoint, false);
            row("", url::masked(told, self.secrets))
        })
    }

    /// The builder that a docker context is.
    fn of_context(&self, name: &str) -> Context {
        let mut contexts = self.docker.contexts.iter();
        match contexts.find(|one| one.name == name) {
            Some(found) => Context {
                description: Some("driver docker".to_owned()),
                damaged: false,
                file: None,
                proxy: None,
                orchestrator: None,
                kubernetes: None,
                ..found.clone()
            },
            None => row(
                name,
                Answer::gap(Reason::Absent, "there is no such builder"),
            ),
        }
    }

    fn chosen(&self) -> Answer<Chosen> {
        let docker = match &self.docker.chosen {
            Answer::Told(docker) => docker,
            Answer::Gap(gap) => return Answer::Gap(gap.clone()),
        };
        let kept = match self.kept(&docker.name) {
            Ok(kept) => kept,
            Err(gap) => return Answer::gap(gap.reason, format!("{}: buildx fails", gap.detail)),
        };
        let by_variable = self.environment.get("BUILDX_BUILDER");
        let by_variable = by_variable.map(|name| (ChosenBy::BuildxBuilder, name.to_owned()));
        let by_docker = (docker.by, docker.name.clone());
        let mut said = by_variable.into_iter().chain(kept);
        let (by, name) = said.next().unwrap_or(by_docker);
        Answer::Told(Chosen {
            outranked: said.filter(|(_, other)| *other != name).collect(),
            name,
            by,
            first_to_answer: false,
        })
    }

    /// What buildx wrote down for this context of docker.
    fn kept(&self, context: &str) -> Result<Option<(ChosenBy, String)>, Gap> {
        let key = self.key(context);
        let current: Current = json(&self.folder.join("current"))?.unwrap_or_default();
        let is_for_it = current.global || current.key == key;
        if !current.name.is_empty() && is_for_it && self.has(&current.name) {
            return Ok(Some((ChosenBy::BuildxCurrent, current.name)));
        }
        if !current.name.is_empty() && current.key == key {
            // Its builder was removed: `defaults` is not looked at any more.
            return Ok(None);
        }
        let file = &hash(&key)[..HASH_LENGTH];
        let file = self.folder.join("defaults").join(file);
        let name = match read_file(&file) {
            Ok(name) => String::from_utf8_lossy(&name).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unread(&file, &error)),
        };
        Ok(Some((ChosenBy::BuildxDefaults, name)).filter(|(_, name)| self.has(name)))
    }

    /// Names are files in small letters.
    fn has(&self, name: &str) -> bool {
        let file = self.folder.join("instances").join(name.to_lowercase());
        file.is_file()
    }

    /// What a docker context is called here: by its name, the default one by its URL, unmasked.
    fn key(&self, context: &str) -> String {
        if context != DEFAULT_NAME {
            return context.to_owned();
        }
        let store = Store {
            folder: config_folder(self.environment),
            secrets: Secrets::Keep,
        };
        let endpoint = default(self.environment, &store).endpoint;
        endpoint.told().cloned().unwrap_or_default()
    }
}

/// A row is of a builder, or of one of its nodes.
fn is_of(row: &Context, builder: &str) -> bool {
    let builder = builder.to_lowercase();
    let of = row
        .name
        .split_once('/')
        .map_or(row.name.as_str(), |(of, _)| of);
    of.to_lowercase() == builder
}

/// A file that is not there is `None`.
fn json<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, Gap> {
    let content = match read_file(file) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(file, &error)),
    };
    let told = serde_json::from_slice(&content).map(Some);
    told.map_err(|error| Gap {
        reason: Reason::Malformed,
        detail: format!("{} is not one of buildx': {error}", file.display()),
    })
}

fn row(name: &str, endpoint: Answer<String>) -> Context {
    Context {
        name: name.to_owned(),
        description: None,
        file: None,
        damaged: false,
        endpoint,
        tls: None,
        proxy: None,
        orchestrator: None,
        kubernetes: None,
        service: Service::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ContextUser;

    const REMOTE: &str = r#"{"Name":"far","Driver":"remote","Nodes":[
        {"Name":"far0","Endpoint":"tcp://hunter2@far:1","Files":{"key.pem":"c2VjcmV0"}},
        {"Name":"far1","Endpoint":"unix:///b.sock"}]}"#;
    const OWN: &str = r#"{"Driver":"docker-container","Nodes":[
        {"Name":"own0","Endpoint":"unix:///var/run/docker.sock"}]}"#;

    fn of(folder: &Path, pairs: &[(&str, &str)]) -> ClientContexts {
        let config = folder.to_str().unwrap();
        let pairs = [
            ("DOCKER_CONFIG", config),
            pairs.first().copied().unwrap_or(("A", "")),
        ];
        let environment = Environment::from(pairs);
        let user = ContextUser {
            name: "me".to_owned(),
            behind_sudo: false,
        };
        let docker = super::super::contexts(&environment, None, user, Secrets::Mask);
        buildx(&environment, &docker, Secrets::Mask).unwrap()
    }

    fn with_builders() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (file, content) in [("instances/far", REMOTE), ("instances/own", OWN)] {
            write(folder.path(), file, content);
        }
        folder
    }

    fn write(folder: &Path, file: &str, content: &str) {
        let file = folder.join("buildx").join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }

    fn chosen(found: &ClientContexts) -> (&str, &str) {
        let chosen = found.chosen.told().unwrap();
        (chosen.name.as_str(), chosen.by.word())
    }

    #[test]
    fn every_node_is_a_row() {
        let folder = with_builders();
        let found = of(folder.path(), &[("BUILDX_BUILDER", "far")]);
        let rows = found.contexts.iter();
        let rows: Vec<(&str, &str, Api)> = rows
            .map(|row| (&*row.name, &**row.endpoint.told().unwrap(), row.service.api))
            .collect();
        assert_eq!(
            rows,
            [
                ("far/far0", "tcp://***@far:1", Api::Buildkit),
                ("far/far1", "unix:///b.sock", Api::Buildkit),
                ("own", "unix:///var/run/docker.sock", Api::Docker),
            ]
        );
        assert_eq!(chosen(&found), ("far/far0", "BUILDX_BUILDER"));
        let beside = found.contexts[1].service.beside;
        assert_eq!(beside, Some(ChosenBy::BuildxBuilder));
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains("c2VjcmV0") && !text.contains("hunter2"));
    }

    #[test]
    fn what_chooses_a_builder() {
        let folder = with_builders();
        assert_eq!(chosen(&of(folder.path(), &[])), ("default", "default"));
        let key = "unix:///var/run/docker.sock";
        let file = format!("defaults/{}", &hash(key)[..HASH_LENGTH]);
        write(folder.path(), &file, "own");
        assert_eq!(chosen(&of(folder.path(), &[])), ("own", "buildx/defaults"));
        write(folder.path(), "current", r#"{"Key":"other","Name":"far"}"#);
        assert_eq!(chosen(&of(folder.path(), &[])), ("own", "buildx/defaults"));
        write(folder.path(), "current", r#"{"Name":"far","Global":true}"#);
        let global = of(folder.path(), &[]);
        assert_eq!(chosen(&global), ("far/far0", "buildx/current"));
        let current = format!(r#"{{"Key":"{key}","Name":"gone"}}"#);
        write(folder.path(), "current", &current);
        assert_eq!(chosen(&of(folder.path(), &[])), ("default", "default"));
        let by_variable = of(folder.path(), &[("BUILDX_BUILDER", "none")]);
        assert_eq!(chosen(&by_variable), ("none", "BUILDX_BUILDER"));
        let row = by_variable.contexts.last().unwrap();
        assert_eq!(row.endpoint.as_gap().unwrap().reason, Reason::Absent);
        write(folder.path(), "current", "{");
        assert!(of(folder.path(), &[]).chosen.as_gap().is_some());
    }

    #[test]
    fn a_broken_one_is_a_row() {
        let folder = with_builders();
        write(folder.path(), "instances/bad", "{");
        let found = of(folder.path(), &[]);
        assert_eq!(found.contexts[0].name, "bad");
        assert!(found.contexts[0].damaged);
    }
}
