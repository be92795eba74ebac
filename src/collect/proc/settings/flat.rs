//! Nested values of a configuration file as dotted keys with texts.

use serde_json::Value;

use crate::model::options::{Options, Takes};
use crate::model::secret::{Secrets, is_secret_name};

/// Between the elements of a list.
pub(super) const SEPARATOR: &str = ", ";

/// Every value of a file, in the order of the keys. A name that has dots of its own is in quotes,
/// as TOML writes it.
pub(super) fn flat(value: &Value, options: &Options) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    collect(value, String::new(), options, &mut found);
    found
}

fn collect(value: &Value, key: String, options: &Options, found: &mut Vec<(String, Vec<String>)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let below = match key.is_empty() {
                    true => quoted(name),
                    false => format!("{key}.{}", quoted(name)),
                };
                collect(field, below, options, found);
            }
        }
        Value::Array(elements) => {
            let texts = elements.iter().map(text);
            let takes = options.key(&key).map(|opt| opt.takes);
            if takes != Some(Takes::Pairs) {
                found.push((key, texts.collect()));
                return;
            }
            for pair in texts {
                let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
                found.push((format!("{key}.{name}"), vec![value.to_owned()]));
            }
        }
        scalar => found.push((key, vec![text(scalar)])),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn quoted(part: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !part.is_empty() && part.chars().all(plain) {
        true => part.to_owned(),
        false => format!("\"{part}\""),
    }
}

/// The values of one setting as one text, secrets masked. An option of the engine's own table is
/// no secret by its name: `authorization-plugins` names plugins.
pub(super) fn told(
    key: &str,
    values: &[impl AsRef<str>],
    options: &Options,
    secrets: Secrets,
) -> String {
    let is_known = options.key(key).is_some();
    let is_secret = !is_known && key.split('.').any(is_secret_name);
    let masked: Vec<String> = match is_secret {
        true => values
            .iter()
            .map(|value| secrets.value("secret", value.as_ref()))
            .collect(),
        false => secrets.argv(values),
    };
    masked.join(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::EngineKind;

    fn flattened(value: &Value) -> Vec<String> {
        let options = Options::of(EngineKind::Dockerd);
        flat(value, &options)
            .iter()
            .map(|(key, values)| format!("{key}={}", told(key, values, &options, Secrets::Mask)))
            .collect()
    }

    #[test]
    fn all_shapes() {
        let file = json!({
            "debug": true,
            "exec-opts": ["native.cgroupdriver=systemd"],
            "features": {"containerd-snapshotter": true},
            "hosts": ["fd://", "unix:///x"],
            "mtu": 1400,
            "nothing": null,
            "runtimes": {"io.x.y": {"path": "/z"}},
            "default-address-pools": [{"base": "10.0.0.0/8", "size": 24}],
        });
        assert_eq!(
            flattened(&file),
            [
                "debug=true",
                "default-address-pools={\"base\":\"10.0.0.0/8\",\"size\":24}",
                "exec-opts.native.cgroupdriver=systemd",
                "features.containerd-snapshotter=true",
                "hosts=fd://, unix:///x",
                "mtu=1400",
                "nothing=",
                "runtimes.\"io.x.y\".path=/z",
            ]
        );
    }

    #[test]
    fn secrets_by_name_and_by_url() {
        let file = json!({
            "authorization-plugins": ["opa"],
            "labels": ["team=a", "api-token=abc"],
            "log-opts": {"splunk-token": "abc", "splunk-url": "https://u:pw@h/x"},
            "proxies": {"http-proxy": "http://me:pw@proxy:3128"},
        });
        assert_eq!(
            flattened(&file),
            [
                "authorization-plugins=opa",
                "labels=team=a, api-token=***",
                "log-opts.splunk-token=***",
                "log-opts.splunk-url=https://u:***@h/x",
                "proxies.http-proxy=http://me:***@proxy:3128",
            ]
        );
    }
}
