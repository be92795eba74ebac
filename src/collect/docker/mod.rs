//! The docker API: [`fetch`] awaits, [`convert`] understands, [`transport`] carries bollard's
//! requests over a connection of our own.

mod convert;
mod fetch;
mod transport;
mod wire;

pub(crate) use convert::labels;
pub(crate) use fetch::{greet, info_of, inspect, plugins_of, read};

use crate::collect::proc::DockerTarget;
use crate::model::{Answer, Docker, Gap};

/// An endpoint of which only the outside is known, with the reason why.
pub(crate) fn unasked(target: &DockerTarget, why: Gap) -> Docker {
    Docker {
        endpoint: target.endpoint.clone(),
        id: target.id,
        server_pid: target.server.pid,
        local: target.server.local,
        server: None,
        version: None,
        api_version: None,
        min_api_version: Answer::not_collected(),
        podman: target.podman,
        containers: Answer::Gap(why.clone()),
        images: Answer::Gap(why.clone()),
        plugins: Answer::Gap(why.clone()),
        info: Answer::Gap(why.clone()),
        disk: Answer::not_collected(),
        kept: Answer::not_collected(),
        idle_stores: Answer::not_collected(),
        containerd_setting: target.containerd_setting.clone(),
        namespace_setting: target.namespace_setting.clone(),
        plugins_namespace_setting: target.plugins_namespace_setting.clone(),
        userns_remap: target.userns_remap,
        data_root: target.data_root.clone(),
    }
}
