//! Asks one docker API endpoint. The list of containers goes first: `/info` hangs while containerd
//! is frozen, so each question has a connection of its own and costs only itself.

use std::sync::OnceLock;

use bollard::query_parameters::{
    InspectContainerOptions, ListContainersOptionsBuilder, ListImagesOptions, ListPluginsOptions,
};
use futures_util::{StreamExt, stream};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use tokio::{join, select};

use super::convert::{self, Read};
use super::transport::ask;
use crate::collect::contact::{Budget, gap, not_collected};
use crate::collect::http::Reply;
use crate::collect::proc::DockerTarget;
use crate::collect::report::{Notes, is_plain_id};
use crate::collect::way::Way;
use crate::model::secret::Secrets;
use crate::model::{
    Answer, Docker, DockerContainer, DockerInfo, DockerInspect, DockerLook, DockerPlugin,
    EndpointKind, Gap, Reason, Scope,
};

/// How many `inspect` requests are under way at once.
const AT_ONCE: usize = 16;
/// An inspect waits for that container's lock, which a hung runtime may hold for ever.
const INSPECT_LIMIT: std::time::Duration = std::time::Duration::from_millis(500);

/// Who answered, out of the headers of whichever answer came first.
#[derive(Debug, Default)]
pub(crate) struct Greeting {
    pub(crate) server: Option<String>,
    pub(crate) api_version: Option<String>,
    libpod: bool,
}

/// Whether a docker API answers, and who says so. `/_ping` waits for nothing that dockerd does.
pub(crate) async fn greet(way: &Way, budget: &Budget) -> Result<Greeting, Gap> {
    let who = OnceLock::new();
    let asked = ask(way, budget, "/_ping", |docker| async move {
        docker.ping().await
    });
    body_of(asked.await?, &who)?;
    Ok(who.into_inner().unwrap_or_default())
}

/// Everything in scope that this endpoint tells, and what it did not tell. With `api` also which versions of
/// the API the daemon speaks.
pub(crate) async fn read(
    target: &DockerTarget,
    scope: Scope,
    secrets: Secrets,
    budget: &Budget,
    api: bool,
) -> (Docker, Notes) {
    let who = OnceLock::new();
    // Of podman's own API no client of docker's needs to know.
    let asks_api = (scope.engines || api) && !target.podman;
    // Of a host that nobody else tells of, its name.
    let is_remote = target.server.kind == EndpointKind::Remote;
    let listed = Notify::new();
    let (containers, images, plugins, info, oldest) = join!(
        async {
            let told = containers(target, scope, secrets, budget, &who).await;
            listed.notify_one();
            told
        },
        when(scope.images, images(target, budget, &who)),
        when(scope.daemons, plugins(&target.way, budget, &who)),
        async {
            match (scope.daemons, is_remote) {
                (true, _) => Some(info(&target.way, budget, &who).await),
                (false, true) => beside(&listed, info(&target.way, budget, &who)).await,
                (false, false) => None,
            }
        },
        when(asks_api, oldest_api(target, budget, &who)),
    );
    let mut notes = Notes::default();
    let mut docker = super::unasked(target, not_collected());
    docker.containers = notes.main("/containers/json", Some(containers));
    docker.images = notes.part("/images/json", images);
    docker.plugins = notes.part("/plugins", plugins);
    docker.info = notes.part("/info", info);
    // Not a word that the report needs: without it the source is whole.
    let not_asked = Answer::not_collected;
    docker.min_api_version = oldest.map_or_else(not_asked, answered);
    docker.disk = Answer::not_collected();
    introduce(&mut docker, who.into_inner().unwrap_or_default());
    (docker, notes)
}

/// `inspect` of one container; `Told(None)` is docker's "no such container".
pub(crate) async fn inspect(way: &Way, id: &str, secrets: Secrets, budget: &Budget) -> DockerLook {
    if !is_plain_id(id) {
        return Answer::gap(Reason::Unsupported, "its id does not fit a request path");
    }
    let budget = budget.at_most(INSPECT_LIMIT);
    let reply = ask(way, &budget, "inspect", |docker| async move {
        let options = None::<InspectContainerOptions>;
        docker.inspect_container(id, options).await
    });
    match reply.await {
        Ok(reply) if reply.status == 404 => Answer::Told(None),
        Ok(reply) => good(reply)
            .and_then(|body| convert::inspect(&body, secrets))
            .map_or_else(Answer::Gap, |inspect| Answer::Told(Some(inspect))),
        Err(gap) => Answer::Gap(gap),
    }
}

async fn containers(
    target: &DockerTarget,
    scope: Scope,
    secrets: Secrets,
    budget: &Budget,
    who: &OnceLock<Greeting>,
) -> Read<Vec<DockerContainer>> {
    let options = ListContainersOptionsBuilder::new().all(true).build();
    let reply = ask(
        &target.way,
        budget,
        "/containers/json",
        |docker| async move { docker.list_containers(Some(options)).await },
    );
    let body = body_of(reply.await?, who)?;
    let (mut containers, tally) = convert::containers(&body, secrets)?;
    drop(body);
    if scope.inspect_all {
        inspect_all(&target.way, &mut containers, secrets, budget).await;
    }
    Ok((containers, tally))
}

