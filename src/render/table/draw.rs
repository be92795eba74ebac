//! Rows and columns to lines of text, or to a Markdown table.
//!
//! The layout is comfy-table's; which columns there are and how wide each is was decided before,
//! so that no cell ever wraps.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

use super::column::{Cell, Column, Context, Leaves, chosen};
use super::fit::{GAP, Need, fit};
use crate::render::escape::{self, columns as columns_of};
use crate::render::options::Format;
use crate::render::style::{self, Tone};

/// Columns that a cut cell keeps however narrow it gets: one letter and the mark of the cut.
const STUMP: usize = 4;

/// So many rows are laid out at once, that the memory of one batch serves the next.
const BATCH: usize = 64;

/// A table as text: lines with marks of tone, and the words of its cells for legends.
pub(crate) struct Drawn {
    pub(crate) lines: Vec<String>,
    cells: Vec<Vec<Cell>>,
    /// By column: it had room.
    shown: Vec<bool>,
}

impl Drawn {
    /// Whether any cell shows this; legends explain only signs that occur.
    pub(crate) fn shows(&self, holds: impl Fn(&str) -> bool) -> bool {
        let shown = |row: &Vec<Cell>| {
            let mut cells = row.iter().zip(&self.shown);
            cells.any(|(cell, shown)| *shown && holds(&cell.text))
        };
        self.cells.iter().any(shown)
    }
}

/// Lays a table out as the options ask.
pub(crate) fn draw<'r, T: 'r>(
    context: &Context<'_>,
    columns: &[Column<T>],
    rows: impl IntoIterator<Item = &'r T>,
) -> Drawn {
    let columns = chosen(context, columns);
    let cells: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|row| cells_of(context, &columns, row))
        .collect();
    let widths = widths(context, &columns, &cells);
    let lines = match context.options.format {
        Format::Markdown => markdown(&columns, &cells),
        _ => plain(context, &columns, &cells, &widths),
    };
    let shown = widths.iter().map(Option::is_some).collect();
    Drawn {
        lines,
        cells,
        shown,
    }
}

/// The cells of one row, escaped here and nowhere else.
fn cells_of<T>(context: &Context<'_>, columns: &[&Column<T>], row: &T) -> Vec<Cell> {
    columns
        .iter()
        .map(|column| {
            let Cell {
                text,
                shorter,
                tone,
            } = (column.cell)(context, row);
            Cell {
                text: escape::made_visible(text),
                shorter: shorter.map(escape::made_visible),
                tone,
            }
        })
        .collect()
}

fn plain<T>(
    context: &Context<'_>,
    columns: &[&Column<T>],
    cells: &[Vec<Cell>],
    widths: &[Option<usize>],
) -> Vec<String> {
    let header: Option<Vec<Cell>> =
        (context.options.headers).then(|| columns.iter().map(|column| header(column)).collect());
    let rows: Vec<&[Cell]> = header.iter().chain(cells).map(Vec::as_slice).collect();
    let batches = rows.chunks(BATCH);
    batches
        .flat_map(|batch| laid_out(columns, batch, widths))
        .collect()
}

fn laid_out<T>(
    columns: &[&Column<T>],
    rows: &[&[Cell]],
    widths: &[Option<usize>],
) -> impl Iterator<Item = String> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .add_rows(rows.iter().map(|cells| row(columns, cells, widths)));
    align(&mut table, columns, widths);
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().into_iter()
}

fn header<T>(column: &Column<T>) -> Cell {
    Cell::new(column.info.header).tone(Tone::Header)
}

/// Widths that fit; natural ones where nothing may be cut: `--no-trunc`, wide, Markdown.
fn widths<T>(
    context: &Context<'_>,
    columns: &[&Column<T>],
    cells: &[Vec<Cell>],
) -> Vec<Option<usize>> {
    let needs: Vec<Need> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| need(context, column, cells, index))
        .collect();
    if context.options.truncate && context.options.format == Format::Table {
        let room = fit(&needs, context.options.width);
        let taken = |(index, room): (usize, Option<usize>)| {
            let header = header_width(context, columns[index]);
            Some(taken(cells, index, room?).max(header.min(room?)))
        };
        room.into_iter().enumerate().map(taken).collect()
    } else {
        needs.iter().map(|need| Some(need.natural)).collect()
    }
}

