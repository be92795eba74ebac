//! What is said of images that are not whole, not unpacked or without a name.

use super::columns::{held_by, shortest};
use crate::correlate::host::{Holder, HolderState, Host, Image};
use crate::render::text::{command, short_id};

/// More than these are only counted.
const NAMED: usize = 3;

pub(super) fn sentences(host: &Host) -> Vec<String> {
    let mut sentences = broken(host);
    let of = |state: HolderState| holders(host).filter(move |(_, h)| h.state == Some(state));
    let packed = of(HolderState::NotUnpacked).count() as u64;
    if packed > 0 {
        let them = if packed == 1 { "it" } else { "them" };
        let copies = copies(packed);
        sentences.push(format!(
            "{copies} not unpacked: the first container made of {them} has to do that."
        ));
    }
    let whole = |h: &Holder| !is_lacking(h) && !h.missing_platforms.is_empty();
    let partial = holders(host).filter(|(_, holder)| whole(holder));
    let partial = partial.count() as u64;
    if partial > 0 {
        let copies = copies(partial);
        let wide = command("dockerctx-inspect images -o wide");
        sentences.push(format!(
            "{copies} there for some of the platforms that its index names, which is usual: {wide}"
        ));
    }
    sentences.extend(dangling(host));
    sentences
}

fn copies(n: u64) -> String {
    match n {
        1 => "1 holder's copy is".to_owned(),
        n => format!("{n} holders' copies are"),
    }
}

fn holders(host: &Host) -> impl Iterator<Item = (&Image, &Holder)> {
    let of = |image| -> Box<dyn Iterator<Item = (&Image, &Holder)>> {
        let image: &Image = image;
        Box::new(image.holders.iter().map(move |holder| (image, holder)))
    };
    host.images.iter().flat_map(of)
}

/// One line for each of the first, with what mends it.
fn broken(host: &Host) -> Vec<String> {
    let all = || holders(host).filter(|(_, holder)| is_lacking(holder));
    let mut sentences: Vec<String> = all()
        .take(NAMED)
        .map(|(image, holder)| one(host, image, holder))
        .collect();
    let more = all().count().saturating_sub(NAMED);
    if more > 0 {
        sentences.push(format!("and {more} more that lack blobs."));
    }
    if all().next().is_some() {
        let explain = command("dockerctx-inspect explain image-states");
        sentences.push(format!("what that means, and what mends it: {explain}"));
    }
    sentences
}

fn is_lacking(holder: &Holder) -> bool {
    matches!(
        holder.state,
        Some(HolderState::Broken | HolderState::BlobsGone)
    )
}

fn one(host: &Host, image: &Image, holder: &Holder) -> String {
    let (name, place) = (shortest(image), held_by(host, holder));
    let effect = match holder.state {
        Some(HolderState::BlobsGone) => {
            "its layers are unpacked: containers start, it cannot be pushed or exported"
        }
        _ => "no new container can be made of it there until it is pulled or imported again",
    };
    let what = match (&holder.incomplete, holder.missing_blobs.as_slice()) {
        (Some(why), _) => why.clone(),
        (None, blobs) => {
            let first = blobs.first().map(|b| short_id(&b.digest).to_owned());
            let first = first.unwrap_or_default();
            let blobs_are = match blobs.len() {
                1 => format!("blob {first} is"),
                n => format!("{n} blobs ({first} first) are"),
            };
            match blobs.iter().any(|blob| blob.listed) {
                true => format!("{blobs_are} gone, though containerd lists it"),
                false => format!("{blobs_are} not in the content store"),
            }
        }
    };
    format!("{name} in {place}: {what}; {effect}.")
}

fn dangling(host: &Host) -> Option<String> {
    let is_unnamed = |image: &&Image| image.dangling == Some(true);
    let mut unnamed = host.images.iter().filter(is_unnamed);
    let (n, first) = (unnamed.clone().count() as u64, unnamed.next()?);
    let prune = prune(first).map_or_else(String::new, |words| command(&words));
    Some(match n {
        1 => format!(
            "1 image has no name (dangling); {prune} removes it unless a container uses it."
        ),
        n => format!(
            "{n} images have no name (dangling); {prune} removes those that no container uses."
        ),
    })
}

/// Written as the view of that docker is, which knows how it is reached from here.
fn prune(image: &Image) -> Option<String> {
    let mut views = image.views.iter();
    let view = views.find(|view| view.client == "docker" && view.shows == Some(true))?;
    let docker = view.command.strip_suffix("images")?;
    Some(format!("{docker}image prune"))
}
