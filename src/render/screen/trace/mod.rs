//! The story of one thing on one screen: the chain, the verdict, who knows what, what runs in it, and
//! what to type next.

mod against;
mod columns;

use std::io;

use crate::correlate::host::{Container, Role, View};
use crate::correlate::trace::{Fact, Link, LinkState, Lives, Runs, Subject, Trace};
use crate::model::Listening;
use crate::render::page::Page;
use crate::render::screen::gap;
use crate::render::screen::next::{self, Step, step};
use crate::render::table::{Cell, Column, Context};
use crate::render::text::{and_list, command, short_id};

pub(crate) use columns::INFOS;

type Col<'a> = Column<Runs<'a>>;

const fn processes<'a>() -> [Col<'a>; 4] {
    [
        Col::new("pid", "PID", "its pid", |_, one| {
            Cell::new(one.pid.to_string())
        })
        .right(),
        Col::new(
            "role",
            "ROLE",
            "init or exec; nothing for what these have started",
            |_, one| match one.role {
                Role::Other if one.depth > 0 => Cell::new(""),
                role => Cell::new(role.word()),
            },
        ),
        Col::new("state", "STATE", "its state letter", |_, one| {
            Cell::new(one.state.letter().to_string())
        }),
        Col::new(
            "command",
            "COMMAND",
            "its arguments, below its parent's",
            |_, one| Cell::new(format!("{}{}", "  ".repeat(one.depth), one.command)),
        )
        .least(20),
    ]
}

/// Writes the screen.
pub(crate) fn write(
    context: Context<'_>,
    trace: &Trace<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    if let Some(other) = &trace.against {
        return against::write(context, trace, other, page);
    }
    if context.options.headers {
        let by = trace.found_by;
        page.sentence(&format!("{} (found by {by})", heading(trace.subject)))?;
        page.sentence(&chain(&trace.chain))?;
        page.sentence(&verdict(trace.subject))?;
        if let Some(sentence) = beside(trace) {
            page.sentence(&sentence)?;
        }
        for sentence in gap::sentences(trace.host)
            .into_iter()
            .chain(gap::denied(trace.host))
        {
            page.sentence(&sentence)?;
        }
        page.section()?;
    }
    facts(trace, page)?;
    if !context.options.headers {
        return Ok(());
    }
    if !trace.processes.is_empty() {
        page.section()?;
        page.table(&processes(), &trace.processes)?;
    }
    if let Some(sentence) = lives(&trace.namespaces) {
        page.section()?;
        page.sentence(&sentence)?;
    }
    if let Some(sentence) = listens(&trace.listening) {
        page.sentence(&sentence)?;
    }
    page.section()?;
    for sentence in shown(trace.views) {
        page.sentence(&sentence)?;
    }
    next::write(context, page, &steps(trace))
}

/// `container web, moby/7293f6b1c41b`.
fn heading(subject: Subject<'_>) -> String {
    let (kind, name) = (subject.kind(), short_id(subject.name()));
    let place = match subject {
        Subject::Container(container) => {
            let id = short_id(&container.id);
            match &container.namespace {
                Some(namespace) => format!(", {namespace}/{id}"),
                None => format!(", {id}"),
            }
        }
        Subject::Image(image) => format!(", {}", short_id(&image.key)),
        Subject::Engine(engine) => engine
            .pid
            .map_or_else(String::new, |pid| format!(", pid {pid}")),
    };
    let by_context = contexts(subject);
    format!("{kind} {name}{place}{by_context}")
}

/// Those that lead to it, where all were asked.
fn contexts(subject: Subject<'_>) -> String {
    let names = match subject {
        Subject::Container(container) => container.contexts.as_deref(),
        Subject::Image(image) => image.contexts.as_deref(),
        Subject::Engine(engine) => engine.contexts.as_deref(),
    };
    match names {
        None => String::new(),
        Some([]) => ", of no context".to_owned(),
        Some([one]) => format!(", of context {one}"),
        Some(several) => format!(", of contexts {}", several.join(", ")),
    }
}

/// `docker.socket -> docker.service(dockerd 812) -> containerd(640) moby -> shim 2466 -> nginx 2486`.
fn chain(links: &[Link]) -> String {
    let words = links.iter().map(|link| {
        let sign = match link.state {
            LinkState::Broken => "! ",
            LinkState::Whole | LinkState::Unknown => "",
        };
        command(&format!("{sign}{}", link.text))
    });
    let words: Vec<String> = words.collect();
    words.join(" -> ")
}

