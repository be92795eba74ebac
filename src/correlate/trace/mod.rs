//! The whole story of one thing: who reaches it by which way, what each witness knows of it, what
//! runs in it, and the commands to go on with.
//!
//! [`find()`] says what a word on the command line means; [`trace`] tells the story of one of these.
//! Judges nothing: verdicts are those of the [`Host`].

mod chain;
mod commands;
mod facts;
mod find;

pub use chain::{Link, LinkState};
pub use facts::{Fact, Said};
pub use find::{Match, find};

use super::host::{Container, Engine, Host, Image, ShimChild, View};
use crate::model::{Answer, Bundle};

/// What a trace is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    Container(&'a Container),
    Image(&'a Image),
    Engine(&'a Engine),
}

impl<'a> Subject<'a> {
    pub fn kind(self) -> &'static str {
        match self {
            Self::Container(_) => "container",
            Self::Image(_) => "image",
            Self::Engine(_) => "engine",
        }
    }

    pub fn key(self) -> &'a str {
        match self {
            Self::Container(container) => &container.key,
            Self::Image(image) => &image.key,
            Self::Engine(engine) => &engine.key,
        }
    }

    pub fn name(self) -> &'a str {
        match self {
            Self::Container(container) => &container.name,
            Self::Image(image) => image.references.first().unwrap_or(&image.key),
            Self::Engine(engine) => engine.kind.word(),
        }
    }
}

/// The story of one thing.
#[derive(Debug)]
pub struct Trace<'a> {
    pub host: &'a Host,
    /// As it was typed.
    pub target: &'a str,
    /// What made it the one that was meant: `name`, `id`, `pid`.
    pub found_by: &'static str,
    pub subject: Subject<'a>,
    pub chain: Vec<Link>,
    pub facts: Vec<Fact>,
    /// Processes under its shim that are its own.
    pub processes: Vec<&'a ShimChild>,
    /// Whether each client's command shows it.
    pub views: &'a [View],
    /// What to type next, pasteable; none that changes anything.
    pub commands: Vec<String>,
}

/// Tells the story of one match, with what is in the shims' folders.
pub fn trace<'a>(
    host: &'a Host,
    bundles: &Answer<Vec<Bundle>>,
    target: &'a str,
    found: Match<'a>,
) -> Trace<'a> {
    let Match { subject, by } = found;
    Trace {
        host,
        target,
        found_by: by,
        subject,
        chain: chain::chain(host, subject),
        facts: facts::facts(subject, bundles),
        processes: processes(host, subject),
        views: match subject {
            Subject::Container(container) => &container.views,
            Subject::Image(image) => &image.views,
            Subject::Engine(_) => &[],
        },
        commands: commands::commands(subject),
    }
}

fn processes<'a>(host: &'a Host, subject: Subject<'a>) -> Vec<&'a ShimChild> {
    let Subject::Container(container) = subject else {
        return Vec::new();
    };
    let shims = host.shims.iter();
    let children = shims.flat_map(|shim| &shim.children);
    children
        .filter(|child| child.container.as_ref() == Some(&container.key))
        .collect()
}

#[cfg(test)]
mod tests;
