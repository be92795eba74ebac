//! Two more looks at the objects about which the first answers disagreed.
//!
//! Sources asked at different moments disagree by nature; what two looks say alike, 100 ms apart,
//! is no accident of timing. Each look asks all witnesses of an object at the same moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio::{join, task};

use crate::collect::contact::{Budget, gap};
use crate::collect::containerd::{self, Session};
use crate::collect::docker;
use crate::collect::proc::{self, Roots};
use crate::model::secret::Secrets;
use crate::model::{Answer, DockerLook, Gap, Look, LookTarget, Process, Reason, Record, Task};

/// Shorter, and the ordinary disagreements of a busy host would still be there.
const APART: Duration = Duration::from_millis(100);
/// One look takes milliseconds; what it does not get in this time stays unknown.
const LOOK_LIMIT: Duration = Duration::from_millis(400);
/// A host that is slow to answer is as slow to notice an exit, so both grow with its pace. Measured
/// with three loops of `docker run --rm` on an overloaded machine: 100 ms were too short there.
const PACES: u32 = 2;
/// For reading processes in a look whose time others have used up.
const PROCESS_LIMIT: Duration = Duration::from_millis(50);

/// Whom to ask again: the sources that answered the first time, with what is left of their bytes.
pub(crate) struct Witnesses {
    pub(crate) start: Instant,
    /// The end of the run.
    pub(crate) deadline: Instant,
    pub(crate) dockers: BTreeMap<String, Result<Budget, Gap>>,
    pub(crate) containerds: BTreeMap<String, Result<Session, Gap>>,
    pub(crate) roots: Arc<Roots>,
    pub(crate) secrets: Secrets,
    /// How long this host took to answer the first time, where nothing was stuck.
    pub(crate) pace: Duration,
}

/// What one look shares between its targets: processes and task lists are read once.
struct Moment<'a> {
    witnesses: &'a Witnesses,
    limit: Duration,
    until: Instant,
    at_ms: u64,
}

/// Both looks at every target. The second does not wait for the end of the first: one stopped
/// shim among the targets would else delay it by all of the limit.
pub(crate) async fn take(targets: &[LookTarget], witnesses: &Witnesses) -> Vec<Look> {
    let first = Instant::now();
    let later = async {
        sleep_until(first + witnesses.apart(first)).await;
        witnesses.look(targets, Instant::now()).await
    };
    let (mut looks, later) = join!(witnesses.look(targets, first), later);
    looks.extend(later);
    looks
}

impl Witnesses {
    /// The time between the looks. Whatever the pace, the second one still has to end in time.
    fn apart(&self, first: Instant) -> Duration {
        let left = self.deadline.saturating_duration_since(first + APART);
        (APART + self.pace * PACES).min(left).max(APART)
    }

    async fn look(&self, targets: &[LookTarget], now: Instant) -> Vec<Look> {
        let limit = LOOK_LIMIT + self.pace * PACES;
        let moment = Moment {
            witnesses: self,
            limit,
            until: self.deadline.min(now + limit),
            at_ms: now.duration_since(self.start).as_millis() as u64,
        };
        let pids: BTreeSet<u32> = targets.iter().flat_map(|t| t.pids.clone()).collect();
        let (processes, words) = join!(
            moment.processes(pids.into_iter().collect()),
            join_all(targets.iter().map(|target| moment.words(target))),
        );
        let mut looks: Vec<Look> = targets
            .iter()
            .zip(words)
            .map(|(target, words)| moment.told(target, words, &processes))
            .collect();
        moment.processes_of(&mut looks, named_pids).await;
        // A container that was started just now has a shim that the first scan did not see.
        moment.processes_of(&mut looks, parents).await;
        // Last, because a stopped shim can make it take all the time there is.
        moment.tasks_without_record(&mut looks).await;
        moment.processes_of(&mut looks, named_pids).await;
        looks
    }
}

struct Words {
    docker: BTreeMap<String, DockerLook>,
    record: Answer<Option<Record>>,
    task: Answer<Option<Task>>,
}

