//! Images and the stores that hold them.

use super::View;
use crate::model::MissingBlob;

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
    /// It has no name, and docker lists it all the same; `None` where docker's list was not told.
    pub dangling: Option<bool>,
    /// The contexts that lead to it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
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
    /// `None` where it could not be told.
    pub state: Option<HolderState>,
    /// Platforms that its index names and of which blobs are missing.
    pub missing_platforms: Vec<String>,
    /// Of the platform that is meant: config and layers that are not there.
    pub missing_blobs: Vec<MissingBlob>,
    /// Why not even its manifest could be read here.
    pub incomplete: Option<String>,
    /// Storage driver or snapshotter, where known.
    pub driver: Option<String>,
    /// Keys of the containers that use the image through this holder.
    pub used_by: Vec<String>,
}

/// What a container could be made of through a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolderState {
    Ready,
    /// Its blobs are there; its layers are unpacked when the first container is made.
    NotUnpacked,
    /// Its layers are unpacked, blobs of it are gone: containers start, it cannot be pushed or exported.
    BlobsGone,
    /// Blobs are missing that a container needs.
    Broken,
}

impl HolderState {
    pub const ALL: [Self; 4] = [
        Self::Ready,
        Self::NotUnpacked,
        Self::BlobsGone,
        Self::Broken,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotUnpacked => "not-unpacked",
            Self::BlobsGone => "blobs-gone",
            Self::Broken => "broken",
        }
    }
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

    /// `docker images` lists what is in there.
    pub fn is_listed(self) -> bool {
        matches!(self, Self::DockerGraphdriver | Self::DockerContainerd)
    }
}

impl Holder {
    /// Something went away that is needed. Who keeps no packed layers, as a kubelet may, lacks nothing.
    pub fn is_problem(&self) -> bool {
        match self.state {
            Some(HolderState::Broken) => true,
            Some(HolderState::BlobsGone) => self.missing_blobs.iter().any(|blob| blob.listed),
            Some(HolderState::Ready | HolderState::NotUnpacked) | None => false,
        }
    }
}
