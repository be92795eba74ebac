//! The columns of a container.

use jiff::Timestamp;

use crate::correlate::host::{
    Claim, Client, Compose, Container, ContainerdClaim, DockerClaim, Origin, ProcessClaim, Verdict,
};
use crate::model::DockerPort;
use crate::render::style::Tone;
use crate::render::table::{
    Cell, Column, ColumnInfo, Context, First, IfAlike, all_contexts, infos, several_containerds,
};
use crate::render::text::{age, familiar, seconds_between};

type Col = Column<Container>;

pub(crate) static INFOS: [ColumnInfo; 28] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 28] = [
    Col::new(
        "name",
        "NAME",
        "docker's, nerdctl's or CRI's name, else the id",
        name,
    )
    .least(12),
    Col::new(
        "context",
        "CONTEXT",
        "the contexts whose docker has it; with --all-contexts",
        |_, c| Cell::contexts(c.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new(
        "id",
        "ID",
        "the id; 64 digits are cut to 12",
        |context, c| Cell::new(context.id(&c.id)),
    )
    .wide(),
    Col::new(
        "containerd-address",
        "ADDRESS",
        "endpoint of its containerd",
        |_, c| Cell::or_dash(c.key.rsplit_once('@').map(|(_, endpoint)| endpoint)),
    )
    .wide()
    .only_if(several_containerds),
    Col::new(
        "namespace",
        "NAMESPACE",
        "containerd's namespace, or the one its dockerd uses",
        |_, c| Cell::or_dash(c.namespace.as_ref()),
    )
    .least(9)
    .leaves(IfAlike(2)),
    Col::new(
        "client",
        "CLIENT",
        "who made it, by its labels; ctr? is a guess",
        |_, c| Cell::new(client(c.client)),
    )
    .wide(),
    Col::new(
        "docker",
        "DOCKER",
        "docker's own word for its state",
        docker,
    ),
    Col::new(
        "disk",
        "ON DISK",
        "the state that docker last wrote to its files",
        |_, c| {
            Cell::or_dash(
                seen(&c.docker)
                    .filter(|d| d.origin == Origin::Disk)
                    .map(|d| &d.state),
            )
        },
    )
    .on_request(),
    Col::new(
        "containerd",
        "CONTAINERD",
        "containerd's own word for its task",
        containerd,
    ),
    Col::new("shim", "SHIM", "pid and state of its shim", shim)
        .right()
        .wide(),
    Col::new("pid", "PID", "its init in /proc; Z is a zombie", pid).right(),
    Col::new(
        "command",
        "COMMAND",
        "the kernel's name of its init",
        |_, c| process_cell(c, |p| Some(p.comm.to_string())),
    )
    .wide(),
    Col::new("up", "UP", "how long its init runs", |context, c| {
        process_cell(c, |p| up(context.host.observed_at, p.started_at))
    })
    .wide(),
    Col::new("exe", "EXE", "the file its init runs", |_, c| {
        process_cell(c, |p| p.exe.as_deref().map(str::to_owned))
    })
    .on_request(),
    Col::new("cgroup", "CGROUP", "the cgroup of its init", |_, c| {
        process_cell(c, |p| p.cgroup.clone())
    })
    .on_request(),
    Col::new(
        "created",
        "CREATED",
        "how long ago docker made it",
        |context, c| docker_cell(c, |d| up(context.host.observed_at, d.created_at)),
    )
    .on_request(),
    Col::new("exit", "EXIT", "the exit code that docker tells", |_, c| {
        docker_cell(c, |d| d.exit_code.map(|code| code.to_string()))
    })
    .right()
    .on_request(),
    Col::new(
        "health",
        "HEALTH",
        "docker's word for its health check",
        |_, c| docker_cell(c, |d| d.health.clone()),
    )
    .on_request(),
    Col::new(
        "restarts",
        "RESTARTS",
        "how often docker restarted it",
        |_, c| docker_cell(c, |d| d.restart_count.map(|n| n.to_string())),
    )
    .right()
    .on_request(),
    Col::new(
        "ports",
        "PORTS",
        "the ports that docker publishes",
        |_, c| docker_cell(c, ports),
    )
    .wide(),
    Col::new(
        "networks",
        "NETWORKS",
        "docker's networks and addresses",
        |_, c| docker_cell(c, networks),
    )
    .wide(),
    Col::new("pod", "POD", "its Kubernetes pod", pod)
        .wide()
        .only_if(has_pods),
    Col::new(
        "project",
        "PROJECT",
        "compose's project and service",
        |_, c| Cell::or_dash(project(c)),
    )
    .wide()
    .only_if(|context| {
        context
            .host
            .containers
            .iter()
            .any(|c| c.compose().is_some())
    }),
    Col::new("runtime", "RUNTIME", "containerd's runtime", |_, c| {
        Cell::or_dash(seen(&c.containerd).map(|c| &c.runtime))
    })
    .on_request(),
    Col::new(
        "image",
        "IMAGE",
        "its image, and which witness knows it",
        image,
    )
    .least(12)
    .leaves(First(1)),
    Col::new(
        "verdict",
        "VERDICT",
        "what the claims amount to; +1: one more holds",
        verdict,
    ),
    Col::new("also", "ALSO", "other verdicts that hold too", |_, c| {
        let also: Vec<&str> = c.also.iter().map(|verdict| verdict.word()).collect();
        Cell::or_dash((!also.is_empty()).then(|| also.join(",")))
    })
    .wide(),
    Col::new("why", "WHY", "the cause in one sentence", |_, c| {
        Cell::or_dash(c.why.as_ref())
    })
    .wide(),
];

fn seen<T>(claim: &Option<Claim<T>>) -> Option<&T> {
    claim.as_ref()?.seen()
}

/// The sign of a claim without facts.
fn sign<T>(claim: &Option<Claim<T>>) -> &'static str {
    match claim {
        None => ".",
        Some(Claim::Absent(_)) => "-",
        Some(Claim::Unknown { .. }) => "?",
        Some(Claim::Seen(_)) => "",
    }
}

fn from_disk(c: &Container) -> bool {
    seen(&c.docker).is_some_and(|docker| docker.origin == Origin::Disk)
}

fn name(context: &Context<'_>, c: &Container) -> Cell {
    let name = context.id(&c.name);
    match from_disk(c) && *c.name != *c.id {
        true => Cell::new(format!("{name} (disk)")),
        false => Cell::new(name),
    }
}

fn client(client: Client) -> &'static str {
    match client {
        Client::Ctr => "ctr?",
        other => other.word(),
    }
}

