//! What becomes of one container while the turns of a course come over its engines.

mod broken;

use super::course::{Turn, What};
use super::known::{Exit, Known, Policy};
use super::place::{LiveRestore, Place, Shim};
use super::{Fate, units};

const STOPS_ITS_CONTAINERS: &str = "dockerd stops its containers as it ends: live-restore is off";
const ENDS_WHAT_IT_FINDS: &str =
    "dockerd ends what it finds running as it starts: live-restore is off";

/// Whether a process of it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    /// The one that ran before all this, if one did.
    Same,
    Another,
    No,
    /// Nor is the container there any more.
    Removed,
}

pub(super) struct Life<'a> {
    place: Place<'a>,
    /// Of docker's containers.
    known: Option<&'a Known>,
    live_restore: LiveRestore,
    runs: Runs,
    ran: bool,
    exit: Exit,
    /// Which `unless-stopped` heeds.
    by_hand: Option<bool>,
    docker_up: bool,
    containerd_up: bool,
    has_shim: bool,
    /// Its shim and its containerd are ended at once: if the shim goes first, containerd ends it.
    may_be_tidied_up: bool,
    /// Why nothing more can be said.
    pub(super) doubt: Option<String>,
    /// What has made it what it is, in order.
    pub(super) causes: Vec<String>,
}

impl<'a> Life<'a> {
    pub(super) fn new(
        place: Place<'a>,
        known: Option<&'a Known>,
        live_restore: LiveRestore,
        runs: Option<bool>,
    ) -> Self {
        let ran = runs == Some(true);
        // containerd looks after it, whoever ends what else.
        let is_started = !ran && known.is_none() && place.is_watched;
        let doubt = match runs {
            None => Some("whether it runs could not be told"),
            _ if is_started => Some("its --restart makes containerd start it sooner or later"),
            _ => None,
        };
        Self {
            place,
            known,
            live_restore,
            runs: if ran { Runs::Same } else { Runs::No },
            ran,
            exit: known.map_or(Exit::Unsure, |known| known.ended),
            // What runs was not stopped by hand.
            by_hand: match ran {
                true => Some(false),
                false => known.and_then(|known| known.by_hand),
            },
            docker_up: true,
            containerd_up: true,
            has_shim: place.shim != Shim::Gone,
            may_be_tidied_up: false,
            doubt: doubt.map(str::to_owned),
            causes: Vec::new(),
        }
    }

    pub(super) fn fate(&self) -> Fate {
        match self.runs {
            _ if self.doubt.is_some() => Fate::Unknown,
            Runs::Same if self.may_be_tidied_up && !self.has_shim => Fate::Unknown,
            Runs::Removed => Fate::Removed,
            Runs::Same => Fate::Stays,
            Runs::Another if self.ran => Fate::Restarts,
            Runs::Another => Fate::Starts,
            Runs::No if self.ran => Fate::Ends,
            Runs::No => Fate::Stays,
        }
    }

    /// Its process is the one from before.
    pub(super) fn runs_on(&self) -> bool {
        self.ran && self.runs == Runs::Same
    }

    pub(super) fn pass(&mut self, turn: &Turn<'_>) {
        let key = Some(turn.engine.key.as_str());
        match turn.what {
            What::GroupDies(unit) => self.group_dies(unit),
            What::Unsure if self.place.hangs_on(&turn.engine.key) => {
                self.doubt = Some(turn.why.clone());
            }
            what if self.place.docker == key => match &turn.without {
                Some(without) if self.matters_to(what) => self.without_containerd(what, without),
                _ => self.of_docker(what),
            },
            what if self.place.containerd == key => self.of_containerd(what),
            _ => {}
        }
    }

    /// Whether its docker would do something about it.
    fn matters_to(&self, what: What<'_>) -> bool {
        let is_kept = what == What::Ends && self.live_restore.now == Some(true);
        let is_left = self.runs == Runs::No
            && !self.says_up()
            && self
                .known
                .is_some_and(|known| known.policy == Some(Policy::No));
        !is_kept && !is_left
    }

