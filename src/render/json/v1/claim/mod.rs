//! What each witness says of one container. Every key is always there; a fact that was not told
//! is `null`.

mod answered;
mod containerd;
mod cri;
mod docker;
mod process;
mod shim;

pub(super) use containerd::ContainerdClaim;
pub(super) use cri::CriClaim;
pub(super) use docker::DockerClaim;
pub(super) use process::ProcessClaim;
pub(super) use shim::ShimClaim;
