//! The fields of a container.

use super::field::{Field, Rule, Value, is_id_prefix};
use super::noun::{Noun, severities, verdicts};
use crate::correlate::host::{Claim, Client, Container, Host};

impl Noun for Container {
    const NAME: &'static str = "container";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.containers
    }

    /// A name, an id or its beginning, or either behind `NAMESPACE/`; the whole key too.
    fn is_called(&self, word: &str) -> bool {
        let called = |word: &str| word == self.name || is_id_prefix(word, &self.id);
        word == self.key
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
        name: "name",
        meaning: "docker's name, nerdctl's or the pod's label, else the id",
        rule: Rule::Text,
        values: |c| vec![Value::text(&c.name)],
    },
    Field {
        name: "id",
        meaning: "the id or its beginning",
        rule: Rule::Prefix,
        values: |c| vec![Value::text(&c.id)],
    },
    Field {
        name: "namespace",
        meaning: "containerd's namespace",
        rule: Rule::Text,
        values: |c| Value::texts(&c.namespace),
    },
    Field {
        name: "containerd",
        meaning: "the containerd that was asked, by socket",
        rule: Rule::Text,
        values: |c| Value::texts(containerd_endpoint(c)),
    },
    Field {
        name: "docker",
        meaning: "the dockerd that lists it, by socket",
        rule: Rule::Text,
        values: |c| Value::texts(c.docker.iter().filter_map(Claim::seen).map(|d| &d.endpoint)),
    },
    Field {
        name: "state",
        meaning: "docker's word, else the task's",
        rule: Rule::Text,
        values: |c| Value::texts(state(c)),
    },
    Field {
        name: "running",
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
        name: "verdict",
        meaning: "the verdict, or one more that holds",
        rule: Rule::Words(verdicts),
        values: |c| Value::texts([c.verdict].iter().chain(&c.also).map(|v| v.word())),
    },
    Field {
        name: "severity",
        meaning: "how bad the verdict is",
        rule: Rule::Words(severities),
        values: |c| vec![Value::text(c.verdict.severity().word())],
    },
    Field {
        name: "client",
        meaning: "who made it",
        rule: Rule::Words(clients),
        values: |c| vec![Value::text(c.client.word())],
    },
    Field {
        name: "image",
        meaning: "its image, by reference",
        rule: Rule::Reference,
        values: |c| Value::texts(&c.image.reference),
    },
    Field {
        name: "label",
        meaning: "a label of docker's or containerd's, NAME or NAME=VALUE",
        rule: Rule::Label,
        values: labels,
    },
    Field {
        name: "pid",
        meaning: "the process id of its init",
        rule: Rule::Text,
        values: |c| Value::numbers(c.process.iter().filter_map(Claim::seen).map(|p| p.pid)),
    },
    Field {
        name: "started",
        meaning: "when its init began",
        rule: Rule::SortOnly,
        values: |c| {
            let process = c.process.iter().filter_map(Claim::seen);
            let started = process.filter_map(|p| p.started_at);
            Value::numbers(started.filter_map(|at| u64::try_from(at.as_millisecond()).ok()))
        },
    },
];

fn containerd_endpoint(container: &Container) -> Option<&String> {
    match container.containerd.as_ref()? {
        Claim::Seen(claim) => Some(&claim.endpoint),
        Claim::Absent(looked) | Claim::Unknown { looked, .. } => looked.endpoint.as_ref(),
    }
}

fn state(container: &Container) -> Option<&String> {
    let docker = container.docker.as_ref().and_then(Claim::seen);
    let containerd = container.containerd.as_ref().and_then(Claim::seen);
    let task = containerd.and_then(|claim| claim.task.seen());
    docker.map(|d| &d.state).or(task.map(|t| &t.status))
}

fn clients() -> Vec<&'static str> {
    use Client::{Buildkit, Cri, Ctr, Docker, DockerPlugin, Nerdctl, Unknown};
    let all = [Docker, DockerPlugin, Nerdctl, Cri, Buildkit, Ctr, Unknown];
    all.map(Client::word).to_vec()
}

fn labels(container: &Container) -> Vec<Value> {
    let docker = container.docker.as_ref().and_then(Claim::seen);
    let containerd = container.containerd.as_ref().and_then(Claim::seen);
    let docker = docker.into_iter().flat_map(|claim| &claim.labels);
    let containerd = containerd.into_iter().flat_map(|claim| &claim.labels);
    let all = docker.chain(containerd);
    Value::texts(all.map(|(name, value)| format!("{name}={value}")))
}
