//! The first screen: is the answer complete; what is wrong, worst first; which daemons, since
//! when; which namespaces; what to type next.

mod daemons;
mod facts;
mod meaning;
mod namespaces;
mod next;
mod nothing;
mod sources;
mod summary;
mod wrong;

pub(super) use nothing::looked_for;

use std::io;

use crate::correlate::host::Host;
use crate::render::page::Page;
use crate::render::table::Context;

/// Writes the whole screen.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    summary::write(host, page)?;
    if nothing::holds(host) {
        nothing::write(host, page)?;
        return next::write(context, page);
    }
    wrong::write(host, page)?;
    if host.complete() || all_alike(host) {
        daemons::write(host, page)?;
        namespaces::write(host, page)?;
    }
    if !host.complete() {
        sources::write(host, page)?;
    }
    next::write(context, page)
}

/// All daemons answered, or none did. Where one is silent among others, that is the news, and the
/// table of sources tells it.
fn all_alike(host: &Host) -> bool {
    let docker = host.docker_daemons.iter().map(|daemon| daemon.answered);
    let containerd = host.containerd_daemons.iter().map(|daemon| daemon.answered);
    let answered: Vec<bool> = docker.chain(containerd).collect();
    !answered.contains(&true) || !answered.contains(&false)
}
