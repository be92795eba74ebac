//! Every setting of an engine, each with its origin, and the folders that follow from them.
//!
//! A file's settings are in effect if it was not written since the engine started; else that is
//! left open. Of several files all entries are told, in the order in which the engine reads them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::file::{Content, Files, Reading};
use super::flat::{flat, told as text};
use super::home::is_root;
use super::{environment, kinds, shown};
use crate::collect::proc::daemons::Daemon;
use crate::collect::proc::roots::Roots;
use crate::collect::proc::targets::reachable;
use crate::model::options::{Given, Options};
use crate::model::secret::Secrets;
use crate::model::{Answer, Folder, Setting, SettingOrigin, Source};

/// What [`told()`] gathers.
pub(in crate::collect::proc) struct Told {
    pub(in crate::collect::proc) settings: Answer<Vec<Setting>>,
    pub(in crate::collect::proc) folders: Vec<Folder>,
    pub(in crate::collect::proc) shown: BTreeMap<String, String>,
}

/// `read_by`: when the engine had read its files.
pub(in crate::collect::proc) fn told(
    roots: &Roots,
    daemon: &Daemon,
    secrets: Secrets,
    read_by: Option<Timestamp>,
    sources: &mut Vec<Source>,
) -> Told {
    let files = Files {
        roots,
        daemon,
        sources,
    };
    let teller = Teller::of(files, secrets, read_by);
    let shown = shown::shown(&roots.of(daemon.facts.pid), daemon.facts.kind);
    let folders = kinds::folders(daemon.facts.kind)
        .iter()
        .filter_map(|(purpose, key)| {
            let path = shown.get(*key).cloned().or_else(|| teller.last(key))?;
            Some(Folder {
                purpose: (*purpose).to_owned(),
                path: reachable(roots, daemon.view?, &path)?,
            })
        })
        .collect();
    Told {
        settings: match &daemon.facts.argv {
            Answer::Told(_) => Answer::Told(teller.list),
            Answer::Gap(gap) => Answer::Gap(gap.clone()),
        },
        folders,
        shown,
    }
}

/// The unix sockets that an engine is told to listen on. What a file that may not be read says is
/// not known: then there are none.
pub(in crate::collect::proc) fn sockets(roots: &Roots, daemon: &Daemon, key: &str) -> Vec<String> {
    let files = Files {
        roots,
        daemon,
        sources: &mut Vec::new(),
    };
    let told = Teller::of(files, Secrets::Mask, None).last(key);
    let addresses = told.unwrap_or_default();
    let paths = addresses
        .split(", ")
        .filter_map(|url| url.strip_prefix("unix://"));
    paths.map(str::to_owned).collect()
}

/// Gathers the settings of one engine.
pub(super) struct Teller<'a> {
    pub(super) files: Files<'a>,
    pub(super) given: Given,
    pub(super) options: Options,
    secrets: Secrets,
    read_by: Option<Timestamp>,
    list: Vec<Setting>,
}

impl<'a> Teller<'a> {
    /// With all that the engine is told.
    fn of(files: Files<'a>, secrets: Secrets, read_by: Option<Timestamp>) -> Self {
        let options = Options::of(files.daemon.facts.kind);
        let mut teller = Self {
            options,
            secrets,
            read_by,
            given: options.read(&files.daemon.argv),
            files,
            list: Vec::new(),
        };
        teller.environment();
        teller.flags();
        kinds::read(&mut teller);
        teller
    }

    pub(super) fn daemon(&self) -> &Daemon {
        self.files.daemon
    }

    fn environment(&mut self) {
        let variables = self.files.daemon.environment.iter();
        let settings = variables.filter(|(name, _)| environment::is_setting(name));
        self.list.extend(settings.map(|(name, value)| Setting {
            key: name.clone(),
            value: self.secrets.value(name, value),
            origin: SettingOrigin::Environment,
            path: None,
            in_effect: Some(true),
            note: None,
        }));
    }

