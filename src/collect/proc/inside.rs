//! What runs in containers, seen from near: descendants, namespaces, mounts from the host, ports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use procfs::net::{TcpState, UdpState};
use procfs::process::MountInfo;
use tokio::time::Instant;

use super::process::{Depth, Reader};
use super::roots::{Roots, namespace, read_text};
use super::scan::{Scan, scan};
use super::table::children;
use super::unix::sockets_of;
use super::{cgroup, host};
use crate::collect::sheets;
use crate::model::secret::Secrets;
use crate::model::{FactName, Inside, Insides, Listening, Sheet};

/// The kinds of namespaces, by their names in /proc/PID/ns.
const NAMESPACES: [&str; 7] = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"];
/// File systems that are one for the whole kernel: a container's own mount of one comes from nobody.
const OF_THE_KERNEL: [&str; 8] = [
    "proc",
    "sysfs",
    "cgroup",
    "cgroup2",
    "mqueue",
    "devpts",
    "securityfs",
    "bpf",
];

/// Reads what runs below these processes; `None` if the time was not enough.
pub(crate) fn insides(
    roots: &Roots,
    secrets: Secrets,
    inits: &BTreeSet<u32>,
    until: Instant,
) -> Option<Insides> {
    let scan = scan(roots);
    let mut near = Near {
        roots,
        reader: Reader {
            roots,
            secrets,
            booted_at: host::booted_at(),
        },
        children: children(&scan),
        scan,
        of_host: mounts(&roots.proc.join(roots.reference())),
        ports: BTreeMap::new(),
    };
    let mut found = Vec::new();
    for pid in inits {
        if Instant::now() > until {
            return None;
        }
        found.extend(near.inside(*pid));
    }
    Some(Insides {
        host_namespaces: namespaces(&roots.proc.join(roots.reference())),
        inits: found,
    })
}

struct Near<'a> {
    roots: &'a Roots,
    reader: Reader<'a>,
    scan: Scan,
    children: BTreeMap<u32, Vec<u32>>,
    of_host: Vec<MountInfo>,
    /// By network namespace: one table serves all that live in it.
    ports: BTreeMap<u64, Vec<Port>>,
}

/// A socket that waits for somebody.
struct Port {
    protocol: &'static str,
    address: std::net::SocketAddr,
    inode: u64,
}

impl Near<'_> {
    /// `None` when it is gone.
    fn inside(&mut self, pid: u32) -> Option<Inside> {
        let pids = self.descendants(pid);
        let read = |pid: &u32| self.reader.process(self.scan.get(*pid)?, Depth::ALL);
        let processes: Vec<_> = pids.iter().filter_map(read).collect();
        processes.iter().find(|process| process.pid == pid)?;
        let folder = self.roots.of(pid);
        let namespaces = namespaces(&folder);
        let listening = self.listening(&pids, namespaces.get("net").copied());
        let mounts = mounts(&folder);
        let from_host = from_host(&mounts, &self.of_host);
        let mut told = Sheet::from([(FactName::Mounts, from_host)]);
        told.extend(layers(&mounts).map(|layers| (FactName::Layers, layers)));
        Some(Inside {
            pid,
            processes,
            namespaces,
            handled_signals: handled(&folder),
            listening,
            mounts: told,
            cgroup: self.limits(&folder),
        })
    }

    /// It and all below it, by pid.
    fn descendants(&self, pid: u32) -> BTreeSet<u32> {
        let (mut found, mut new) = (BTreeSet::new(), vec![pid]);
        while let Some(pid) = new.pop() {
            if found.insert(pid) {
                new.extend(self.children.get(&pid).into_iter().flatten());
            }
        }
        found
    }

    fn listening(&mut self, pids: &BTreeSet<u32>, network: Option<u64>) -> Vec<Listening> {
        let (Some(network), Some(first)) = (network, pids.first()) else {
            return Vec::new();
        };
        let folder = self.roots.of(*first);
        let ports = self.ports.entry(network).or_insert_with(|| ports(&folder));
        if ports.is_empty() {
            return Vec::new();
        }
        let mut found = BTreeSet::new();
        for pid in pids {
            // None where that may not be read.
            let held = sockets_of(&self.roots.of(*pid), None).unwrap_or_default();
            let own = ports.iter().filter(|port| held.contains(&port.inode));
            found.extend(own.map(|port| Listening {
                protocol: port.protocol.to_owned(),
                address: port.address,
                pid: *pid,
            }));
        }
        found.into_iter().collect()
    }

    /// Of both versions: the second has one folder for all controllers, the first one for each.
    fn limits(&self, process: &Path) -> Sheet {
        let mounted = self.roots.of_host("/sys/fs/cgroup");
        let text = read_text(&process.join("cgroup")).unwrap_or_default();
        let folders: BTreeMap<&str, &str> = text.lines().filter_map(cgroup::line).collect();
        sheets::cgroup::sheet(|controller, name| {
            let first = folders.iter().find_map(|(controllers, path)| {
                let is_its = controllers.split(',').any(|one| one == controller);
                is_its.then(|| mounted.join(controller).join(path.trim_start_matches('/')))
            });
            let second = folders.get("");
            let folder = first.or_else(|| Some(mounted.join(second?.trim_start_matches('/'))))?;
            read_text(&folder.join(name)).ok()
        })
    }
}

