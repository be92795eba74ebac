//! Whom `-H` and `--context` mean: a socket of this host, or a daemon on another one.

use super::beside::blocking;
use super::config::{self, Environment};
use super::contact::gap;
use super::run::Run;
use super::way::Way;
use super::{CollectError, NamedDocker};
use crate::model::{Answer, Context, Gap, Reason, Remote};

/// The one docker endpoint that is asked.
pub(super) enum Asked {
    /// The path of a socket: all witnesses of this host have a word.
    Here(String),
    /// Elsewhere: nobody else can be asked of it.
    Elsewhere(Remote, Result<Way, Gap>),
}

impl Run<'_> {
    /// A home folder can hang, and so can a file of certificates.
    pub(super) async fn asked(&self) -> Result<Option<Asked>, CollectError> {
        let Some(named) = self.options.docker.clone() else {
            return Ok(None);
        };
        let secrets = self.options.secrets;
        let read = blocking(self.deadline(), move || {
            let environment = Environment::of_this_process();
            asked(config::asked(&environment, &named, secrets), &named)
        });
        let late = || {
            let why = "the client's files could not be read in time".to_owned();
            Err(CollectError::Docker(why))
        };
        let asked = read.await.unwrap_or_else(late)?;
        if matches!(asked, Asked::Elsewhere(..)) && !self.options.containerd.is_empty() {
            let why = "--containerd is a socket of this host, and the docker that is asked is not";
            return Err(CollectError::Docker(why.to_owned()));
        }
        Ok(Some(asked))
    }
}

fn asked(context: Context, named: &NamedDocker) -> Result<Asked, CollectError> {
    let url = match context.endpoint {
        Answer::Told(url) => url,
        Answer::Gap(gap) => return Err(CollectError::Docker(unusable(named, &gap))),
    };
    if let Some(path) = url.strip_prefix("unix://") {
        return match path.starts_with('/') {
            true => Ok(Asked::Here(path.to_owned())),
            false => Err(CollectError::Docker(unusable(
                named,
                &gap(Reason::Malformed, format!("{url} is no whole path")),
            ))),
        };
    }
    let way = Way::to(&url, context.tls.as_ref());
    let remote = Remote {
        endpoint: url,
        context: match named {
            NamedDocker::Context(name) => Some(name.clone()),
            NamedDocker::Host(_) => None,
        },
    };
    Ok(Asked::Elsewhere(remote, way))
}

fn unusable(named: &NamedDocker, gap: &Gap) -> String {
    match named {
        NamedDocker::Context(name) => format!("context {name}: {}", gap.detail),
        NamedDocker::Host(host) => format!("-H {}: {}", config::masked_host(host), gap.detail),
    }
}
