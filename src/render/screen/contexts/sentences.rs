//! The answer in one sentence: whom a plain command of a client reaches, and what chose that.

use std::collections::BTreeSet;

use crate::correlate::host::{ClientSettings, Context, Host};
use crate::model::{ChosenBy, ContextClient, Reason, SourceStatus};

/// `docker reaches dockerd 20.10.24, pid 20, at unix:///var/run/docker.sock (context default,
/// chosen by DOCKER_HOST).`
pub(super) fn answer(host: &Host, client: &ClientSettings) -> String {
    let whose = whose(host, client);
    if let Some(why) = &client.undecided {
        return format!("Which context {whose} uses cannot be told: {why}.");
    }
    match &client.current {
        None => format!("{whose} uses no context."),
        Some(row) => match &client.podman {
            None => format!("{whose} {}{}.", reaches(row), chosen(row)),
            Some(path) => format!(
                "{whose} is podman here ({path}) and asks no daemon; what goes by docker's \
                 settings {}{}.",
                reaches(row),
                chosen(row)
            ),
        },
    }
}

/// What the shell that called sudo has set, and this program was not told.
pub(super) fn dropped(clients: &[ClientSettings]) -> Option<String> {
    let names = clients.iter().flat_map(|client| &client.dropped_by_sudo);
    let names: BTreeSet<&str> = names.map(String::as_str).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let (last, others) = names.split_last()?;
    let list = match others {
        [] => (*last).to_owned(),
        others => format!("{} and {last}", others.join(", ")),
    };
    let kept = names.join(",");
    Some(format!(
        "sudo did not hand on {list}: without it commands go by that. To see where: sudo \
         --preserve-env={kept} dockerctx-inspect contexts"
    ))
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
    if let Some(obstacle) = row.reach.reason.and_then(obstacle) {
        return format!("dials {url}, {obstacle}");
    }
    match row.reach.status {
        SourceStatus::Ok => format!("reaches {} at {url}", who(row)),
        SourceStatus::NotContacted => format!("would dial {url}, which was not contacted"),
        SourceStatus::Denied => format!("may not use {url}"),
        status => format!("dials {url}, {}", silence(row, status)),
    }
}

/// What stands between, where more is known than that nobody answers.
fn obstacle(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::Unresolvable => "whose host has no address",
        Reason::Unreachable => "to whose host no way leads",
        Reason::CertExpired => "whose certificate has expired",
        Reason::CertEarly => "whose certificate is not valid yet",
        Reason::UnknownCa => "whose certificate no authority signed that is trusted here",
        Reason::WrongName => "whose certificate is for another name",
        Reason::WantsCert => "which wants a certificate of the client",
        Reason::CertRejected => "which does not accept the client's certificate",
        Reason::NoTls => "which speaks no TLS",
        Reason::WantsTls => "which speaks TLS alone",
        Reason::SshDenied => "where ssh is not let in",
        Reason::UnknownHost => "whose ssh key is not known here",
        _ => return None,
    })
}

fn silence(row: &Context, status: SourceStatus) -> String {
    match status {
        SourceStatus::Absent => "which is not there".to_owned(),
        SourceStatus::Refused => "where nobody answers".to_owned(),
        SourceStatus::Timeout => "where nobody answers in time".to_owned(),
        _ => format!("where no {} API answers", api(row)),
    }
}

fn api(row: &Context) -> &'static str {
    row.api.word()
}

fn who(row: &Context) -> String {
    let version = row.reach.version.as_ref();
    let version = version.map_or(String::new(), |version| format!(" {version}"));
    match (row.reach.engine, row.reach.proxies.as_slice()) {
        (Some((kind, pid)), _) => format!("{}{version}, pid {pid},", kind.word()),
        (None, [proxy, ..]) => {
            let api = api(row);
            format!("a {api} API{version} through process {proxy}")
        }
        (None, []) => {
            let place = match row.reach.local {
                Some(false) => " on another host,",
                _ => "",
            };
            format!("a {} API{version}{place}", api(row))
        }
    }
}

fn chosen(row: &Context) -> String {
    let by = by(row.chosen_by);
    match (row.client, &row.namespace) {
        (ContextClient::Docker, _) => format!(" (context {}, {by})", row.name),
        (ContextClient::Buildx, _) => format!(" (builder {}, {by})", row.name),
        (_, None) => format!(" ({by})"),
        (_, Some(namespace)) => {
            let of = row
                .namespace_by
                .filter(|of| Some(*of) != row.chosen_by && *of != ChosenBy::Default);
            let of = of.map_or(String::new(), |of| format!(" by {}", of.word()));
            format!(" (namespace {namespace}{of}, {by})")
        }
    }
}

fn by(chosen_by: Option<ChosenBy>) -> String {
    match chosen_by {
        None | Some(ChosenBy::Default) => "nothing chooses another".to_owned(),
        Some(by) => format!("chosen by {}", by.word()),
    }
}
