//! The tasks of one namespace, in a race of one list against single questions.
//!
//! `Tasks.List` asks shims one after another and spends 2 s on each stopped one. So after 100 ms a
//! `Tasks.Get` goes out for every known record beside it; whichever is whole first ends the race.
//! The list stays needed for what Get cannot say: containerd refuses a Get once the record is
//! gone, and a slow shim that is not stopped deserves the patience of the list.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::convert;
use super::session::{Session, TaskProcess};
use crate::collect::proc::Processes;
use crate::model::{Answer, Gap, Reason, Task, TaskAnswers};

/// A healthy shim answers in under a millisecond, so 100 of them do within this.
const HEAD_START: Duration = Duration::from_millis(100);
const GET_LIMIT: Duration = Duration::from_millis(500);
/// A shim that /proc shows as stopped gets a moment (it may be continued).
const STOPPED_LIMIT: Duration = Duration::from_millis(200);
/// Beyond this many Gets at once, containerd only queues them.
const AT_ONCE: usize = 512;

/// What /proc tells of a namespace's shims: by `-id`, whether it is stopped.
pub(crate) type ShimStates = BTreeMap<String, bool>;

/// Where facts come from that are being read at the same time.
pub(crate) struct Known {
    /// Ids of the namespace's records.
    pub(crate) records: watch::Receiver<Option<Arc<BTreeSet<String>>>>,
    pub(crate) processes: watch::Receiver<Option<Arc<Processes>>>,
    /// This containerd's shims are in the /proc that is read.
    pub(crate) local: bool,
}

/// What was read of a namespace's tasks.
pub(crate) struct Read {
    pub(crate) answers: TaskAnswers,
    /// Every task that is late has a shim that /proc shows as stopped: nothing is missing that
    /// could be had.
    pub(crate) explained: bool,
}

/// The answers about all tasks of `namespace`.
pub(crate) async fn read(
    session: &Session,
    endpoint: &str,
    namespace: &str,
    mut known: Known,
) -> Read {
    let mut list = pin!(session.tasks(namespace));
    if let Ok(listed) = timeout(HEAD_START, &mut list).await {
        return whole(of_list(listed));
    }
    let singles = async {
        let records = told(&mut known.records).await.unwrap_or_default();
        let processes = known.processes.borrow().clone();
        let shims = processes.map(|read| shim_states(&read, endpoint, namespace));
        let by_id = get_each(session, namespace, &records, &shims.unwrap_or_default()).await;
        (by_id, records)
    };
    let (by_id, records) = tokio::select! {
        listed = &mut list => return whole(of_list(listed)),
        singles = singles => singles,
    };
    let processes = told(&mut known.processes).await.unwrap_or_default();
    let shims = shim_states(&processes, endpoint, namespace);
    if !needs_list(&by_id, &records, &shims) {
        // Every shim there is has a record, and every record was asked for: without a record there
        // is no task, as if the list had said so.
        let list = match known.local && processes.processes.complete {
            true => Answer::Told(()),
            false => Answer::gap(
                Reason::Timeout,
                "its task was not asked for, and the list of tasks hangs on stopped shims",
            ),
        };
        return Read {
            explained: by_id.values().all(is_told_or_late),
            answers: TaskAnswers { list, by_id },
        };
    }
    whole(match list.await {
        Ok(tasks) => of_list(Ok(tasks)),
        Err(gap) => TaskAnswers {
            list: Answer::Gap(gap),
            by_id,
        },
    })
}

fn whole(answers: TaskAnswers) -> Read {
    Read {
        answers,
        explained: false,
    }
}

/// Only a late one can be explained by its shim; one that vanished needs no explanation.
fn is_told_or_late(answer: &Answer<Option<Task>>) -> bool {
    let ordinary = |gap: &Gap| matches!(gap.reason, Reason::Timeout | Reason::Vanished);
    answer.as_gap().is_none_or(ordinary)
}

/// What a concurrent reader has told, or nothing if it ended without telling.
async fn told<T: Clone>(receiver: &mut watch::Receiver<Option<T>>) -> Option<T> {
    receiver.wait_for(Option::is_some).await.ok()?.clone()
}

