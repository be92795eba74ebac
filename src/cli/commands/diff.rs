//! `diff A [B]`: two captures, or a capture and this host as it is now.

use std::path::Path;

use crate::cli::args::{Cli, DiffArgs};
use crate::cli::commands::report::{self, Asked};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::cli::{select, snapshot};
use crate::correlate::diff::{Moment, diff};
use crate::correlate::host::Host;
use crate::correlate::{self, Reader};
use crate::model::secret::Secrets;
use crate::model::{Scope, Snapshot};
use crate::render::{self, Kind, Options};

pub(crate) fn run(cli: &Cli, args: &DiffArgs) -> Result<Outcome, Failure> {
    let options = match report::asked(cli, Kind::Diff, &args.columns, &[])? {
        Asked::Report(options) => options,
        Asked::Help(told) => return Ok(told),
    };
    check(cli, args)?;
    let before = snapshot::read(&args.before)?;
    let (after, reader) = later(cli, args, &before)?;
    let mut before = correlate::correlate(&before, Reader::Elsewhere);
    let mut after = correlate::correlate(&after, reader);
    select::only_namespaces_of(&mut [&mut before, &mut after], &cli.source.namespace)?;
    write(args, &before, &after, &options)?;
    let complete = before.complete() && after.complete();
    Ok(Outcome::of(complete, cli.source.allow_partial))
}

/// What can be refused is refused before a file is read.
fn check(cli: &Cli, args: &DiffArgs) -> Result<(), Failure> {
    let source = &cli.source;
    let message = if source.from.is_some() {
        "diff names its captures itself: diff A [B]; --from has no place here"
    } else if is_stdin(&args.before) && args.after.as_deref().is_some_and(is_stdin) {
        "only one of the two can be -, there is one stdin"
    } else if args.after.is_some() && asks_a_host(cli) {
        "two captures are compared, and no host is asked: flags that say whom to ask have no place"
    } else {
        return Ok(());
    };
    Err(Failure::Usage(message.to_owned()))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn asks_a_host(cli: &Cli) -> bool {
    let source = &cli.source;
    let named = source.host.is_some() || source.context.is_some() || !source.containerd.is_empty();
    let ways = source.activate || source.inspect || source.all_contexts;
    named || source.host_root.is_some() || ways
}

/// The second capture; or this host, asked what the first one was asked, for only that can be compared.
fn later(cli: &Cli, args: &DiffArgs, before: &Snapshot) -> Result<(Snapshot, Reader), Failure> {
    if let Some(path) = &args.after {
        return Ok((snapshot::read(path)?, Reader::Elsewhere));
    }
    let scope = Scope {
        storage: false,
        contexts: false,
        bytes: false,
        bundles: false,
        deep: false,
        inspect_all: before.scope.inspect_all || cli.source.inspect,
        all_contexts: asks_all_contexts(cli, before),
        ..before.scope
    };
    let now = snapshot::obtain(cli, scope, Secrets::Mask)?;
    Ok((now, snapshot::reader(cli)))
}

/// Without them all that was behind the contexts then would be missing now.
fn asks_all_contexts(cli: &Cli, before: &Snapshot) -> bool {
    let source = &cli.source;
    let is_narrowed =
        source.host.is_some() || source.context.is_some() || source.host_root.is_some();
    source.all_contexts || (before.asked_contexts.is_some() && !is_narrowed)
}

fn write(args: &DiffArgs, before: &Host, after: &Host, options: &Options) -> Result<(), Failure> {
    let before_source = args.before.to_string_lossy();
    let after_source = args.after.as_ref().map(|path| path.to_string_lossy());
    let mut diff = diff(
        Moment {
            host: before,
            source: Some(&before_source),
        },
        Moment {
            host: after,
            source: after_source.as_deref(),
        },
    );
    if args.problems {
        diff.changes.retain(|change| change.is_about_a_problem());
    }
    to_stdout(|out| render::diff(&diff, options, out))
}
