//! Whether a client's command shows an object.

use std::borrow::Cow;
use std::sync::Arc;

/// Whether one client's command shows the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// `docker`, `ctr`, `nerdctl`, `crictl`.
    pub client: &'static str,
    /// `ps`, `ps-all`, `images`, `plugins`, `containers`, `tasks`, `pods`.
    pub view: &'static str,
    /// Can be pasted where the reader stands. One text serves every container of a namespace.
    pub command: Arc<str>,
    pub installed: bool,
    /// `None`: could not be told.
    pub shows: Option<bool>,
    /// There unless `shows` is true.
    pub why: Option<Cow<'static, str>>,
}
