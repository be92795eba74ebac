//! `capture`: a snapshot into a file, for `--from`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use crate::capture::{self, CaptureError};
use crate::cli::args::{CaptureArgs, Cli};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::{say, to_stdout};
use crate::cli::snapshot;
use crate::model::secret::Secrets;
use crate::model::{Scope, Snapshot};

pub(crate) fn run(cli: &Cli, args: &CaptureArgs) -> Result<Outcome, Failure> {
    let to_pipe = args.file.as_deref() == Some(Path::new("-"));
    check(cli, args, to_pipe)?;
    let scope = Scope {
        inspect_all: cli.source.inspect,
        all_contexts: cli.source.all_contexts,
        ..Scope::ALL
    };
    let snapshot = snapshot::obtain(cli, scope, secrets(args))?;
    if to_pipe {
        to_stdout(|out| capture::write(&snapshot, out))?;
    } else {
        let path = args.file.clone().unwrap_or_else(|| file_name(&snapshot));
        capture::create(&path, &snapshot)?;
        tell(&path, args);
    }
    Ok(Outcome::of(complete(&snapshot), cli.source.allow_partial))
}

/// What can be refused is refused before the host is asked.
fn check(cli: &Cli, args: &CaptureArgs, to_pipe: bool) -> Result<(), Failure> {
    if cli.source.from.is_some() {
        let message = "capture looks at this host; --from has no place here (copy the file)";
        return Err(Failure::Usage(message.to_owned()));
    }
    if to_pipe && io::stdout().is_terminal() {
        let message = "a capture is not for reading: name a file, or send it down a pipe";
        return Err(Failure::Usage(message.to_owned()));
    }
    match &args.file {
        Some(path) if !to_pipe && path.symlink_metadata().is_ok() => {
            let path = path.display().to_string();
            Err(CaptureError::Exists { path }.into())
        }
        _ => Ok(()),
    }
}

fn secrets(args: &CaptureArgs) -> Secrets {
    if args.keep_secrets {
        Secrets::Keep
    } else {
        Secrets::Mask
    }
}

/// `dockerctx-minihost-20261123T031207Z.json`: a host's name is not trusted with slashes.
fn file_name(snapshot: &Snapshot) -> PathBuf {
    let host = snapshot.host.hostname.as_deref().unwrap_or("host");
    let host: String = host
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(64)
        .collect();
    let time = snapshot.observed_at.strftime("%Y%m%dT%H%M%SZ");
    PathBuf::from(format!("dockerctx-{host}-{time}.json"))
}

fn tell(path: &Path, args: &CaptureArgs) {
    let secrets = if args.keep_secrets {
        "secrets are in it as they are"
    } else {
        "what looked like a secret is masked"
    };
    let path = path.display();
    say(&format!(
        "wrote {path}; {secrets}; read it with --from {path}"
    ));
}

fn complete(snapshot: &Snapshot) -> bool {
    let mut sources = snapshot.sources.iter();
    !sources.any(|source| source.needed && source.status.is_incomplete())
}
