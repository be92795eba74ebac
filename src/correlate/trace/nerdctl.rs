//! What nerdctl writes into the labels of containerd's record, where docker has files of its own.

use serde_json::Value;

use crate::model::{FactName, Labels, Sheet};

/// Nothing of a container that it did not make. Values are taken as they are: text, or JSON in it.
pub(super) fn told(labels: &Labels) -> Sheet {
    let text = |name: &str| labels.get(name).filter(|value| !value.is_empty());
    let Some(name) = text("nerdctl/name") else {
        return Sheet::new();
    };
    let list = |name: &str, written: fn(&Value) -> Option<String>| {
        let all: Vec<Value> = serde_json::from_str(text(name)?).ok()?;
        Some(all.iter().filter_map(written).collect())
    };
    let policy = text("containerd.io/restart.policy").map_or("no", |policy| policy);
    let mut sheet = Sheet::from([
        (FactName::Name, vec![name.clone()]),
        (FactName::RestartPolicy, vec![policy.to_owned()]),
    ]);
    let log = text("nerdctl/log-uri").map(|uri| vec![uri.clone()]);
    let lists = [
        (FactName::Log, log),
        (
            FactName::Networks,
            list("nerdctl/networks", |one| Some(one.as_str()?.to_owned())),
        ),
        (FactName::Ports, list("nerdctl/ports", port)),
    ];
    sheet.extend(
        lists
            .into_iter()
            .filter_map(|(name, all)| Some((name, all?))),
    );
    sheet
}

/// `127.0.0.1:8080->80/tcp`, as docker's are written.
fn port(one: &Value) -> Option<String> {
    let (public, private) = (one["HostPort"].as_u64()?, one["ContainerPort"].as_u64()?);
    let protocol = one["Protocol"].as_str()?;
    let ip = one["HostIP"].as_str().unwrap_or("*");
    Some(format!("{ip}:{public}->{private}/{protocol}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sheet(labels: &[(&str, &str)]) -> Sheet {
        let labels = labels
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        told(&labels.collect::<BTreeMap<_, _>>().into())
    }

    #[test]
    fn its_labels_are_facts() {
        let told = sheet(&[
            ("nerdctl/name", "web"),
            ("nerdctl/networks", r#"["bridge","back"]"#),
            (
                "nerdctl/ports",
                r#"[{"HostPort":8080,"ContainerPort":80,"Protocol":"tcp","HostIP":"127.0.0.1"}]"#,
            ),
            ("nerdctl/log-uri", "binary:///usr/bin/nerdctl?x"),
            ("containerd.io/restart.policy", "on-failure:3"),
        ]);
        let words = |name| told.get(&name).map(|values| values.join(", "));
        for (name, expected) in [
            (FactName::Name, "web"),
            (FactName::Networks, "bridge, back"),
            (FactName::Ports, "127.0.0.1:8080->80/tcp"),
            (FactName::Log, "binary:///usr/bin/nerdctl?x"),
            (FactName::RestartPolicy, "on-failure:3"),
        ] {
            assert_eq!(words(name).as_deref(), Some(expected), "{name:?}");
        }
    }

    #[test]
    fn what_is_no_list_has_no_word() {
        let told = sheet(&[("nerdctl/name", "web"), ("nerdctl/networks", "null")]);
        assert!(!told.contains_key(&FactName::Networks));
        assert_eq!(told[&FactName::RestartPolicy], ["no"]);
        assert_eq!(
            sheet(&[("containerd.io/restart.policy", "always")]),
            Sheet::new()
        );
    }
}
