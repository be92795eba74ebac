//! All that is known of an engine whose name was given: a section each.

use std::io;

use super::words::{self, id_in_key};
use crate::correlate::host::{Endpoint, Engine, Host, ManagedBy, Peer};
use crate::model::{Deprecation, EngineKind, Folder, Setting};
use crate::render::page::Page;
use crate::render::style::Tone;
use crate::render::table::{Cell, Column};
use crate::render::text::{age, and_list, command, seconds_between, short_id, size, utc};

/// Where the words about a topic begin.
const INDENT: usize = 14;

type Col = Column<Setting>;

const SETTINGS: [Col; 4] = [
    Col::new("setting", "SETTING", "the engine's name of it", |_, one| {
        Cell::new(&one.key)
    })
    .least(16),
    Col::new("value", "VALUE", "as written", |_, one| {
        Cell::new(&one.value)
    })
    .least(16),
    Col::new("origin", "ORIGIN", "where it was read", |_, one| {
        Cell::new(words::origin(one)).or_shorter(one.origin.word())
    }),
    Col::new(
        "in-effect",
        "IN EFFECT",
        "what it runs with",
        |_, one| match one.in_effect {
            Some(true) => Cell::new("yes"),
            Some(false) => Cell::new("no").tone(Tone::Warning),
            None => Cell::new("?"),
        },
    ),
];

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    for engine in &host.engines {
        page.section()?;
        page.sentence(&heading(host, engine))?;
        for (topic, text) in facts(host, engine) {
            page.hanging(&format!("  {topic:<10}  "), &text, INDENT)?;
        }
        settings(engine, page)?;
    }
    Ok(())
}

/// `dockerd 75, 20.10.24, running since 2026-11-23 22:14:10 UTC (3s)`.
fn heading(host: &Host, engine: &Engine) -> String {
    let version = engine.version.as_ref();
    let version = version.map_or_else(String::new, |version| format!(", {version}"));
    let condition = engine.condition().word();
    let since = engine.started_at.map(|at| {
        let up = seconds_between(at, host.observed_at).map(age);
        let up = up.map_or_else(String::new, |up| format!(" ({up})"));
        format!(", started {}{up}", command(&utc(at)))
    });
    let name = words::name(engine);
    format!("{name}{version}: {condition}{}", since.unwrap_or_default())
}

fn facts(host: &Host, engine: &Engine) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let not_running = words::not_running(engine).into_iter();
    facts.extend(not_running.map(|line| (line.topic.word(), line.text)));
    facts.extend(engine.remarks.iter().map(|text| ("remark", text.clone())));
    facts.extend(engine.exe.clone().map(|exe| ("program", exe)));
    facts.extend(
        engine
            .argv
            .as_ref()
            .map(|argv| ("arguments", argv.join(" "))),
    );
    facts.push(("managed by", managed_by(&engine.managed_by)));
    facts.extend(unit_files(&engine.managed_by).map(|files| ("unit files", files)));
    facts.extend(unread(&engine.managed_by).map(|text| ("unread", text)));
    facts.extend(engine.nested_in.as_ref().map(|outer| {
        (
            "nested in",
            format!("container {}", short_id(id_in_key(outer))),
        )
    }));
    facts.extend(user(engine).map(|user| ("user", user)));
    facts.extend(engine.cgroup.clone().map(|cgroup| ("cgroup", cgroup)));
    facts.extend(engine.endpoints.iter().map(|one| ("socket", endpoint(one))));
    let uses = engine.uses.iter().map(|one| words::uses(one, true));
    facts.extend(uses.map(|line| (line.topic.word(), line.text)));
    facts.extend(
        engine
            .folders
            .iter()
            .map(|one| ("folder", folder(host, one))),
    );
    facts.extend(api(engine).map(|text| ("api", text)));
    facts.extend(deprecations(engine).map(|text| ("deprecated", text)));
    facts.extend(builds(host, engine).map(|text| ("builds", text)));
    facts
}

/// `versions 1.24 to 1.51`
fn api(engine: &Engine) -> Option<String> {
    let api = engine.api.as_ref()?;
    Some(match &api.oldest {
        Some(oldest) => format!("versions {oldest} to {}", api.newest),
        None => format!("versions up to {}", api.newest),
    })
}

/// Each that there is has a remark of its own.
fn deprecations(engine: &Engine) -> Option<String> {
    Some(match engine.deprecations.as_ref()?.as_ref() {
        Ok(all) if all.is_empty() => "nothing that it was asked for since its start".to_owned(),
        Ok(all) => {
            let used =
                |one: &Deprecation| Some(format!("{}, last used {}", one.id, utc(one.last_used?)));
            let words = all
                .iter()
                .map(|one| used(one).unwrap_or_else(|| one.id.clone()));
            and_list(&words.collect::<Vec<_>>())
        }
        Err(gap) => format!("unknown: {}", gap.detail),
    })
}

