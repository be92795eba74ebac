//! The options of the engines: what each is called on the command line and in the configuration
//! file, and how an argument vector is read by them.
//!
//! Knows names and forms, not what an option does.

mod defaults;
mod read;
mod table;

pub use read::Given;

use super::EngineKind;

/// One option of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opt {
    /// Without its dashes.
    pub long: &'static str,
    pub short: Option<char>,
    /// What the configuration file calls it; the flag's name where no file can set it.
    pub key: &'static str,
    pub takes: Takes,
    /// Not every version of the engine that is still met has it.
    pub not_everywhere: bool,
}

/// What follows an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing, or `=false`.
    Nothing,
    /// A value; the last one counts.
    Value,
    /// A value each time it is given; all count.
    List,
    /// `name=value` each time it is given: a setting of its own, `key.name`.
    Pairs,
}

/// How an engine reads its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `-Hx`, `-DH x`; one dash before letters only.
    Posix,
    /// `-config x` is `--config x`; letters are not joined.
    Go,
}

/// The options of one engine.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    kind: EngineKind,
    pub all: &'static [Opt],
    pub style: Style,
    /// The first word that is no option ends them: a program to run, or a subcommand's own.
    pub until_word: bool,
}

impl Options {
    /// Those of the engines of one kind.
    pub fn of(kind: EngineKind) -> Self {
        table::of(kind)
    }

    /// What holds for a system's engine where nobody sets it.
    pub fn defaults(&self) -> &'static [(&'static str, &'static str)] {
        defaults::of(self.kind)
    }

    pub fn default_of(&self, key: &str) -> Option<&'static str> {
        let mut defaults = self.defaults().iter();
        let same = |(name, _): &&(&str, &'static str)| *name == key;
        defaults.find(same).map(|(_, value)| *value)
    }

    pub fn long(&self, name: &str) -> Option<&'static Opt> {
        self.all.iter().find(|opt| opt.long == name)
    }

    fn short(&self, letter: char) -> Option<&'static Opt> {
        self.all.iter().find(|opt| opt.short == Some(letter))
    }

    /// By the name that the configuration file has for it.
    pub fn key(&self, key: &str) -> Option<&'static Opt> {
        self.all.iter().find(|opt| opt.key == key)
    }

    /// What an argument vector sets; its first word is the program.
    pub fn read<S: AsRef<str>>(&self, argv: &[S]) -> Given {
        read::read(self, argv)
    }
}
