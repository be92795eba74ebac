//! The answer in one sentence: whom a plain command of a client reaches, and what chose that.

use crate::correlate::host::{ClientSettings, Context, Host};
use crate::model::{ChosenBy, SourceStatus};

/// `docker reaches dockerd 20.10.24, pid 20, at unix:///var/run/docker.sock (context default,
/// chosen by DOCKER_HOST).`
pub(super) fn answer(host: &Host, client: &ClientSettings) -> String {
    let whose = whose(host, client);
    if let Some(why) = &client.undecided {
        return format!("Which context {whose} uses cannot be told: {why}.");
    }
    match &client.current {
        None => format!("{whose} uses no context."),
        Some(row) => format!("{whose} {}{}.", reaches(row), chosen(row)),
    }
}

pub(super) fn has_several_users(host: &Host) -> bool {
    let mut clients = host.clients.told().into_iter().flatten();
    let first = clients.next();
    clients.any(|other| Some(&other.user) != first.map(|first| &first.user))
}

/// Several users have one: then it is said whose.
fn whose(host: &Host, client: &ClientSettings) -> String {
    let program = client.client.word();
    match has_several_users(host) {
        true => format!("{}'s {program}", client.user),
        false => program.to_owned(),
    }
}

fn reaches(row: &Context) -> String {
    let Some(url) = &row.host else {
        return "reaches nothing".to_owned();
    };
    match row.reach.status {
        SourceStatus::Ok => format!("reaches {} at {url}", who(row)),
        SourceStatus::NotContacted => format!("would dial {url}, which was not contacted"),
        SourceStatus::Denied => format!("may not use {url}"),
        status => format!("dials {url}, {}", silence(status)),
    }
}

fn silence(status: SourceStatus) -> &'static str {
    match status {
        SourceStatus::Absent => "which is not there",
        SourceStatus::Refused => "where nobody answers",
        SourceStatus::Timeout => "where nobody answers in time",
        _ => "where no docker API answers",
    }
}

fn who(row: &Context) -> String {
    let version = row.reach.version.as_ref();
    let version = version.map_or(String::new(), |version| format!(" {version}"));
    match (row.reach.engine, row.reach.proxies.as_slice()) {
        (Some((kind, pid)), _) => format!("{}{version}, pid {pid},", kind.word()),
        (None, [proxy, ..]) => format!("a docker API{version} through process {proxy}"),
        (None, []) => format!("a docker API{version}"),
    }
}

fn chosen(row: &Context) -> String {
    let by = match row.chosen_by {
        None | Some(ChosenBy::Default) => "nothing chooses another".to_owned(),
        Some(by) => format!("chosen by {}", by.word()),
    };
    format!(" (context {}, {by})", row.name)
}