/// Who carries out a `docker build` of the reader.
fn builds(host: &Host, engine: &Engine) -> Option<String> {
    let plugins = host.viewer.docker_plugins.as_ref()?;
    if engine.kind != EngineKind::Dockerd {
        return None;
    }
    let build = command("DOCKER_BUILDKIT=1 docker build");
    let by_plugin = host.viewer.docker_builds_by_plugin;
    Some(match (plugins.get("buildx"), by_plugin) {
        (Some(path), Some(true)) => {
            format!("by the BuildKit inside it, or another that {path} is told")
        }
        (Some(path), Some(false)) => {
            format!("by the BuildKit inside it; docker buildx by the one that {path} is told")
        }
        (Some(path), None) => format!(
            "by the BuildKit inside it, or another that {path} is told; docker build is docker buildx \
             from docker 23 on"
        ),
        (None, Some(true)) => format!("docker's client has no buildx, and {build} takes it"),
        (None, Some(false)) => format!(
            "docker's client has no buildx, and needs none: {build} goes to the BuildKit inside it"
        ),
        (None, None) => format!(
            "docker's client has no buildx: {build} goes to the BuildKit inside it with docker 20.10, and \
             is refused from docker 23 on"
        ),
    })
}

/// `docker.service (active/running), wants containerd.service, triggered by docker.socket`.
fn managed_by(by: &ManagedBy) -> String {
    let mut words = vec![super::columns::managed_by(by).text];
    words.extend(by.unit_state.clone());
    words.extend(by.unit_file_state.clone());
    let relations = [
        ("wants", &by.wants),
        ("requires", &by.requires),
        ("after", &by.after),
        ("triggered by", &by.triggered_by),
    ];
    for (relation, units) in relations {
        let units = units.iter().flatten();
        let units: Vec<&str> = units
            .map(String::as_str)
            .filter(|unit| is_telling(unit))
            .collect();
        words.extend((!units.is_empty()).then(|| format!("{relation} {}", and_list(&units))));
    }
    words.join(", ")
}

/// Every unit is after targets and in a slice: only JSON has these.
fn is_telling(unit: &str) -> bool {
    unit.ends_with(".service") || unit.ends_with(".socket")
}

/// Its file, and then its drop-ins in the order in which they count.
fn unit_files(by: &ManagedBy) -> Option<String> {
    let drop_ins = by.drop_ins.iter().flatten();
    let files: Vec<String> = by.unit_file.iter().chain(drop_ins).cloned().collect();
    (!files.is_empty()).then(|| files.join(", "))
}

/// What an ordinary user may not look into.
fn unread(by: &ManagedBy) -> Option<String> {
    let files = by.unread_files.as_ref().filter(|files| !files.is_empty())?;
    Some(format!(
        "{} cannot be read here: what the next start gets is not known",
        and_list(files)
    ))
}

fn user(engine: &Engine) -> Option<String> {
    let uid = engine.uid?;
    Some(match engine.rootless {
        Some(true) => format!("{uid}, rootless"),
        _ => uid.to_string(),
    })
}

/// Its state, other paths to it, who holds it, who waits, who is connected.
fn endpoint(endpoint: &Endpoint) -> String {
    let mut words = vec![format!("{} is {}", endpoint.path, words::state(endpoint))];
    if !endpoint.aliases.is_empty() {
        words.push(format!("also {}", and_list(&endpoint.aliases)));
    }
    let holders = endpoint.held_by.as_deref().unwrap_or(&[]);
    if !holders.is_empty() {
        let pids: Vec<String> = holders.iter().map(u32::to_string).collect();
        words.push(format!("held by {}", and_list(&pids)));
    }
    words.extend(
        endpoint
            .waiting
            .filter(|n| *n > 0)
            .map(|n| format!("{n} waiting")),
    );
    words.extend(endpoint.clients.as_deref().map(clients));
    words.join("; ")
}

fn clients(peers: &[Peer]) -> String {
    let names: Vec<String> = peers
        .iter()
        .map(|peer| format!("{} {}", peer.command, peer.pid))
        .collect();
    match names.is_empty() {
        true => "nobody connected".to_owned(),
        false => format!("connected: {}", and_list(&names)),
    }
}

/// `data /var/lib/docker: 1% used, 83.1 GB free`.
fn folder(host: &Host, folder: &Folder) -> String {
    let named = format!("{} {}", folder.purpose, folder.path);
    let Some(filled) = host.filesystems.get(&folder.path) else {
        return named;
    };
    let used = filled.bytes_used_percent();
    let used = used.map_or_else(String::new, |used| format!("{used}% used, "));
    format!("{named}: {used}{} free", size(filled.free_bytes))
}

fn settings(engine: &Engine, page: &mut Page<'_>) -> io::Result<()> {
    match engine.settings.as_ref() {
        Ok(settings) if settings.is_empty() => Ok(()),
        Ok(settings) => {
            page.table(&SETTINGS, settings)?;
            let noted = settings
                .iter()
                .filter_map(|one| Some((one, one.note.as_ref()?)));
            for (setting, note) in noted {
                page.indented(&format!("{}: {note}", setting.key), 2)?;
            }
            Ok(())
        }
        Err(gap) => page.hanging("  settings    ", &gap.detail, INDENT),
    }
}
