//! Which engines a mini host has: the machine's own, or those of a newer Debian suite; and where its
//! docker keeps images.
//!
//! The engines of other suites are those that tests/lab/generations unpacked. They lie over the
//! machine's /usr inside, at their usual paths, as if the host had been upgraded.

use std::path::{Path, PathBuf};

use super::mini_host::Builder;
use super::{MiniHost, Result};

/// Which engines a host has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Generation {
    /// The machine's own: docker 20.10 and containerd 1.6, if it is Debian 12.
    #[default]
    Machine,
    /// docker 26.1, containerd 1.7.
    Trixie,
    /// docker 28.5, containerd 2.1, or what has come after them.
    Sid,
}

/// Where docker keeps its images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Store {
    /// In its own folder, by the graph driver that it chooses: overlay2.
    #[default]
    GraphDriver,
    /// The same by the graph driver vfs, which copies every layer.
    Vfs,
    /// In containerd's namespace; docker 20.10 cannot.
    Containerd,
}

impl Generation {
    fn suite(self) -> Option<&'static str> {
        match self {
            Self::Machine => None,
            Self::Trixie => Some("trixie"),
            Self::Sid => Some("sid"),
        }
    }

    /// The folder that has a /usr.
    fn root(self) -> Option<PathBuf> {
        let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/generations.d");
        self.suite().map(|suite| unpacked.join(suite))
    }

    /// What init.sh lays over its /usr; empty for the machine's own.
    pub(super) fn layer(self) -> PathBuf {
        self.root()
            .map_or_else(PathBuf::new, |root| root.join("usr"))
    }

    /// Why there is no host of this generation; `None` if there is one.
    pub fn unavailable(self) -> Option<String> {
        let suite = self.suite()?;
        let unpacked = self.layer().join("sbin/dockerd").exists();
        (!unpacked)
            .then(|| format!("no engines of {suite}: tests/lab/generations {suite} says why"))
    }
}

impl Store {
    /// What daemon.json says of it; empty for what docker does by itself.
    fn settings(self) -> &'static str {
        match self {
            Self::GraphDriver => "",
            Self::Vfs => r#"{"storage-driver":"vfs"}"#,
            Self::Containerd => r#"{"features":{"containerd-snapshotter":true}}"#,
        }
    }
}

impl Builder {
    /// A host with the engines of this generation.
    pub fn generation(mut self, generation: Generation) -> Self {
        self.generation = generation;
        self
    }

    /// A host whose docker keeps images there, by its daemon.json.
    pub fn store(mut self, store: Store) -> Self {
        self.store = store;
        self
    }
}

impl MiniHost {
    /// Writes the daemon.json of a store; of the graph driver there is none. dockerd reads it when it
    /// is started the next time.
    pub fn set_store(&self, store: Store) -> Result<()> {
        let path = self.path("/etc/docker/daemon.json");
        match store.settings() {
            "" if !path.exists() => Ok(()),
            "" => Ok(std::fs::remove_file(path)?),
            settings => Ok(std::fs::write(path, settings)?),
        }
    }
}
