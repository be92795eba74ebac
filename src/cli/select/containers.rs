//! The fields of a container.

use jiff::Timestamp;

use super::field::{Field, Rule, Value, is_id_prefix};
use super::noun::{Noun, ranked, severities, severity, verdicts};
use crate::correlate::host::{Claim, Client, Compose, Container, DockerClaim, Host};

impl Noun for Container {
    const NAME: &'static str = "container";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.containers
    }

    /// A name, an id or its beginning, or either behind `NAMESPACE/`; the whole key too.
    fn is_called(&self, word: &str) -> bool {
        let called = |word: &str| word == &*self.name || is_id_prefix(word, &self.id);
        word == &*self.key
            || called(word)
            || word.split_once('/').is_some_and(|(namespace, rest)| {
                self.namespace.as_deref() == Some(namespace) && called(rest)
            })
    }

    fn is_problem(&self) -> bool {
        self.verdict.severity().is_problem()
    }
}

const FIELDS: &[Field<Container>] = &[
    Field {
        names: &["name"],
        meaning: "docker's name, nerdctl's or the pod's label, else the id",
        rule: Rule::Text,
        values: |c| vec![Value::text(&*c.name)],
    },
    Field {
        names: &["id"],
        meaning: "the id or its beginning",
        rule: Rule::Prefix,
        values: |c| vec![Value::text(&c.id)],
    },
    Field {
        names: &["namespace"],
        meaning: "containerd's namespace",
        rule: Rule::Text,
        values: |c| Value::texts(c.namespace.as_deref()),
    },
    Field {
        names: &["context"],
        meaning: "a context that leads to it, with --all-contexts",
        rule: Rule::Text,
        values: |c| Value::texts(c.contexts.iter().flatten()),
    },
    Field {
        names: &["containerd"],
        meaning: "the containerd that was asked, by socket",
        rule: Rule::Text,
        values: |c| Value::texts(containerd_endpoint(c)),
    },
    Field {
        names: &["docker"],
        meaning: "docker's own word for its state",
        rule: Rule::Text,
        values: |c| Value::texts(docker(c).map(|d| &*d.state)),
    },
    Field {
        names: &["state"],
        meaning: "docker's word, else the task's",
        rule: Rule::Text,
        values: |c| Value::texts(state(c)),
    },
    Field {
        names: &["running"],
        meaning: "the kernel's word",
        rule: Rule::Words(|| vec!["true", "false", "unknown"]),
        values: |c| {
            vec![Value::text(match c.running {
                Some(true) => "true",
                Some(false) => "false",
                None => "unknown",
            })]
        },
    },
    Field {
        names: &["verdict"],
        meaning: "the verdict, or one more that holds",
        rule: Rule::Words(verdicts),
        values: |c| {
            let all = std::iter::once(c.verdict).chain(c.also.iter().copied());
            all.map(|v| ranked(v.severity(), v as usize, v.word()))
                .collect()
        },
    },
    Field {
        names: &["severity"],
        meaning: "how bad the verdict is",
        rule: Rule::Words(severities),
        values: |c| vec![severity(c.verdict.severity())],
    },
    Field {
        names: &["client"],
        meaning: "who made it",
        rule: Rule::Words(clients),
        values: |c| vec![Value::text(c.client.word())],
    },
    Field {
        names: &["image"],
        meaning: "its image, by reference",
        rule: Rule::Reference,
        values: |c| Value::texts(c.image.reference.as_deref()),
    },
    Field {
        names: &["label"],
        meaning: "a label of docker's or containerd's, NAME or NAME=VALUE",
        rule: Rule::Label,
        values: labels,
    },
    Field {
        names: &["project"],
        meaning: "its compose project, or PROJECT/SERVICE",
        rule: Rule::Text,
        values: projects,
    },
    Field {
        names: &["pid"],
        meaning: "the process id of its init",
        rule: Rule::Text,
        values: |c| Value::numbers(c.process.iter().filter_map(Claim::seen).map(|p| p.pid)),
    },
    Field {
        names: &["health"],
        meaning: "docker's word for its health check",
        rule: Rule::Text,
        values: |c| Value::texts(docker(c).and_then(|d| d.health.as_ref())),
    },
    Field {
        names: &["pod"],
        meaning: "its Kubernetes pod",
        rule: Rule::Text,
        values: |c| {
            let cri = c.cri.iter().filter_map(Claim::seen);
            Value::texts(cri.filter_map(|cri| cri.pod.as_ref()))
        },
    },
    Field {
        names: &["restarts"],
        meaning: "how often docker restarted it",
        rule: Rule::SortOnly,
        values: |c| Value::numbers(docker(c).and_then(|d| d.restart_count)),
    },
    Field {
        names: &["up"],
        meaning: "how long its init runs",
        rule: Rule::SortOnly,
        values: |c| {
            let process = c.process.iter().filter_map(Claim::seen);
            process.filter_map(|p| age(p.started_at)).collect()
        },
    },
    Field {
        names: &["created"],
        meaning: "how long ago docker made it",
        rule: Rule::SortOnly,
        values: |c| {
            docker(c)
                .and_then(|d| age(d.created_at))
                .into_iter()
                .collect()
        },
    },
];

fn docker(container: &Container) -> Option<&DockerClaim> {
    container.docker.as_ref().and_then(Claim::seen)
}

/// Larger the longer ago: what a clock would show is of no matter for the order.
fn age(since: Option<Timestamp>) -> Option<Value> {
    let since = u64::try_from(since?.as_millisecond()).ok()?;
    Some(Value::Number(u64::MAX - since))
}

fn containerd_endpoint(container: &Container) -> Option<&str> {
    match container.containerd.as_ref()? {
        Claim::Seen(claim) => Some(&claim.endpoint),
        Claim::Absent(looked) | Claim::Unknown { looked, .. } => looked.endpoint.as_deref(),
    }
}

fn state(container: &Container) -> Option<&str> {
    let containerd = container.containerd.as_ref().and_then(Claim::seen);
    let task = containerd.and_then(|claim| claim.task.seen());
    docker(container)
        .map(|d| &*d.state)
        .or(task.map(|t| t.status))
}

fn clients() -> Vec<&'static str> {
    Client::ALL.map(Client::word).to_vec()
}

fn projects(container: &Container) -> Vec<Value> {
    let Some(Compose { project, service }) = container.compose() else {
        return Vec::new();
    };
    let service = service.map(|service| Value::text(format!("{project}/{service}")));
    std::iter::once(Value::text(project))
        .chain(service)
        .collect()
}

fn labels(container: &Container) -> Vec<Value> {
    let containerd = container.containerd.as_ref().and_then(Claim::seen);
    let docker = docker(container)
        .into_iter()
        .flat_map(|claim| claim.labels.iter());
    let containerd = containerd.into_iter().flat_map(|claim| claim.labels.iter());
    let all = docker.chain(containerd);
    Value::texts(all.map(|(name, value)| format!("{name}={value}")))
}