/// What its API says now; what its files say is no answer of docker's.
fn docker(_: &Context<'_>, c: &Container) -> Cell {
    match seen(&c.docker) {
        Some(docker) if docker.origin == Origin::Api => Cell::new(&*docker.state),
        Some(_) => Cell::new("?"),
        None => Cell::new(sign(&c.docker)),
    }
}

fn containerd(_: &Context<'_>, c: &Container) -> Cell {
    let Some(ContainerdClaim { record, task, .. }) = seen(&c.containerd) else {
        return Cell::new(sign(&c.containerd));
    };
    match task {
        Claim::Seen(_) if !record => Cell::new("no record"),
        Claim::Seen(task) if task.status == "unknown" => Cell::new("?"),
        Claim::Seen(task) => Cell::new(task.status),
        Claim::Absent(_) => Cell::new("no task"),
        Claim::Unknown { .. } => Cell::new("?"),
    }
}

fn shim(_: &Context<'_>, c: &Container) -> Cell {
    match seen(&c.shim) {
        Some(shim) if shim.state.is_stopped() => {
            Cell::new(format!("{}{}", shim.pid, shim.state.letter()))
        }
        Some(shim) => Cell::new(shim.pid.to_string()),
        None => Cell::new(sign(&c.shim).replace('.', "-")),
    }
}

fn pid(_: &Context<'_>, c: &Container) -> Cell {
    process_cell(c, |process| {
        let zombie = if process.dead { "Z" } else { "" };
        Some(format!("{}{zombie}", process.pid))
    })
}

