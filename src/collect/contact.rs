//! How one source is contacted: the connection, and what it may cost in time and bytes.
//!
//! Knows nothing of any protocol. Every wait of a source goes through [`Budget::within`], every
//! byte of it through [`Metered`], so that a frozen or lying daemon costs its own part only.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep, timeout_at};

use crate::model::{Gap, ProcessState, Reason, SourceStatus};

/// A unix connect is made by the kernel alone; only a full queue of the listener delays it.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);
/// A daemon that /proc shows as stopped gets a moment (it may be continued), not the full limit.
const STOPPED_LIMIT: Duration = Duration::from_millis(200);
/// Everything that one source may send. The lists of 10,000 containers are about 15 MiB.
const BYTE_LIMIT: usize = 64 << 20;
/// What a source may get beyond its limit when the survey of a busy host came late.
const GRACE: Duration = Duration::from_millis(500);
const RETRY: Duration = Duration::from_millis(10);

/// What one source may cost, all its requests and connections together.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    limit: Duration,
    /// Its server was stopped when the run began.
    stopped: bool,
    deadline: Instant,
    bytes_left: Arc<AtomicUsize>,
    /// Who listened when the last connection was made, 0 where that is not visible from here.
    listener: Arc<AtomicU32>,
}

impl Budget {
    /// The budget of a source whose server is in `state`, counted from the start of the run. When
    /// the survey of a busy host took most of that, half of it is still the source's own.
    pub(crate) fn new(start: Instant, timeout: Duration, state: Option<ProcessState>) -> Self {
        let stopped = state.is_some_and(ProcessState::is_stopped);
        let limit = match stopped {
            true => timeout.min(STOPPED_LIMIT),
            false => timeout,
        };
        let own = (start + limit).max(Instant::now() + limit / 2);
        Self {
            limit,
            stopped,
            deadline: own.min(latest(start, timeout)),
            bytes_left: Arc::new(AtomicUsize::new(BYTE_LIMIT)),
            listener: Arc::default(),
        }
    }

    /// The process that listened where this source was connected to.
    pub(crate) fn listener(&self) -> Option<u32> {
        let pid = self.listener.load(Ordering::Relaxed);
        (pid != 0).then_some(pid)
    }

    /// The same bytes, but this much time from now at most.
    pub(crate) fn at_most(&self, limit: Duration) -> Self {
        self.until(self.deadline.min(Instant::now() + limit), limit)
    }

    /// The same bytes with time of its own, for a later look.
    pub(crate) fn until(&self, deadline: Instant, limit: Duration) -> Self {
        Self {
            limit,
            stopped: self.stopped,
            deadline,
            bytes_left: Arc::clone(&self.bytes_left),
            listener: Arc::clone(&self.listener),
        }
    }

    /// Whose process listens, by the kernel's word; 0 where it has none.
    fn keep_listener(&self, stream: &UnixStream) {
        let peer = stream.peer_cred().ok().and_then(|peer| peer.pid());
        let peer = peer.and_then(|pid| u32::try_from(pid).ok());
        self.listener
            .store(peer.unwrap_or_default(), Ordering::Relaxed);
    }

    /// The time that is left.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Awaits until the deadline and not longer.
    pub(crate) async fn within<T>(
        &self,
        what: &str,
        future: impl Future<Output = T>,
    ) -> Result<T, Gap> {
        timeout_at(self.deadline, future)
            .await
            .map_err(|_| self.late(what))
    }

    fn late(&self, what: &str) -> Gap {
        let limit = seconds(self.limit);
        let why = match self.stopped {
            true => ": its process is stopped",
            false => "",
        };
        gap(
            Reason::Timeout,
            format!("no answer to {what} within {limit}{why}"),
        )
    }

    /// The source has sent more than it may.
    pub(crate) fn overrun(&self) -> Option<Gap> {
        (self.bytes_left.load(Ordering::Relaxed) == 0).then(|| {
            let mebibytes = BYTE_LIMIT >> 20;
            gap(
                Reason::Malformed,
                format!("sent more than {mebibytes} MiB, the rest was not read"),
            )
        })
    }
}

/// When the last source has to be done, whatever came before it.
pub(crate) fn latest(start: Instant, timeout: Duration) -> Instant {
    start + timeout + GRACE
}

pub(crate) fn gap(reason: Reason, detail: impl Into<String>) -> Gap {
    Gap {
        reason,
        detail: detail.into(),
    }
}

/// The gap of what this command did not ask for.
pub(crate) fn not_collected() -> Gap {
    gap(Reason::NotCollected, "not asked for by this command")
}

