//! The topology as a tree of text, as mermaid, dot and SVG, and as JSON.
//!
//! `span` says in which order the graph is told and where a node stands first; `label` says in
//! how many words. Each format has one function through which every string of the host goes.

mod dot;
mod label;
mod mermaid;
mod span;
mod svg;
#[cfg(test)]
mod tests;
mod tree;

use std::io::{self, Write};

use super::json;
use super::options::{Format, Options};
use super::page::Page;
use super::table::Context;
use crate::correlate::host::Host;
use crate::correlate::topology::{Topology, topology};

/// Most containers of one namespace where nobody asked for all.
const MOST: usize = 10;

/// Writes the topology in the form that the options say.
pub(super) fn write(host: &Host, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if options.format == Format::Json {
        return json::topology(host, options.depth, options.terminal, out);
    }
    let whole = topology(host);
    let graph = shown(whole.clone(), options);
    match options.format {
        Format::Mermaid => mermaid::write(host, &graph, out),
        Format::Dot => dot::write(host, &graph, out),
        Format::Svg => svg::write(host, &graph, out),
        _ => {
            let context = Context { host, options };
            tree::write(context, &graph, &whole, &mut Page::new(context, out))
        }
    }
}

/// As far down as was asked for; unasked down to the first containers of each namespace.
fn shown(whole: Topology, options: &Options) -> Topology {
    match options.depth {
        Some(depth) => whole.down_to(depth),
        None => whole.at_most(MOST),
    }
}

/// What a picture is of: the host and the moment.
fn title(host: &Host) -> String {
    let name = host.facts.hostname.as_deref().unwrap_or("this host");
    let at = super::text::utc(host.observed_at);
    super::escape::visible(&format!("{name}  {at}"))
}

/// What is on it, and whether that is all and in order.
fn subtitle(host: &Host) -> String {
    let wrong = host
        .containers
        .iter()
        .filter(|c| c.verdict.severity().is_problem());
    let whole = match host.complete() {
        true => "",
        false => "; INCOMPLETE: a source could not be read",
    };
    format!(
        "{}, {} not ok{whole}",
        super::text::count(host.containers.len() as u64, "container"),
        wrong.count()
    )
}
