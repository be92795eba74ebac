//! A daemon on another host, when a report is about that alone.

/// Whose word the report is, and how to have that of the other witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The URL that was dialled, secrets masked.
    pub endpoint: String,
    /// The context that led there; `None` for `-H`.
    pub context: Option<String>,
    /// Its host as its docker tells of it.
    pub hostname: Option<String>,
    pub kernel: Option<String>,
    /// `Debian GNU/Linux 12 (bookworm)`.
    pub system: Option<String>,
    /// Asks all witnesses over there, where the program is installed; a verb may follow.
    pub command: String,
    /// Its login is a guess: the URL is not one of ssh.
    pub guessed: bool,
}