fn need<T>(context: &Context<'_>, column: &Column<T>, cells: &[Vec<Cell>], index: usize) -> Need {
    let header = header_width(context, column);
    let natural = widest(cells, index, |cell| columns_of(&cell.text)).max(header);
    let said_shorter = widest(cells, index, |cell| match &cell.shorter {
        Some(shorter) => columns_of(shorter),
        None => columns_of(&cell.text),
    });
    let asked_for = context.options.columns.is_some();
    let alike = || all_alike(cells, index);
    Need {
        natural,
        shorter: said_shorter.max(header).min(natural),
        stump: if column.least.is_some() {
            STUMP
        } else {
            usize::MAX
        },
        least: (column.least).map_or(said_shorter.max(header), |least| least.min(natural)),
        leaves: match column.leaves {
            _ if asked_for => None,
            Leaves::Never => None,
            Leaves::First(rank) => Some(rank),
            Leaves::IfAlike(rank) if alike() => Some(rank),
            Leaves::IfAlike(_) => Some(u8::MAX),
        },
    }
}

/// What a column takes of its room: where cells are said shorter it may be less.
fn taken(cells: &[Vec<Cell>], index: usize, room: usize) -> usize {
    widest(cells, index, |cell| columns_of(said(cell, room)).min(room))
}

fn header_width<T>(context: &Context<'_>, column: &Column<T>) -> usize {
    match context.options.headers {
        true => column.info.header.width(),
        false => 0,
    }
}

fn widest(cells: &[Vec<Cell>], index: usize, width: impl Fn(&Cell) -> usize) -> usize {
    cells
        .iter()
        .map(|row| width(&row[index]))
        .max()
        .unwrap_or(0)
}

fn all_alike(cells: &[Vec<Cell>], index: usize) -> bool {
    cells
        .windows(2)
        .all(|pair| pair[0][index].text == pair[1][index].text)
}

fn row<T>(columns: &[&Column<T>], cells: &[Cell], widths: &[Option<usize>]) -> Vec<String> {
    let cut = |keeps_end| match keeps_end {
        true => escape::cut_middle,
        false => escape::cut,
    };
    cells
        .iter()
        .zip(widths)
        .zip(columns)
        .filter_map(|((cell, width), column)| {
            width.map(|width| fitted(cell, width, cut(column.keeps_end)))
        })
        .collect()
}

fn fitted(cell: &Cell, width: usize, cut: fn(&str, usize) -> String) -> String {
    style::mark(&cut(said(cell, width), width), cell.tone)
}

/// The longest that a cell has to say in this width; it may still have to be cut.
fn said(cell: &Cell, width: usize) -> &str {
    match &cell.shorter {
        Some(shorter) if columns_of(&cell.text) > width => shorter,
        _ => &cell.text,
    }
}

/// As wide as decided and the gap after it, numbers to the right.
fn align<T>(table: &mut Table, columns: &[&Column<T>], widths: &[Option<usize>]) {
    let kept = columns
        .iter()
        .zip(widths)
        .filter_map(|(column, width)| width.map(|width| (column, width)));
    for (drawn, (column, width)) in table.column_iter_mut().zip(kept) {
        let width = u16::try_from(width).unwrap_or(u16::MAX).saturating_add(GAP);
        drawn
            .set_padding((0, GAP))
            .set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        if column.right {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// A pipe table, as wide as it gets; a header is part of its grammar.
fn markdown<T>(columns: &[&Column<T>], cells: &[Vec<Cell>]) -> Vec<String> {
    let headers = columns.iter().map(|c| escape::markdown(c.info.header));
    let rules = columns.iter().map(|c| if c.right { "--:" } else { "---" });
    let mut lines = vec![pipes(headers), pipes(rules.map(str::to_owned))];
    for row in cells {
        lines.push(pipes(row.iter().map(|cell| escape::markdown(&cell.text))));
    }
    lines
}

fn pipes(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}
