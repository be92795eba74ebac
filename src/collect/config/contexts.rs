//! The contexts of everybody whose commands the caller may mean: their own, and under sudo those of
//! the user who called it.
//!
//! The variables of that user's shell are not visible from under sudo: their files alone count.

use super::{Environment, clients, docker, users};
use crate::model::secret::Secrets;
use crate::model::{ClientContexts, ContextUser};

/// Every client of these users that is installed or has settings; `flag` is `--context`.
pub(crate) fn contexts(
    environment: &Environment,
    flag: Option<&str>,
    secrets: Secrets,
) -> Vec<ClientContexts> {
    let is_installed = clients::installed(environment).contains_key("docker");
    let own = docker::contexts(environment, flag, caller(), secrets);
    let behind = behind_sudo(environment).map(|(user, environment)| {
        // A flag stands on one command line: the caller's.
        docker::contexts(&environment, None, user, secrets)
    });
    let found = [Some(own), behind].into_iter().flatten();
    found
        .filter(|one| is_installed || one.has_settings())
        .collect()
}

fn caller() -> ContextUser {
    let uid = rustix::process::geteuid().as_raw();
    ContextUser {
        name: users::this().map_or_else(|| uid.to_string(), |user| user.name),
        behind_sudo: false,
    }
}

fn behind_sudo(environment: &Environment) -> Option<(ContextUser, Environment)> {
    let is_root = rustix::process::geteuid().is_root();
    let name = environment.get("SUDO_USER").filter(|_| is_root)?;
    let user = users::named(name).filter(|user| user.uid != 0)?;
    let environment = Environment::with_home(user.home.to_str()?);
    let user = ContextUser {
        name: user.name,
        behind_sudo: true,
    };
    Some((user, environment))
}