    fn of_docker(&mut self, what: What<'_>) {
        if self.known.is_none() {
            self.doubt = Some(self.place.untold.to_owned());
            return;
        }
        match what {
            What::Ends => self.docker_ends(),
            What::Dies => self.docker_away(),
            What::Starts => self.docker_starts(true),
            What::Hangs => self.docker_starts(false),
            What::GroupDies(_) | What::Unsure => {}
        }
    }

    fn of_containerd(&mut self, what: What<'_>) {
        match what {
            What::Ends | What::Dies => {
                self.containerd_up = false;
                // What had lost its shim before is no matter of who goes first.
                self.may_be_tidied_up = what == What::Ends && self.place.shim != Shim::Gone;
                if self.known.is_some_and(|known| known.state == "restarting") {
                    let doubt = "it ends again and again: docker gives it up if it is to be started \
                                 while containerd is away";
                    self.doubt = Some(doubt.to_owned());
                }
            }
            What::Starts => {
                self.containerd_up = true;
                self.found_by_containerd();
            }
            What::GroupDies(_) | What::Hangs | What::Unsure => {}
        }
    }

    fn group_dies(&mut self, unit: &str) {
        let holds = |cgroup: Option<&str>| cgroup.is_some_and(|path| units::holds(unit, path));
        if self.runs != Runs::Same {
            return;
        }
        if holds(self.place.cgroup) {
            let why = format!("its process is in the cgroup of {unit}, which systemd ends");
            self.process_ends(Exit::Failure, &why);
        } else if holds(self.place.shim_cgroup) {
            self.has_shim = false;
            let why = format!("its shim is in the cgroup of {unit}, which systemd ends");
            self.causes.push(match self.may_be_tidied_up {
                true => format!("{why}; it is ended too if that goes before containerd does"),
                false => format!("{why}; the process is left alone"),
            });
        }
    }

    fn docker_ends(&mut self) {
        let known = self.known;
        if known.is_some_and(|known| known.state == "restarting") {
            return self.docker_away();
        }
        let live_restore = self.live_restore;
        match live_restore.now {
            Some(true) => {}
            Some(false) if self.runs != Runs::Same => self.taken_down(),
            _ if self.runs != Runs::Same => {}
            Some(false) if self.is_out_of_reach() => self.taken_down(),
            Some(false) => {
                let exit = known.map_or(Exit::Unsure, |known| known.on_stop);
                self.docker_up = false;
                self.process_ends(exit, STOPS_ITS_CONTAINERS);
                // It starts none again, and has the time to remove.
                if known.is_some_and(|known| known.auto_remove == Some(true)) {
                    self.removed();
                }
            }
            None => {
                self.doubt = Some("whether live-restore is on could not be told".to_owned());
            }
        }
        self.docker_up = false;
    }

    /// Nobody starts a container of a crash loop again.
    fn docker_away(&mut self) {
        let known = self.known;
        self.docker_up = false;
        if known.is_some_and(|known| known.state == "restarting") {
            let why = "it ends again and again, and nobody is there to start it";
            // Between two of its runs or in one: with which code it ended last is a matter of luck.
            self.process_ends(Exit::Unsure, why);
        }
    }

    /// `serves`: it gets as far as that.
    fn docker_starts(&mut self, serves: bool) {
        self.docker_up = true;
        if self.is_held_back() {
            return;
        }
        if matches!(self.runs, Runs::Same | Runs::Another) {
            let live_restore = self.live_restore;
            match live_restore.next_start {
                _ if self.is_lost_to_docker() => return self.lost_to_docker(serves),
                _ if self.runs == Runs::Same && !self.says_up() => return self.runs_in_secret(),
                Some(true) => return self.found_running(),
                Some(false) => {
                    self.runs = Runs::No;
                    self.exit = self.known.map_or(Exit::Unsure, |known| known.on_stop);
                    // It does so as if somebody had asked for it.
                    self.by_hand = Some(true);
                    self.causes.push(ENDS_WHAT_IT_FINDS.to_owned());
                }
                None => {
                    self.doubt = Some("whether live-restore is on could not be told".to_owned());
                    return;
                }
            }
        }
        if self.runs == Runs::No && serves {
            self.dockers_rule();
        }
    }

