//! The containerd API: [`fetch`] awaits, [`convert`] and [`content`] understand, [`session`] is
//! the connection with every call that is made.

mod content;
mod convert;
mod deprecations;
mod fetch;
mod files;
mod images;
mod lists;
mod session;
mod store;
mod tasks;
pub(crate) mod usage;

pub(crate) use fetch::{read, record};
pub(crate) use session::Session;
pub(crate) use tasks::{get as task, get_within as task_within, list as tasks};

use crate::collect::contact::Budget;
use crate::collect::proc::ContainerdTarget;
use crate::model::{Answer, Containerd, Gap};

/// `containerd/1.6.20`: whether a containerd answers, and which.
pub(crate) async fn greet(endpoint: &str, budget: &Budget) -> Result<String, Gap> {
    let session = Session::open(endpoint, budget).await?;
    Ok(format!("containerd/{}", session.version().await?))
}

/// An endpoint of which only the outside is known, with the reason why.
pub(crate) fn unasked(target: &ContainerdTarget, why: Gap) -> Containerd {
    Containerd {
        endpoint: target.endpoint.clone(),
        id: target.id,
        server_pid: target.server.pid,
        local: target.server.local,
        version: Answer::Gap(why.clone()),
        serves_cri: None,
        namespaces: Answer::Gap(why),
        root_dir: target.root_dir.clone(),
        state_dir: target.state_dir.clone(),
        deprecations: Answer::not_collected(),
    }
}
