//! `images[]`: one image config, wherever it is held.

use schemars::JsonSchema;
use serde::Serialize;

use super::container::View;
use crate::correlate::host;

/// An image.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Image<'a> {
    /// The config digest, else the target digest; unique in the document.
    key: &'a str,
    config_digest: Option<&'a str>,
    /// Why the config digest is not known.
    incomplete: Option<&'a str>,
    references: &'a [String],
    /// docker's word if there is one (unpacked), else containerd's (compressed).
    size_bytes: Option<u64>,
    holders: Vec<Holder<'a>>,
    /// Keys of containers.
    used_by: &'a [String],
    views: Vec<View<'a>>,
    /// It has no name, and `docker images` lists it as `<none>`; null where docker's list was not told.
    dangling: Option<bool>,
    /// The contexts that lead to it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

/// One store that holds an image.
#[derive(Serialize, JsonSchema)]
struct Holder<'a> {
    /// `docker-graphdriver`, `docker-containerd`, `docker-idle` (on docker's disk under a driver that
    /// it does not use now), `containerd`.
    store: &'static str,
    endpoint: &'a str,
    namespace: Option<&'a str>,
    references: &'a [String],
    /// docker's image id for its graph driver, the target digest otherwise.
    digest: &'a str,
    platforms: &'a [String],
    unpacked: Option<bool>,
    /// `ready`; `not-unpacked` (its layers are unpacked for the first container); `blobs-gone` (its layers
    /// are unpacked, it cannot be pushed or exported); `broken` (a container cannot be made of it); null
    /// where it could not be told.
    state: Option<&'static str>,
    /// Platforms that its index names and of which blobs are not there: normal after a pull.
    missing_platforms: &'a [String],
    /// Config and layers that are not there.
    missing_blobs: Vec<MissingBlob<'a>>,
    /// Why not even its manifest could be read here.
    incomplete: Option<&'a str>,
    /// Storage driver or snapshotter.
    driver: Option<&'a str>,
    /// Keys of the containers that use the image through this holder.
    used_by: &'a [String],
}

/// A blob that an image names and that is not there.
#[derive(Serialize, JsonSchema)]
struct MissingBlob<'a> {
    digest: &'a str,
    /// containerd has a record of it, but not its file.
    listed: bool,
}

impl<'a> From<&'a host::Image> for Image<'a> {
    fn from(image: &'a host::Image) -> Self {
        let host::Image {
            key,
            config_digest,
            incomplete,
            references,
            size_bytes,
            holders,
            used_by,
            views,
            dangling,
            contexts,
        } = image;
        Self {
            contexts: contexts.as_deref(),
            key,
            config_digest: config_digest.as_deref(),
            incomplete: incomplete.as_deref(),
            references,
            size_bytes: *size_bytes,
            holders: holders.iter().map(Holder::from).collect(),
            used_by,
            views: views.iter().map(View::from).collect(),
            dangling: *dangling,
        }
    }
}

impl<'a> From<&'a host::Holder> for Holder<'a> {
    fn from(holder: &'a host::Holder) -> Self {
        let host::Holder {
            store,
            endpoint,
            namespace,
            references,
            digest,
            platforms,
            unpacked,
            state,
            missing_platforms,
            missing_blobs,
            incomplete,
            driver,
            used_by,
        } = holder;
        let missing = |blob: &'a crate::model::MissingBlob| MissingBlob {
            digest: &blob.digest,
            listed: blob.listed,
        };
        Self {
            store: store.word(),
            endpoint,
            namespace: namespace.as_deref(),
            references,
            digest,
            platforms,
            unpacked: *unpacked,
            state: state.map(host::HolderState::word),
            missing_platforms,
            missing_blobs: missing_blobs.iter().map(missing).collect(),
            incomplete: incomplete.as_deref(),
            driver: driver.as_deref(),
            used_by,
        }
    }
}
