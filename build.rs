//! Says in one line that `protoc` is missing, before the build of a dependency says it at length.
//!
//! containerd-client makes its code from containerd's protocol files and needs `protoc` for it.
//! This script waits for no dependency, so cargo can run it long before that crate's own.

use std::env;
use std::io::{self, Write};
use std::process::Command;

fn main() -> io::Result<()> {
    let mut cargo = io::stdout().lock();
    writeln!(cargo, "cargo::rerun-if-env-changed=PROTOC")?;
    let protoc = env::var("PROTOC").unwrap_or_else(|_| "protoc".to_owned());
    if let Err(error) = Command::new(&protoc).arg("--version").output() {
        writeln!(
            cargo,
            "cargo::error=`{protoc}` cannot be run ({error}), and the build needs it. On Debian or \
             Ubuntu: apt-get install protobuf-compiler. Elsewhere: set PROTOC to its path."
        )?;
    }
    Ok(())
}
