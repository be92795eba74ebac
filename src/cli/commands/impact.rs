//! `impact ENGINE --stop|--restart|--kill`: what would happen to whom. Does nothing of it.

use crate::cli::args::{Cli, ImpactArgs};
use crate::cli::commands::report::{self, Asked};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::cli::select::{self, Noun};
use crate::correlate::host::{Engine, Host};
use crate::correlate::impact::{Action, impact};
use crate::render::{self, Kind};

pub(crate) fn run(cli: &Cli, args: &ImpactArgs) -> Result<Outcome, Failure> {
    let options = match report::asked(cli, Kind::Impact, &args.columns, &[])? {
        Asked::Report(options) => options,
        Asked::Help(told) => return Ok(told),
    };
    let (snapshot, host) = report::looked_at(cli, Kind::Impact, &options)?;
    let engine = the_one(&host, &args.engine)?;
    let impact = impact(&host, &snapshot, engine, action(args));
    to_stdout(|out| render::impact(&impact, &options, out))?;
    Ok(Outcome::of(host.complete(), cli.source.allow_partial))
}

/// One of them is given.
fn action(args: &ImpactArgs) -> Action {
    match (args.stop, args.restart) {
        (true, _) => Action::Stop,
        (_, true) => Action::Restart,
        _ => Action::Kill,
    }
}

/// The only engine that the word means.
fn the_one<'a>(host: &'a Host, word: &str) -> Result<&'a Engine, Failure> {
    let called = host.engines.iter().filter(|engine| engine.is_called(word));
    let mut called: Vec<&Engine> = called.collect();
    if word.ends_with(".socket") && !word.contains('/') {
        return Err(Failure::Usage(only_listens(word, &called)));
    }
    // One that runs is meant before those that do not: a package may have brought a unit as well.
    if called.iter().any(|engine| engine.pid.is_some()) {
        called.retain(|engine| engine.pid.is_some());
    }
    match called.as_slice() {
        [] => Err(select::nothing_called(host, "engine", word).into()),
        [one] => Ok(one),
        several => Err(Failure::Ambiguous {
            word: word.to_owned(),
            meant: several.iter().map(|engine| described(engine)).collect(),
        }),
    }
}

/// What is asked of a socket unit is answered of no engine: to stop it stops its service as well.
fn only_listens(word: &str, called: &[&Engine]) -> String {
    let started = called
        .iter()
        .find_map(|engine| engine.managed_by.unit.as_ref());
    let instead = started.map_or_else(String::new, |unit| {
        format!("; ask for {unit}, which it starts")
    });
    format!("{word} is a unit that only listens, and no engine: impact is about engines{instead}")
}

/// `812  dockerd of docker.service at /run/docker.sock`.
fn described(engine: &Engine) -> String {
    let precise = engine
        .pid
        .map_or_else(|| engine.key.clone(), |p| p.to_string());
    let unit = engine.managed_by.unit.as_ref();
    let unit = unit.map_or_else(String::new, |unit| format!(" of {unit}"));
    let endpoint = engine.endpoints.first();
    let endpoint = endpoint.map_or_else(String::new, |one| format!(" at {}", one.path));
    format!("{precise}  {}{unit}{endpoint}", engine.kind.word())
}
