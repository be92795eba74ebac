//! The definition of the command line. Help, man pages and completions all come from here.
//!
//! Says what may be typed, not what it means: `resolve` turns it into options.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand, ValueEnum, ValueHint};

use super::{examples, values};
use crate::model::ContextClient;

/// Shows what containers, images, namespaces and shims exist on this host, who can see them, who
/// cannot, and why. It only reads.
#[derive(Debug, Parser)]
#[command(name = "dockerctx-inspect", version, max_term_width = 80)]
#[command(after_help = examples::ROOT, subcommand_help_heading = "Verbs", subcommand_value_name = "VERB")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// One screen that says whether the host is in order (also: no verb)
    #[command(after_help = examples::OVERVIEW)]
    Overview {
        #[command(flatten)]
        swallowed: Swallowed,
    },
    /// Every container, and what each witness says of it
    #[command(visible_aliases = ["ps", "container"], after_help = examples::CONTAINERS)]
    Containers(ContainersArgs),
    /// Every image, and which stores hold it
    #[command(visible_alias = "image", after_help = examples::IMAGES)]
    Images(ImagesArgs),
    /// Every containerd-shim process, and whom it serves
    #[command(visible_alias = "shim", after_help = examples::SHIMS)]
    Shims(ShimsArgs),
    /// Every containerd namespace, and who uses it
    #[command(visible_aliases = ["ns", "namespace"], after_help = examples::NAMESPACES)]
    Namespaces(NamespacesArgs),
    /// Every daemon, running or armed: who manages it, its sockets, whom it uses
    #[command(visible_alias = "engine", after_help = examples::ENGINES)]
    Engines(EnginesArgs),
    /// Which daemon a command would reach: every context, and what chooses
    #[command(visible_aliases = ["context", "ctx"], after_help = examples::CONTEXTS)]
    Contexts(ContextsArgs),
    /// Where bytes lie: data roots, layers, content, what nothing refers to
    #[command(visible_alias = "df", after_help = examples::STORAGE)]
    Storage(StorageArgs),
    /// The picture: clients, sockets, engines, namespaces, shims, containers
    #[command(after_help = examples::TOPOLOGY)]
    Topology(TopologyArgs),
    /// The whole story of one thing: a container, an image, a pid, a port, a socket
    #[command(after_help = examples::TRACE)]
    Trace(TraceArgs),
    /// What works now, and because of which daemon, plugin or socket the rest does not
    #[command(visible_alias = "operation", after_help = examples::OPERATIONS)]
    Operations(OperationsArgs),
    /// What would happen to whom if an engine were stopped, restarted or killed (nothing is done)
    #[command(after_help = examples::IMPACT)]
    Impact(ImpactArgs),
    /// What is different between two captures, or a capture and now
    #[command(after_help = examples::DIFF)]
    Diff(DiffArgs),
    /// What a word on a screen means, how it comes about, what to do (offline)
    #[command(after_help = examples::EXPLAIN)]
    Explain(ExplainArgs),
    /// Keep all that can be seen now in a file, for --from
    #[command(after_help = examples::CAPTURE)]
    Capture(CaptureArgs),
    /// The JSON Schema of a report
    #[command(hide = true, after_help = examples::SCHEMA)]
    Schema(SchemaArgs),
    /// Files that are made from this program's own definitions
    #[command(hide = true, after_help = examples::GENERATE)]
    Generate(GenerateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ContainersArgs {
    /// Only these: names, ids or the beginning of one
    #[arg(value_name = "NAME|ID|NAMESPACE/ID")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
pub(crate) struct ImagesArgs {
    /// Only these: references, ids or the beginning of one
    #[arg(value_name = "REFERENCE|ID")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ShimsArgs {
    /// Only these: pids, ids, or names of containers they serve
    #[arg(value_name = "PID|ID|NAME")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
pub(crate) struct NamespacesArgs {
    /// Only these
    #[arg(value_name = "NAME")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
pub(crate) struct EnginesArgs {
    /// Only these, and all that is known of them: kinds, pids, sockets, units
    #[arg(value_name = "KIND|PID|SOCKET|UNIT")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
pub(crate) struct ContextsArgs {
    /// Only these: names, or endpoints they lead to
    #[arg(value_name = "NAME|ENDPOINT")]
    pub(crate) words: Vec<String>,
    /// Only this client's: docker, nerdctl, ctr, crictl, buildx
    #[arg(long, value_name = "CLIENT", help_heading = "Selection")]
    #[arg(value_parser = values::client(), hide_possible_values = true)]
    pub(crate) client: Option<ContextClient>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
pub(crate) struct StorageArgs {
    /// Only these: roots, parts, drivers, namespaces
    #[arg(value_name = "ROOT|PART|DRIVER|NAMESPACE")]
    pub(crate) words: Vec<String>,
    /// Walk over the roots and count every file; Ctrl-C ends it with what was counted
    #[arg(long, help_heading = "Source", conflicts_with = "from")]
    pub(crate) deep: bool,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
pub(crate) struct TopologyArgs {
    /// How far down: engines, namespaces or containers (all of them)
    /// [default: containers, the first 10 of each namespace]
    #[arg(long, value_enum, hide_possible_values = true)]
    pub(crate) depth: Option<Depth>,
    #[command(flatten)]
    pub(crate) swallowed: Swallowed,
}

#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    /// Name or id, docker://NAME, containerd://NAMESPACE/ID, pod/NAMESPACE/NAME, an image, a pid,
    /// :PORT, the path of a socket or a cgroup
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    /// Beside another container, a target too: only what differs
    #[arg(long, value_name = "TARGET", conflicts_with = "columns")]
    pub(crate) against: Option<String>,
    #[command(flatten)]
    pub(crate) columns: ColumnsArg,
}

#[derive(Debug, Args)]
pub(crate) struct OperationsArgs {
    /// Only these: docker, buildctl, nerdctl, crictl; pull, build-classic; docker/pull
    #[arg(value_name = "CLIENT|OPERATION")]
    pub(crate) words: Vec<String>,
    /// Only what this engine serves: a kind, a pid, a socket
    #[arg(long, value_name = "ENGINE", help_heading = "Selection")]
    pub(crate) engine: Option<String>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) problems: ProblemsArg,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("action").required(true).args(["stop", "restart", "kill"])))]
pub(crate) struct ImpactArgs {
    /// Which: a kind, a pid, a socket, a unit
    #[arg(value_name = "ENGINE")]
    pub(crate) engine: String,
    /// If it were stopped: by systemd if it is a unit of it, else by SIGTERM
    #[arg(long)]
    pub(crate) stop: bool,
    /// If it were stopped so, and started again
    #[arg(long)]
    pub(crate) restart: bool,
    /// If its process were killed (SIGKILL)
    #[arg(long)]
    pub(crate) kill: bool,
    #[command(flatten)]
    pub(crate) columns: ColumnsArg,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The earlier capture: a file, - for stdin, or demo
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,
    /// The later one [default: this host now]
    #[arg(value_name = "B")]
    pub(crate) after: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) columns: ColumnsArg,
    /// Only what is, or was, not ok
    #[arg(long, help_heading = "Selection")]
    pub(crate) problems: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A verdict, status, witness, client, column: what stands on a screen
    pub(crate) word: Option<String>,
    /// List all words that have a text
    #[arg(long, conflicts_with = "word")]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CaptureArgs {
    /// File to write, - for stdout [default: dockerctx-HOST-TIME.json]
    pub(crate) file: Option<PathBuf>,
    /// Do not mask what looks like a secret
    #[arg(long)]
    pub(crate) keep_secrets: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    #[arg(value_enum)]
    pub(crate) kind: SchemaKind,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[arg(value_enum)]
    pub(crate) what: Generated,
    /// Folder to write into
    pub(crate) dir: PathBuf,
}

/// `overview ls`: fingers type it, nobody means it.
#[derive(Debug, Args)]
pub(crate) struct Swallowed {
    #[arg(hide = true, value_parser = ["ls", "list"])]
    list: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectArgs {
    /// KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other
    /// keys: all of them. `--filter help` lists the keys
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) filter: Vec<String>,
    /// Order by a column; COLUMN:desc turns it round
    #[arg(long, value_name = "COLUMN")]
    pub(crate) sort: Option<String>,
    #[command(flatten)]
    pub(crate) columns: ColumnsArg,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ColumnsArg {
    /// Only these columns, comma-separated; `help` lists them
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) columns: Option<Vec<String>>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct ProblemsArg {
    /// Only what is not ok: severity warning or error; engines: those that need a look;
    /// operations: those that do not work
    #[arg(long)]
    pub(crate) problems: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub(crate) output: Option<OutputFormat>,
    /// Short for -o json
    #[arg(long, global = true, conflicts_with = "output")]
    pub(crate) json: bool,
    /// Only what identifies each: ids, pids, names; overview: what is not ok
    #[arg(short, long, global = true, conflicts_with_all = ["output", "json"])]
    pub(crate) quiet: bool,
    /// No line of column names above a table
    #[arg(long, global = true)]
    pub(crate) no_headers: bool,
    /// Cut nothing to fit the width
    #[arg(long, global = true)]
    pub(crate) no_trunc: bool,
    /// auto, always or never; auto heeds NO_COLOR
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(crate) color: Color,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
pub(crate) struct SourceArgs {
    /// Only these containerd namespaces (repeatable)
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        help_heading = "Selection"
    )]
    pub(crate) namespace: Vec<String>,
    /// Read a capture instead of this host: a file, - for stdin, or demo
    #[arg(long, global = true, value_name = "FILE")]
    #[arg(conflicts_with_all = ["host", "context", "all_contexts", "containerd", "host_root", "activate", "inspect", "remote_capture"])]
    pub(crate) from: Option<PathBuf>,
    /// Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST
    #[arg(short = 'H', long, global = true, value_name = "HOST", value_parser = values::host)]
    pub(crate) host: Option<String>,
    /// Ask the docker of this context and no other
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        conflicts_with = "host"
    )]
    pub(crate) context: Option<String>,
    /// With -c or -H of ssh: let this program look over there, where all witnesses are
    #[arg(long, global = true, conflicts_with_all = ["containerd", "host_root"])]
    pub(crate) remote_capture: bool,
    /// Ask the docker of every context, beside what is on this host: each row says which
    #[arg(long, global = true, conflicts_with_all = ["host", "context", "host_root"])]
    pub(crate) all_contexts: bool,
    /// Ask this containerd and no other (repeatable)
    #[arg(long, global = true, value_name = "SOCKET", value_parser = values::socket)]
    pub(crate) containerd: Vec<String>,
    /// Where the host's root folder is, when run in a container
    #[arg(long, global = true, value_name = "DIR", value_parser = values::folder, value_hint = ValueHint::DirPath)]
    pub(crate) host_root: Option<PathBuf>,
    /// Limit for each source: seconds, or 500ms
    #[arg(long, global = true, value_name = "TIME", default_value = "3", value_parser = values::duration)]
    pub(crate) timeout: Duration,
    /// Contact sockets that only an activator holds: this starts their daemon
    #[arg(long, global = true)]
    pub(crate) activate: bool,
    /// Ask docker to inspect every container, not only those in dispute
    #[arg(long, global = true)]
    pub(crate) inspect: bool,
    /// Exit 0, not 3, when a source could not be read
    #[arg(long, global = true)]
    pub(crate) allow_partial: bool,
    /// Say on stderr how each source went
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Table,
    Wide,
    Json,
    Ndjson,
    Markdown,
    Tree,
    Mermaid,
    Dot,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Depth {
    Engines,
    Namespaces,
    Containers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaKind {
    Host,
    Namespaces,
    Containers,
    Images,
    Shims,
    Engines,
    Contexts,
    Storage,
    Operations,
    Diff,
    Trace,
    Impact,
    Topology,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Generated {
    Man,
    Completions,
    Schemas,
}
