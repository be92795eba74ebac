//! The columns of an image: one row a holder.

use crate::correlate::host::{Holder, HolderState, Host, Image, Store};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, Context, First, all_contexts, infos};
use crate::render::text::{familiar, short_id, size};

/// One holder of one image, by their places in the host's lists.
pub(super) struct Row {
    image: usize,
    holder: usize,
}

pub(super) fn rows(host: &Host) -> Vec<Row> {
    let of =
        |(image, i): (usize, &Image)| (0..i.holders.len()).map(move |holder| Row { image, holder });
    host.images.iter().enumerate().flat_map(of).collect()
}

type Col = Column<Row>;

pub(crate) static INFOS: [ColumnInfo; 13] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 13] = [
    Col::new(
        "image",
        "IMAGE",
        "its shortest reference, as docker's users type it",
        |context, row| once(context, row, |image| Cell::new(shortest(image))),
    )
    .least(12),
    Col::new(
        "context",
        "CONTEXT",
        "the contexts whose docker holds it; with --all-contexts",
        |context, row| {
            once(context, row, |image| {
                Cell::contexts(image.contexts.as_deref())
            })
        },
    )
    .least(7)
    .only_if(all_contexts),
    Col::new(
        "config",
        "CONFIG",
        "digest of its config; ? where it could not be read",
        |context, row| {
            once(context, row, |image| {
                Cell::or_unknown(image.config_digest.as_deref().map(|d| context.id(d)))
            })
        },
    )
    .leaves(First(1)),
    Col::new(
        "size",
        "SIZE",
        "docker's word (unpacked), else containerd's (compressed)",
        |context, row| {
            once(context, row, |image| {
                Cell::or_unknown(image.size_bytes.map(size))
            })
        },
    )
    .leaves(First(2)),
    Col::new(
        "held-by",
        "HELD BY",
        "docker and its driver, or a containerd namespace",
        |context, row| Cell::new(held_by(context.host, holder(context, row))),
    )
    .least(10),
    Col::new(
        "state",
        "STATE",
        "ready, not-unpacked, blobs-gone, broken: see explain image-states",
        |context, row| {
            let holder = holder(context, row);
            let cell = Cell::or_unknown(holder.state.map(HolderState::word));
            match holder.is_problem() {
                true => cell.tone(Tone::Warning),
                false => cell,
            }
        },
    )
    .only_if(|context| {
        let mut holders = context.host.images.iter().flat_map(|image| &image.holders);
        holders.any(|holder| {
            holder
                .state
                .is_some_and(|state| state != HolderState::Ready)
        })
    }),
    Col::new(
        "as",
        "AS",
        "the references under which it is held",
        |context, row| {
            let references = &holder(context, row).references;
            Cell::or_dash((!references.is_empty()).then(|| references.join(", ")))
        },
    )
    .least(12),
    Col::new(
        "used-by",
        "USED BY",
        "containers that use it through this holder",
        |context, row| Cell::new(used_by(context.host, &holder(context, row).used_by)),
    )
    .least(7)
    .leaves(First(3)),
    Col::new(
        "digest",
        "DIGEST",
        "docker's id, or the digest of its manifest or index",
        |context, row| Cell::new(context.id(&holder(context, row).digest)),
    )
    .wide(),
    Col::new(
        "platforms",
        "PLATFORMS",
        "platforms whose blobs are there; in brackets those that its index names besides",
        |context, row| Cell::or_dash(platforms(holder(context, row))),
    )
    .wide(),
    Col::new(
        "unpacked",
        "UNPACKED",
        "a container could start from it at once",
        |context, row| {
            let word = |unpacked| if unpacked { "yes" } else { "no" };
            Cell::or_unknown(holder(context, row).unpacked.map(word))
        },
    )
    .wide(),
    Col::new(
        "driver",
        "DRIVER",
        "storage driver or snapshotter",
        |context, row| Cell::or_unknown(holder(context, row).driver.as_ref()),
    )
    .on_request(),
    Col::new(
        "endpoint",
        "ENDPOINT",
        "where its holder answers",
        |context, row| Cell::new(&holder(context, row).endpoint),
    )
    .wide(),
];

fn holder<'a>(context: &Context<'a>, row: &Row) -> &'a Holder {
    &context.host.images[row.image].holders[row.holder]
}

/// Said in the first row of an image only, where a person reads; on a pipe in each.
fn once(context: &Context<'_>, row: &Row, cell: impl Fn(&Image) -> Cell) -> Cell {
    match row.holder > 0 && context.may_continue() {
        true => Cell::new(""),
        false => cell(&context.host.images[row.image]),
    }
}

/// `linux/amd64 (linux/arm64)`.
fn platforms(holder: &Holder) -> Option<String> {
    let there = holder.platforms.join(",");
    let missing = holder.missing_platforms.join(",");
    match (there.is_empty(), missing.is_empty()) {
        (true, true) => None,
        (_, true) => Some(there),
        (true, false) => Some(format!("({missing})")),
        (false, false) => Some(format!("{there} ({missing})")),
    }
}

pub(super) fn shortest(image: &Image) -> &str {
    image
        .references
        .iter()
        .min_by_key(|reference| (reference.len(), *reference))
        .map_or("<none>", |reference| familiar(reference))
}

pub(super) fn held_by(host: &Host, holder: &Holder) -> String {
    let several = match holder.store {
        Store::Containerd => host.containerd_daemons.len() > 1,
        Store::DockerGraphdriver | Store::DockerContainerd | Store::DockerIdle => {
            host.docker_daemons.len() > 1
        }
    };
    let place = match several {
        true => format!(" at {}", holder.endpoint),
        false => String::new(),
    };
    let inner = match holder.store {
        Store::DockerGraphdriver | Store::DockerIdle => holder.driver.as_ref(),
        Store::DockerContainerd | Store::Containerd => holder.namespace.as_ref(),
    };
    match (holder.store, inner) {
        (Store::DockerIdle, Some(driver)) => format!("docker{place}, idle {driver}"),
        (Store::Containerd, inner) => format!("{}{place}", inner.map_or("?", String::as_str)),
        (_, Some(inner)) => format!("docker{place}, {inner}"),
        (_, None) => format!("docker{place}"),
    }
}

/// The name of one, the number of several.
fn used_by(host: &Host, keys: &[String]) -> String {
    match keys {
        [] => "-".to_owned(),
        [one] => match host.container(one) {
            Some(container) => short_id(&container.name).to_owned(),
            None => "1".to_owned(),
        },
        several => several.len().to_string(),
    }
}
