//! Image blobs: index, manifest and config, and the way through them. Pure.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::collect::loose::{List, Loose, Tally, object};

/// What a blob under an image's target can be.
#[derive(Debug, Clone)]
pub(crate) enum Blob {
    Index(Vec<Child>),
    Manifest(Manifest),
}

/// One manifest that an index points at.
#[derive(Debug, Clone)]
pub(crate) struct Child {
    pub(crate) digest: String,
    pub(crate) size: u64,
    /// `linux/amd64`; `None` where the index leaves that to the config.
    pub(crate) platform: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Manifest {
    pub(crate) config: String,
    pub(crate) layers: Vec<String>,
    /// Config plus layers.
    pub(crate) size: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) platform: Option<String>,
    /// The snapshot that its unpacked layers would be; `None` without layers.
    pub(crate) chain_id: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct BlobBody {
    manifests: Loose<List<Descriptor>>,
    config: Loose<Descriptor>,
    layers: Loose<List<Descriptor>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Descriptor {
    digest: Loose<String>,
    size: Loose<u64>,
    platform: Loose<Platform>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ConfigBody {
    os: Loose<String>,
    architecture: Loose<String>,
    variant: Loose<String>,
    rootfs: Loose<RootFs>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Platform {
    os: Loose<String>,
    architecture: Loose<String>,
    variant: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RootFs {
    diff_ids: Loose<List<String>>,
}

object!(BlobBody, Descriptor, ConfigBody, Platform, RootFs);

/// An index or a manifest, of docker's or of OCI's kind; told apart by what they have.
pub(crate) fn blob(body: &[u8]) -> Option<Blob> {
    let tally = &mut Tally::default();
    let body: Loose<BlobBody> = serde_json::from_slice(body).ok()?;
    let body = body.take(tally)?;
    if let Some(manifests) = body.manifests.take(tally) {
        let children = manifests.take(tally).into_iter();
        return Some(Blob::Index(children.filter_map(child).collect()));
    }
    let (config, config_size) = parts(body.config.take(tally)?)?;
    let layers = body.layers.take(tally).map(|list| list.take(tally));
    let layers: Vec<_> = layers
        .unwrap_or_default()
        .into_iter()
        .filter_map(parts)
        .collect();
    let sizes = layers.iter().map(|(_, size)| size).sum::<u64>();
    Some(Blob::Manifest(Manifest {
        config,
        size: config_size.saturating_add(sizes),
        layers: layers.into_iter().map(|(digest, _)| digest).collect(),
    }))
}

pub(crate) fn config(body: &[u8]) -> Option<Config> {
    let tally = &mut Tally::default();
    let body: Loose<ConfigBody> = serde_json::from_slice(body).ok()?;
    let body = body.take(tally)?;
    let rootfs = body.rootfs.take(tally).unwrap_or_default();
    let diff_ids = rootfs.diff_ids.take(tally).map(|list| list.take(tally));
    Some(Config {
        platform: platform(Platform {
            os: body.os,
            architecture: body.architecture,
            variant: body.variant,
        }),
        chain_id: chain_id(&diff_ids.unwrap_or_default()),
    })
}

fn child(descriptor: Descriptor) -> Option<Child> {
    let tally = &mut Tally::default();
    let named = descriptor.platform.take(tally);
    let platform = named.and_then(platform);
    // BuildKit puts attestations into an index as manifests of no platform.
    if platform.as_deref().is_some_and(|p| p.contains("unknown")) {
        return None;
    }
    Some(Child {
        digest: descriptor.digest.take(tally)?,
        size: descriptor.size.take(tally).unwrap_or_default(),
        platform,
    })
}

fn parts(descriptor: Descriptor) -> Option<(String, u64)> {
    let tally = &mut Tally::default();
    let size = descriptor.size.take(tally).unwrap_or_default();
    Some((descriptor.digest.take(tally)?, size))
}

fn platform(named: Platform) -> Option<String> {
    let tally = &mut Tally::default();
    let (os, architecture) = (named.os.take(tally)?, named.architecture.take(tally)?);
    let variant = named.variant.take(tally).filter(|v| !v.is_empty());
    // containerd writes the usual variant of arm64 as none.
    let variant = variant.filter(|v| !(architecture == "arm64" && v == "v8"));
    Some(match variant {
        Some(variant) => format!("{os}/{architecture}/{variant}"),
        None => format!("{os}/{architecture}"),
    })
}

/// sha256(chain of all layers below + " " + diff id), as OCI defines it.
fn chain_id(diff_ids: &[String]) -> Option<String> {
    let (first, rest) = diff_ids.split_first()?;
    Some(rest.iter().fold(first.clone(), |chain, diff_id| {
        let digest = Sha256::digest(format!("{chain} {diff_id}"));
        let mut text = String::from("sha256:");
        for byte in digest {
            text.push_str(&format!("{byte:02x}"));
        }
        text
    }))
}

/// The platform of this host, in containerd's words.
pub(crate) fn host_platform() -> String {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        "powerpc64" => "ppc64le",
        other => other,
    };
    format!("linux/{architecture}")
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
