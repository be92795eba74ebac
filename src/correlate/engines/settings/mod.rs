//! Which of an engine's settings are in effect: what its arguments and files say, beside what it
//! does.
//!
//! The order of trust: the arguments it was started with, its own word (an API, its sockets, its
//! open files), its files. Units say only what the next start gets.

mod precedence;
mod running;
#[cfg(test)]
mod tests;
mod units;

pub(in crate::correlate) use running::HAS_ONE;

use super::Joined;
use crate::model::options::Options;
use crate::model::{self, Answer, EngineKind, Folder, Setting};

impl Joined<'_> {
    /// Every setting with where it comes from; what differs has an entry for each.
    pub(super) fn settings(&self, engine: &model::Engine) -> Answer<Vec<Setting>> {
        let mut list = match &engine.settings {
            Answer::Told(list) => list.clone(),
            Answer::Gap(gap) => return Answer::Gap(gap.clone()),
        };
        let options = Options::of(engine.kind);
        match engine.kind {
            EngineKind::Containerd => {
                let version = self.version(engine.pid);
                precedence::imported(&mut list, &options, version.as_deref());
            }
            _ => precedence::files(&mut list),
        }
        precedence::flags(&mut list, engine.kind);
        for word in running::words(self, engine) {
            running::compare(&mut list, &word, engine.kind);
        }
        units::next_start(self, engine, &options, &mut list);
        list.sort_by(|a, b| (&a.key, rank(a)).cmp(&(&b.key, rank(b))));
        Answer::Told(list)
    }

    /// Where it keeps its data: its own word counts before what its files say now.
    pub(super) fn folders(&self, engine: &model::Engine) -> Vec<Folder> {
        let daemon = self.dockers.iter().find(|d| d.pid == Some(engine.pid));
        let told = daemon.and_then(|daemon| daemon.data_root.clone());
        let mut folders = engine.folders.clone();
        let data = folders.iter_mut().find(|folder| folder.purpose == "data");
        // Its word is about paths in its own mount namespace.
        if let (Some(folder), Some(path), Some(true)) = (data, told, engine.same_mounts) {
            folder.path = path;
        }
        match folders.is_empty() {
            true => self.data_folders(engine),
            false => folders,
        }
    }
}

/// What it runs with comes first.
fn rank(setting: &Setting) -> u8 {
    match setting.in_effect {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    }
}
