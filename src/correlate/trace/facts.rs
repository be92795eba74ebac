//! Who knows what: each fact with all that is said of it, by whom, and whether they agree.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Subject, inside, nerdctl};
use crate::correlate::bundles;
use crate::correlate::documents::Documents;
use crate::correlate::host::{
    Claim, Container, ContainerdClaim, CriClaim, DockerClaim, Image, Origin, ProcessClaim,
};
use crate::model::{FactName, Record, Sheet, Snapshot};

/// One fact, and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: FactName,
    /// Each value once, with all that say so; witnesses without a word are in none.
    pub said: Vec<Said>,
    /// What is said contradicts itself. Values that differ by nature (a short name and a long one,
    /// a witness that keeps no such thing) do not.
    pub disputed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// `docker`, `docker-disk`, `record`, `spec`, `task`, `bundle`, `process`, `cgroup`, `cri`; of an
    /// image its holders.
    pub by: Vec<String>,
    /// Empty: it is told that there is none.
    pub values: Vec<String>,
}

/// A witness and all it says.
type Witness = (String, Sheet);

pub(super) fn facts(subject: Subject<'_>, snapshot: &Snapshot) -> Vec<Fact> {
    let witnesses = match subject {
        Subject::Container(container) => of_container(container, snapshot),
        Subject::Image(image) => of_image(image),
        Subject::Engine(_) => Vec::new(),
    };
    let facts = FactName::ALL.into_iter();
    let one_thing: fn(FactName) -> bool = match subject {
        Subject::Container(one) if one.verdict.severity().is_problem() => is_one_thing,
        Subject::Container(_) => is_one_thing_in_order,
        Subject::Image(_) | Subject::Engine(_) => |_| false,
    };
    let told = facts.filter_map(|name| fact(name, &witnesses, one_thing));
    told.collect()
}

fn fact(name: FactName, witnesses: &[Witness], one_thing: fn(FactName) -> bool) -> Option<Fact> {
    let mut said: Vec<Said> = Vec::new();
    for (witness, sheet) in witnesses {
        let Some(values) = sheet.get(&name) else {
            continue;
        };
        match said.iter_mut().find(|one| one.values == *values) {
            Some(same) => same.by.push(witness.clone()),
            None => said.push(Said {
                by: vec![witness.clone()],
                values: values.clone(),
            }),
        }
    }
    let told = said.iter().map(|one| comparable(name, &one.values));
    let different: BTreeSet<Vec<String>> = told.filter(|values| !values.is_empty()).collect();
    (!said.is_empty()).then(|| Fact {
        name,
        disputed: one_thing(name) && different.len() > 1,
        said,
    })
}

/// All who know it must say the same. The others are seen from another side by each: docker keeps
/// labels of its own, a process is started after its container.
fn is_one_thing(name: FactName) -> bool {
    use FactName as F;
    matches!(
        name,
        F::Pid | F::Image | F::ExitCode | F::Memory | F::Cpu | F::Pids
    )
}

/// Of a container that is in order the pids were held against each other already: those that differ
/// are of another pid namespace.
fn is_one_thing_in_order(name: FactName) -> bool {
    name != FactName::Pid && is_one_thing(name)
}

/// A digest stands where a name is gone, and contradicts none.
fn comparable(name: FactName, values: &[String]) -> Vec<String> {
    match name {
        FactName::Image => {
            let named = values.iter().filter(|one| !one.contains("sha256:"));
            named.map(|one| familiar(one)).collect()
        }
        FactName::Memory => values.iter().map(|one| in_pages(one)).collect(),
        _ => values.to_vec(),
    }
}

/// The kernel keeps whole pages of a limit.
fn in_pages(limit: &str) -> String {
    let bytes = limit.split(' ').next().and_then(|n| n.parse::<u64>().ok());
    bytes.map_or_else(|| limit.to_owned(), |bytes| (bytes / 4096).to_string())
}

fn familiar(reference: &str) -> String {
    let local = reference.strip_prefix("docker.io/").unwrap_or(reference);
    local.strip_prefix("library/").unwrap_or(local).to_owned()
}

fn of_container(container: &Container, snapshot: &Snapshot) -> Vec<Witness> {
    let mut witnesses: Vec<Witness> = Vec::new();
    if let Some(Claim::Seen(docker)) = &container.docker {
        let name = match docker.origin {
            Origin::Api => "docker",
            Origin::Disk => "docker-disk",
        };
        let mut sheet = docker_sheet(docker);
        let documents = Documents::new(snapshot);
        let more = match docker.origin {
            Origin::Api => documents.inspected(docker, &container.id),
            Origin::Disk => documents.files(docker, &container.id),
        };
        for (name, values) in more.into_iter().flatten() {
            sheet.entry(*name).or_insert_with(|| values.clone());
        }
        witnesses.push((name.to_owned(), sheet));
    }
    if let Some(Claim::Seen(held)) = &container.containerd {
        if held.record {
            witnesses.push(("record".to_owned(), record_sheet(held)));
        }
        let spec = record(snapshot, held, &container.id).and_then(|record| record.sheet.clone());
        witnesses.extend(spec.map(|sheet| ("spec".to_owned(), sheet)));
        if let Claim::Seen(task) = &held.task {
            let mut sheet = Sheet::new();
            sheet.insert(FactName::State, vec![task.status.to_owned()]);
            if task.pid != 0 {
                sheet.insert(FactName::Pid, vec![task.pid.to_string()]);
            }
            witnesses.push(("task".to_owned(), sheet));
        }
    }
    if let Some(bundle) = bundles::of(snapshot, container) {
        witnesses.push(("bundle".to_owned(), bundle.sheet.clone()));
    }
    if let Some(Claim::Seen(process)) = &container.process {
        witnesses.push(("process".to_owned(), process_sheet(process)));
    }
    if let Some(inside) = inside::of_init(snapshot, container) {
        witnesses.push(("process".to_owned(), inside.mounts.clone()));
        witnesses.push(("cgroup".to_owned(), inside.cgroup.clone()));
    }
    if let Some(Claim::Seen(cri)) = &container.cri {
        witnesses.push(("cri".to_owned(), cri_sheet(cri)));
    }
    witnesses
}