    /// By a dockerd that leaves running what runs.
    fn found_running(&mut self) {
        let known = self.known;
        if known.is_none_or(|known| known.auto_remove != Some(true)) {
            return;
        }
        match known.and_then(|known| known.removed_at_start) {
            Some(true) => {
                let why = "a docker of this version ends and removes what has --rm as it starts";
                self.causes.push(why.to_owned());
                self.runs = Runs::Removed;
            }
            Some(false) => {}
            None => {
                let doubt =
                    "what a docker of this version does with --rm as it starts is not known";
                self.doubt = Some(doubt.to_owned());
            }
        }
    }

    /// Its process is no more; what docker makes of that if it is there to see.
    fn process_ends(&mut self, exit: Exit, why: &str) {
        self.runs = Runs::No;
        self.exit = exit;
        self.causes.push(why.to_owned());
        if self.docker_up && self.containerd_up {
            self.dockers_rule();
        }
    }

    fn removed(&mut self) {
        self.runs = Runs::Removed;
        self.causes
            .push("it is removed when it ends (--rm)".to_owned());
    }

    /// `--rm`, else the restart policy.
    fn dockers_rule(&mut self) {
        let Some(known) = self.known else {
            return;
        };
        match known.auto_remove {
            Some(true) => return self.removed(),
            None if self.ran => {
                self.doubt = Some("whether it has --rm could not be told".to_owned());
                return;
            }
            _ => {}
        }
        if known.state == "created" {
            return;
        }
        let Some(policy) = known.policy else {
            self.doubt = Some("its restart policy could not be told".to_owned());
            return;
        };
        match self.is_started(known, policy) {
            Some(true) if self.place.has_record == Some(false) && self.place.has_task => {
                let why = "a task without a record is in its place: docker fails to start it";
                self.causes.push(why.to_owned());
            }
            Some(true) if known.joins => {
                let doubt = "it joins another container (joins, in its trace): docker starts it only while \
                             that one runs, and which comes first cannot be told";
                self.doubt = Some(doubt.to_owned());
            }
            Some(true) => {
                self.runs = Runs::Another;
                self.causes.push(match self.ran {
                    true => "its restart policy starts it again".to_owned(),
                    false if self.says_up() => {
                        "docker learns that it has ended, and its restart policy starts it"
                            .to_owned()
                    }
                    false => "its restart policy starts it, although it was stopped".to_owned(),
                });
            }
            Some(false) => {}
            None => {
                self.doubt = Some(match policy {
                    Policy::UnlessStopped => {
                        "whether it was stopped by hand could not be told".to_owned()
                    }
                    _ => "on-failure: with which code it would end cannot be told".to_owned(),
                });
            }
        }
    }

    /// `None`: that cannot be told.
    fn is_started(&self, known: &Known, policy: Policy) -> Option<bool> {
        match policy {
            Policy::No => Some(false),
            Policy::Always => Some(true),
            Policy::UnlessStopped => self.by_hand.map(|by_hand| !by_hand),
            Policy::OnFailure(most) => {
                let is_spent = match (most, known.restarts) {
                    (Some(most), Some(restarts)) => restarts >= most,
                    (Some(_), None) => return None,
                    (None, _) => false,
                };
                match self.exit {
                    _ if is_spent => Some(false),
                    Exit::Zero => Some(false),
                    Exit::Failure => Some(true),
                    Exit::Unsure => None,
                }
            }
        }
    }
}
