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
    /// Storage driver or snapshotter.
    driver: Option<&'a str>,
    /// Keys of the containers that use the image through this holder.
    used_by: &'a [String],
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
        } = image;
        Self {
            key,
            config_digest: config_digest.as_deref(),
            incomplete: incomplete.as_deref(),
            references,
            size_bytes: *size_bytes,
            holders: holders.iter().map(Holder::from).collect(),
            used_by,
            views: views.iter().map(View::from).collect(),
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
            driver,
            used_by,
        } = holder;
        Self {
            store: store.word(),
            endpoint,
            namespace: namespace.as_deref(),
            references,
            digest,
            platforms,
            unpacked: *unpacked,
            driver: driver.as_deref(),
            used_by,
        }
    }
}