fn namespaces(process: &Path) -> BTreeMap<String, u64> {
    let read = NAMESPACES.into_iter();
    read.filter_map(|kind| Some((kind.to_owned(), namespace(process, kind)?)))
        .collect()
}

fn handled(process: &Path) -> Option<u64> {
    let process = procfs::process::Process::new_with_root(process.to_owned()).ok()?;
    Some(process.status().ok()?.sigcgt)
}

fn mounts(process: &Path) -> Vec<MountInfo> {
    let process = procfs::process::Process::new_with_root(process.to_owned());
    let mounts = process.and_then(|process| process.mountinfo());
    mounts.map_or_else(|_| Vec::new(), |mounts| mounts.0)
}

/// Its mounts whose file system the host has mounted too, with their path there.
fn from_host(own: &[MountInfo], of_host: &[MountInfo]) -> Vec<String> {
    // Its root folder is told as such by others.
    let below = own
        .iter()
        .filter(|mount| mount.mount_point != Path::new("/"));
    let shared = below.filter(|mount| !OF_THE_KERNEL.contains(&mount.fs_type.as_str()));
    let described = shared.filter_map(|mount| {
        let source = path_on_host(mount, of_host)?;
        let read_only = mount.mount_options.contains_key("ro");
        let point = mount.mount_point.display().to_string();
        Some(sheets::mount(&source, &point, read_only))
    });
    described.collect()
}

/// Of a root that is stacked of others.
fn layers(own: &[MountInfo]) -> Option<Vec<String>> {
    let root = own
        .iter()
        .rfind(|mount| mount.mount_point == Path::new("/"))?;
    let option = |name: &str| root.super_options.get(name)?.as_deref();
    sheets::layers(option("upperdir"), option("lowerdir"))
}

/// The mount point there that is nearest above what is mounted here.
fn path_on_host(mount: &MountInfo, of_host: &[MountInfo]) -> Option<String> {
    let same = of_host.iter().filter(|there| there.majmin == mount.majmin);
    let above = same.filter_map(|there| {
        let rest = Path::new(&mount.root).strip_prefix(&there.root).ok()?;
        Some((there.root.len(), there.mount_point.join(rest)))
    });
    let (_, nearest) = above.max_by_key(|(length, _)| *length)?;
    let path = nearest.display().to_string();
    Some(match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    })
}

/// What listens in the network namespace of a process.
fn ports(process: &Path) -> Vec<Port> {
    let Ok(process) = procfs::process::Process::new_with_root(process.to_owned()) else {
        return Vec::new();
    };
    let tcp = [process.tcp(), process.tcp6()].into_iter().flatten();
    let tcp = tcp.flatten().filter(|one| one.state == TcpState::Listen);
    let tcp = tcp.map(|one| ("tcp", one.local_address, one.inode));
    // Bound, and connected to nobody.
    let udp = [process.udp(), process.udp6()].into_iter().flatten();
    let udp = udp.flatten().filter(|one| one.state == UdpState::Close);
    let udp = udp.map(|one| ("udp", one.local_address, one.inode));
    let found = tcp.chain(udp).map(|(protocol, address, inode)| Port {
        protocol,
        address,
        inode,
    });
    found.collect()
}
