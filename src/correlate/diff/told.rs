//! Whether a host would have told of a thing, had it been there: only then it was not there.

use crate::correlate::host::{Claim, Container, Host, Image, Store};
use crate::model::{SourceKind, SourceStatus};

use super::Side;

/// Looked and not there, or not known.
pub(super) fn absent_if(told: bool) -> Side {
    match told {
        true => Side::Absent,
        false => Side::Unknown,
    }
}

/// Every witness that saw it could be asked.
pub(super) fn of_container(host: &Host, container: &Container) -> bool {
    let by_docker = seen(container.docker.as_ref()).is_none_or(|c| docker(host, &c.endpoint));
    let by_containerd =
        seen(container.containerd.as_ref()).is_none_or(|c| containerd(host, &c.endpoint));
    let is_of_daemons =
        seen(container.docker.as_ref()).is_some() || seen(container.containerd.as_ref()).is_some();
    by_docker && by_containerd && (is_of_daemons || processes(host))
}

fn seen<T>(claim: Option<&Claim<T>>) -> Option<&T> {
    claim.and_then(Claim::seen)
}

pub(super) fn docker(host: &Host, endpoint: &str) -> bool {
    let mut daemons = host.docker_daemons.iter();
    daemons.any(|daemon| daemon.endpoint == endpoint && daemon.answered)
}

pub(super) fn containerd(host: &Host, endpoint: &str) -> bool {
    let mut daemons = host.containerd_daemons.iter();
    daemons.any(|daemon| daemon.endpoint == endpoint && daemon.answered)
}

/// /proc was read, and shows other users' processes too.
pub(super) fn processes(host: &Host) -> bool {
    let mut sources = host.sources.iter();
    let whole = sources.any(|s| s.source == SourceKind::Proc && s.status == SourceStatus::Ok);
    whole && host.remote.is_none()
}

/// Every store that held it told its images.
pub(super) fn of_image(host: &Host, image: &Image) -> bool {
    image.holders.iter().all(|holder| match holder.store {
        Store::Containerd => {
            let mut namespaces = host.namespaces.iter().filter(|n| {
                n.containerd == holder.endpoint && holder.namespace.as_ref() == Some(&n.name)
            });
            let untold = namespaces.any(|namespace| namespace.images.is_none());
            containerd(host, &holder.endpoint) && !untold
        }
        Store::DockerGraphdriver | Store::DockerContainerd | Store::DockerIdle => {
            let mut daemons = host.docker_daemons.iter();
            daemons.any(|d| d.endpoint == holder.endpoint && d.answered && d.images.is_some())
        }
    })
}
