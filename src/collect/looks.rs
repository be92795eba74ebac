//! Two more looks at the objects about which the first answers disagreed.
//!
//! Sources asked at different moments disagree by nature; what two looks say alike, 100 ms apart,
//! is no accident of timing. Each look asks all witnesses of an object at the same moment.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio::{join, task};

use crate::collect::contact::{Budget, gap};
use crate::collect::containerd::{self, Session};
use crate::collect::docker;
use crate::collect::proc::{self, Roots};
use crate::collect::way::Way;
use crate::model::secret::Secrets;
use crate::model::{
    Answer, DockerLook, Gap, Look, LookTarget, Process, Reason, Record, Task, TaskAnswers,
};

/// Shorter, and the ordinary disagreements of a busy host would still be there.
const APART: Duration = Duration::from_millis(100);
/// One look takes milliseconds; what it does not get in this time stays unknown.
const LOOK_LIMIT: Duration = Duration::from_millis(400);
/// A host that is slow to answer is as slow to notice an exit, so both grow with its pace. Measured
/// with three loops of `docker run --rm` on an overloaded machine: 100 ms were too short there.
const PACES: u32 = 2;
/// A shim that was silent at the first try, for no visible reason, is waited for so long.
const PATIENCE: Duration = Duration::from_millis(1200);
/// containerd knows a record without asking a shim, so this long it takes only on a slow host.
const AT_ONCE: Duration = Duration::from_millis(100);
/// Reading a few files of /proc takes less than a millisecond, and a busy host's patience.
const READ_LIMIT: Duration = Duration::from_millis(100);
const READERS: usize = 8;

/// Whom to ask again: the sources that answered the first time, with what is left of their bytes.
pub(crate) struct Witnesses {
    pub(crate) start: Instant,
    /// The end of the run.
    pub(crate) deadline: Instant,
    pub(crate) dockers: BTreeMap<String, Result<(Way, Budget), Gap>>,
    pub(crate) containerds: BTreeMap<String, Result<Session, Gap>>,
    pub(crate) roots: Arc<Roots>,
    pub(crate) secrets: Secrets,
    /// How long this host took to answer the first time, where nothing was stuck.
    pub(crate) pace: Duration,
}

/// What one look shares between its targets.
struct Moment<'a> {
    witnesses: &'a Witnesses,
    begun: Instant,
    limit: Duration,
    until: Instant,
    at_ms: u64,
    /// Lists of tasks by containerd endpoint and namespace, each asked for when it is first needed.
    lists: BTreeMap<(String, String), OnceCell<TaskAnswers>>,
    /// Threads that read /proc.
    readers: Semaphore,
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
        let places = targets
            .iter()
            .filter_map(|target| target.containerd.clone());
        let moment = Moment {
            witnesses: self,
            begun: now,
            limit,
            until: self.deadline.min(now + limit),
            at_ms: now.duration_since(self.start).as_millis() as u64,
            lists: places.map(|place| (place, OnceCell::new())).collect(),
            readers: Semaphore::new(READERS),
        };
        // Each for itself: whoever hangs on a stopped shim does not delay the others' words.
        join_all(targets.iter().map(|target| moment.at(target))).await
    }
}

impl Moment<'_> {
    async fn at(&self, target: &LookTarget) -> Look {
        let dockers = target.dockers.iter().map(|endpoint| async move {
            (endpoint.clone(), self.docker(endpoint, &target.id).await)
        });
        let (docker, (record, task, silent_ms), processes) = join!(
            join_all(dockers),
            self.containerd(target),
            self.processes(target.pids.clone()),
        );
        let mut look = Look {
            target: target.clone(),
            at_ms: self.at_ms,
            docker: docker.into_iter().collect(),
            record,
            task,
            silent_ms,
            processes,
        };
        let named = self.processes(named_pids(&look)).await;
        look.processes.extend(named);
        // A container that was started just now has a shim that the first scan did not see.
        let parents = self.processes(parents(&look)).await;
        look.processes.extend(parents);
        look
    }

    async fn docker(&self, endpoint: &str, id: &str) -> DockerLook {
        match self.witnesses.dockers.get(endpoint) {
            Some(Ok((way, budget))) => {
                let secrets = self.witnesses.secrets;
                docker::inspect(way, id, secrets, &self.limited(budget)).await
            }
            Some(Err(gap)) => Answer::Gap(gap.clone()),
            None => Answer::gap(Reason::NotContacted, "no such endpoint was found"),
        }
    }

    /// What containerd says of the record and of the task, and how long the shim was silent.
    async fn containerd(
        &self,
        target: &LookTarget,
    ) -> (Answer<Option<Record>>, Answer<Option<Task>>, Option<u64>) {
        let (session, namespace) = match self.session(target) {
            Ok(found) => found,
            Err(gap) => return (Answer::Gap(gap.clone()), Answer::Gap(gap), None),
        };
        let record = async {
            let secrets = self.witnesses.secrets;
            let record = containerd::record(&session, namespace, &target.id, secrets).await;
            (record, self.begun.elapsed() < AT_ONCE)
        };
        let asked = Instant::now();
        let task = async {
            let task = match target.patient {
                true => {
                    let patient = session.with(self.patient(session.budget()));
                    containerd::task_within(PATIENCE, &patient, namespace, &target.id).await
                }
                false => containerd::task(&session, namespace, &target.id).await,
            };
            (task, asked.elapsed())
        };
        let ((record, at_once), (task, waited)) = join!(record, task);
        match (&record, target.containerd.as_ref()) {
            (Answer::Told(None), Some(place)) => {
                (record, self.listed(place, &target.id).await, None)
            }
            _ => {
                let is_late = |gap: &Gap| gap.reason == Reason::Timeout;
                let silent = at_once && task.as_gap().is_some_and(is_late);
                (record, task, silent.then_some(waited.as_millis() as u64))
            }
        }
    }

    /// containerd answers no Get about a task whose record is gone; its list still has it.
    async fn listed(&self, place: &(String, String), id: &str) -> Answer<Option<Task>> {
        let Some(Ok(session)) = self.witnesses.containerds.get(&place.0) else {
            return Answer::gap(Reason::NotContacted, "no such endpoint was found");
        };
        let session = session.with(self.limited(session.budget()));
        let ask = || async { containerd::tasks(&session, &place.1).await };
        match self.lists.get(place) {
            Some(list) => list.get_or_init(ask).await.get(id),
            None => ask().await.get(id),
        }
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

    fn patient(&self, budget: &Budget) -> Budget {
        let until = self.witnesses.deadline.min(self.begun + PATIENCE);
        budget.until(until, PATIENCE)
    }

    fn limited(&self, budget: &Budget) -> Budget {
        budget.until(self.until, self.limit)
    }

    /// A pid that could not be looked at has no entry: that is not "no such process".
    async fn processes(&self, pids: Vec<u32>) -> BTreeMap<u32, Option<Process>> {
        if pids.is_empty() {
            return BTreeMap::new();
        }
        let (roots, secrets) = (Arc::clone(&self.witnesses.roots), self.witnesses.secrets);
        let reading = async {
            let _permit = self.readers.acquire().await;
            task::spawn_blocking(move || proc::read_again(&roots, secrets, &pids)).await
        };
        // Also when the others' answers have taken all of the time.
        let until = self.until.max(Instant::now() + READ_LIMIT);
        match timeout_at(until.min(self.witnesses.deadline), reading).await {
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
