//! A docker that keeps its images in containerd, where there is more than its list shows.

use std::collections::BTreeMap;

use crate::correlate::host::{HolderState, Host, Image, Store, View};
use crate::correlate::testing::{Mini, info};
use crate::model::{
    Answer, ContentFacts, DockerImage, ImageRecord, MissingBlob, Reason, TaskStatus,
};

fn record(name: &str, image: &str) -> ImageRecord {
    ImageRecord {
        name: name.to_owned(),
        digest: format!("sha256:manifest-{image}"),
        media_type: String::new(),
        labels: BTreeMap::new(),
        has_manifest: Some(true),
        has_config: Some(true),
        needs_no_config: Some(true),
        content: Answer::Told(ContentFacts {
            config_digest: format!("sha256:config-{image}"),
            platforms: vec!["linux/amd64".to_owned()],
            size_bytes: 100,
            unpacked: Some(true),
            missing_platforms: Vec::new(),
            missing_blobs: Vec::new(),
        }),
    }
}

/// `bb:1`, and the step of a build, which docker's list leaves out; `bb:1` is in `side` too.
fn mini() -> Mini {
    let mut mini = Mini::new();
    mini.docker().info = Answer::Told(info());
    mini.docker().images = Answer::Told(vec![DockerImage {
        id: "sha256:manifest-bb".to_owned(),
        tags: vec!["bb:1".to_owned()],
        digests: Vec::new(),
        size_bytes: Some(300),
    }]);
    let name = "docker.io/library/bb:1";
    mini.namespace("moby").images = Answer::Told(vec![
        record(name, "bb"),
        record("moby-dangling@sha256:manifest-step", "step"),
    ]);
    mini.namespace("side").images = Answer::Told(vec![record(name, "bb")]);
    mini
}

fn image<'a>(host: &'a Host, of: &str) -> &'a Image {
    let key = format!("sha256:config-{of}");
    host.images.iter().find(|image| image.key == key).unwrap()
}

fn docker_shows(image: &Image) -> (Option<bool>, &str) {
    let mut views = image.views.iter();
    let view = views.find(|view| view.client == "docker").unwrap();
    (view.shows, view.why.as_deref().unwrap_or_default())
}

#[test]
fn the_same_content_is_one_image_with_a_holder_for_each_namespace() {
    let host = mini().host();
    let bb = image(&host, "bb");
    let holders: Vec<_> = bb.holders.iter().map(|one| one.store).collect();
    assert_eq!(holders, [Store::DockerContainerd, Store::Containerd]);
    assert_eq!(bb.size_bytes, Some(300), "docker's word");
    assert_eq!(docker_shows(bb), (Some(true), ""));
}

#[test]
fn what_dockers_own_list_leaves_out_is_not_shown() {
    let host = mini().host();
    let step = image(&host, "step");
    assert!(step.references.is_empty(), "{:?}", step.references);
    assert_eq!(step.holders[0].references.len(), 1);
    let why = "docker images leaves out images without a name that others were made from";
    assert_eq!(docker_shows(step), (Some(false), why));
}

#[test]
fn an_image_in_another_namespace_alone_is_not_dockers() {
    let mut mini = mini();
    let elsewhere = record("docker.io/library/other:1", "other");
    mini.namespace("side").images = Answer::Told(vec![elsewhere]);
    let host = mini.host();
    let why = "docker shows the images of its own namespace; this one is not in it";
    assert_eq!(docker_shows(image(&host, "other")), (Some(false), why));
}

fn shown_in_side<'a>(image: &'a Image, client: &str) -> Option<&'a str> {
    let mut views = image.views.iter();
    let is_its = |view: &&View| view.client == client && view.command.contains("-n side");
    let view = views.find(is_its).expect("a view");
    view.why.as_deref()
}

/// What `nerdctl images` of this version is said to leave out, and why; the record lacks what is `false`.
fn nerdctl_leaves_out(major: Option<u8>, manifest: bool, needs_no_config: bool) -> Option<String> {
    let mut mini = mini();
    let mut lossy = record("docker.io/library/lossy:1", "lossy");
    lossy.has_manifest = Some(manifest);
    lossy.has_config = Some(false);
    lossy.needs_no_config = Some(needs_no_config);
    lossy.content = Answer::gap(Reason::Absent, "it is not in the content store");
    mini.namespace("side").images = Answer::Told(vec![lossy]);
    mini.snapshot.viewer.nerdctl_major = major;
    let host = mini.host();
    let mut images = host.images.iter();
    let image = images.find(|one| one.incomplete.is_some()).unwrap();
    assert_eq!(shown_in_side(image, "ctr"), None);
    shown_in_side(image, "nerdctl").map(str::to_owned)
}