fn record<'a>(snapshot: &'a Snapshot, held: &ContainerdClaim, id: &str) -> Option<&'a Record> {
    let mut containerds = snapshot.containerds.iter();
    let containerd = containerds.find(|one| *one.endpoint == *held.endpoint)?;
    let mut namespaces = containerd.namespaces.told()?.iter();
    let namespace = namespaces.find(|one| *one.name == *held.namespace)?;
    let mut records = namespace.containers.told()?.iter();
    records.find(|record| record.id == id)
}

fn one<T: ToString>(value: T) -> Vec<String> {
    vec![value.to_string()]
}

/// An empty text is the word for "none".
fn text(value: &str) -> Vec<String> {
    match value.is_empty() {
        true => Vec::new(),
        false => one(value),
    }
}

fn when(at: Timestamp) -> Vec<String> {
    one(at.strftime("%Y-%m-%d %H:%M:%S UTC"))
}

fn docker_sheet(docker: &DockerClaim) -> Sheet {
    use FactName as F;
    let mut sheet = Sheet::from([
        (F::State, text(&docker.state)),
        (F::Image, text(&docker.image)),
        (F::ImageId, text(&docker.image_id)),
        (F::Labels, pairs(&docker.labels)),
    ]);
    let networks = docker.networks.iter().map(|network| match &network.ip {
        Some(ip) => format!("{} {ip}", network.name),
        None => network.name.clone(),
    });
    let ports = docker.ports.iter().map(|port| {
        let public = port.public_port.map(|public| {
            let ip = port.ip.as_deref().unwrap_or("*");
            format!("{ip}:{public}->")
        });
        format!(
            "{}{}/{}",
            public.unwrap_or_default(),
            port.private_port,
            port.protocol
        )
    });
    // Its files tell of these in a form of their own, see `of_docker`.
    if docker.origin == Origin::Api {
        sheet.insert(F::Networks, networks.collect());
        sheet.insert(F::Ports, ports.collect());
    }
    let optional = [
        (F::Name, docker.name.as_deref().map(str::to_owned)),
        (
            F::Pid,
            docker
                .pid
                .filter(|pid| *pid != 0)
                .map(|pid| pid.to_string()),
        ),
        (F::ExitCode, docker.exit_code.map(|code| code.to_string())),
        (F::Health, docker.health.clone()),
        (
            F::Restarts,
            docker.restart_count.map(|count| count.to_string()),
        ),
    ];
    let told = optional
        .into_iter()
        .filter_map(|(name, value)| Some((name, one(value?))));
    sheet.extend(told);
    sheet.extend(docker.created_at.map(|at| (F::CreatedAt, when(at))));
    sheet
}

fn record_sheet(held: &ContainerdClaim) -> Sheet {
    use FactName as F;
    let snapshot = match held.snapshot_key.is_empty() {
        true => Vec::new(),
        false => one(format!("{} {}", held.snapshotter, held.snapshot_key)),
    };
    let mut sheet = nerdctl::told(&held.labels);
    sheet.extend([
        (F::Image, text(&held.image)),
        (F::Snapshot, snapshot),
        (F::Runtime, text(&held.runtime)),
        (F::Labels, pairs(&held.labels)),
    ]);
    sheet
}

fn process_sheet(process: &ProcessClaim) -> Sheet {
    use FactName as F;
    let mut sheet = Sheet::from([
        (F::Pid, one(process.pid)),
        (F::State, one(process.state.letter())),
    ]);
    sheet.extend(process.cgroup.as_ref().map(|path| (F::Cgroup, one(path))));
    sheet.extend(process.started_at.map(|at| (F::StartedAt, when(at))));
    sheet
}

fn cri_sheet(cri: &CriClaim) -> Sheet {
    use FactName as F;
    let pod = [&cri.pod_namespace, &cri.pod]
        .into_iter()
        .flatten()
        .cloned();
    let pod: Vec<String> = pod.collect();
    let mut sheet = Sheet::from([(F::Pod, text(&pod.join("/")))]);
    sheet.extend(cri.container.as_ref().map(|name| (F::Name, one(name))));
    sheet
}

fn pairs(labels: &crate::model::Labels) -> Vec<String> {
    let pairs = labels.iter().map(|(name, value)| match value.is_empty() {
        true => name.clone(),
        false => format!("{name}={value}"),
    });
    pairs.collect()
}

/// A holder each.
fn of_image(image: &Image) -> Vec<Witness> {
    let holders = image.holders.iter().map(|holder| {
        let mut witness = holder.store.word().to_owned();
        if let Some(namespace) = &holder.namespace {
            witness = format!("{witness} {namespace}");
        }
        let sheet = Sheet::from([
            (FactName::Name, holder.references.clone()),
            (FactName::ImageId, text(&holder.digest)),
        ]);
        (witness, sheet)
    });
    holders.collect()
}
