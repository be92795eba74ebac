//! The parts of the docker API's bodies that are used, every field of them optional.
//!
//! bollard's own types are not used: their enums are closed, and they decode what is not needed.

use serde::Deserialize;

use crate::collect::loose::{List, Loose, Map, object};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Container {
    pub(super) id: Loose<String>,
    pub(super) names: Loose<List<String>>,
    pub(super) image: Loose<String>,
    #[serde(rename = "ImageID")]
    pub(super) image_id: Loose<String>,
    pub(super) created: Loose<i64>,
    pub(super) ports: Loose<List<Port>>,
    pub(super) labels: Loose<Map<String>>,
    pub(super) state: Loose<String>,
    pub(super) status: Loose<String>,
    pub(super) network_settings: Loose<NetworkSettings>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Port {
    #[serde(rename = "IP")]
    pub(super) ip: Loose<String>,
    #[serde(rename = "PrivatePort")]
    pub(super) private: Loose<u64>,
    #[serde(rename = "PublicPort")]
    pub(super) public: Loose<u64>,
    #[serde(rename = "Type")]
    pub(super) protocol: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct NetworkSettings {
    pub(super) networks: Loose<Map<Network>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Network {
    #[serde(rename = "IPAddress")]
    pub(super) ip: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Image {
    pub(super) id: Loose<String>,
    pub(super) repo_tags: Loose<List<String>>,
    pub(super) repo_digests: Loose<List<String>>,
    pub(super) size: Loose<i64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Plugin {
    pub(super) id: Loose<String>,
    pub(super) name: Loose<String>,
    pub(super) enabled: Loose<bool>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Version {
    #[serde(rename = "MinAPIVersion")]
    pub(super) oldest: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Info {
    pub(super) driver: Loose<String>,
    pub(super) driver_status: Loose<List<List<String>>>,
    pub(super) docker_root_dir: Loose<String>,
    pub(super) live_restore_enabled: Loose<bool>,
    pub(super) containerd: Loose<InfoContainerd>,
    pub(super) security_options: Loose<List<String>>,
    pub(super) warnings: Loose<List<String>>,
    pub(super) cgroup_driver: Loose<String>,
    pub(super) logging_driver: Loose<String>,
    pub(super) default_runtime: Loose<String>,
    pub(super) debug: Loose<bool>,
    pub(super) experimental_build: Loose<bool>,
    pub(super) name: Loose<String>,
    pub(super) kernel_version: Loose<String>,
    pub(super) operating_system: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct InfoContainerd {
    pub(super) address: Loose<String>,
    pub(super) namespaces: Loose<InfoNamespaces>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct InfoNamespaces {
    pub(super) containers: Loose<String>,
    pub(super) plugins: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Inspect {
    pub(super) state: Loose<InspectState>,
    pub(super) restart_count: Loose<u64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct InspectState {
    pub(super) status: Loose<String>,
    pub(super) restarting: Loose<bool>,
    pub(super) pid: Loose<u64>,
    pub(super) exit_code: Loose<i64>,
    pub(super) started_at: Loose<String>,
    pub(super) finished_at: Loose<String>,
    pub(super) health: Loose<InspectHealth>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct InspectHealth {
    pub(super) status: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ErrorBody {
    pub(super) message: Loose<String>,
}

object!(
    Container,
    Port,
    NetworkSettings,
    Network,
    Image,
    Plugin,
    Version,
    Info,
    InfoContainerd,
    InfoNamespaces,
    Inspect,
    InspectState,
    InspectHealth,
    ErrorBody,
);
