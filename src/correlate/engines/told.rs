//! What an engine is told, by a flag or a file.

use crate::model::{self, SettingOrigin};

/// A value, and the word for who set it.
pub(super) struct Told {
    pub(super) value: String,
    pub(super) evidence: &'static str,
}

impl Told {
    /// A setting that the running engine follows, by its names in the file and on the command line.
    /// Where settings were not collected, the command line is all there is.
    pub(super) fn of(engine: &model::Engine, keys: &[&str]) -> Vec<Self> {
        if let Some(settings) = engine.settings.told() {
            let followed = settings.iter().filter(|setting| {
                keys.contains(&setting.key.as_str()) && setting.in_effect != Some(false)
            });
            return followed
                .filter_map(|setting| {
                    Some(Self {
                        value: setting.value.clone(),
                        evidence: word(setting.origin)?,
                    })
                })
                .collect();
        }
        let argv = engine.argv.told().map_or(&[][..], Vec::as_slice);
        let given = keys.iter().find_map(|key| flag(argv, key));
        let told = given.map(|value| Self {
            value: value.to_owned(),
            evidence: "flag",
        });
        told.into_iter().collect()
    }
}

fn word(origin: SettingOrigin) -> Option<&'static str> {
    match origin {
        SettingOrigin::Flag => Some("flag"),
        SettingOrigin::File => Some("config"),
        SettingOrigin::Default => Some("default"),
        SettingOrigin::DropIn | SettingOrigin::Environment => None,
    }
}

/// The value of `--name=value` or `--name value`; the last one counts.
fn flag<'a>(argv: &'a [String], name: &str) -> Option<&'a str> {
    let mut found = None;
    for (position, arg) in argv.iter().enumerate() {
        let Some(rest) = arg.trim_start_matches('-').strip_prefix(name) else {
            continue;
        };
        if !arg.starts_with('-') {
            continue;
        }
        match rest.strip_prefix('=') {
            Some(value) => found = Some(value),
            None if rest.is_empty() => found = argv.get(position + 1).map(String::as_str),
            None => {}
        }
    }
    found
}
