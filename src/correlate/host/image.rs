//! Images and the stores that hold them.

use super::View;

/// An image config, wherever it is held.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// The config digest, else the target digest.
    pub key: String,
    pub config_digest: Option<String>,
    /// Why the config digest is not known.
    pub incomplete: Option<String>,
    /// All references of all holders, sorted, each once; without those that docker makes up for an image
    /// that has no name.
    pub references: Vec<String>,
    /// docker's word if there is one (unpacked), else containerd's (compressed content).
    pub size_bytes: Option<u64>,
    pub holders: Vec<Holder>,
    /// Keys of containers.
    pub used_by: Vec<String>,
    pub views: Vec<View>,
}

/// One store that holds an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub store: Store,
    pub endpoint: String,
    /// `None` for docker's graph drivers, and where only a dockerd told of what it keeps in containerd.
    pub namespace: Option<String>,
    pub references: Vec<String>,
    /// Image id for docker's graph driver, target digest otherwise.
    pub digest: String,
    pub platforms: Vec<String>,
    pub unpacked: Option<bool>,
    /// Storage driver or snapshotter, where known.
    pub driver: Option<String>,
    /// Keys of the containers that use the image through this holder.
    pub used_by: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    DockerGraphdriver,
    DockerContainerd,
    /// A graph driver that docker does not use now.
    DockerIdle,
    Containerd,
}

impl Store {
    pub fn word(self) -> &'static str {
        match self {
            Self::DockerGraphdriver => "docker-graphdriver",
            Self::DockerContainerd => "docker-containerd",
            Self::DockerIdle => "docker-idle",
            Self::Containerd => "containerd",
        }
    }
}
