//! Real situations of a host, each brought about the way it comes about in life, or as near to it as
//! can be had within seconds. Every function says what docker, ctr and /proc were seen to say.

pub mod boxed;
pub mod broken;
pub mod buildkit;
pub mod clients;
pub mod compose;
pub mod cri;
pub mod demo;
pub mod fates;
pub mod fill;
pub mod many;
pub mod nested;
pub mod operations;
pub mod podman;
pub mod rootless;
pub mod sockets;
pub mod units;
pub mod verdicts;
pub mod zoo;

#[cfg(test)]
mod tests;