    fn flags(&mut self) {
        let given = self.given.all();
        // The file that is read has an entry of its own.
        let others = given.filter(|(key, _)| !matches!(*key, "config" | "config-file"));
        self.list.extend(others.map(|(key, values)| Setting {
            key: key.to_owned(),
            value: text(key, values, &self.options, self.secrets),
            origin: SettingOrigin::Flag,
            path: None,
            in_effect: Some(true),
            note: None,
        }));
    }

    /// Which file is read, and what became of reading it. `in_effect` is open where it is not
    /// known what it says.
    pub(super) fn config(&mut self, key: &str, path: &str, unknown: Option<&str>, is_there: bool) {
        let is_flag = self.given.value(key).is_some();
        let missing = (!is_there).then(|| "there is no such file".to_owned());
        self.list.push(Setting {
            key: key.to_owned(),
            value: path.to_owned(),
            origin: match is_flag {
                true => SettingOrigin::Flag,
                false => SettingOrigin::Default,
            },
            path: None,
            in_effect: unknown.is_none().then_some(true),
            note: unknown
                .map(|why| format!("what it says is not known: {why}"))
                .or(missing),
        });
    }

    /// One file with all that it says; `true` if nothing of it is unknown.
    pub(super) fn whole_file(
        &mut self,
        key: &str,
        path: &str,
        parse: impl Fn(&str) -> Result<Value, String>,
    ) -> bool {
        let reading = match self.given.value(key) {
            Some(_) => self.files.read_needed(path, parse),
            None => self.files.read(path, parse),
        };
        let (unknown, is_there) = match &reading {
            Reading::Is(_) => (None, true),
            Reading::Missing => (None, false),
            Reading::Unknown(why) => (Some(why.as_str()), true),
        };
        self.config(key, path, unknown, is_there);
        let is_known = unknown.is_none();
        if let Reading::Is(content) = reading {
            self.file(&content);
        }
        is_known
    }

    pub(super) fn file(&mut self, content: &Content<Value>) {
        let is_newer = match (content.written, self.read_by) {
            (Some(written), Some(read_by)) => written > read_by,
            _ => true,
        };
        let note = "written after the start: what a newly started one would use; what the file said \
                    before is not known";
        for (key, values) in flat(&content.says, &self.options) {
            let value = text(&key, &values, &self.options, self.secrets);
            self.list.push(Setting {
                key,
                value,
                origin: SettingOrigin::File,
                path: Some(content.path.clone()),
                in_effect: (!is_newer).then_some(true),
                note: is_newer.then(|| note.to_owned()),
            });
        }
    }

    /// What holds where nobody set it; of a user's engine some of it is the user's own.
    pub(super) fn defaults(&mut self, of_user: &[(&str, Option<String>)]) {
        let is_root = is_root(self.daemon());
        for (key, value) in self.options.defaults() {
            let own = of_user.iter().find(|(own, _)| own == key);
            match own.filter(|_| !is_root) {
                Some((_, own)) => self.default(key, own.clone()),
                None => self.default(key, Some((*value).to_owned())),
            }
        }
    }

    fn default(&mut self, key: &str, value: Option<String>) {
        let Some(value) = value.filter(|_| self.last(key).is_none()) else {
            return;
        };
        self.list.push(Setting {
            key: key.to_owned(),
            value,
            origin: SettingOrigin::Default,
            path: None,
            in_effect: Some(true),
            note: None,
        });
    }

    /// The flag's value, else that of the last file that says something.
    fn last(&self, key: &str) -> Option<String> {
        let mut filled = self
            .list
            .iter()
            .filter(|one| one.key == key && !one.value.is_empty());
        let flag = filled.clone().find(|one| one.origin == SettingOrigin::Flag);
        let best = flag.or_else(|| filled.next_back())?;
        Some(best.value.clone())
    }
}
