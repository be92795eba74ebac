//! How a client's command must be written so that it works when pasted where the reader stands.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Reader;
use super::api;
use super::index::Place;
use crate::model::{Docker, Endpoint, Snapshot};

const DEFAULT_CONTAINERD: &str = "/run/containerd/containerd.sock";
const NERDCTL: &str = "nerdctl";

/// Writes commands for one reader, each once: ten thousand containers share a few.
pub(super) struct Commands<'a> {
    snapshot: &'a Snapshot,
    reader: Reader,
    written: RefCell<FxHashMap<Words, Arc<str>>>,
}

/// What a command is written from, each text by where it lies: all of them outlive the commands.
#[derive(PartialEq, Eq, Hash)]
struct Words {
    client: *const str,
    endpoint: *const str,
    namespace: *const str,
    rest: *const str,
}

impl<'a> Commands<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, reader: Reader) -> Self {
        Self {
            snapshot,
            reader,
            written: RefCell::default(),
        }
    }

    /// The client is on the reader's PATH.
    pub(super) fn installed(&self, client: &str) -> bool {
        self.snapshot.viewer.clients.contains_key(client)
    }

    /// A docker on the reader's PATH asks that daemon. What podman's package brings under that name
    /// asks podman, whatever it is told.
    pub(super) fn docker_asks(&self, docker: &Docker) -> bool {
        let is_podman = self.snapshot.viewer.docker_is_podman.is_some();
        self.installed("docker") && (docker.podman || !is_podman)
    }

    /// `docker REST`, plain only where the caller's settings lead to this very endpoint.
    pub(super) fn docker(&self, docker: &'a Docker, rest: &'static str) -> Arc<str> {
        self.once(["docker", &docker.endpoint, "", rest], || {
            self.write_docker(docker, rest)
        })
    }

    /// `ctr -n NAMESPACE REST`.
    pub(super) fn ctr(&self, place: Place<'a>, rest: &'static str) -> Arc<str> {
        let words = ["ctr", place.containerd, place.namespace, rest];
        self.once(words, || self.write_containerd("ctr", place, rest))
    }

    /// Makes containerd look now for what nothing in a namespace refers to: a lease that is let go of does,
    /// while removals alone wait for the next look.
    pub(super) fn clean_up(&self, place: Place<'_>) -> String {
        let ctr = |rest| self.write_containerd("ctr", place, rest);
        let (create, remove) = ("leases create --id look-now", "leases rm --sync look-now");
        format!("{} && {}", ctr(create), ctr(remove))
    }

    /// `nerdctl -n NAMESPACE REST`.
    pub(super) fn nerdctl(&self, place: Place<'a>, rest: &'static str) -> Arc<str> {
        let words = [NERDCTL, place.containerd, place.namespace, rest];
        self.once(words, || self.write_containerd(NERDCTL, place, rest))
    }

    /// `crictl REST`, always with its endpoint: its default depends on a file.
    pub(super) fn crictl(&self, containerd: &'a str, rest: &'static str) -> Arc<str> {
        self.once(["crictl", containerd, "", rest], || {
            self.write_cri(containerd, rest)
        })
    }

    fn once(&self, words: [&'a str; 4], write: impl FnOnce() -> String) -> Arc<str> {
        let [client, endpoint, namespace, rest] = words.map(ptr::from_ref);
        let words = Words {
            client,
            endpoint,
            namespace,
            rest,
        };
        let mut written = self.written.borrow_mut();
        Arc::clone(written.entry(words).or_insert_with(|| write().into()))
    }

    fn write_docker(&self, docker: &Docker, rest: &str) -> String {
        if let Some(name) = self.context_to(docker) {
            return self.by_context(name, rest);
        }
        let endpoint = self.endpoint(&docker.endpoint);
        let sudo = self.sudo(endpoint.and_then(|e| e.may_connect) == Some(false));
        let unset = self.without_variables(docker);
        if self.plain_docker_reaches(docker, endpoint, !sudo.is_empty()) {
            return format!("{sudo}{unset}docker {rest}");
        }
        let host = match docker.endpoint.contains("://") {
            true => docker.endpoint.clone(),
            false => format!("unix://{}", docker.endpoint),
        };
        let host = shell_words::quote(&host).into_owned();
        format!("{sudo}{unset}docker -H {host} {rest}")
    }

    /// The context that was asked to come to a docker elsewhere: it knows the certificates, too.
    fn context_to(&self, docker: &Docker) -> Option<&'a str> {
        if self.reader == Reader::Elsewhere || !docker.endpoint.contains("://") {
            return None;
        }
        let remote = self.snapshot.remote.as_ref();
        let alone = remote.and_then(|remote| remote.context.as_deref());
        let mut asked = self.snapshot.asked_contexts.iter().flatten();
        let beside = asked.find(|context| context.docker.as_ref() == Some(&docker.endpoint));
        alone.or(beside.map(|context| context.name.as_str()))
    }

    /// One of the user behind sudo, `USER/NAME`, is theirs: the reader stands in that user's shell.
    fn by_context(&self, name: &str, rest: &str) -> String {
        let user = self.snapshot.viewer.sudo_user.as_deref();
        let own = user.and_then(|user| name.strip_prefix(user)?.strip_prefix('/'));
        let sudo = if own.is_some() { "" } else { self.sudo(false) };
        let name = shell_words::quote(own.unwrap_or(name));
        format!("{sudo}docker --context {name} {rest}")
    }

    fn write_cri(&self, containerd: &str, rest: &str) -> String {
        let sudo = self.sudo(self.needs_root(containerd));
        let url = format!("unix://{containerd}");
        let url = shell_words::quote(&url);
        format!("{sudo}crictl --runtime-endpoint {url} {rest}")
    }

    fn write_containerd(&self, client: &str, place: Place<'_>, rest: &str) -> String {
        // A user's own nerdctl enters the mounts of their containerd-rootless, and reaches no other.
        let is_rootless = client == NERDCTL && self.snapshot.viewer.uid != 0;
        let sudo = self.sudo(is_rootless || self.needs_root(place.containerd));
        let address = match self.address_is_implied(client, place.containerd) {
            true => String::new(),
            false => format!("--address {} ", shell_words::quote(place.containerd)),
        };
        let namespace = shell_words::quote(place.namespace);
        format!("{sudo}{client} {address}-n {namespace} {rest}")
    }

    fn address_is_implied(&self, client: &str, containerd: &str) -> bool {
        let viewer = &self.snapshot.viewer;
        let in_file = viewer.nerdctl_address.as_deref();
        let by_file = client == NERDCTL && in_file.is_some_and(|path| path != DEFAULT_CONTAINERD);
        containerd == DEFAULT_CONTAINERD && viewer.containerd_address.is_none() && !by_file
    }

    fn needs_root(&self, containerd: &str) -> bool {
        let endpoint = self.endpoint(containerd);
        let may = endpoint.and_then(|e| e.may_connect);
        may.map_or(self.snapshot.viewer.uid != 0, |may| !may)
    }

    /// Under sudo the reader stands in the shell that called sudo.
    fn sudo(&self, denied: bool) -> &'static str {
        let here = self.reader == Reader::Here;
        let under_sudo = self.snapshot.viewer.sudo_user.is_some();
        if here && (denied || under_sudo) {
            "sudo "
        } else {
            ""
        }
    }

    fn endpoint(&self, path: &str) -> Option<&'a Endpoint> {
        self.snapshot.endpoints.iter().find(|e| e.path == path)
    }

    fn plain_docker_reaches(
        &self,
        docker: &Docker,
        endpoint: Option<&Endpoint>,
        with_sudo: bool,
    ) -> bool {
        let viewer = &self.snapshot.viewer;
        // sudo drops the variables of the shell, and root's own settings were not read unless
        // this process runs as root already.
        let by_variable = viewer.docker_chosen_by.starts_with("DOCKER_");
        let settings_differ = with_sudo && (viewer.sudo_user.is_none() || by_variable);
        if self.reader == Reader::Elsewhere
            || settings_differ
            || !viewer.docker_tls_variables.is_empty()
        {
            return false;
        }
        let Some(url) = viewer.docker_reaches.told() else {
            return false;
        };
        let Some(path) = url.strip_prefix("unix://") else {
            return *url == docker.endpoint;
        };
        let path = path
            .strip_prefix("/var")
            .filter(|p| p.starts_with("/run/"))
            .unwrap_or(path);
        path == docker.endpoint
            || endpoint.is_some_and(|e| e.aliases.iter().any(|alias| alias == path))
    }

    /// With DOCKER_TLS_VERIFY set the client speaks TLS even on a unix socket (over TCP that is how it
    /// was asked), and with DOCKER_API_VERSION
    /// set this version and no other.
    fn without_variables(&self, docker: &Docker) -> String {
        let viewer = &self.snapshot.viewer;
        let is_remote = docker.endpoint.contains("://");
        let mut names: Vec<&str> = viewer
            .docker_tls_variables
            .iter()
            .filter(|_| !is_remote)
            .map(String::as_str)
            .collect();
        let pinned = viewer.docker_api_version.as_deref();
        if pinned.is_some_and(|version| !api::speaks(docker, version)) {
            names.push("DOCKER_API_VERSION");
        }
        if names.is_empty() || self.reader == Reader::Elsewhere {
            return String::new();
        }
        let unset: Vec<String> = names.iter().map(|name| format!("-u {name}")).collect();
        format!("env {} ", unset.join(" "))
    }
}
