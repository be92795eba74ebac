//! What is true of the machine's own engines is true of newer ones, wherever docker keeps its images:
//! the same tests on the engines of other Debian suites.
//!
//! One test may ask several questions of one host, which costs less than a host for each of them.

use crate::lab::situations::broken;
use crate::lab::{self, Builder, Generation, MiniHost, Result, Store};
use crate::readonly::{folders, requests};
use crate::support::{TOOL, side_by_side, with_tool};
use crate::wrong::{self, churn, hostile, shims, sockets};
use crate::{remedies, storage, truth, verdicts, zoo};

/// On the machine's own engines it is more: ten of a hundred shims, and 25 looks.
const STOPPED_SHIMS: (usize, usize) = (4, 30);
const LOOKS_AT_CHURN: usize = 8;

/// A generation of engines, and where its docker keeps images.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) generation: Generation,
    pub(crate) store: Store,
}

impl Kind {
    /// What a host has of which nothing else was said.
    pub(crate) const MACHINE: Self = Self {
        generation: Generation::Machine,
        store: Store::GraphDriver,
    };

    pub(crate) fn on(self, builder: Builder) -> Builder {
        builder.generation(self.generation).store(self.store)
    }

    fn with_tool(self) -> Builder {
        self.on(with_tool())
    }

    fn to_be_broken(self) -> Builder {
        self.on(broken::builder().tool(TOOL))
    }

    /// Does nothing where the engines are not to be had.
    fn test(self, test: impl FnOnce(Self) -> Result<()>) -> Result<()> {
        match lab::is_skipped(self.generation.unavailable())? {
            true => Ok(()),
            false => test(self),
        }
    }
}

/// What is tested on each kind, by name.
macro_rules! suite {
    ($($test:ident: $run:expr;)*) => {
        macro_rules! tests_of_this_kind {
            () => { $(
                #[test]
                #[ignore = "needs root and the daemons: tests/run"]
                fn $test() -> Result<()> {
                    KIND.test($run)
                }
            )* };
        }
    };
}

/// One module for each generation and store, with all that is tested on it.
macro_rules! on_each {
    ($($name:ident: $generation:ident, $store:ident;)*) => { $(
        mod $name {
            use super::*;

            const KIND: Kind = Kind { generation: Generation::$generation, store: Store::$store };

            tests_of_this_kind!();
        }
    )* };
}

suite! {
    facts_of_the_experiments: truth::facts::all_on;
    what_is_said_is_shown_wherever_the_reader_stands: |kind| truth::filled_on(kind.with_tool());
    all_verdicts_their_views_and_remedies: broken_in_every_way;
    a_zoo_busy_slow_and_from_afar: |kind| zoo::all_on(kind.with_tool());
    through_a_proxy_to_another_host: |kind| zoo::another_host_on(kind.on(MiniHost::builder()));
    every_user_and_daemons_stopped_and_dead: |kind| wrong::users_and_daemons_on(kind.with_tool());
    sockets_that_lead_nowhere: |kind| sockets::all_on(|| kind.with_tool());
    stopped_shims: |kind| shims::stopped_on(kind.with_tool(), STOPPED_SHIMS.0, STOPPED_SHIMS.1);
    a_shim_asleep: |kind| shims::asleep_on(kind.with_tool());
    what_vanishes_meanwhile: |kind| churn::vanishing_on(kind.with_tool(), LOOKS_AT_CHURN);
    hostile_names: |kind| hostile::hostile_on(kind.with_tool());
    only_reads_are_sent: |kind| requests::only_reads_are_sent_on(kind.with_tool());
    folders_stay: |kind| folders::folders_stay_on(kind.with_tool()).map(drop);
    bytes_are_counted: |kind| storage::agrees_on(kind.with_tool());
}

type Test = fn(Kind) -> Result<()>;

/// All of them wait for timeouts, or for docker's patience, most of their time.
fn broken_in_every_way(kind: Kind) -> Result<()> {
    const TESTS: &[(&str, Test)] = &[
        ("what is said is shown on a broken host", |kind| {
            truth::broken_on(kind.to_be_broken())
        }),
        ("remedies as printed", remedies::all_on),
        ("the other verdicts", verdicts::the_others_on),
        ("most verdicts at once", |kind| {
            verdicts::most_at_once_on(kind.to_be_broken())
        }),
    ];
    side_by_side(TESTS.len(), TESTS, |test| test(kind))
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
