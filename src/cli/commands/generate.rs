//! `generate`: man pages, completions and schemas from the program's own definitions. Those of
//! the repository are made with it, and a test fails when they are stale.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clap::ValueEnum;
use clap_complete::Shell;
use clap_mangen::Man;

use super::schema;
use crate::cli::args::{GenerateArgs, Generated, SchemaKind};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::main::definition;

const NAME: &str = "dockerctx-inspect";

pub(crate) fn run(args: &GenerateArgs) -> Result<Outcome, Failure> {
    fs::create_dir_all(&args.dir).map_err(failed(&args.dir))?;
    match args.what {
        Generated::Man => man(&args.dir)?,
        Generated::Completions => completions(&args.dir)?,
        Generated::Schemas => schemas(&args.dir)?,
    }
    Ok(Outcome::Complete)
}

/// One page for the program and one for each verb that is offered.
fn man(dir: &Path) -> Result<(), Failure> {
    let root = definition();
    let page = Man::new(root.clone());
    file(dir, &format!("{NAME}.1"), |out| page.render(out))?;
    for verb in root.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        if verb.get_name() == "help" {
            continue;
        }
        let name = format!("{NAME}-{}", verb.get_name());
        let page = Man::new(verb.clone().display_name(&name));
        file(dir, &format!("{name}.1"), |out| page.render(out))?;
    }
    Ok(())
}

fn completions(dir: &Path) -> Result<(), Failure> {
    for (shell, name) in [
        (Shell::Bash, format!("{NAME}.bash")),
        (Shell::Zsh, format!("_{NAME}")),
        (Shell::Fish, format!("{NAME}.fish")),
    ] {
        let mut bytes = Vec::new();
        clap_complete::generate(shell, &mut definition(), NAME, &mut bytes);
        file(dir, &name, |out| out.write_all(&bytes))?;
    }
    Ok(())
}

fn schemas(dir: &Path) -> Result<(), Failure> {
    for kind in SchemaKind::value_variants() {
        let word = kind.to_possible_value();
        let name = word.map(|word| format!("{}.json", word.get_name()));
        file(dir, &name.unwrap_or_default(), |out| {
            schema::write(*kind, out)
        })?;
    }
    Ok(())
}

fn file(
    dir: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let path = dir.join(name);
    let mut out = BufWriter::new(File::create(&path).map_err(failed(&path))?);
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(failed(&path))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.display().to_string();
    |source| Failure::Generate { path, source }
}