impl Moment<'_> {
    fn told(
        &self,
        target: &LookTarget,
        words: Words,
        processes: &BTreeMap<u32, Option<Process>>,
    ) -> Look {
        let pids = target.pids.iter();
        Look {
            target: target.clone(),
            at_ms: self.at_ms,
            docker: words.docker,
            record: words.record,
            task: words.task,
            // A pid that could not be looked at has no entry: that is not "no such process".
            processes: pids
                .filter_map(|pid| Some((*pid, processes.get(pid)?.clone())))
                .collect(),
        }
    }

    async fn words(&self, target: &LookTarget) -> Words {
        let dockers = target.dockers.iter().map(|endpoint| async move {
            (endpoint.clone(), self.docker(endpoint, &target.id).await)
        });
        let (docker, (record, task)) = join!(join_all(dockers), self.containerd(target));
        Words {
            docker: docker.into_iter().collect(),
            record,
            task,
        }
    }

    async fn docker(&self, endpoint: &str, id: &str) -> DockerLook {
        match self.witnesses.dockers.get(endpoint) {
            Some(Ok(budget)) => docker::inspect(endpoint, id, &self.limited(budget)).await,
            Some(Err(gap)) => Answer::Gap(gap.clone()),
            None => Answer::gap(Reason::NotContacted, "no such endpoint was found"),
        }
    }

    async fn containerd(
        &self,
        target: &LookTarget,
    ) -> (Answer<Option<Record>>, Answer<Option<Task>>) {
        let (session, namespace) = match self.session(target) {
            Ok(found) => found,
            Err(gap) => return (Answer::Gap(gap.clone()), Answer::Gap(gap)),
        };
        join!(
            containerd::record(&session, namespace, &target.id, self.witnesses.secrets),
            containerd::task(&session, namespace, &target.id),
        )
    }

    fn session<'t>(&self, target: &'t LookTarget) -> Result<(Session, &'t str), Gap> {
        let Some((endpoint, namespace)) = &target.containerd else {
            return Err(gap(Reason::NotCollected, "it belongs to no containerd"));
        };
        let session = match self.witnesses.containerds.get(endpoint) {
            Some(session) => session.as_ref().map_err(Gap::clone)?,
            None => return Err(gap(Reason::NotContacted, "no such endpoint was found")),
        };
        Ok((session.with(self.limited(session.budget())), namespace))
    }

    fn limited(&self, budget: &Budget) -> Budget {
        budget.until(self.until, self.limit)
    }

    /// containerd answers no Get about a task whose record is gone; its list still has it.
    async fn tasks_without_record(&self, looks: &mut [Look]) {
        let mut lists = BTreeMap::new();
        for look in looks
            .iter_mut()
            .filter(|look| look.record == Answer::Told(None))
        {
            let (Some(place), Ok((session, namespace))) =
                (look.target.containerd.clone(), self.session(&look.target))
            else {
                continue;
            };
            if !lists.contains_key(&place) {
                lists.insert(place.clone(), containerd::tasks(&session, namespace).await);
            }
            if let Some(listed) = lists.get(&place) {
                look.task = listed.get(&look.target.id);
            }
        }
    }

    /// Reads the pids that nobody knew before this look.
    async fn processes_of(&self, looks: &mut [Look], named_by: fn(&Look) -> Vec<u32>) {
        let named: Vec<Vec<u32>> = looks.iter().map(named_by).collect();
        let all: BTreeSet<u32> = named.iter().flatten().copied().collect();
        let processes = self.processes(all.into_iter().collect()).await;
        for (look, named) in looks.iter_mut().zip(named) {
            let read = |pid| Some((pid, processes.get(&pid)?.clone()));
            look.processes.extend(named.into_iter().filter_map(read));
        }
    }

    async fn processes(&self, pids: Vec<u32>) -> BTreeMap<u32, Option<Process>> {
        if pids.is_empty() {
            return BTreeMap::new();
        }
        let (roots, secrets) = (Arc::clone(&self.witnesses.roots), self.witnesses.secrets);
        let reading = task::spawn_blocking(move || proc::read_again(&roots, secrets, &pids));
        // A silent daemon in the same look must not cost the processes, which take no time.
        let until = self.until.max(Instant::now() + PROCESS_LIMIT);
        match timeout_at(until, reading).await {
            Ok(Ok(processes)) => processes,
            // The read hangs or failed: nothing is known, which no entry at all says.
            Ok(Err(_)) | Err(_) => BTreeMap::new(),
        }
    }
}

/// The pids that docker and containerd named just now.
fn named_pids(look: &Look) -> Vec<u32> {
    let inspects = look.docker.values().filter_map(Answer::told).flatten();
    let task = look.task.told().into_iter().flatten();
    let named = inspects
        .map(|inspect| inspect.pid)
        .chain(task.map(|task| task.pid));
    named
        .filter(|pid| *pid != 0 && !look.processes.contains_key(pid))
        .collect()
}

/// The parents of all processes that were read.
fn parents(look: &Look) -> Vec<u32> {
    let read = look.processes.values().flatten();
    read.map(|process| process.parent_pid)
        .filter(|pid| *pid > 1 && !look.processes.contains_key(pid))
        .collect()
}