async fn get_each(
    session: &Session,
    namespace: &str,
    ids: &BTreeSet<String>,
    shims: &ShimStates,
) -> BTreeMap<String, Answer<Option<Task>>> {
    stream::iter(ids)
        .map(|id| async move {
            let limit = match shims.get(id) {
                Some(true) => STOPPED_LIMIT,
                _ => GET_LIMIT,
            };
            (id.clone(), get_within(limit, session, namespace, id).await)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}

/// One task; `Told(None)` only when containerd knows the record and no task of it.
pub(crate) async fn get(session: &Session, namespace: &str, id: &str) -> Answer<Option<Task>> {
    get_within(GET_LIMIT, session, namespace, id).await
}

/// The same with a limit of the caller's.
pub(crate) async fn get_within(
    limit: Duration,
    session: &Session,
    namespace: &str,
    id: &str,
) -> Answer<Option<Task>> {
    let session = session.with(session.budget().at_most(limit));
    of_get(session.task(namespace, id).await, id)
}

/// The list alone, for a task whose record is gone.
pub(crate) async fn list(session: &Session, namespace: &str) -> TaskAnswers {
    of_list(session.tasks(namespace).await)
}

fn of_get(answer: Result<Option<TaskProcess>, Gap>, id: &str) -> Answer<Option<Task>> {
    match answer {
        Ok(Some(process)) => Answer::Told(Some(convert::task(process, id.to_owned()))),
        Ok(None) => Answer::gap(Reason::Malformed, "an answer without a process"),
        // `task ID not found`, but `container "ID" in namespace …: not found`.
        Err(gap) if gap.reason == Reason::Vanished && gap.detail.contains("task ") => {
            Answer::Told(None)
        }
        Err(gap) => Answer::Gap(gap),
    }
}

fn of_list(listed: Result<Vec<TaskProcess>, Gap>) -> TaskAnswers {
    match listed {
        Ok(tasks) => TaskAnswers {
            list: Answer::Told(()),
            by_id: tasks.into_iter().map(listed_task).collect(),
        },
        Err(gap) => TaskAnswers {
            list: Answer::Gap(gap),
            by_id: BTreeMap::new(),
        },
    }
}

fn listed_task(mut process: TaskProcess) -> (String, Answer<Option<Task>>) {
    // A task's own process carries the container's id as its id; `container_id` is for execs.
    let id = match process.container_id.is_empty() {
        true => std::mem::take(&mut process.id),
        false => std::mem::take(&mut process.container_id),
    };
    let task = convert::task(process, id.clone());
    (id, Answer::Told(Some(task)))
}

fn shim_states(processes: &Processes, endpoint: &str, namespace: &str) -> ShimStates {
    let ours = processes.shims.iter().filter(|shim| {
        shim.namespace == namespace && shim.containerd.as_deref().is_none_or(|c| c == endpoint)
    });
    ours.map(|shim| {
        let process = processes.processes.get(shim.pid);
        let stopped = process.is_some_and(|process| process.state.is_stopped());
        (shim.id.clone(), stopped)
    })
    .collect()
}

/// Whether the list is worth waiting for. Without a stopped shim it comes soon, however busy the
/// host; with one it may still tell about a shim without a record, or about a task that is late
/// although its own shim is not stopped.
fn needs_list(
    by_id: &BTreeMap<String, Answer<Option<Task>>>,
    records: &BTreeSet<String>,
    shims: &ShimStates,
) -> bool {
    let is_stopped = |id: &String| shims.get(id) == Some(&true);
    let unexplained = |(id, answer): (&String, &Answer<_>)| {
        answer
            .as_gap()
            .is_some_and(|gap| gap.reason == Reason::Timeout)
            && !is_stopped(id)
    };
    !shims.keys().any(is_stopped)
        || shims.keys().any(|id| !records.contains(id))
        || by_id.iter().any(unexplained)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::contact::gap;

    fn timeout_gap() -> Answer<Option<Task>> {
        Answer::gap(Reason::Timeout, "late")
    }

    #[test]
    fn a_late_task_of_a_stopped_shim_needs_no_list() {
        let by_id = BTreeMap::from([("a".to_owned(), timeout_gap())]);
        let records = BTreeSet::from(["a".to_owned()]);
        let stopped = ShimStates::from([("a".to_owned(), true)]);
        assert!(!needs_list(&by_id, &records, &stopped));
        let awake = ShimStates::from([("a".to_owned(), false)]);
        assert!(needs_list(&by_id, &records, &awake));
    }

    #[test]
    fn without_a_stopped_shim_the_list_is_waited_for() {
        let shims = ShimStates::from([("a".to_owned(), false)]);
        let records = BTreeSet::from(["a".to_owned()]);
        assert!(needs_list(&BTreeMap::new(), &records, &shims));
    }

    #[test]
    fn a_shim_without_a_record_needs_the_list() {
        let records = BTreeSet::from(["a".to_owned()]);
        let mut shims = ShimStates::from([("a".to_owned(), true)]);
        assert!(!needs_list(&BTreeMap::new(), &records, &shims));
        shims.insert("gone".to_owned(), false);
        assert!(needs_list(&BTreeMap::new(), &records, &shims));
    }

    #[test]
    fn a_get_that_misses_the_record_does_not_deny_the_task() {
        let missing = |text: &str| Err(gap(Reason::Vanished, text));
        let told = of_get(missing("it answered NotFound: task x not found"), "x");
        assert_eq!(told, Answer::Told(None));
        let refused = of_get(
            missing("it answered NotFound: container \"x\" in namespace \"moby\": not found"),
            "x",
        );
        assert!(refused.as_gap().is_some());
    }
}
