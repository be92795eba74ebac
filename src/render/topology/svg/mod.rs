//! The topology as a picture of its own: no fonts, scripts or addresses of anybody else.
//!
//! `layout` says where each box stands, `draw` writes it, `escape` is the way of a text into it.
//! The layout is a tree that grows to the right, in whole pixels: the same host gives the same bytes.

mod draw;
mod escape;
mod layout;

pub(super) use draw::write;
