//! Two hosts with a wire between them, each with daemons of its own: what is said of the far one is
//! docker's word from there, beside the near one or alone, by every verb.

use serde_json::Value;

use super::pair::{BY_TCP, FOLDER, Pair, asked, pair, told};
use crate::lab::{MiniHost, Result};
use crate::support::{container, document, items, nobody_is_accused, text, unwrapped};

const FAR: [&str; 2] = ["by-ssh", "by-tcp"];

fn ids(host: &MiniHost) -> Result<Vec<String>> {
    let listed = host.sh("docker ps -aq --no-trunc")?;
    Ok(listed.lines().map(str::to_owned).collect())
}

fn contexts(row: &Value) -> Vec<&str> {
    let names = row["contexts"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

/// The rows of a kind that the far docker's contexts lead to.
fn of_far<'d>(document: &'d Value, kind: &str) -> Vec<&'d Value> {
    let rows = items(document, kind).iter();
    rows.filter(|row| contexts(row) == FAR).collect()
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn two_daemons_at_once_and_nothing_mixed() -> Result<()> {
    let Pair { near, far } = pair()?;
    for verb in ["containers", "overview"] {
        let found = told(&["--all-contexts", verb])?;
        assert_eq!(found["complete"], true, "{}", found["sources"]);
        nobody_is_accused(&found, verb);
        let rows = items(&found, "containers");
        for (host, names) in [(near, &["default"][..]), (far, &FAR)] {
            let rows = rows.iter().filter(|row| contexts(row) == names);
            let mut told: Vec<&str> = rows.map(|row| text(row, "id")).collect();
            let mut listed = ids(host)?;
            told.sort_unstable();
            listed.sort_unstable();
            assert_eq!(told, listed, "{names:?}");
        }
        assert_eq!(rows.len(), 3, "{found}");
        for row in rows {
            let is_far = contexts(row) == FAR;
            assert_eq!(row["docker"]["status"], "seen", "{row}");
            let process = if is_far { "unknown" } else { "seen" };
            assert_eq!(row["process"]["status"], process, "{row}");
            let verdict = if is_far { "unverified" } else { "ok" };
            assert!([verdict, "ok"].contains(&text(row, "verdict")), "{row}");
        }
    }
    Ok(())
}

/// Rows of the far docker where it tells any, and none where there is nothing that it can tell of.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn every_verb_says_which_rows_are_of_which_context() -> Result<()> {
    for (verb, kind, rows) in [
        ("images", "images", 1),
        ("overview", "docker_daemons", 1),
        ("storage", "storage", 1),
        ("operations", "operations", 1),
        ("shims", "shims", 0),
        ("namespaces", "namespaces", 0),
        ("engines", "engines", 0),
    ] {
        let found = told(&["--all-contexts", verb])?;
        let of_far = of_far(&found, kind);
        assert!(of_far.len() >= rows, "{verb}: {found}");
        assert!(rows > 0 || of_far.is_empty(), "{verb}: {of_far:?}");
        let of_near = items(&found, kind).iter();
        let of_near = of_near.filter(|row| contexts(row).contains(&"default"));
        assert!(of_near.count() > 0, "{verb}: {found}");
        let page = asked(&["--all-contexts", verb])?;
        let says = match verb {
            "operations" => "ssh://far, of contexts by-ssh, by-tcp",
            _ => "CONTEXT",
        };
        assert!(page.stdout.contains(says), "{verb}: {}", page.stdout);
        assert!(
            page.stdout.lines().all(|line| line.chars().count() <= 80),
            "{verb}: {}",
            page.stdout
        );
    }
    let picture = asked(&["--all-contexts", "topology"])?.stdout;
    let notes = ["context default", "contexts by-ssh, by-tcp"];
    for note in notes {
        assert!(picture.contains(note), "{picture}");
    }
    let story = asked(&["--all-contexts", "trace", "alone"])?.stdout;
    assert!(
        unwrapped(&story).contains("of contexts by-ssh, by-tcp"),
        "{story}"
    );
    let several = asked(&["--all-contexts", "trace", "web"])?;
    assert_eq!(several.code, 2, "{}", several.stdout);
    Ok(())
}

/// Each command that a row has shows that row, on whichever of the two hosts it is.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_commands_reach_the_right_host() -> Result<()> {
    let Pair { near, far } = pair()?;
    let found = told(&["--all-contexts", "containers"])?;
    for row in items(&found, "containers") {
        let (id, is_far) = (text(row, "id"), contexts(row) == FAR);
        let views = items(row, "views").iter();
        let views = views.filter(|view| view["client"] == "docker" && view["view"] == "ps-all");
        let mut shown = 0;
        for view in views {
            let command = format!("{} --no-trunc", text(view, "command"));
            let exec = near.exec(&["sh", "-c", &command]);
            let listed = exec.env("DOCKER_CONFIG", FOLDER).stdout()?;
            assert_eq!(
                listed.contains(id),
                view["shows"] == true,
                "{command}: {row}"
            );
            shown += usize::from(view["shows"] == true);
        }
        assert_eq!(shown, 1, "{row}");
        let host = if is_far { far } else { near };
        assert!(ids(host)?.contains(&id.to_owned()));
    }
    Ok(())
}

