//! Names, labels, image references and arguments that are made to deceive a terminal or a reader.

use serde_json::{Value, json};

use super::run;
use crate::lab::{Builder, DOCKER_SOCKET, MiniHost, Result};
use crate::support::with_tool;

/// Colour, a new title, a new line, a line that overwrites another, text from right to left, a
/// bell, a sequence begun by one byte, a blank that has no width.
const EVIL: &str = "\u{1b}[31mred\u{1b}]0;title\u{7}\nsecond\rline\u{202e}desrever\u{2066}\u{9b}2J\u{200b}\u{feff}end";
/// Longer than any screen, and than docker's own limit for nothing.
const LONG: usize = 1_000_000;

/// What must never reach a terminal.
fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A container of docker's whose labels and arguments are hostile; through the API, since no
/// command line takes a label of 1 MB.
fn docker_container(host: &MiniHost) -> Result<Vec<String>> {
    host.docker_image()?;
    let part = "y".repeat(100_000);
    let mut argv = vec![
        "sh".to_owned(),
        "-c".to_owned(),
        "sleep 99999; :".to_owned(),
    ];
    argv.push(EVIL.to_owned());
    argv.extend(std::iter::repeat_n(part, 10));
    let body = json!({
        "Image": "bb:1",
        "Cmd": argv,
        "Labels": {"evil": EVIL, (EVIL): "key", "long": "x".repeat(LONG)},
        "HostConfig": {"NetworkMode": "none"},
    });
    let script = format!(
        "curl -sf --unix-socket {DOCKER_SOCKET} -H 'Content-Type: application/json' \
             --data-binary @- 'http://d/containers/create?name=hostile' && docker start hostile"
    );
    host.exec(&["sh", "-euc", &script])
        .stdin(body.to_string())
        .stdout()?;
    Ok(argv)
}

/// An image and a container of ctr's; its ids are restricted, references and labels are not.
fn ctr_container(host: &MiniHost) -> Result<()> {
    host.ctr_image("default")?;
    // Newer ones refuse such a reference unless they are told not to look.
    let tag = "ctr images tag --help | grep -q -e --skip-reference-check && skip=--skip-reference-check || :
               ctr images tag ${skip-} docker.io/library/bb:1 \"$1\"";
    host.exec(&["sh", "-euc", tag, "sh", EVIL]).stdout()?;
    let label = format!("evil={EVIL}");
    let run = [
        "ctr", "run", "-d", "--label", &label, EVIL, "fromctr", "sleep", "99999",
    ];
    host.exec(&run).stdout()?;
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn shown_escaped_and_cut_and_whole_in_json() -> Result<()> {
    hostile_on(with_tool())
}

/// On a host of any engines.
pub(crate) fn hostile_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    let argv = docker_container(&host)?;
    ctr_container(&host)?;
    screens(&host)?;
    whole(&host, &argv)
}

fn screens(host: &MiniHost) -> Result<()> {
    for verb in ["overview", "containers", "images", "shims", "namespaces"] {
        for flags in [
            &[][..],
            &["-o", "wide"],
            &["-o", "markdown"],
            &["--no-trunc"],
            &["-q"],
        ] {
            let output = host.tool(&[&[verb], flags].concat())?;
            assert_eq!(output.code, 0, "{verb} {flags:?}: {}", output.stderr);
            let bad: Vec<char> = output.stdout.chars().filter(|c| is_dangerous(*c)).collect();
            assert!(
                bad.is_empty(),
                "{verb} {flags:?}: {bad:?} in {}",
                output.stdout
            );
            let bad = output.stderr.chars().any(is_dangerous);
            assert!(!bad, "{verb} {flags:?}: {}", output.stderr);
            let longest = output.stdout.lines().map(|line| line.chars().count()).max();
            if flags.is_empty() {
                assert!(
                    longest <= Some(80),
                    "{verb}: {longest:?}: {}",
                    output.stdout
                );
            }
        }
    }
    Ok(())
}

fn whole(host: &MiniHost, argv: &[String]) -> Result<()> {
    let run = run(host, &["overview"])?;
    assert!(run.is_complete(), "{}", run.report["sources"]);
    let labels = &run.container("hostile")["docker"]["labels"];
    assert_eq!(labels["evil"], EVIL);
    assert_eq!(labels[EVIL], "key");
    assert_eq!(labels["long"].as_str().map(str::len), Some(LONG));
    let from_ctr = run.container("fromctr");
    assert_eq!(from_ctr["containerd"]["labels"]["evil"], EVIL);
    assert_eq!(from_ctr["containerd"]["image"], EVIL);
    let referred = run.items("images").any(|image| {
        let references = image["references"].as_array();
        references.is_some_and(|all| all.iter().any(|one| one == EVIL))
    });
    assert!(referred, "{}", run.report["images"]);
    let key = &run.container("hostile")["key"];
    let children = run
        .items("shims")
        .flat_map(|shim| shim["children"].as_array());
    let init = children.flatten().find(|child| child["container"] == *key);
    let command = init.and_then(|child| child["command"].as_str());
    assert_eq!(command, Some(argv.join(" ").as_str()));
    assert_eq!(run.accused(), []);
    // And over the way of a capture, the same again.
    let captured = host.tool(&["capture", "-"])?;
    let again = host
        .exec_tool(&["containers", "--from", "-", "--json"])
        .stdin(captured.stdout)
        .stdout()?;
    let again: Value = serde_json::from_str(&again)?;
    let containers = again["containers"].as_array().into_iter().flatten();
    let mut hostile = containers.filter(|one| one["name"] == "hostile");
    assert_eq!(
        hostile.next().map(|one| &one["docker"]["labels"]),
        Some(labels)
    );
    Ok(())
}
