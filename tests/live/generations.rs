//! What is true of the machine's own engines is true of newer ones, wherever docker keeps its images:
//! the same tests on the engines of other Debian suites.

use crate::lab::situations::broken;
use crate::lab::{self, Builder, Generation, Result, Store};
use crate::readonly::{folders, requests};
use crate::support::{TOOL, with_tool};
use crate::wrong::daemons;
use crate::{storage, truth, verdicts, zoo};

/// The whole zoo takes ten times as many, on the machine's own engines.
const ZOO_RUNS: usize = 20;

/// A generation of engines, and where its docker keeps images.
#[derive(Debug, Clone, Copy)]
struct Kind {
    generation: Generation,
    store: Store,
}

impl Kind {
    fn on(self, builder: Builder) -> Builder {
        builder.generation(self.generation).store(self.store)
    }

    /// Does nothing where the engines are not to be had.
    fn test(self, test: impl FnOnce(Self) -> Result<()>) -> Result<()> {
        match lab::is_skipped(self.generation.unavailable())? {
            true => Ok(()),
            false => test(self),
        }
    }
}

/// One module for each generation and store, with all that is tested on it.
macro_rules! on_each {
    ($($name:ident: $generation:ident, $store:ident;)*) => { $(
        mod $name {
            use super::*;

            const KIND: Kind = Kind { generation: Generation::$generation, store: Store::$store };

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn the_clients_show_what_is_said() -> Result<()> {
                KIND.test(super::the_clients_show_what_is_said)
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn all_that_is_listed_is_told_once() -> Result<()> {
                KIND.test(super::all_that_is_listed_is_told_once)
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn most_verdicts_at_once() -> Result<()> {
                KIND.test(|kind| verdicts::most_at_once_on(kind.on(broken::builder().tool(TOOL))))
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn only_reads_are_sent() -> Result<()> {
                KIND.test(|kind| requests::only_reads_are_sent_on(kind.on(with_tool())))
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn daemons_stopped_and_dead() -> Result<()> {
                KIND.test(|kind| daemons::one_after_another_on(kind.on(with_tool())))
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn a_busy_zoo() -> Result<()> {
                KIND.test(|kind| zoo::a_busy_zoo_on(kind.on(with_tool()), ZOO_RUNS))
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn bytes_are_counted() -> Result<()> {
                KIND.test(|kind| storage::agrees_on(kind.on(with_tool())))
            }

            #[test]
            #[ignore = "needs root and the daemons: tests/run"]
            fn folders_stay() -> Result<()> {
                KIND.test(|kind| folders::folders_stay_on(kind.on(with_tool())).map(drop))
            }
        }
    )* };
}

on_each! {
    vfs: Machine, Vfs;
    trixie: Trixie, GraphDriver;
    trixie_vfs: Trixie, Vfs;
    trixie_containerd_store: Trixie, Containerd;
    sid: Sid, GraphDriver;
    sid_vfs: Sid, Vfs;
    sid_containerd_store: Sid, Containerd;
}

fn the_clients_show_what_is_said(kind: Kind) -> Result<()> {
    let (host, clients) = truth::filled(kind.on(with_tool()))?;
    truth::shown_as_said(&host, &truth::stand::few(), clients)
}

fn all_that_is_listed_is_told_once(kind: Kind) -> Result<()> {
    let (host, _) = truth::filled(kind.on(with_tool()))?;
    let wrong = truth::complete::wrong(&host, truth::Host::Quiet)?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
