//! Truth: what the tool says that a client shows is what this client shows, wherever the reader
//! stands; and nothing that docker, ctr or /proc list is left out or told twice.

pub(crate) mod compare;
pub(crate) mod complete;
pub(crate) mod facts;
mod screen;
pub(crate) mod stand;

use std::time::Duration;

use crate::lab::situations::broken::{self, broken};
use crate::lab::situations::clients;
use crate::lab::situations::fill::{fill, images_apart};
use crate::lab::situations::zoo::quiet_zoo;
use crate::lab::{self, Builder, MiniHost, Result};
use crate::support::{TOOL, with_tool};
use compare::{Compared, mismatches};
use stand::Stand;

/// Whether anything starts or ends on a host by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Quiet,
    Restless,
}

/// How long a pasted command may take on a host where all is well.
const USUAL: Duration = Duration::from_secs(20);
/// And where some of them hang: each of two stopped shims costs `ctr tasks ls` 2 s, and `nerdctl ps`,
/// which asks for each container's task twice in each of two rounds, four times that.
const HANGING: Duration = Duration::from_secs(40);

/// Every command that the report of a host at rest names shows what it is said to show, wherever
/// the reader stands; of each of these clients some are compared.
#[track_caller]
pub(crate) fn shown_as_said(host: &MiniHost, stands: &[Stand], clients: &[&str]) -> Result<()> {
    let mut said = Compared::default();
    for stand in stands {
        said.add(mismatches(host, Host::Quiet, stand, USUAL)?);
    }
    said.none_wrong(clients);
    Ok(())
}

/// The clients whose commands can be pasted on this host: nerdctl is among them where it could be built.
pub(crate) fn clients_on(host: &MiniHost) -> Result<&'static [&'static str]> {
    const ALL: &[&str] = &["docker", "ctr", "nerdctl"];
    if lab::is_skipped(clients::unavailable())? {
        return Ok(&ALL[..2]);
    }
    clients::install(host)?;
    Ok(ALL)
}

/// The filled host with images apart, and with what nerdctl made where there is one.
pub(crate) fn filled(builder: Builder) -> Result<(MiniHost, &'static [&'static str])> {
    let host = builder.start()?;
    let all = fill_whole(&host)?;
    Ok((host, all))
}

fn fill_whole(host: &MiniHost) -> Result<&'static [&'static str]> {
    fill(host)?;
    images_apart(host)?;
    let all = clients_on(host)?;
    if all.contains(&"nerdctl") {
        clients::nerdctl_made(host)?;
    }
    Ok(all)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn filled_host_from_wherever_the_reader_stands() -> Result<()> {
    let (host, clients) = filled(with_tool())?;
    from_wherever_the_reader_stands(&host, clients)
}

/// On a filled host of any engines: what is listed is told once; from its capture; and from everywhere.
pub(crate) fn filled_on(builder: Builder) -> Result<()> {
    let (host, clients) = filled(builder)?;
    let wrong = complete::wrong(&host, Host::Quiet)?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    from_its_capture(&host, clients)?;
    from_wherever_the_reader_stands(&host, clients)
}

/// Changes what root's own clients mean there.
fn from_wherever_the_reader_stands(host: &MiniHost, clients: &[&str]) -> Result<()> {
    stand::make_contexts(host)?;
    let mut said = Compared::default();
    for stand in stand::all() {
        said.add(mismatches(host, Host::Quiet, &stand, USUAL)?);
    }
    // Last, since it changes what root's own docker means: who runs the tool as an ordinary user is
    // told `sudo docker`, and that one reads root's settings.
    stand::lead_roots_docker_away(host)?;
    for stand in stand::around_roots_settings() {
        said.add(mismatches(host, Host::Quiet, &stand, USUAL)?);
    }
    stand::lead_roots_nerdctl_away(host)?;
    for stand in [
        Stand::root("root's nerdctl.toml"),
        Stand::sudo("sudo, root's nerdctl.toml"),
    ] {
        said.add(mismatches(host, Host::Quiet, &stand, USUAL)?);
    }
    said.none_wrong(clients);
    Ok(())
}

/// The newest engines have it in the tests of all generations; it works with older ones, too.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn filled_host_with_nerdctl_2() -> Result<()> {
    if lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let host = with_tool().start()?;
    clients::install_nerdctl_2(&host)?;
    let clients = fill_whole(&host)?;
    from_its_capture(&host, clients)?;
    from_wherever_the_reader_stands(&host, clients)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn filled_host_from_its_capture() -> Result<()> {
    let (host, clients) = filled(with_tool())?;
    from_its_capture(&host, clients)
}

fn from_its_capture(host: &MiniHost, clients: &[&str]) -> Result<()> {
    host.sh("dockerctx-inspect capture /tmp/capture.json")?;
    let mut said = Compared::default();
    for stand in [
        Stand::root("capture"),
        Stand::root("capture, DOCKER_HOST").env("DOCKER_HOST", "tcp://127.0.0.1:1"),
    ] {
        said.add(mismatches(
            host,
            Host::Quiet,
            &stand.reading_capture("/tmp/capture.json"),
            USUAL,
        )?);
    }
    said.none_wrong(clients);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn broken_host() -> Result<()> {
    let host = broken::builder().tool(TOOL).start()?;
    broken(&host)?;
    as_said_though_broken(&host)
}

/// On a broken host of any engines: what is listed is told once, and shown as it is said.
pub(crate) fn broken_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    broken(&host)?;
    let wrong = complete::wrong(&host, Host::Quiet)?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    as_said_though_broken(&host)
}

/// Stops its dockerd.
fn as_said_though_broken(host: &MiniHost) -> Result<()> {
    let clients = clients_on(host)?;
    let mut said = Compared::default();
    for stand in [Stand::root("broken, root"), Stand::sudo("broken, sudo")] {
        said.add(mismatches(host, Host::Quiet, &stand, HANGING)?);
    }
    said.none_wrong(clients);
    host.freeze_daemon("dockerd")?;
    // What asks docker now never ends: the shorter limit is waited for.
    mismatches(host, Host::Quiet, &Stand::root("frozen"), USUAL)?.none_wrong(&clients[1..]);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn zoo() -> Result<()> {
    let host = with_tool().start()?;
    quiet_zoo(&host)?;
    as_said_in_the_zoo(&host)
}

/// Something starts or ends all the time there: what a client shows counts only where it shows the
/// same before and after the report, and only if that holds three times.
pub(crate) fn as_said_in_the_zoo(host: &MiniHost) -> Result<()> {
    let clients = clients_on(host)?;
    let stand = Stand::root("zoo");
    let mut said = mismatches(host, Host::Restless, &stand, USUAL)?;
    for _ in 0..2 {
        said = said.those_again_in(&mismatches(host, Host::Restless, &stand, USUAL)?);
    }
    said.none_wrong(clients);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn all_that_is_listed_is_in_the_report_once() -> Result<()> {
    let hosts: [(&str, &dyn Fn() -> Result<MiniHost>); 2] = [
        ("filled", &|| {
            let (host, _) = filled(with_tool())?;
            Ok(host)
        }),
        ("broken", &|| {
            let host = broken::builder().tool(TOOL).start()?;
            broken(&host)?;
            Ok(host)
        }),
    ];
    let mut wrong = Vec::new();
    for (name, start) in hosts {
        let found = complete::wrong(&start()?, Host::Quiet)?;
        wrong.extend(found.into_iter().map(|one| format!("{name}: {one}")));
    }
    let host = with_tool().start()?;
    quiet_zoo(&host)?;
    wrong.extend(complete::wrong(&host, Host::Restless)?);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
