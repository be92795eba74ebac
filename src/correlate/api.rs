//! Versions of docker's API: numbers, not text, of which a daemon speaks some from an oldest to a newest.

use crate::model::Docker;

/// A daemon that answered speaks this version; what it has not told is taken for spoken.
pub(super) fn speaks(docker: &Docker, version: &str) -> bool {
    let Some(wanted) = number(version) else {
        return false;
    };
    let newest = docker.api_version.as_deref().and_then(number);
    let oldest = docker.min_api_version.told();
    let oldest = oldest.and_then(|version| number(version));
    newest.is_none_or(|newest| wanted <= newest) && oldest.is_none_or(|oldest| wanted >= oldest)
}

/// `1.41`, and nothing else: 1.9 is older than 1.10.
fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::Mini;
    use crate::model::Answer;

    #[test]
    fn from_the_oldest_to_the_newest() {
        let mut mini = Mini::new();
        let docker = mini.docker();
        docker.api_version = Some("1.51".to_owned());
        assert!(speaks(docker, "1.9"), "its oldest is not known");
        docker.min_api_version = Answer::Told("1.24".to_owned());
        for (version, spoken) in [
            ("1.23", false),
            ("1.24", true),
            ("1.51", true),
            ("1.52", false),
            ("1.9", false),
            ("newest", false),
        ] {
            assert_eq!(speaks(docker, version), spoken, "{version}");
        }
    }
}
