//! Containers of which something is gone, or stopped. docs/impact.md has what was measured.

use super::{Life, Runs};
use crate::correlate::impact::course::{What, Without};
use crate::correlate::impact::known::{self, Exit};
use crate::correlate::impact::place::Shim;

const NOT_TRIED: &str = "its shim does not answer: what a daemon that starts makes of that was tried only of one \
                         that is stopped";

impl Life<'_> {
    /// containerd looks at the bundles as it starts, and asks the shim of each.
    pub(super) fn found_by_containerd(&mut self) {
        match (self.place.shim, self.place.has_bundle) {
            // A process that has ended under such a shim is given up likewise.
            (Shim::Stopped, _) if self.runs != Runs::Same => {
                self.has_shim = false;
                self.exit = Exit::Failure;
            }
            _ if self.runs != Runs::Same => {}
            (Shim::Stopped, _) => {
                self.tidied_up("containerd ends what its shim does not answer for as it starts");
            }
            (Shim::Silent, _) if self.has_shim => self.doubt = Some(NOT_TRIED.to_owned()),
            (Shim::There, _) if self.has_shim => {}
            (Shim::Gone, Some(false)) => {}
            (Shim::Gone, None) => {
                let doubt = "whether its bundle is left, by which containerd would end it, could not \
                             be told";
                self.doubt = Some(doubt.to_owned());
            }
            _ => self.tidied_up("containerd ends what has lost its shim as it starts"),
        }
    }

    /// By containerd, and docker is not told.
    pub(super) fn tidied_up(&mut self, why: &str) {
        self.runs = Runs::No;
        self.exit = Exit::Failure;
        self.has_shim = false;
        self.may_be_tidied_up = false;
        self.causes.push(match self.known {
            Some(_) if self.docker_up => format!("{why}, and docker goes on saying Up"),
            _ => why.to_owned(),
        });
        // Another shim does not come up beside one that is stopped.
        if self.place.is_watched && self.place.shim != Shim::Stopped {
            self.runs = Runs::Another;
            self.causes
                .push("its --restart makes containerd start it again".to_owned());
        }
    }

    /// Of one that docker takes to be up and cannot end.
    pub(super) fn taken_down(&mut self) {
        if let Some(known) = self.known.filter(|_| self.says_up()) {
            self.exit = known.taken_down;
        }
    }

    /// docker ends containers by their records and their shims.
    pub(super) fn is_out_of_reach(&mut self) -> bool {
        let why = match self.place.shim {
            _ if self.place.has_record == Some(false) => "containerd has no record of it",
            _ if !self.has_shim => "it has no shim",
            Shim::Stopped => "its shim is stopped",
            Shim::Silent => "its shim does not answer",
            _ => return false,
        };
        let why = format!("{why}: docker cannot end it");
        if !self.causes.contains(&why) {
            self.causes.push(why);
        }
        true
    }

    /// By a shim that does not answer: docker is not sure whether it runs, and goes on saying what it said.
    pub(super) fn is_held_back(&mut self) -> bool {
        let is_held_back = self.has_shim && self.says_up();
        match self.place.shim {
            Shim::Stopped => is_held_back,
            Shim::Silent if is_held_back => {
                self.doubt = Some(NOT_TRIED.to_owned());
                true
            }
            _ => false,
        }
    }

    pub(super) fn says_up(&self) -> bool {
        self.known.is_some_and(|known| known::says_up(&known.state))
    }

    /// docker finds no task of it, or none that it could look up, and takes it for one that has ended.
    pub(super) fn is_lost_to_docker(&self) -> bool {
        self.runs == Runs::Same && (!self.has_shim || self.place.has_record == Some(false))
    }

    /// Its process runs on, unless docker tries to start another one in its place.
    pub(super) fn lost_to_docker(&mut self, serves: bool) {
        let known = self.known;
        if self.place.has_record == Some(false) {
            let why = "containerd has no record of it: docker takes it for ended, and can neither end nor \
                       start it";
            return self.causes.push(why.to_owned());
        }
        if known.is_none_or(|known| known.auto_remove != Some(false)) {
            let doubt = "what docker does with --rm where there is no shim was not tried";
            self.doubt = Some(doubt.to_owned());
            return;
        }
        let policy = known.and_then(|known| Some((known, known.policy?)));
        let is_started = policy.and_then(|(known, policy)| self.is_started(known, policy));
        match is_started {
            _ if !serves => {}
            Some(true) => {
                self.runs = Runs::No;
                let why = "docker takes it for ended: its restart policy starts it again, which ends the \
                           process and then fails";
                self.causes.push(why.to_owned());
            }
            Some(false) => {
                let why = "it has no shim: docker takes it for ended, and it runs on";
                self.causes.push(why.to_owned());
            }
            None => {
                let doubt = "whether docker would start it again could not be told";
                self.doubt = Some(doubt.to_owned());
            }
        }
    }

    /// By a docker that has no containerd: it waits for one that is stopped, and touches nothing; without any it
    /// can end what runs, and start nothing.
    pub(super) fn without_containerd(&mut self, what: What<'_>, without: &Without) {
        let why = &without.why;
        let known = self.known;
        let is_up_to_docker = match what {
            What::Ends => known.is_none_or(|known| known.auto_remove != Some(false)),
            _ => self.runs == Runs::Same && self.live_restore.next_start != Some(true),
        };
        if known.is_some_and(|known| known.state == "restarting")
            || (!without.waits && is_up_to_docker)
        {
            self.doubt = Some(format!("{why}: what docker does then was not tried"));
            return;
        }
        let cause = match (without.waits, what) {
            (true, _) => format!("{why}: docker waits for it, and leaves this one as it is"),
            (false, What::Ends) => return self.of_docker(what),
            (false, _) => format!("{why}: docker starts none without it"),
        };
        self.docker_up = what != What::Ends;
        if !self.causes.contains(&cause) {
            self.causes.push(cause);
        }
    }

    /// docker says that it has ended, and could end it.
    pub(super) fn runs_in_secret(&mut self) {
        let doubt = "docker says that it has ended: what it does as it starts with one that runs was not tried";
        self.doubt = Some(doubt.to_owned());
    }
}