/// Alone, by `-c`: the pictures and stories too have docker's word, and nothing of this host.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_context_alone_by_every_verb() -> Result<()> {
    let Pair { near, far } = pair()?;
    let here = near.sh("docker inspect -f '{{.Id}}' web")?;
    let there = far.sh("docker inspect -f '{{.Id}}' web")?;
    for context in FAR {
        for verb in ["overview", "containers", "topology", "trace web"] {
            let words: Vec<&str> = verb.split(' ').collect();
            let output = asked(&[&["-c", context], &words[..], &["--json"]].concat())?;
            assert_eq!(output.code, 0, "{verb}: {}", output.stderr);
            let found = document(&output)?.to_string();
            assert!(
                found.contains(&there) && !found.contains(&here),
                "{verb}: {found}"
            );
            assert!(!found.contains("/run/docker.sock"), "{verb}: {found}");
        }
        let capture = asked(&["-c", context, "capture", "-"])?.stdout;
        let exec = near.exec_tool(&["-c", context, "diff", "-", "--json"]);
        let exec = exec.env("DOCKER_CONFIG", FOLDER).stdin(capture);
        let changes = document(&exec.output()?)?;
        assert_eq!(items(&changes, "diff").len(), 0, "{changes}");
    }
    Ok(())
}

/// Its images by its own list: what is on the disk over there is not to be seen.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn storage_tells_a_far_dockers_images() -> Result<()> {
    let far = &pair()?.far;
    let listed = far.sh("docker images -q | sort -u | wc -l")?;
    let folder = far.sh("docker info -f '{{.DockerRootDir}}'")?;
    for words in [
        &["--all-contexts"][..],
        &["-c", "by-tcp"],
        &["-c", "by-ssh"],
    ] {
        let found = told(&[words, &["storage"]].concat())?;
        let images = items(&found, "storage").iter();
        let mut images = images.filter(|row| row["part"] == "images");
        let images = images.next().ok_or("no images")?;
        assert_eq!(images["items"].to_string(), listed, "{images}");
        assert!(images["size_bytes"].as_u64() > Some(0), "{images}");
        let root = text(images, "root");
        assert!(root.ends_with(&format!("#{folder}")), "{root}");
        let roots = items(&found, "storage_roots").iter();
        let elsewhere: Vec<&Value> = roots.filter(|root| root["elsewhere"] == true).collect();
        assert_eq!(elsewhere.len(), 1, "{found}");
        assert_eq!(elsewhere[0]["path"], root);
        let page = unwrapped(&asked(&[words, &["storage"]].concat())?.stdout);
        let why = "its disk cannot be looked at from here";
        assert!(page.contains(why), "{page}");
        assert_eq!(
            page.contains("storage --deep"),
            words == ["--all-contexts"],
            "{page}"
        );
    }
    Ok(())
}

/// By docker's own word.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_far_host_has_its_name_on_the_screen() -> Result<()> {
    let far = &pair()?.far;
    let words =
        far.sh("docker info -f '{{.Name}}, {{.OperatingSystem}}, kernel {{.KernelVersion}}'")?;
    assert!(words.starts_with("farhost, "), "{words}");
    for context in FAR {
        for verb in ["overview", "containers", "images", "storage"] {
            let page = unwrapped(&asked(&["-c", context, verb])?.stdout);
            assert!(
                page.contains(&format!("({words}): the host is remote")),
                "{page}"
            );
        }
        let found = told(&["-c", context, "containers"])?;
        assert_eq!(found["remote"]["hostname"], "farhost");
        assert_eq!(found["host"]["hostname"], "farhost");
        assert!(words.ends_with(text(&found["remote"], "kernel")), "{found}");
    }
    // Beside the near one there is no such place: the host of the report is this one.
    let found = told(&["--all-contexts", "containers"])?;
    assert_eq!(found["host"]["hostname"], "minihost");
    Ok(())
}

/// A capture keeps what was asked, and a comparison with it asks the same.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_capture_holds_all_contexts() -> Result<()> {
    let near = &pair()?.near;
    let output = asked(&["--all-contexts", "capture", "-"])?;
    assert_eq!(output.code, 0, "{}", output.stderr);
    std::fs::write(near.path("/run/lab/all.json"), &output.stdout)?;
    let again = near.exec_tool(&["ps", "--from", "/run/lab/all.json", "--json"]);
    let again = document(&again.output()?)?;
    assert_eq!(of_far(&again, "containers").len(), 2, "{again}");
    assert_eq!(items(&again, "asked_contexts").len(), 3);
    let difference = asked(&["diff", "/run/lab/all.json", "--json"])?;
    let difference = document(&difference)?;
    let gone: Vec<&Value> = items(&difference, "diff")
        .iter()
        .filter(|change| text(change, "change") == "gone")
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
    Ok(())
}

/// The program over there tells of its own processes, and of none here.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_remote_capture_is_of_the_far_host() -> Result<()> {
    let found = told(&["-c", "by-ssh", "--remote-capture", "containers"])?;
    assert_eq!(found["host"]["hostname"], "farhost", "{found}");
    assert_eq!(items(&found, "containers").len(), 2);
    let alone = container(&found, "alone")?;
    assert_eq!(alone["verdict"], "ok", "{alone}");
    let init = pair()?.far.sh("docker inspect -f '{{.State.Pid}}' alone")?;
    assert_eq!(alone["process"]["pid"].to_string(), init);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn contexts_says_that_it_is_remote() -> Result<()> {
    let found = told(&["contexts", "--client", "docker"])?;
    let mut rows = items(&found, "contexts").iter();
    let by_tcp = rows.find(|row| row["host"] == BY_TCP).ok_or("none")?;
    assert_eq!(by_tcp["reach"]["status"], "ok", "{by_tcp}");
    assert_eq!(by_tcp["reach"]["local"], false, "{by_tcp}");
    assert!(by_tcp["engine_pid"].is_null(), "{by_tcp}");
    Ok(())
}
