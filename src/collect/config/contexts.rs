//! The contexts of everybody whose commands the caller may mean: their own, and under sudo those of
//! the user who called it.
//!
//! The variables of that user's shell are not visible from under sudo: their files alone count.

use std::path::Path;

use super::beside_docker::{self, Found, Who};
use super::{Environment, clients, docker, plugins, users};
use crate::model::secret::Secrets;
use crate::model::{ClientContexts, ContextClient, ContextUser};

/// Every client of these users that is installed or has settings; `flag` is `--context`, `root` the
/// folder of the host's root.
pub(crate) fn contexts(
    environment: &Environment,
    flag: Option<&str>,
    root: &Path,
    secrets: Secrets,
) -> Vec<ClientContexts> {
    let installed = clients::installed(environment);
    let uid = rustix::process::geteuid().as_raw();
    let own = Who {
        environment,
        user: caller(),
        uid,
        root,
        secrets,
    };
    let mut found = of_docker(&own, flag);
    found.extend(beside_docker::of_caller(&own));
    if let Some((user, uid, environment)) = behind_sudo(environment) {
        let behind = Who {
            environment: &environment,
            user,
            uid,
            ..own
        };
        // A flag stands on one command line: the caller's. Its program is everybody's.
        found.extend(of_docker(&behind, None));
        let others = beside_docker::of_user_behind_sudo(&behind).into_iter();
        found.extend(others.filter(|found| found.is_configured));
    }
    let has_buildx = || plugins::of_docker(environment).contains_key("buildx");
    let is_installed = |client: ContextClient| match client {
        ContextClient::Buildx => has_buildx(),
        client => installed.contains_key(client.word()),
    };
    let is_wanted = |found: &Found| found.is_configured || is_installed(found.client.client);
    let found = found.into_iter().filter(is_wanted);
    found.map(|found| found.client).collect()
}

/// docker, and the plugin of it that has an order of its own.
fn of_docker(who: &Who<'_>, flag: Option<&str>) -> Vec<Found> {
    let client = docker::contexts(who.environment, flag, who.user.clone(), who.secrets);
    let buildx = docker::buildx(who.environment, &client, who.secrets);
    let docker = Found {
        is_configured: client.has_settings(),
        client,
    };
    let buildx = buildx.map(|client| Found {
        is_configured: client.contexts.len() > 1 || client.has_choice_of_its_own(),
        client,
    });
    [docker].into_iter().chain(buildx).collect()
}

fn caller() -> ContextUser {
    let uid = rustix::process::geteuid().as_raw();
    ContextUser {
        name: users::this().map_or_else(|| uid.to_string(), |user| user.name),
        behind_sudo: false,
    }
}

fn behind_sudo(environment: &Environment) -> Option<(ContextUser, u32, Environment)> {
    let is_root = rustix::process::geteuid().is_root();
    let name = environment.get("SUDO_USER").filter(|_| is_root)?;
    let user = users::named(name).filter(|user| user.uid != 0)?;
    let environment = Environment::with_home(user.home.to_str()?);
    let uid = user.uid;
    let user = ContextUser {
        name: user.name,
        behind_sudo: true,
    };
    Some((user, uid, environment))
}
