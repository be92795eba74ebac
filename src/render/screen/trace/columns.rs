//! The columns of who knows what.

use crate::correlate::trace::{Fact, Said};
use crate::model::FactName;
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, infos};

/// One value of a fact, and who says so.
pub(super) struct Row<'a> {
    pub(super) name: FactName,
    pub(super) said: &'a Said,
    pub(super) disputed: bool,
    /// The first value of its fact: the others stand below it.
    pub(super) first: bool,
}

pub(super) fn rows<'a>(facts: &'a [Fact]) -> impl Iterator<Item = Row<'a>> {
    facts.iter().flat_map(|fact| {
        let said = fact.said.iter().enumerate();
        said.map(|(number, said)| Row {
            name: fact.name,
            said,
            disputed: fact.disputed,
            first: number == 0,
        })
    })
}

type Col<'a> = Column<Row<'a>>;

pub(crate) static INFOS: [ColumnInfo; 3] = infos(&columns());

pub(super) const fn columns<'a>() -> [Col<'a>; 3] {
    [
        Col::new(
            "fact",
            "FACT",
            "what is told; ! where the witnesses contradict each other",
            |context, row| match row.first || !context.may_continue() {
                true if row.disputed => {
                    Cell::new(format!("! {}", row.name.word())).tone(Tone::Warning)
                }
                true => Cell::new(row.name.word()),
                false => Cell::new(""),
            },
        ),
        Col::new(
            "said-by",
            "SAID BY",
            "the witnesses that say so",
            |_, row| Cell::new(row.said.by.join(", ")),
        )
        .least(18),
        Col::new(
            "value",
            "VALUE",
            "their word; (none): it is told that there is none",
            |_, row| match row.said.values.is_empty() {
                true => Cell::new("(none)"),
                false => Cell::new(row.said.values.join(", ")),
            },
        )
        .least(40),
    ]
}
