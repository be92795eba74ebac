//! What every live test needs: the built binary in a host, and its JSON, which is held against the
//! published schema wherever it comes from.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::lab::{Builder, Daemons, MiniHost, Output, Result};

/// The binary under test.
pub(crate) const TOOL: &str = env!("CARGO_BIN_EXE_dockerctx-inspect");

/// Every verb that asks a daemon, in the ways in which they ask more.
pub(crate) const VERBS: &[&[&str]] = &[
    &[],
    &["overview"],
    &["containers"],
    &["containers", "--inspect"],
    &["images"],
    &["shims"],
    &["namespaces"],
    &["storage"],
    &["operations"],
    &["impact", "dockerd", "--restart"],
    &["impact", "containerd", "--kill"],
    &["engines"],
    &["engines", "dockerd"],
    &["topology"],
    &["capture", "-"],
    &["capture", "-", "--inspect", "--keep-secrets"],
];

/// A host with the tool in its PATH.
pub(crate) fn with_tool() -> Builder {
    MiniHost::builder().tool(TOOL)
}

/// A host that several tests look at and none changes: made by the first of them, it ends with the
/// process of the tests.
pub(crate) struct Shared {
    host: OnceLock<std::result::Result<MiniHost, String>>,
    start: fn() -> Result<MiniHost>,
}

impl Shared {
    pub(crate) const fn new(start: fn() -> Result<MiniHost>) -> Self {
        Self {
            host: OnceLock::new(),
            start,
        }
    }

    pub(crate) fn get(&self) -> Result<&MiniHost> {
        let start = || (self.start)().map_err(|error| error.to_string());
        let host = self.host.get_or_init(start).as_ref();
        host.map_err(|error| error.clone().into())
    }
}

/// For functions that are tested on many engines: each is a test of its own on the machine's, where it
/// is run as the closure says; `ALL` has them with their names, for other engines.
macro_rules! each_a_test {
    ($function:ty, $run:expr; $($test:ident)*) => {
        mod machine {
            use super::*;

            $(
                #[test]
                #[ignore = "needs root and the daemons: tests/run"]
                fn $test() -> Result<()> {
                    let run: fn($function) -> Result<()> = $run;
                    run(super::$test)
                }
            )*
        }

        const ALL: &[(&str, $function)] = &[$((stringify!($test), $test)),*];
    };
}
pub(crate) use each_a_test;

/// Runs tests that mostly wait, so many at once; all that fail are told.
pub(crate) fn side_by_side<T: Sync>(
    at_once: usize,
    tests: &[(&str, T)],
    run: impl Fn(&T) -> Result<()> + Sync,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let work = || {
        while let Some((name, test)) = tests.get(next.fetch_add(1, Relaxed)) {
            let why = match std::panic::catch_unwind(AssertUnwindSafe(|| run(test))) {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error.to_string(),
                Err(_) => "see above".to_owned(),
            };
            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.push(format!("{name}: {why}"));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failed.is_empty() {
        true => Ok(()),
        false => Err(failed.join("\n").into()),
    }
}

/// A host whose dockerd gives root in a container the number of a user without rights.
pub(crate) fn remapping_users() -> Result<MiniHost> {
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    host.sh("for file in subuid subgid; do echo labuser:100000:65536 >/etc/$file; done")?;
    host.start_dockerd_as(
        "dockerd",
        &[
            "dockerd",
            "--containerd=/run/containerd/containerd.sock",
            "--iptables=false",
            "--userns-remap=labuser",
        ],
        "/run/docker.sock",
    )?;
    Ok(host)
}

/// One verb's JSON, whatever its exit code. The same is asked for as ndjson too, and both must be as
/// the schema says. A test that measures time runs the tool itself, and takes [`document`].
pub(crate) fn json(host: &MiniHost, arguments: &[&str]) -> Result<Value> {
    let document = document(&host.tool(&[arguments, &["--json"]].concat())?)?;
    lines(
        &host.tool(&[arguments, &["-o", "ndjson"]].concat())?,
        &document,
    )?;
    Ok(document)
}

/// What a run with `--json` printed, as the schema of its kind says.
pub(crate) fn document(output: &Output) -> Result<Value> {
    let document = parse(output, &output.stdout)?;
    let kind = text(&document, "kind");
    check(kind, "", &document)?;
    Ok(document)
}

/// What a run with `-o ndjson` printed: each line an item as in the document of the same verb, the
/// last one the report.
fn lines(output: &Output, document: &Value) -> Result<()> {
    let kind = text(document, "kind");
    let mut last = Value::Null;
    for line in output.stdout.lines() {
        last = parse(output, line)?;
        match text(&last, "kind") {
            "report" => {}
            item => check(kind, item, &last)?,
        }
    }
    if text(&last, "kind") != "report" {
        return Err(format!("the last line is no report: {last}").into());
    }
    // The report is the document without its items: with no items it must be one.
    let empty = document
        .as_object()
        .ok_or("no object")?
        .iter()
        .filter(|(_, value)| value.is_array());
    for (name, _) in empty {
        if last.get(name).is_none() {
            last[name] = json!([]);
        }
    }
    last["kind"] = kind.into();
    check(kind, "", &last)
}

fn parse(output: &Output, text: &str) -> Result<Value> {
    serde_json::from_str(text)
        .map_err(|error| format!("{error}: {text}{} ({})", output.stderr, output.code).into())
}

/// An item's kind as the definition of its type is called: `docker-daemon`, `DockerDaemon`.
fn definition(item: &str) -> String {
    item.split('-')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// Against the whole schema of a kind, or the part of it that is about one kind of item.
fn check(kind: &str, item: &str, value: &Value) -> Result<()> {
    let validator = validator(kind, item)?;
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    let errors = errors.join("\n");
    Err(format!("not as `schema {kind}` says ({item}):\n{errors}\nin {value}").into())
}

/// Made once for each kind of document and item, from what `schema KIND` prints.
fn validator(kind: &str, item: &str) -> Result<Arc<Validator>> {
    type Made = BTreeMap<(String, String), Arc<Validator>>;
    static MADE: Mutex<Made> = Mutex::new(BTreeMap::new());
    let key = (kind.to_owned(), item.to_owned());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(validator) = made.get(&key) {
        return Ok(Arc::clone(validator));
    }
    let printed = Command::new(TOOL).args(["schema", kind]).output()?;
    let mut schema: Value = serde_json::from_slice(&printed.stdout)?;
    if !item.is_empty() {
        let definitions = schema["$defs"].take();
        schema = json!({"$ref": format!("#/$defs/{}", definition(item)), "$defs": definitions});
    }
    let validator = Arc::new(jsonschema::validator_for(&schema).map_err(|e| e.to_string())?);
    made.insert(key, Arc::clone(&validator));
    Ok(validator)
}

/// The items of one kind in a document.
pub(crate) fn items<'a>(document: &'a Value, kind: &str) -> &'a [Value] {
    document[kind].as_array().map_or(&[], Vec::as_slice)
}

/// A text by its name; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The one container that is called so: by name, or by id.
pub(crate) fn container<'a>(document: &'a Value, name: &str) -> Result<&'a Value> {
    let mut found = items(document, "containers")
        .iter()
        .filter(|one| text(one, "name") == name || text(one, "id") == name);
    match (found.next(), found.next()) {
        (Some(container), None) => Ok(container),
        (None, _) => Err(format!("no container {name}: {}", document["containers"]).into()),
        _ => Err(format!("two containers {name}: {}", document["containers"]).into()),
    }
}