fn process_cell(c: &Container, fact: impl Fn(&ProcessClaim) -> Option<String>) -> Cell {
    match seen(&c.process) {
        Some(process) => Cell::or_unknown(fact(process)),
        // A process that nobody expects is as absent as one that was looked for.
        None => Cell::new(sign(&c.process).replace('.', "-")),
    }
}

fn docker_cell(c: &Container, fact: impl Fn(&DockerClaim) -> Option<String>) -> Cell {
    match seen(&c.docker) {
        Some(docker) => Cell::or_dash(fact(docker)),
        None => Cell::new(sign(&c.docker)),
    }
}

fn up(now: Timestamp, from: Option<Timestamp>) -> Option<String> {
    seconds_between(from?, now).map(age)
}

fn ports(docker: &DockerClaim) -> Option<String> {
    let ports: Vec<String> = docker.ports.iter().map(port).collect();
    (!ports.is_empty()).then(|| ports.join(","))
}

/// `0.0.0.0:8080->80/tcp`, as docker writes it.
fn port(port: &DockerPort) -> String {
    let DockerPort {
        ip,
        public_port,
        private_port,
        protocol,
    } = port;
    match (ip, public_port) {
        (Some(ip), Some(public)) if ip.contains(':') => {
            format!("[{ip}]:{public}->{private_port}/{protocol}")
        }
        (Some(ip), Some(public)) => format!("{ip}:{public}->{private_port}/{protocol}"),
        (None, Some(public)) => format!("{public}->{private_port}/{protocol}"),
        (_, None) => format!("{private_port}/{protocol}"),
    }
}

fn networks(docker: &DockerClaim) -> Option<String> {
    let networks: Vec<String> = docker
        .networks
        .iter()
        .map(|network| match &network.ip {
            Some(ip) => format!("{}={ip}", network.name),
            None => network.name.clone(),
        })
        .collect();
    (!networks.is_empty()).then(|| networks.join(","))
}

fn has_pods(context: &Context<'_>) -> bool {
    context.host.containers.iter().any(|c| c.cri.is_some())
}

fn pod(_: &Context<'_>, c: &Container) -> Cell {
    let Some(cri) = seen(&c.cri) else {
        return Cell::new(sign(&c.cri));
    };
    match (&cri.pod_namespace, &cri.pod) {
        (Some(namespace), Some(pod)) => Cell::new(format!("{namespace}/{pod}")),
        (None, pod) | (_, pod @ None) => Cell::or_unknown(pod.as_ref()),
    }
}

/// `shop/web`
fn project(c: &Container) -> Option<String> {
    let Compose { project, service } = c.compose()?;
    Some(match service {
        Some(service) => format!("{project}/{service}"),
        None => project.to_owned(),
    })
}

fn image(context: &Context<'_>, c: &Container) -> Cell {
    let Some(reference) = c.image.reference.as_ref().or(c.image.id.as_ref()) else {
        let unknown = c.docker.as_ref().is_some_and(Claim::is_unknown);
        return Cell::new(if unknown { "?" } else { "-" });
    };
    let reference = context.id(reference);
    let docker = c.image.known_by.contains(&"docker");
    let containerd = c.image.known_by.contains(&"containerd");
    let by = match (docker, containerd) {
        _ if from_disk(c) => "(disk)",
        (true, true) => "(both)",
        // Of podman's containers nobody else could know it.
        (true, false) if c.containerd.is_some() => "(docker)",
        _ => return Cell::new(reference).or_shorter(familiar(reference)),
    };
    Cell::new(format!("{reference} {by}")).or_shorter(format!("{}{by}", familiar(reference)))
}

fn verdict(_: &Context<'_>, c: &Container) -> Cell {
    let tone = match c.verdict {
        Verdict::Ok => Tone::Good,
        other => Tone::of(other.severity()),
    };
    match c.also.len() {
        0 => Cell::new(c.verdict.word()).tone(tone),
        more => Cell::new(format!("{} +{more}", c.verdict.word()))
            .or_shorter(format!("{}+{more}", c.verdict.word()))
            .tone(tone),
    }
}
