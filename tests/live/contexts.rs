//! `contexts`: whom a command would reach, held against whom docker's own client reached.

mod around;
mod asked;
mod broken;
mod buildx;
mod clients;
mod dialled;
mod listed;
mod matrix;
mod secrets;

use serde_json::Value;

use crate::lab::{MiniHost, Result};
use crate::support::{document, items, text};

/// Where the contexts of a test are.
const FOLDER: &str = "/run/lab/docker";

/// What `contexts` says with these variables set.
fn told(host: &MiniHost, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Value> {
    let arguments = [&["contexts"], arguments, &["--json"]].concat();
    let mut exec = host.exec_tool(&arguments).env("DOCKER_CONFIG", FOLDER);
    for (name, value) in variables {
        exec = exec.env(name, value);
    }
    document(&exec.output()?)
}

/// The context of this name.
fn named<'d>(document: &'d Value, name: &str) -> Result<&'d Value> {
    let mut found = items(document, "contexts").iter();
    let found = found.find(|context| text(context, "name") == name);
    found.ok_or_else(|| format!("no context {name}: {}", document["contexts"]).into())
}

/// Makes a context as people do.
fn create(host: &MiniHost, name: &str, endpoint: &str) -> Result<()> {
    let endpoint = format!("host={endpoint}");
    let words = ["docker", "context", "create", name, "--docker", &endpoint];
    host.exec(&words).env("DOCKER_CONFIG", FOLDER).stdout()?;
    Ok(())
}

/// Writes a context's file by hand: docker would not make such a one.
fn write(host: &MiniHost, name: &str, content: &str) -> Result<()> {
    let script = "folder=$DOCKER_CONFIG/contexts/meta/$(printf %s \"$1\" | sha256sum | cut -c1-64)
                  mkdir -p \"$folder\" && printf %s \"$2\" >\"$folder/meta.json\"";
    let words = ["sh", "-euc", script, "sh", name, content];
    host.exec(&words).env("DOCKER_CONFIG", FOLDER).stdout()?;
    Ok(())
}
