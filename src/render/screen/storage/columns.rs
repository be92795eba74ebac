//! The columns of a part of the storage.

use crate::correlate::host::{StoragePart, StorageRoot};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, Context, First, all_contexts, infos};
use crate::render::text::size;

type Col = Column<StoragePart>;

pub(crate) static INFOS: [ColumnInfo; 9] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 9] = [
    Col::new("root", "ROOT", "the folder it is in", |_, part| {
        Cell::place(&part.root)
    })
    .least(20)
    .keeps_end(),
    Col::new(
        "context",
        "CONTEXT",
        "the contexts whose docker uses it; with --all-contexts",
        |_, part| Cell::contexts(part.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new("part", "PART", "what kind of thing it is", |_, part| {
        Cell::new(part.part.word())
    }),
    Col::new(
        "driver",
        "DRIVER",
        "storage driver or snapshotter",
        |_, part| Cell::or_dash(part.driver.as_ref()),
    )
    .leaves(First(1)),
    Col::new(
        "namespace",
        "NAMESPACE",
        "the containerd namespace whose it is",
        |_, part| Cell::or_dash(part.namespace.as_ref()),
    )
    .leaves(First(3)),
    Col::new("items", "ITEMS", "how many there are", |_, part| {
        Cell::or_unknown(part.items)
    })
    .right()
    .leaves(First(2)),
    Col::new(
        "size",
        "SIZE",
        "bytes by the daemons' own word; ? where they do not say",
        |_, part| Cell::or_unknown(part.size_bytes.map(size)),
    )
    .right(),
    Col::new(
        "disk",
        "DISK",
        "blocks in use, as --deep counted; +: at least; shared: of several namespaces",
        |context, part| match part.disk_bytes {
            Some(bytes) if is_whole(context, part) => Cell::new(size(bytes)),
            Some(bytes) => Cell::new(format!("{}+", size(bytes))),
            None if is_shared(context, part) => Cell::new("shared"),
            None => Cell::new("?"),
        },
    )
    .right()
    .only_if(|context| {
        let mut roots = context.host.storage.roots.iter();
        roots.any(|root| root.disk_bytes.is_some())
    }),
    Col::new(
        "unheld",
        "UNHELD",
        "how many of them nothing refers to, and their bytes",
        |_, part| unheld(part),
    )
    .right(),
];

/// A row of its own has the folder that several namespaces fill.
fn is_shared(context: &Context<'_>, part: &StoragePart) -> bool {
    let walked = root_of(context, part).is_some_and(|root| root.disk_bytes.is_some());
    walked && part.namespace.is_some()
}

/// All of its root could be counted.
fn is_whole(context: &Context<'_>, part: &StoragePart) -> bool {
    root_of(context, part).is_none_or(|root| root.incomplete.is_none())
}

fn root_of<'h>(context: &Context<'h>, part: &StoragePart) -> Option<&'h StorageRoot> {
    let mut roots = context.host.storage.roots.iter();
    roots.find(|root| root.path == part.root)
}

fn unheld(part: &StoragePart) -> Cell {
    match (part.unheld, part.unheld_bytes) {
        _ if part.in_use == Some(false) => Cell::new("not in use").tone(Tone::Warning),
        (None, _) => Cell::new("-"),
        (Some(0), _) => Cell::new("0"),
        (Some(n), None) => Cell::new(n.to_string()).tone(Tone::Warning),
        (Some(n), Some(bytes)) => Cell::new(format!("{n} ({})", size(bytes))).tone(Tone::Warning),
    }
}
