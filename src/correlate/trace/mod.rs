//! The whole story of one thing: who reaches it by which way, what each witness knows of it, what
//! runs in it, and the commands to go on with.
//!
//! [`find()`] says what a word on the command line means; [`trace`] tells the story of one of these.
//! Judges nothing: verdicts are those of the [`Host`].

mod against;
mod chain;
mod commands;
mod facts;
mod find;
mod inside;
mod nerdctl;

pub use against::{Against, Difference};
pub use chain::{Link, LinkState};
pub use facts::{Fact, Said};
pub use find::{Match, find};
pub use inside::{Lives, Runs};

use super::host::{Container, Engine, Host, Image, View};
use crate::model::{Listening, Snapshot};

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
    /// Its processes as a tree, parents before their children.
    pub processes: Vec<Runs<'a>>,
    /// In which namespaces of the kernel its init lives, and who else does.
    pub namespaces: Vec<Lives<'a>>,
    /// Where its processes wait for somebody.
    pub listening: Vec<&'a Listening>,
    /// Whether each client's command shows it.
    pub views: &'a [View],
    /// What to type next, pasteable; none that changes anything.
    pub commands: Vec<String>,
    /// Another thing that it is held against.
    pub against: Option<Against<'a>>,
}

/// Tells the story of one match in the host that was joined from this snapshot.
pub fn trace<'a>(
    host: &'a Host,
    snapshot: &'a Snapshot,
    target: &'a str,
    found: Match<'a>,
) -> Trace<'a> {
    let Match { subject, by } = found;
    let near = match subject {
        Subject::Container(container) => inside::near(host, snapshot, container),
        Subject::Image(_) | Subject::Engine(_) => inside::Near::default(),
    };
    let facts = facts::facts(subject, snapshot);
    let commands = commands::commands(subject, &facts);
    Trace {
        host,
        target,
        found_by: by,
        subject,
        chain: chain::chain(host, subject),
        facts,
        processes: near.processes,
        namespaces: near.namespaces,
        listening: near.listening,
        views: match subject {
            Subject::Container(container) => &container.views,
            Subject::Image(image) => &image.views,
            Subject::Engine(_) => &[],
        },
        commands,
        against: None,
    }
}

impl<'a> Trace<'a> {
    /// Held against another thing of the same kind.
    pub fn beside(mut self, other: Trace<'a>) -> Self {
        self.against = Some(against::against(&self, other));
        self
    }
}

#[cfg(test)]
mod tests;