fn verdict(subject: Subject<'_>) -> String {
    match subject {
        Subject::Container(container) => of_container(container),
        Subject::Image(image) => match image.used_by.len() {
            0 => "No container uses it.".to_owned(),
            n => format!("{n} of the containers that are known use it."),
        },
        Subject::Engine(engine) => {
            let remarks = engine.remarks.first();
            let remark = remarks.map_or_else(String::new, |remark| format!(": {remark}"));
            format!("{}{remark}", engine.condition().word())
        }
    }
}

/// `stuck-shim (error): shim 378 is in state T; the container itself runs on. Also: up-but-dead.`
fn of_container(container: &Container) -> String {
    let (word, severity) = (
        container.verdict.word(),
        container.verdict.severity().word(),
    );
    let heading = match word == severity {
        true => word.to_owned(),
        false => format!("{word} ({severity})"),
    };
    let why = container.why.as_deref().map(|why| format!(": {why}"));
    let also: Vec<&str> = container.also.iter().map(|one| one.word()).collect();
    let also = match also.is_empty() {
        true => String::new(),
        false => format!(" Also: {}.", also.join(", ")),
    };
    format!("{heading}{}.{also}", why.unwrap_or_default())
}

/// What hangs on the same shim: the rest of a pod, or of a group.
fn beside(trace: &Trace<'_>) -> Option<String> {
    let Subject::Container(container) = trace.subject else {
        return None;
    };
    let shim = container.shim.as_ref()?.seen()?;
    let names = shim
        .shared_by
        .iter()
        .map(|key| match trace.host.container(key) {
            Some(other) => short_id(&other.name).to_owned(),
            None => key.to_string(),
        });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| format!("Its shim also serves {}.", and_list(&names)))
}

fn facts(trace: &Trace<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let facts: &[Fact] = &trace.facts;
    let rows: Vec<columns::Row<'_>> = columns::rows(facts).collect();
    if rows.is_empty() {
        return Ok(());
    }
    page.table(&columns::columns(), &rows)?;
    Ok(())
}

/// `Namespaces: mnt, pid and uts of its own; net with web; cgroup and user of the host.`
fn lives(namespaces: &[Lives<'_>]) -> Option<String> {
    let kinds = |is_so: &dyn Fn(&Lives<'_>) -> bool| {
        let so = namespaces.iter().filter(|one| is_so(one));
        let kinds: Vec<String> = so.map(|one| one.kind.to_owned()).collect();
        (!kinds.is_empty()).then(|| and_list(&kinds))
    };
    let own = kinds(&|one| !one.with_host && one.with.is_empty());
    let of_host = kinds(&|one| one.with_host);
    let shared = namespaces.iter().filter(|one| !one.with.is_empty());
    let shared = shared.map(|one| {
        let names = one
            .with
            .iter()
            .map(|other| short_id(&other.name).to_owned());
        let names: Vec<String> = names.collect();
        format!("{} with {}", one.kind, and_list(&names))
    });
    let mut parts: Vec<String> = own
        .map(|own| format!("{own} of its own"))
        .into_iter()
        .collect();
    parts.extend(shared);
    parts.extend(of_host.map(|kinds| format!("{kinds} of the host")));
    (!parts.is_empty()).then(|| format!("Namespaces: {}.", parts.join("; ")))
}

/// `Listens at tcp 0.0.0.0:80 (2486).`
fn listens(listening: &[&Listening]) -> Option<String> {
    let all = listening.iter();
    let all: Vec<String> = all
        .map(|one| format!("{} {} ({})", one.protocol, one.address, one.pid))
        .collect();
    (!all.is_empty()).then(|| format!("Listens at {}.", and_list(&all)))
}

/// Which commands show it, and why the others do not.
fn shown(views: &[View]) -> Vec<String> {
    let installed = || views.iter().filter(|view| view.installed);
    let shows = installed().filter(|view| view.shows == Some(true));
    let shows: Vec<String> = shows.map(|view| command(&view.command)).collect();
    let mut sentences = Vec::new();
    if !shows.is_empty() {
        sentences.push(format!("Shown by: {}", shows.join(", ")));
    }
    let hidden = installed().filter(|view| view.shows == Some(false));
    sentences.extend(hidden.map(|view| {
        let why = view.why.as_deref().unwrap_or_default();
        format!("Not by {}: {why}", command(&view.command))
    }));
    sentences
}

fn steps(trace: &Trace<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let commands = trace.commands.iter();
    steps.extend(commands.map(|typed| (typed.clone(), "")));
    if let Subject::Container(container) = trace.subject
        && container.verdict.severity().is_problem()
    {
        let explain = format!("explain {}", container.verdict.word());
        steps.push(step(&explain, "how it comes about, how it is mended"));
    }
    steps
}
