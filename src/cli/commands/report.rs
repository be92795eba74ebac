//! `overview`, `containers`, `images`, `shims`, `namespaces`, `engines`, `contexts`, `storage`,
//! `topology`, `operations`:
//! snapshot, join, selection, report.

use crate::cli::args::{
    Cli, ColumnsArg, ContainersArgs, ContextsArgs, EnginesArgs, ImagesArgs, NamespacesArgs,
    OperationsArgs, SelectArgs, ShimsArgs, StorageArgs, TopologyArgs,
};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::cli::select::{self, Noun, Request, Selection};
use crate::cli::{resolve, snapshot};
use crate::correlate;
use crate::correlate::host::{
    Container, Context, Engine, Host, Image, Namespace, Operation, Shim, StoragePart,
};
use crate::model::Snapshot;
use crate::model::secret::Secrets;
use crate::render::{self, Format, Kind, Options};

pub(crate) fn overview(cli: &Cli) -> Result<Outcome, Failure> {
    let options = resolve::render_options(cli, Kind::Host, None, &[])?;
    print(cli, Kind::Host, &options, |_| Ok(()))
}

pub(crate) fn containers(cli: &Cli, args: &ContainersArgs) -> Result<Outcome, Failure> {
    let problems = args.problems.problems;
    list::<Container>(cli, Kind::Containers, &args.words, &args.select, problems)
}

pub(crate) fn images(cli: &Cli, args: &ImagesArgs) -> Result<Outcome, Failure> {
    list::<Image>(cli, Kind::Images, &args.words, &args.select, false)
}

pub(crate) fn shims(cli: &Cli, args: &ShimsArgs) -> Result<Outcome, Failure> {
    let problems = args.problems.problems;
    list::<Shim>(cli, Kind::Shims, &args.words, &args.select, problems)
}

pub(crate) fn namespaces(cli: &Cli, args: &NamespacesArgs) -> Result<Outcome, Failure> {
    let problems = args.problems.problems;
    list::<Namespace>(cli, Kind::Namespaces, &args.words, &args.select, problems)
}

pub(crate) fn engines(cli: &Cli, args: &EnginesArgs) -> Result<Outcome, Failure> {
    let problems = args.problems.problems;
    list::<Engine>(cli, Kind::Engines, &args.words, &args.select, problems)
}

/// Asks nobody but the contexts' own endpoints, so there is nothing to narrow.
pub(crate) fn contexts(cli: &Cli, args: &ContextsArgs) -> Result<Outcome, Failure> {
    let source = &cli.source;
    let is_narrowed = source.host.is_some() || !source.containerd.is_empty();
    if is_narrowed || !source.namespace.is_empty() {
        let message =
            "contexts are about where commands lead: -H, --containerd and -n have no place";
        return Err(Failure::Usage(message.to_owned()));
    }
    let problems = args.problems.problems;
    let (words, select) = (&args.words, &args.select);
    narrowed_list::<Context>(cli, Kind::Contexts, words, select, problems, |host| {
        if let Some(client) = args.client {
            select::only_client(host, client);
        }
        Ok(())
    })
}

pub(crate) fn storage(cli: &Cli, args: &StorageArgs) -> Result<Outcome, Failure> {
    let problems = args.problems.problems;
    list::<StoragePart>(cli, Kind::Storage, &args.words, &args.select, problems)
}

pub(crate) fn operations(cli: &Cli, args: &OperationsArgs) -> Result<Outcome, Failure> {
    let problems = args.problems.problems;
    let (words, select) = (&args.words, &args.select);
    narrowed_list::<Operation>(
        cli,
        Kind::Operations,
        words,
        select,
        problems,
        |host| match &args.engine {
            Some(engine) => Ok(select::only_served_by(host, engine)?),
            None => Ok(()),
        },
    )
}

pub(crate) fn topology(cli: &Cli, args: &TopologyArgs) -> Result<Outcome, Failure> {
    let options = Options {
        depth: args.depth.map(resolve::depth),
        ..resolve::render_options(cli, Kind::Topology, None, &[])?
    };
    print(cli, Kind::Topology, &options, |_| Ok(()))
}

/// A report on one noun.
fn list<T: Noun>(
    cli: &Cli,
    kind: Kind,
    words: &[String],
    args: &SelectArgs,
    problems: bool,
) -> Result<Outcome, Failure> {
    narrowed_list::<T>(cli, kind, words, args, problems, |_| Ok(()))
}