/// A verb's screen as it comes out of a pipe.
pub(crate) fn screen(host: &MiniHost, arguments: &[&str]) -> Result<String> {
    let output = host.exec_tool(arguments).env("COLUMNS", "80").output()?;
    if !output.stderr.is_empty() {
        return Err(format!("stderr of {arguments:?}: {}", output.stderr).into());
    }
    Ok(output.stdout)
}

/// The cells of the first line that begins with this one.
pub(crate) fn row<'a>(screen: &'a str, first: &str) -> Vec<&'a str> {
    let cells = |line: &'a str| {
        let cells = line.split("  ").map(str::trim);
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    screen
        .lines()
        .map(cells)
        .find(|cells| cells.first() == Some(&first))
        .unwrap_or_default()
}

/// Text that was laid out for 80 columns as one line.
pub(crate) fn unwrapped(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The engine with this endpoint.
pub(crate) fn engine_at<'a>(document: &'a Value, path: &str) -> Result<&'a Value> {
    let mut engines = items(document, "engines").iter();
    let serves = |engine: &&Value| {
        let mut endpoints = items(engine, "endpoints").iter();
        endpoints.any(|endpoint| text(endpoint, "path") == path)
    };
    let found = engines.find(serves);
    found.ok_or_else(|| format!("no engine at {path}: {}", document["engines"]).into())
}

/// The source with this target.
pub(crate) fn source<'a>(document: &'a Value, kind: &str, target: &str) -> Result<&'a Value> {
    let mut sources = items(document, "sources").iter();
    let found = sources.find(|one| text(one, "source") == kind && text(one, "target") == target);
    found.ok_or_else(|| format!("no {kind} at {target}: {}", document["sources"]).into())
}

/// Fails with everything that was said of whoever is accused.
#[track_caller]
pub(crate) fn nobody_is_accused(report: &Value, when: &str) {
    let kinds = ["containers", "shims", "problems"];
    let objects = kinds.iter().flat_map(|kind| items(report, kind));
    let accused: Vec<&Value> = objects
        .filter(|object| !matches!(object["severity"].as_str(), Some("ok" | "unknown")))
        .collect();
    assert!(
        accused.is_empty(),
        "{when}: {}",
        serde_json::to_string_pretty(&accused).unwrap_or_default()
    );
}

/// Functions for a script: `authority NAME`, and `signed NAME EXTENSIONS` by the authority `ca`.
pub(crate) const AUTHORITY: &str = r#"
authority() { openssl req -x509 -newkey rsa:2048 -nodes -keyout $1-key.pem -out $1.pem -days 30 -subj /CN=$1 2>/dev/null; }
signed() {
    openssl req -newkey rsa:2048 -nodes -keyout $1-key.pem -out $1.csr -subj /CN=$1 2>/dev/null
    printf "$2" >$1.ext
    openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out $1.pem -days 30 -extfile $1.ext 2>/dev/null
}
"#;