/// `3 s`, `200 ms`.
fn seconds(duration: Duration) -> String {
    match duration.as_millis() {
        millis if millis % 1000 == 0 => format!("{} s", millis / 1000),
        millis if millis > 1000 => format!("{:.1} s", duration.as_secs_f64()),
        millis => format!("{millis} ms"),
    }
}

/// Connects to a unix socket. Its errno, not a guess, decides the reason of a failure. There is no
/// limit of bytes yet.
pub(crate) async fn open(path: &str, budget: &Budget) -> Result<UnixStream, Gap> {
    let path = path.strip_prefix("unix://").unwrap_or(path);
    let until = budget.deadline.min(Instant::now() + CONNECT_LIMIT);
    match timeout_at(until, connect_patiently(path)).await {
        Ok(Ok(stream)) => {
            budget.keep_listener(&stream);
            Ok(stream)
        }
        Ok(Err(error)) => Err(connect_gap(&error)),
        Err(_) => Err(gap(
            Reason::Timeout,
            "its queue of waiting connections is full and does not move",
        )),
    }
}

/// A full listen queue says EAGAIN at once: on a busy host that passes, on a frozen one it stays.
async fn connect_patiently(path: &str) -> io::Result<UnixStream> {
    loop {
        match UnixStream::connect(path).await {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(RETRY).await,
            answer => return answer,
        }
    }
}

pub(crate) fn connect_gap(error: &io::Error) -> Gap {
    use io::ErrorKind as Kind;
    let reason = match error.kind() {
        Kind::NotFound | Kind::NotADirectory => Reason::Absent,
        Kind::PermissionDenied => Reason::Denied,
        Kind::ConnectionRefused => Reason::Refused,
        Kind::TimedOut => Reason::Timeout,
        Kind::HostUnreachable | Kind::NetworkUnreachable => Reason::Unreachable,
        // A path that does not fit a socket address, or a socket of another type.
        Kind::InvalidInput | Kind::InvalidData => Reason::Unsupported,
        _ => Reason::Refused,
    };
    gap(reason, format!("cannot connect: {error}"))
}

/// The status that a source gets for a gap in all of it.
pub(crate) fn status_of(reason: Reason) -> SourceStatus {
    match reason {
        Reason::Absent => SourceStatus::Absent,
        Reason::Denied => SourceStatus::Denied,
        Reason::Refused => SourceStatus::Refused,
        Reason::Timeout => SourceStatus::Timeout,
        Reason::NotContacted | Reason::NotCollected => SourceStatus::NotContacted,
        Reason::Vanished => SourceStatus::Vanished,
        Reason::Malformed => SourceStatus::Malformed,
        Reason::Unsupported | Reason::OtherHost => SourceStatus::Unsupported,
        Reason::SshDenied | Reason::UnknownHost => SourceStatus::Denied,
        Reason::NoTls | Reason::WantsTls => SourceStatus::Malformed,
        Reason::Unresolvable
        | Reason::Unreachable
        | Reason::CertExpired
        | Reason::CertEarly
        | Reason::UnknownCa
        | Reason::WrongName
        | Reason::WantsCert
        | Reason::CertRejected => SourceStatus::Refused,
    }
}

/// The reason that a claim gets when its source was not contacted for a status.
pub(crate) fn reason_of(status: SourceStatus) -> Reason {
    match status {
        SourceStatus::Absent => Reason::Absent,
        SourceStatus::Denied => Reason::Denied,
        SourceStatus::Refused | SourceStatus::Ok => Reason::Refused,
        SourceStatus::Timeout => Reason::Timeout,
        SourceStatus::NotContacted => Reason::NotContacted,
        SourceStatus::Vanished => Reason::Vanished,
        SourceStatus::Malformed | SourceStatus::Partial => Reason::Malformed,
        SourceStatus::Unsupported => Reason::Unsupported,
    }
}

/// A connection that stops giving once its source's bytes are used up.
pub(crate) struct Metered<S> {
    stream: S,
    bytes_left: Arc<AtomicUsize>,
}

impl<S> Metered<S> {
    pub(crate) fn new(stream: S, budget: &Budget) -> Self {
        Self {
            stream,
            bytes_left: Arc::clone(&budget.bytes_left),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.bytes_left.load(Ordering::Relaxed);
        if left == 0 {
            return Poll::Ready(Err(io::Error::other("byte limit reached")));
        }
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let read = buf.filled().len() - before;
        self.bytes_left
            .store(left.saturating_sub(read), Ordering::Relaxed);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
