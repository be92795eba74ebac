//! Two more looks at the objects about which the first answers disagreed.
//!
//! Sources asked at different moments disagree by nature; what two looks say alike, 100 ms apart,
//! is no accident of timing. Each look asks all witnesses of an object at the same moment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;
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
/// On a host so busy that the survey took long, docker hears of an exit late, too. Measured with
/// three loops of `docker run --rm` beside ten compilers on two cores: 100 ms were too short.
const BUSY_FACTOR: u32 = 4;
const PROCESS_LIMIT: Duration = Duration::from_millis(50);
const APART_AT_MOST: Duration = Duration::from_secs(1);
/// One look takes milliseconds; what it does not get in this time stays unknown.
const LOOK_LIMIT: Duration = Duration::from_millis(400);

/// Whom to ask again: the sources that answered the first time, with what is left of their bytes.
pub(crate) struct Witnesses {
    pub(crate) start: Instant,
    /// How long the survey took: the pace of this host.
    pub(crate) pace: Duration,
    /// The end of the run.
    pub(crate) deadline: Instant,
    pub(crate) dockers: BTreeMap<String, Result<Budget, Gap>>,
    pub(crate) containerds: BTreeMap<String, Result<Session, Gap>>,
    pub(crate) roots: Arc<Roots>,
    pub(crate) secrets: Secrets,
}

/// What one look shares between its targets: processes and task lists are read once.
struct Moment<'a> {
    witnesses: &'a Witnesses,
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
    /// The time between the looks: longer where daemons are slow, be it for a quota, which slows
    /// this program just as much, or for others that want the processors.
    fn apart(&self, first: Instant) -> Duration {
        let left = self.deadline.duration_since(first).saturating_sub(APART);
        let loadavg = fs::read_to_string(self.roots.proc.join("loadavg")).unwrap_or_default();
        let crowded = APART * queue_for_each_cpu(&loadavg);
        let wanted = crowded.max(self.pace * BUSY_FACTOR).min(APART_AT_MOST);
        wanted.min(left).max(APART)
    }

    async fn look(&self, targets: &[LookTarget], now: Instant) -> Vec<Look> {
        let moment = Moment {
            witnesses: self,
            until: self.deadline.min(now + LOOK_LIMIT),
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
        moment.read_more(&mut looks, named_pids).await;
        moment.read_more(&mut looks, parents).await;
        moment.tasks_without_record(&mut looks).await;
        moment.read_more(&mut looks, named_pids).await;
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
        budget.until(self.until, LOOK_LIMIT)
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

    /// Processes that an answer of this look led to, and nobody knew of before.
    async fn read_more(&self, looks: &mut [Look], wanted: fn(&Look) -> BTreeSet<u32>) {
        let wanted: Vec<BTreeSet<u32>> = looks.iter().map(wanted).collect();
        let all: BTreeSet<u32> = wanted.iter().flatten().copied().collect();
        let processes = self.processes(all.into_iter().collect()).await;
        for (look, wanted) in looks.iter_mut().zip(wanted) {
            let read = |pid| Some((pid, processes.get(&pid)?.clone()));
            look.processes.extend(wanted.into_iter().filter_map(read));
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

/// Processes that want to run for each processor, by the fourth field of /proc/loadavg: `15/2093`.
fn queue_for_each_cpu(loadavg: &str) -> u32 {
    let queue = loadavg
        .split(' ')
        .nth(3)
        .and_then(|field| field.split('/').next());
    let running: u32 = queue.and_then(|count| count.parse().ok()).unwrap_or(1);
    let cpus = thread::available_parallelism().map_or(1, NonZero::get);
    running.div_ceil(u32::try_from(cpus).unwrap_or(1)).max(1)
}

/// The pids that docker and containerd named just now.
fn named_pids(look: &Look) -> BTreeSet<u32> {
    let inspects = look.docker.values().filter_map(Answer::told).flatten();
    let task = look.task.told().into_iter().flatten();
    let named = inspects
        .map(|inspect| inspect.pid)
        .chain(task.map(|task| task.pid));
    named
        .filter(|pid| *pid != 0 && !look.processes.contains_key(pid))
        .collect()
}

/// The parents of what was read: of a container younger than the first scan, that is its shim.
fn parents(look: &Look) -> BTreeSet<u32> {
    let processes = look.processes.values().flatten();
    processes
        .map(|process| process.parent_pid)
        .filter(|pid| *pid > 1 && !look.processes.contains_key(pid))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowded_host_is_told_by_its_queue() {
        let cpus = thread::available_parallelism().map_or(1, NonZero::get);
        let line = |running: usize| format!("9.00 11.53 13.43 {running}/493 16628\n");
        assert_eq!(queue_for_each_cpu(&line(1)), 1);
        assert_eq!(queue_for_each_cpu(&line(7 * cpus)), 7);
        assert_eq!(queue_for_each_cpu(""), 1);
    }
}
