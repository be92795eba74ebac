//! Tables without boxes: columns that know their meaning, fitted into the width there is.

mod column;
mod draw;
mod fit;

pub use column::ColumnInfo;
pub(crate) use column::{
    Cell, Column, Context, First, IfAlike, all_contexts, infos, several_containerds,
};
pub(crate) use draw::{Drawn, draw};
