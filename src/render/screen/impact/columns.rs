//! The columns of a container in `impact`.

use crate::correlate::host::Claim;
use crate::correlate::impact::{Fate, OfContainer};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, First, infos};

pub(super) type Col<'a> = Column<OfContainer<'a>>;

pub(crate) static INFOS: [ColumnInfo; 10] = infos(&columns());

pub(super) const fn columns<'a>() -> [Col<'a>; 10] {
    [
        Col::new("name", "NAME", "its name", |context, one| {
            Cell::new(context.id(&one.container.name))
        })
        .least(12),
        Col::new(
            "namespace",
            "NAMESPACE",
            "containerd's namespace",
            |_, one| Cell::or_dash(one.container.namespace.as_ref()),
        )
        .leaves(First(1)),
        Col::new(
            "policy",
            "POLICY",
            "docker's restart policy, and --rm",
            |_, one| Cell::new(policy(one)),
        ),
        Col::new("runs", "RUNS", "whether it runs now", |_, one| {
            Cell::new(match one.container.running {
                Some(true) => "yes",
                Some(false) => "no",
                None => "?",
            })
        })
        .leaves(First(2)),
        Col::new("fate", "FATE", "what becomes of it", |_, one| {
            fate(Some(one.fate))
        }),
        Col::new(
            "later",
            "LATER",
            "what has become of it when the engine was started again; -: nothing has to be",
            |_, one| fate(one.later),
        ),
        Col::new(
            "loses",
            "LOSES",
            "of one that runs on: control, logs, exec (sessions) until its engines are back",
            |_, one| {
                let words: Vec<&str> = one.loses.iter().map(|loss| loss.word()).collect();
                match words.is_empty() {
                    true => Cell::new("-"),
                    false => Cell::new(words.join(", ")),
                }
            },
        ),
        Col::new("id", "ID", "its id", |context, one| {
            Cell::new(context.id(&one.container.id))
        })
        .wide(),
        Col::new("why", "WHY", "the cause in one sentence", |_, one| {
            Cell::new(&one.why)
        })
        .wide(),
        Col::new(
            "evidence",
            "EVIDENCE",
            "what that was concluded from",
            |_, one| Cell::new(one.evidence.join("; ")),
        )
        .wide(),
    ]
}

/// `always`, `no, --rm`; `?` of one of docker's that was not told.
fn policy(one: &OfContainer<'_>) -> String {
    let policy = match (&one.restart_policy, &one.container.docker) {
        (Some(policy), _) => policy.as_str(),
        // Or it may be one of docker's, which could not be asked.
        (None, Some(Claim::Seen(_) | Claim::Unknown { .. })) => "?",
        (None, Some(Claim::Absent(_)) | None) => "-",
    };
    match one.auto_remove {
        Some(true) => format!("{policy}, --rm"),
        _ => policy.to_owned(),
    }
}

fn fate(fate: Option<Fate>) -> Cell {
    let Some(fate) = fate else {
        return Cell::new("-");
    };
    Cell::new(fate.word()).tone(tone(fate))
}

pub(super) fn tone(fate: Fate) -> Tone {
    match fate {
        Fate::Removed | Fate::Ends => Tone::Error,
        Fate::Restarts | Fate::Starts | Fate::Unknown => Tone::Warning,
        Fate::Stays => Tone::Good,
    }
}
