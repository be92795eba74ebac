//! From the process' arguments to its exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches};

use super::args::{Cli, Verb};
use super::commands::{capture, diff, explain, generate, impact, report, schema, trace};
use super::error::Failure;
use super::exit::Outcome;
use crate::collect;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    match parse(std::env::args_os()) {
        Ok(cli) => run(&cli).map_or_else(
            |failure| {
                failure.tell();
                failure.code()
            },
            Outcome::code,
        ),
        Err(error) => {
            // Help and version go to stdout with 0, wrong usage to stderr with 2.
            let _ = error.print();
            u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut definition = definition();
    let matches = definition.try_get_matches_from_mut(arguments);
    let matches = matches.map_err(without_secrets)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))
}

/// What is wrong with a host is said of the host as it may be shown: there may be a password in it.
fn without_secrets(mut error: clap::Error) -> clap::Error {
    let is_host = matches!(error.get(ContextKind::InvalidArg),
        Some(ContextValue::String(flag)) if flag.starts_with("--host"));
    let value = match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) if is_host => collect::masked_host(value),
        _ => return error,
    };
    error.insert(ContextKind::InvalidValue, ContextValue::String(value));
    error
}

/// The command line as it is offered. The verbs that read no host take the flags that say how to
/// read one, as every verb does, but do not list them.
pub(crate) fn definition() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    for verb in ["explain", "schema", "generate"] {
        command = command.mut_subcommand(verb, |verb| {
            verb.mut_args(|arg| {
                let global = arg.is_global_set();
                arg.hide(global)
            })
        });
    }
    command.mut_subcommand("capture", |verb| {
        verb.mut_args(|arg| {
            let of_a_report = OF_A_REPORT.contains(&arg.get_id().as_str());
            arg.hide(of_a_report)
        })
    })
}

/// The flags that say how a report is written.
const OF_A_REPORT: [&str; 5] = ["output", "json", "quiet", "no_headers", "no_trunc"];

/// A verb that prints no report takes no form of one: `capture -o x` is no file's name.
fn no_form(cli: &Cli, verb: &str) -> Result<(), Failure> {
    let output = &cli.output;
    match output.output.is_some() || output.json || output.quiet {
        true => Err(Failure::Usage(format!(
            "{verb} makes no report: -o, --json and -q have no place there"
        ))),
        false => Ok(()),
    }
}

/// Somebody over there has to be named, by a verb that asks them.
fn no_other_host(cli: &Cli) -> Result<(), Failure> {
    let source = &cli.source;
    if !source.remote_capture {
        return Ok(());
    }
    let message = match &cli.verb {
        Some(Verb::Contexts(_) | Verb::Explain(_) | Verb::Schema(_) | Verb::Generate(_)) => {
            "--remote-capture has no place here: it is for verbs that look at containers and engines"
        }
        _ if source.host.is_none() && source.context.is_none() => {
            "--remote-capture needs whom to ask: --context NAME or -H ssh://HOST"
        }
        _ => return Ok(()),
    };
    Err(Failure::Usage(message.to_owned()))
}

/// A verb that looks at no host asks no context.
fn no_contexts(cli: &Cli) -> Result<(), Failure> {
    let verb = match &cli.verb {
        _ if !cli.source.all_contexts => return Ok(()),
        Some(Verb::Explain(_)) => "explain",
        Some(Verb::Schema(_)) => "schema",
        Some(Verb::Generate(_)) => "generate",
        _ => return Ok(()),
    };
    Err(Failure::Usage(format!(
        "--all-contexts has no place with {verb}, which looks at no host"
    )))
}

fn run(cli: &Cli) -> Result<Outcome, Failure> {
    no_other_host(cli)?;
    no_contexts(cli)?;
    match &cli.verb {
        Some(Verb::Explain(_)) => no_form(cli, "explain")?,
        Some(Verb::Capture(_)) => no_form(cli, "capture")?,
        Some(Verb::Schema(_)) => no_form(cli, "schema")?,
        Some(Verb::Generate(_)) => no_form(cli, "generate")?,
        _ => {}
    }
    match &cli.verb {
        None | Some(Verb::Overview { .. }) => report::overview(cli),
        Some(Verb::Containers(args)) => report::containers(cli, args),
        Some(Verb::Images(args)) => report::images(cli, args),
        Some(Verb::Shims(args)) => report::shims(cli, args),
        Some(Verb::Namespaces(args)) => report::namespaces(cli, args),
        Some(Verb::Engines(args)) => report::engines(cli, args),
        Some(Verb::Contexts(args)) => report::contexts(cli, args),
        Some(Verb::Storage(args)) => report::storage(cli, args),
        Some(Verb::Topology(args)) => report::topology(cli, args),
        Some(Verb::Trace(args)) => trace::run(cli, args),
        Some(Verb::Operations(args)) => report::operations(cli, args),
        Some(Verb::Impact(args)) => impact::run(cli, args),
        Some(Verb::Diff(args)) => diff::run(cli, args),
        Some(Verb::Explain(args)) => explain::run(args),
        Some(Verb::Capture(args)) => capture::run(cli, args),
        Some(Verb::Schema(args)) => schema::run(args),
        Some(Verb::Generate(args)) => generate::run(args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_refused_host_is_told_without_its_password() {
        let line = ["x", "-H", "ssh://dev:hunter2@far", "ps"];
        let said = parse(line.map(OsString::from)).unwrap_err().to_string();
        assert!(said.contains("ssh://***@far"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
        let line = ["x", "--timeout", "a@b", "ps"];
        let said = parse(line.map(OsString::from)).unwrap_err().to_string();
        assert!(said.contains("a@b"), "{said}");
    }

    #[test]
    fn flags_may_stand_before_and_after_the_verb() {
        for line in ["x --from demo ps", "x ps --from demo"] {
            let cli = parse(line.split(' ').map(OsString::from)).unwrap();
            assert_eq!(cli.source.from.unwrap().to_str(), Some("demo"), "{line}");
        }
    }
}
