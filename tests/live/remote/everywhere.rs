//! `--all-contexts`: every context at once, each row with the names of those that lead to it.

use serde_json::Value;

use super::{HOST, asked, told};
use crate::lab::{MiniHost, Result};
use crate::support::{container, items, text, unwrapped};

const SHELL: &str = "shell";

/// The contexts of one row.
fn contexts(row: &Value) -> Vec<&str> {
    let names = row["contexts"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

/// What each container amounts to.
fn judged(document: &Value) -> Vec<(&str, &str)> {
    let rows = items(document, "containers").iter();
    let judged = rows.map(|row| (text(row, "key"), text(row, "verdict")));
    judged.collect()
}

/// A context of that name, for a DOCKER_CONFIG of its own.
fn with(host: &MiniHost, folder: &str, contexts: &[(&str, &str)]) -> Result<()> {
    for (name, url) in contexts {
        let to = format!("host={url}");
        let words = ["docker", "context", "create", name, "--docker", &to];
        host.exec(&words).env("DOCKER_CONFIG", folder).stdout()?;
    }
    Ok(())
}

/// Two sockets, TLS and ssh lead to the same dockerd: its containers are there once.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_row_names_all_contexts_that_lead_to_it() -> Result<()> {
    let host = HOST.get()?;
    for verb in ["overview", "containers"] {
        let found = told(host, &["--all-contexts", verb])?;
        let once = told(host, &[verb])?;
        assert_eq!(judged(&found), judged(&once), "{found}");
        let web = container(&found, "web")?;
        assert_eq!(contexts(web), ["default", "here", "safe", SHELL], "{web}");
        assert_eq!(web["process"]["status"], "seen", "{web}");
        assert!(container(&once, "web")?["contexts"].is_null());
        assert!(once["asked_contexts"].is_null(), "{once}");
        let asked: Vec<(&str, bool)> = items(&found, "asked_contexts")
            .iter()
            .map(|one| (text(one, "name"), one["answered"] == true))
            .collect();
        let expected = [
            ("default", true),
            ("here", true),
            ("safe", true),
            (SHELL, true),
            ("wrong", false),
        ];
        assert_eq!(asked, expected);
    }
    for verb in ["images", "namespaces", "shims", "engines", "storage"] {
        let found = told(host, &["--all-contexts", verb])?;
        let rows = items(&found, verb).iter();
        let led = rows.filter(|row| contexts(row).contains(&"here")).count();
        assert!(led > 0, "{verb}: {found}");
    }
    Ok(())
}

/// One that cannot be reached costs its own part, is named, and makes the exit code 3.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_context_that_does_not_answer_is_a_source() -> Result<()> {
    let host = HOST.get()?;
    let output = asked(host, &["--all-contexts", "containers"])?;
    assert_eq!(output.code, 3, "{}", output.stdout);
    let page = unwrapped(&output.stdout);
    assert!(page.contains("CONTEXT") && page.contains("web"), "{page}");
    assert!(page.contains("No answer from context wrong"), "{page}");
    for verb in ["overview", "storage", "trace web", "images", "engines"] {
        let words: Vec<&str> = verb.split(' ').collect();
        let page = unwrapped(&asked(host, &[&["--all-contexts"], &words[..]].concat())?.stdout);
        let said = page
            .find("No answer from context wrong")
            .ok_or(page.clone())?;
        assert!(page.find("Next ").is_none_or(|next| said < next), "{page}");
        assert!(!page.contains("refuses connections"), "told twice: {page}");
    }
    for (words, code) in [
        (&["--all-contexts", "--allow-partial", "ps"][..], 0),
        (&["--all-contexts", "-c", "here", "ps"], 2),
        (&["--all-contexts", "explain", "ok"], 2),
        (&["--all-contexts", "contexts"], 0),
    ] {
        assert_eq!(asked(host, words)?.code, code, "{words:?}");
    }
    Ok(())
}

/// ssh and a dead port, with a default context that leads nowhere: the daemon of this host is shown
/// all the same, and has the name of the one context that comes back to it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn this_host_is_shown_whatever_the_contexts_lead_to() -> Result<()> {
    let host = HOST.get()?;
    let folder = "/run/lab/far-docker";
    let urls = [("far", "ssh://far"), ("gone", "tcp://127.0.0.1:1")];
    with(host, folder, &urls)?;
    let exec = host.exec_tool(&["--all-contexts", "ps", "--json", "--timeout", "20"]);
    let exec = exec.env("DOCKER_CONFIG", folder);
    let output = exec
        .env("DOCKER_HOST", "unix:///run/lab/nothing.sock")
        .output()?;
    assert_eq!(output.code, 3, "{}", output.stderr);
    let found: Value = serde_json::from_str(&output.stdout)?;
    let web = container(&found, "web")?;
    assert_eq!(contexts(web), ["far"], "{web}");
    assert_eq!(web["process"]["status"], "seen", "{web}");
    let asked = items(&found, "asked_contexts").iter();
    let silent = asked.filter(|one| one["answered"] == false);
    let silent: Vec<&str> = silent.map(|one| text(one, "name")).collect();
    assert_eq!(silent, ["default", "gone"], "{found}");
    Ok(())
}