async fn inspect_all(
    way: &Way,
    containers: &mut [DockerContainer],
    secrets: Secrets,
    budget: &Budget,
) {
    stream::iter(containers)
        .for_each_concurrent(AT_ONCE, |container| async move {
            container.inspect = match inspect(way, &container.id, secrets, budget).await {
                Answer::Told(Some(inspect)) => Answer::Told(inspect),
                Answer::Told(None) => gone(),
                Answer::Gap(gap) => Answer::Gap(gap),
            };
        })
        .await;
}

fn gone() -> Answer<DockerInspect> {
    Answer::gap(Reason::Vanished, "removed between the list and the inspect")
}

async fn images(
    target: &DockerTarget,
    budget: &Budget,
    who: &OnceLock<Greeting>,
) -> Read<Vec<crate::model::DockerImage>> {
    let reply = ask(&target.way, budget, "/images/json", |docker| async move {
        docker.list_images(None::<ListImagesOptions>).await
    });
    convert::images(&body_of(reply.await?, who)?)
}

/// The plugins alone, for their names.
pub(crate) async fn plugins_of(way: &Way, budget: &Budget) -> Answer<Vec<DockerPlugin>> {
    let told = plugins(way, budget, &OnceLock::new()).await;
    told.map_or_else(Answer::Gap, |(plugins, _)| Answer::Told(plugins))
}

async fn plugins(way: &Way, budget: &Budget, who: &OnceLock<Greeting>) -> Read<Vec<DockerPlugin>> {
    let reply = ask(way, budget, "/plugins", |docker| async move {
        docker.list_plugins(None::<ListPluginsOptions>).await
    });
    convert::plugins(&body_of(reply.await?, who)?)
}

/// What it says of itself alone.
pub(crate) async fn info_of(way: &Way, budget: &Budget) -> Result<DockerInfo, Gap> {
    let told = info(way, budget, &OnceLock::new()).await;
    told.map(|(info, _)| info)
}

async fn info(way: &Way, budget: &Budget, who: &OnceLock<Greeting>) -> Read<DockerInfo> {
    let reply = ask(
        way,
        budget,
        "/info",
        |docker| async move { docker.info().await },
    );
    convert::info(&body_of(reply.await?, who)?)
}

async fn oldest_api(
    target: &DockerTarget,
    budget: &Budget,
    who: &OnceLock<Greeting>,
) -> Read<String> {
    // It hangs while containerd is frozen.
    let budget = &budget.at_most(INSPECT_LIMIT);
    let reply = ask(&target.way, budget, "/version", |docker| async move {
        docker.version().await
    });
    convert::oldest_api(&body_of(reply.await?, who)?)
}

/// What a report is whole without: an answer that is not late after the list. One that ssh carries
/// has as long a way as that had.
async fn beside<T>(listed: &Notify, asked: impl Future<Output = Read<T>>) -> Option<Read<T>> {
    let begun = Instant::now();
    let late = async {
        listed.notified().await;
        sleep(begun.elapsed().max(INSPECT_LIMIT)).await;
    };
    select! {
        read = asked => read.ok().map(Ok),
        () = late => None,
    }
}

fn answered(read: Read<String>) -> Answer<String> {
    read.map_or_else(Answer::Gap, |(oldest, _)| Answer::Told(oldest))
}

async fn when<T>(wanted: bool, asked: impl Future<Output = T>) -> Option<T> {
    match wanted {
        true => Some(asked.await),
        false => None,
    }
}

/// Keeps the greeting of an answer, good or bad, and returns its body if it is a good one.
fn body_of(mut reply: Reply, who: &OnceLock<Greeting>) -> Result<Vec<u8>, Gap> {
    let greeting = Greeting {
        server: reply.server.take(),
        api_version: reply.api_version.take(),
        libpod: reply.libpod,
    };
    // Only the first answer's is kept: they are all alike.
    let _ = who.set(greeting);
    good(reply)
}

/// What Go's HTTP server says where TLS alone is spoken.
const TLS_ALONE: &str = "HTTP request to an HTTPS server";

fn good(reply: Reply) -> Result<Vec<u8>, Gap> {
    let reason = match reply.status {
        200..=299 => return Ok(reply.body),
        400 if String::from_utf8_lossy(&reply.body).contains(TLS_ALONE) => Reason::WantsTls,
        401 | 403 => Reason::Denied,
        404 | 405 | 501 => Reason::Unsupported,
        // It did answer, and would not do it: 500, 503 while containerd is gone.
        _ => Reason::Refused,
    };
    let message = convert::message(&reply.body);
    Err(gap(
        reason,
        format!("it answered {}: {message}", reply.status),
    ))
}

fn introduce(docker: &mut Docker, who: Greeting) {
    let product = who.server.as_deref().unwrap_or_default();
    docker.podman |= who.libpod || product.starts_with("Libpod/");
    docker.version = product
        .split_once('/')
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .map(str::to_owned);
    docker.server = who.server;
    docker.api_version = who.api_version;
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
