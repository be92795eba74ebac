//! A host without any daemon: what was looked for.

use std::io;

use crate::correlate::host::Host;
use crate::model::SourceStatus;
use crate::render::page::Page;
use crate::render::text::and_list;

/// No daemon, no container, no shim: nothing to report about.
pub(super) fn holds(host: &Host) -> bool {
    host.docker_daemons.is_empty()
        && host.containerd_daemons.is_empty()
        && host.engines.is_empty()
        && host.containers.is_empty()
        && host.shims.is_empty()
}

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    page.sentence(match host.viewer.isolated || !host.complete() {
        true => "No container daemon was found.",
        false => "No container daemon was found here, and no container runs.",
    })?;
    looked_for(host, page)
}

/// Where a daemon would have been found.
pub(in crate::render::screen) fn looked_for(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let absent: Vec<&str> = host
        .sources
        .iter()
        .filter(|source| source.status == SourceStatus::Absent)
        .map(|source| source.target.as_str())
        .collect();
    let sockets = match absent.is_empty() {
        true => String::new(),
        false => format!(", and for {}", and_list(&absent)),
    };
    page.sentence(&format!(
        "Looked for processes of dockerd, containerd, their shims and other engines{sockets}."
    ))
}
