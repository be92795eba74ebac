//! What every live test needs: the built binary in a host, and its JSON.

use serde_json::Value;

use crate::lab::{Builder, MiniHost, Result};

/// The binary under test.
pub(crate) const TOOL: &str = env!("CARGO_BIN_EXE_dockerctx-inspect");

/// A host with the tool in its PATH.
pub(crate) fn with_tool() -> Builder {
    MiniHost::builder().tool(TOOL)
}

/// One verb's JSON, whatever its exit code.
pub(crate) fn json(host: &MiniHost, arguments: &[&str]) -> Result<Value> {
    let output = host.tool(&[arguments, &["--json"]].concat())?;
    let parsed = serde_json::from_str(&output.stdout);
    parsed.map_err(|error| format!("{error}: {}{}", output.stdout, output.stderr).into())
}
