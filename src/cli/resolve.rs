//! Arguments -> the options of collect and render.

use crate::cli::args::{Cli, ColumnsArg, Depth, OutputFormat, Verb};
use crate::cli::error::Failure;
use crate::cli::terminal::Terminal;
use crate::collect::{self, NamedDocker};
use crate::correlate::topology;
use crate::model::Scope;
use crate::model::secret::Secrets;
use crate::render::{self, Format, Kind};

/// What a report needs to be asked for. Less is what keeps a narrow verb fast.
pub(crate) fn scope(cli: &Cli, kind: Kind, options: &render::Options) -> Scope {
    let inspect_all = cli.source.inspect;
    let all_contexts = cli.source.all_contexts;
    let details = shows_details(options);
    let nothing = Scope {
        images: false,
        storage: false,
        daemons: false,
        commands: false,
        details,
        engines: false,
        endpoints: false,
        objects: true,
        contexts: false,
        bytes: false,
        deep: false,
        bundles: false,
        all_contexts,
        inspect_all,
    };
    match kind {
        Kind::Host | Kind::Namespaces => Scope {
            commands: details && kind == Kind::Host,
            details,
            engines: false,
            endpoints: kind == Kind::Host,
            contexts: false,
            bytes: false,
            bundles: false,
            all_contexts,
            inspect_all,
            ..Scope::ALL
        },
        Kind::Images => Scope {
            images: true,
            daemons: true,
            ..nothing
        },
        Kind::Shims => Scope {
            commands: details,
            ..nothing
        },
        Kind::Engines | Kind::Topology | Kind::Operations => Scope {
            daemons: true,
            engines: true,
            endpoints: true,
            ..nothing
        },
        Kind::Trace | Kind::Impact => Scope {
            images: true,
            daemons: true,
            commands: true,
            details: true,
            engines: true,
            endpoints: true,
            bundles: true,
            inspect_all: true,
            ..nothing
        },
        // Asks what the capture asked that it is compared with.
        Kind::Diff => Scope::ALL,
        // Each of them is dialled anyway, and none is asked what it has.
        Kind::Contexts => Scope {
            all_contexts: false,
            endpoints: true,
            objects: false,
            contexts: true,
            ..nothing
        },
        Kind::Storage => Scope {
            images: true,
            daemons: true,
            bytes: true,
            deep: matches!(&cli.verb, Some(Verb::Storage(args)) if args.deep),
            ..nothing
        },
        Kind::Containers => nothing,
    }
}

/// More is shown than the columns that a table has by itself.
fn shows_details(options: &render::Options) -> bool {
    match options.format {
        Format::Wide | Format::Json | Format::Ndjson => true,
        _ => options.columns.is_some(),
    }
}

/// The context that the caller would name on docker's command line.
fn context(cli: &Cli) -> Option<String> {
    match &cli.verb {
        Some(Verb::Contexts(_)) => cli.source.context.clone(),
        _ => None,
    }
}

/// The docker endpoint that alone is asked; `contexts` says where a context leads, and asks no other.
fn docker(cli: &Cli) -> Option<NamedDocker> {
    let host = cli.source.host.clone().map(NamedDocker::Host);
    let context = cli.source.context.clone().map(NamedDocker::Context);
    match &cli.verb {
        Some(Verb::Contexts(_)) => None,
        _ => host.or(context),
    }
}

pub(crate) fn collect_options(cli: &Cli, scope: Scope, secrets: Secrets) -> collect::Options {
    collect::Options {
        scope,
        timeout: cli.source.timeout,
        activate: cli.source.activate,
        docker: docker(cli),
        containerd: cli.source.containerd.clone(),
        host_root: cli.source.host_root.clone(),
        context: context(cli),
        secrets,
    }
}

/// `-q` outranks nothing and conflicts with `-o`, so the order of the questions does not matter.
pub(crate) fn format(cli: &Cli, kind: Kind) -> Result<Format, Failure> {
    let format = wanted_format(cli, kind);
    let offered = render::formats(kind);
    if offered.contains(&format) {
        return Ok(format);
    }
    let offered: Vec<&str> = offered.iter().map(|format| format.word()).collect();
    let message = format!(
        "{} cannot be written as {}; it can as {}",
        kind.word(),
        format.word(),
        offered.join(", ")
    );
    Err(Failure::Usage(message))
}

fn wanted_format(cli: &Cli, kind: Kind) -> Format {
    match cli.output.output {
        _ if cli.output.quiet => Format::Quiet,
        _ if cli.output.json => Format::Json,
        None => render::formats(kind)[0],
        Some(OutputFormat::Table) => Format::Table,
        Some(OutputFormat::Wide) => Format::Wide,
        Some(OutputFormat::Json) => Format::Json,
        Some(OutputFormat::Ndjson) => Format::Ndjson,
        Some(OutputFormat::Markdown) => Format::Markdown,
        Some(OutputFormat::Tree) => Format::Tree,
        Some(OutputFormat::Mermaid) => Format::Mermaid,
        Some(OutputFormat::Dot) => Format::Dot,
        Some(OutputFormat::Svg) => Format::Svg,
    }
}

pub(crate) fn depth(depth: Depth) -> topology::Depth {
    match depth {
        Depth::Engines => topology::Depth::Engines,
        Depth::Namespaces => topology::Depth::Namespaces,
        Depth::Containers => topology::Depth::Containers,
    }
}

/// Fails where a report of this kind does not come in the form that was asked for.
pub(crate) fn render_options(
    cli: &Cli,
    kind: Kind,
    columns: Option<&ColumnsArg>,
    words: &[String],
) -> Result<render::Options, Failure> {
    let terminal = Terminal::of_stdout(cli.output.color);
    Ok(render::Options {
        format: format(cli, kind)?,
        width: terminal.width,
        terminal: terminal.terminal,
        color: terminal.color,
        headers: !cli.output.no_headers,
        truncate: !cli.output.no_trunc,
        details: !words.is_empty(),
        columns: columns.and_then(|columns| columns.columns.clone()),
        depth: None,
    })
}
