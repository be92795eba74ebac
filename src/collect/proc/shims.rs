//! containerd-shim processes: whose they are, by their arguments, working directory and children.
//!
//! `-id` is the container a shim was started for; which containers it serves now, its children
//! tell.

use std::collections::BTreeMap;
use std::path::Path;

use super::cgroup::container_ids;
use super::daemons::{Own, is_about_to_exec, unread_view};
use super::flags::value;
use super::process::uid;
use super::roots::{Roots, View, gap_of, link};
use super::scan::{Scan, Seen};
use super::survey::Survey;
use super::targets::{Known, reachable};
use crate::model::{Answer, Engine, Process, Shim};

/// A name is cut at 15 bytes, so every runtime's shim is called the same.
const NAME: &str = "containerd-shim";

/// What the kernel appends to the path of a folder that was removed.
const DELETED: &str = " (deleted)";

/// The processes that could be shims, by name. A dead one serves nobody.
pub(super) fn candidates<'a>(roots: &'a Roots, scan: &'a Scan) -> impl Iterator<Item = &'a Seen> {
    scan.by_pid
        .values()
        .filter(|seen| is_named_so(seen) && !seen.is_dead())
        .filter(|seen| !is_about_to_exec(roots, scan, seen))
}

pub(super) fn is_named_so(seen: &Seen) -> bool {
    seen.comm == NAME
}

/// Who a shim works for, out of its arguments; `None` for the helpers `start` and `delete`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Purpose {
    namespace: String,
    id: String,
    address: String,
}

fn purpose(argv: &[String]) -> Option<Purpose> {
    if matches!(argv.last().map(String::as_str), Some("start" | "delete")) {
        return None;
    }
    let flag = |name| value(argv, name);
    // The shims of containerd's first runtime are told a folder that ends in the id.
    let from_folder = || flag("workdir")?.rsplit('/').next();
    Some(Purpose {
        namespace: flag("namespace")?.to_owned(),
        id: flag("id").or_else(from_folder)?.to_owned(),
        address: flag("address").unwrap_or_default().to_owned(),
    })
}

/// Makes shims of processes; remembers what an address means in a mount namespace.
pub(super) struct ShimReader<'a> {
    roots: &'a Roots,
    own: Own,
    /// We are in a container, and look at what surrounds it.
    within: bool,
    known: Known<'a>,
    engines: &'a [Engine],
    endpoints: BTreeMap<(u64, String), Option<String>>,
}

impl<'a> ShimReader<'a> {
    pub(super) fn new(roots: &'a Roots, survey: &'a Survey) -> Self {
        Self {
            roots,
            own: survey.own,
            within: survey.viewer.in_container && roots.is_own(),
            known: Known {
                roots,
                daemons: &[],
                places: &survey.places,
            },
            engines: &survey.engines,
            endpoints: BTreeMap::new(),
        }
    }

    /// `None` for a process that is no shim after all.
    pub(super) fn shim(&mut self, process: &Process, children: &[u32]) -> Option<Shim> {
        let purpose = purpose(process.argv.told()?)?;
        let (bundle, bundle_deleted) = bundle(&self.roots.of(process.pid));
        Some(Shim {
            pid: process.pid,
            containerd: self.endpoint(process, &purpose.address),
            namespace: purpose.namespace,
            id: purpose.id,
            address: purpose.address,
            bundle,
            bundle_deleted,
            children: children.to_vec(),
        })
    }

    /// The endpoint that an address means where the shim lives. One that was not found is no other's:
    /// the inner path of a nested engine is mostly that of the host's own.
    fn endpoint(&mut self, process: &Process, address: &str) -> Option<String> {
        let path = address.strip_prefix("unix://").unwrap_or(address);
        let Some(namespace) = process.mount_namespace else {
            return self.unread_endpoint(process, path);
        };
        let key = (namespace, path.to_owned());
        if let Some(known) = self.endpoints.get(&key) {
            return known.clone();
        }
        let view = match self.own.mounts == Some(namespace) {
            true => View::Host,
            false => View::Process(process.pid),
        };
        let found = self.meant(view, path);
        self.endpoints.insert(key, found.clone());
        found
    }

    fn meant(&self, view: View, path: &str) -> Option<String> {
        let place = self.known.place(view, path).map(|place| place.path.clone());
        place.or_else(|| match view {
            View::Host => None,
            View::Process(_) => reachable(self.roots, view, path),
        })
    }

    /// Where its namespaces may not be read, a root's shim of our own pid namespace is taken for one
    /// of the host. Another has the view of a containerd of its user in the same container.
    fn unread_endpoint(&self, process: &Process, path: &str) -> Option<String> {
        let uid = uid(&self.roots.of(process.pid));
        if process.inner_pids.len() == 1 && uid == Some(0) && !self.within {
            return self.meant(View::Host, path);
        }
        let container = process
            .cgroup
            .as_deref()
            .and_then(|c| container_ids(c).last());
        let engines = self.engines.iter();
        match self.known.unread_place(engines, uid, container, path) {
            Some(place) => Some(place.path.clone()),
            None => self.meant(unread_view(process.pid, uid, path), path),
        }
    }
}

/// Its working directory, and whether that was removed.
fn bundle(process: &Path) -> (Answer<String>, Option<bool>) {
    match link(&process.join("cwd")) {
        Ok(path) => match path.strip_suffix(DELETED) {
            Some(path) => (Answer::Told(path.to_owned()), Some(true)),
            None => (Answer::Told(path), Some(false)),
        },
        Err(error) => (gap_of("its working directory", &error), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purpose_of(line: &str) -> Option<Purpose> {
        let argv: Vec<String> = line.split(' ').map(str::to_owned).collect();
        purpose(&argv)
    }

    #[test]
    fn shims_of_both_runtimes_and_their_helpers() {
        let line =
            "/usr/bin/containerd-shim-runc-v2 -namespace moby -id start -address /run/c.sock";
        let shim = purpose_of(line).unwrap();
        assert_eq!(
            (
                shim.namespace.as_str(),
                shim.id.as_str(),
                shim.address.as_str()
            ),
            ("moby", "start", "/run/c.sock")
        );
        assert_eq!(purpose_of(&format!("{line} start")), None);
        assert_eq!(purpose_of(&format!("{line} -bundle /b delete")), None);
        assert_eq!(purpose_of("containerd-shim-runc-v2 -v"), None);
        let first = "containerd-shim -namespace moby -workdir /var/lib/c/v1.linux/moby/abc \
                     -address /run/c.sock -containerd-binary /usr/bin/containerd";
        assert_eq!(purpose_of(first).unwrap().id, "abc");
    }
}
