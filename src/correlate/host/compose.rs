//! Where compose put a container, by the labels that each of its programs writes.

use super::{Claim, Container};
use crate::model::Labels;

const PROJECT: &str = "com.docker.compose.project";
const SERVICE: &str = "com.docker.compose.service";

/// A container's place in a project of compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compose<'a> {
    pub project: &'a str,
    pub service: Option<&'a str>,
}

impl Container {
    /// By docker's labels, else by containerd's: `nerdctl compose` writes the same. `None` where neither
    /// names a project.
    pub fn compose(&self) -> Option<Compose<'_>> {
        let docker = self.docker.as_ref().and_then(Claim::seen);
        let containerd = self.containerd.as_ref().and_then(Claim::seen);
        let docker = docker.and_then(|claim| in_labels(&claim.labels));
        docker.or_else(|| in_labels(&containerd?.labels))
    }
}

fn in_labels(labels: &Labels) -> Option<Compose<'_>> {
    Some(Compose {
        project: labels.get(PROJECT)?,
        service: labels.get(SERVICE).map(String::as_str),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::Mini;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Labels::new(pairs.iter().map(owned).collect())
    }

    #[test]
    fn by_dockers_labels_else_by_containerds() {
        let mut mini = Mini::new();
        mini.docker_run("web", 100);
        mini.docker_run("alone", 101);
        mini.record("side", "ner", &[]);
        let records = mini.namespace("side").containers.told_mut().expect("told");
        records[0].labels = labels(&[(PROJECT, "other")]);
        let listed = mini.docker().containers.told_mut().expect("told");
        listed[0].labels = labels(&[(PROJECT, "shop"), (SERVICE, "front")]);
        let host = mini.host();
        let of = |name: &str| {
            let found = host.containers.iter().find(|one| one.id == name);
            let place = found.expect("a container").compose();
            place.map(|place| (place.project.to_owned(), place.service.map(str::to_owned)))
        };
        assert_eq!(
            of("web"),
            Some(("shop".to_owned(), Some("front".to_owned())))
        );
        assert_eq!(of("ner"), Some(("other".to_owned(), None)));
        assert_eq!(of("alone"), None);
    }
}
