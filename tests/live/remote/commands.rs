//! What a report on another host hands out is pasted where its reader stands.

use super::{BY_TLS, FOLDER, HOST};
use crate::lab::Result;
use crate::support::{container, document, items, text};

/// Every command of docker's that a row has is pasted where the reader stands, and shows the row.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_commands_work_where_the_reader_stands() -> Result<()> {
    let host = HOST.get()?;
    let by_variables = [
        ("DOCKER_TLS_VERIFY", "1"),
        ("DOCKER_CERT_PATH", "/run/lab/certs"),
    ];
    host.sh("cd /run/lab; mkdir -p certs; cp ca.pem certs; cp client.pem certs/cert.pem; cp client-key.pem certs/key.pem")?;
    for (words, variables, part) in [
        (&["-c", "safe"], &[][..], "docker --context safe ps -a"),
        (&["-c", "shell"], &[], "docker --context shell ps -a"),
        (&["-H", "ssh://far"], &[], "docker -H ssh://far ps -a"),
        (
            &["-H", BY_TLS],
            &by_variables,
            "docker -H tcp://localhost:2376 ps -a",
        ),
    ] {
        let run = |words: &[&str]| {
            let mut exec = host.exec(words).env("DOCKER_CONFIG", FOLDER);
            for (name, value) in variables {
                exec = exec.env(name, value);
            }
            exec.output()
        };
        let tool = ["dockerctx-inspect", "ps", "--json", "--timeout", "20"];
        let found = document(&run(&[&tool[..], words].concat())?)?;
        let web = container(&found, "web")?;
        let views = items(web, "views").iter();
        let shown = views.filter(|view| view["installed"] == true && view["shows"] == true);
        let commands: Vec<&str> = shown.map(|view| text(view, "command")).collect();
        assert!(commands.contains(&part), "{words:?}: {commands:?}");
        for command in commands {
            let listed = run(&["sh", "-c", command])?;
            assert!(
                listed.stdout.contains("web"),
                "{command}: {}",
                listed.stderr
            );
        }
    }
    Ok(())
}