/// The same of a host that is narrowed first. The whole command line is checked before anybody is
/// asked anything.
fn narrowed_list<T: Noun>(
    cli: &Cli,
    kind: Kind,
    words: &[String],
    args: &SelectArgs,
    problems: bool,
    narrow: impl FnOnce(&mut Host) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    if args.filter.iter().any(|filter| filter == "help") {
        return help(&select::keys_help::<T>());
    }
    let words = select::without_list(words);
    let options = match asked(cli, kind, &args.columns, words)? {
        Asked::Report(options) => options,
        Asked::Help(told) => return Ok(told),
    };
    let selection = Selection::<T>::parse(&Request {
        words,
        filters: &args.filter,
        problems,
        sort: args.sort.as_deref(),
    })?;
    print(cli, kind, &options, |host| {
        narrow(host)?;
        Ok(selection.apply(host)?)
    })
}

/// What was asked for: a report, or only the names of its columns.
pub(super) enum Asked {
    Report(Options),
    Help(Outcome),
}

/// Refuses what no report of this kind has, before anybody is asked anything.
pub(super) fn asked(
    cli: &Cli,
    kind: Kind,
    columns: &ColumnsArg,
    words: &[String],
) -> Result<Asked, Failure> {
    let names = columns.columns.as_deref().unwrap_or_default();
    if names.iter().any(|name| name == "help") {
        return help(&columns_help(kind)).map(Asked::Help);
    }
    let options = resolve::render_options(cli, kind, Some(columns), words)?;
    check_columns(kind, &options)?;
    Ok(Asked::Report(options))
}

/// The host that a report is about, narrowed to `-n`, and the snapshot that it was joined from.
pub(super) fn looked_at(
    cli: &Cli,
    kind: Kind,
    options: &Options,
) -> Result<(Snapshot, Host), Failure> {
    let scope = resolve::scope(cli, kind, options);
    let snapshot = snapshot::obtain(cli, scope, Secrets::Mask)?;
    let mut host = correlate::correlate(&snapshot, snapshot::reader(cli));
    select::only_namespaces(&mut host, &cli.source.namespace)?;
    Ok((snapshot, host))
}

/// Reads, joins, narrows to `-n` and to what `selected` leaves, writes, and tells how it ended.
fn print(
    cli: &Cli,
    kind: Kind,
    options: &Options,
    selected: impl FnOnce(&mut Host) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    let (snapshot, mut host) = looked_at(cli, kind, options)?;
    selected(&mut host)?;
    to_stdout(|out| render::report(kind, &host, options, out))?;
    let complete = host.complete();
    // The process ends here; taking a thousand containers apart before it does is for nobody.
    std::mem::forget((snapshot, host));
    Ok(Outcome::of(complete, cli.source.allow_partial))
}

fn help(text: &str) -> Result<Outcome, Failure> {
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(Outcome::Complete)
}

/// The columns of a table: name, whether it is shown unasked, meaning.
fn columns_help(kind: Kind) -> String {
    let columns = render::columns(kind);
    let width = columns.iter().map(|column| column.name.len()).max();
    let lines = columns.iter().map(|column| {
        let shown = match (column.default, column.wide) {
            (true, _) => "table",
            (false, true) => "wide",
            (false, false) => "-",
        };
        let (name, width) = (column.name, width.unwrap_or_default());
        format!("{name:width$}  {shown:5}  {}\n", column.meaning)
    });
    lines.collect()
}

/// Names of columns that exist, for a form that has columns.
fn check_columns(kind: Kind, options: &Options) -> Result<(), Failure> {
    let Some(wanted) = &options.columns else {
        return Ok(());
    };
    if !matches!(
        options.format,
        Format::Table | Format::Wide | Format::Markdown
    ) {
        let message = "--columns is for tables; JSON always has every key, -q has one word";
        return Err(Failure::Usage(message.to_owned()));
    }
    let names: Vec<&str> = render::columns(kind)
        .iter()
        .map(|column| column.name)
        .collect();
    match wanted.iter().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Failure::Usage(format!(
            "there is no column '{name}'; there are: {}",
            names.join(", ")
        ))),
    }
}