#[test]
fn nerdctl_leaves_out_what_it_cannot_read_and_ctr_does_not() {
    let lacks = |what: &str| {
        Some(format!(
            "nerdctl images leaves out what has no {what} in its namespace"
        ))
    };
    for major in [None, Some(1), Some(2)] {
        assert_eq!(nerdctl_leaves_out(major, false, false), lacks("manifest"));
        assert_eq!(nerdctl_leaves_out(major, true, false), lacks("config"));
    }
    assert_eq!(nerdctl_leaves_out(Some(1), true, true), None);
    assert_eq!(nerdctl_leaves_out(Some(2), true, true), lacks("config"));
    let unknown = "its config is gone: nerdctl 1 lists it, nerdctl 2 does not";
    assert_eq!(
        nerdctl_leaves_out(None, true, true).as_deref(),
        Some(unknown)
    );
}

#[test]
fn without_dockers_list_nothing_is_said_of_it() {
    let mut mini = mini();
    mini.docker().images = Answer::gap(Reason::Refused, "it answered 503");
    let host = mini.host();
    assert_eq!(docker_shows(image(&host, "bb")), (None, "it answered 503"));
}

/// 26.1 writes no image into containerd's record; one that does not run has no record.
#[test]
fn containers_are_users_by_dockers_word() {
    let mut mini = mini();
    mini.docker_run("web", 100);
    mini.listed("done", "exited");
    for container in mini.docker().containers.told_mut().unwrap() {
        container.image_id = "sha256:manifest-bb".to_owned();
    }
    mini.record("moby", "rogue", &[]);
    mini.task("moby", "rogue", 200, TaskStatus::Running);
    let records = mini.namespace("moby").containers.told_mut().unwrap();
    let rogue = records.iter_mut().find(|one| one.id == "rogue").unwrap();
    rogue.image = "docker.io/library/bb:1".to_owned();
    let host = mini.host();
    let bb = image(&host, "bb");
    assert_eq!(bb.holders[0].used_by.len(), 3, "{:?}", bb.holders);
    assert!(bb.holders[1].used_by.is_empty());
}

/// As for a member of the group docker, who may not ask containerd.
#[test]
fn where_containerd_cannot_be_asked_the_config_is_unknown() {
    let mut mini = mini();
    mini.snapshot.containerds[0].namespaces = Answer::gap(Reason::Denied, "no permission");
    let host = mini.host();
    let [bb] = host.images.as_slice() else {
        panic!("one image, docker's")
    };
    assert_eq!(
        (bb.config_digest.as_ref(), bb.incomplete.is_some()),
        (None, true)
    );
    assert_eq!(bb.holders[0].store, Store::DockerContainerd);
    assert_eq!(bb.holders[0].unpacked, None);
    assert_eq!(docker_shows(bb), (Some(true), ""));
}

/// The manifest is gone in `side`: by its digest it is still the image of `moby`.
#[test]
fn a_copy_without_its_manifest_stays_in_its_row() {
    let mut mini = mini();
    let mut lost = record("docker.io/library/bb:1", "bb");
    lost.content = Answer::gap(Reason::Absent, "it is not in the content store");
    mini.namespace("side").images = Answer::Told(vec![lost]);
    let host = mini.host();
    let bb = image(&host, "bb");
    let states: Vec<_> = bb.holders.iter().map(|one| one.state).collect();
    let expected = [HolderState::Ready, HolderState::Broken].map(Some);
    assert_eq!(states, expected);
    assert_eq!(bb.incomplete, None);
    assert!(bb.holders[1].incomplete.is_some());
}

/// A kubelet's containerd may drop packed layers by itself; a file that is gone is nobody's wish.
#[test]
fn blobs_that_are_gone_are_a_problem_only_where_they_should_be_there() {
    for (listed, is_problem) in [(false, false), (true, true)] {
        let mut mini = mini();
        let images = mini.namespace("side").images.told_mut().unwrap();
        let content = images[0].content.told_mut().unwrap();
        let digest = "sha256:layer".to_owned();
        content.missing_blobs = vec![MissingBlob { digest, listed }];
        let host = mini.host();
        let holder = &image(&host, "bb").holders[1];
        assert_eq!(holder.state, Some(HolderState::BlobsGone));
        assert_eq!(holder.is_problem(), is_problem);
    }
}

#[test]
fn without_a_name_and_in_dockers_list_is_dangling() {
    let mut mini = mini();
    let dangling = |mini: &Mini| image(&mini.host(), "step").dangling;
    assert_eq!(dangling(&mini), Some(false), "a step of a build");
    let mut listed = mini.docker().images.told().unwrap()[0].clone();
    listed.id = "sha256:manifest-step".to_owned();
    listed.tags.clear();
    mini.docker().images.told_mut().unwrap().push(listed);
    assert_eq!(dangling(&mini), Some(true));
    mini.docker().images = Answer::gap(Reason::Refused, "503");
    assert_eq!(dangling(&mini), None);
}
