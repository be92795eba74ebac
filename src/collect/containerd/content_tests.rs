//! Blobs in docker's and OCI's media types.

use super::*;

#[test]
fn an_index_lists_its_platforms_and_no_attestations() {
    let index = blob(br#"{"schemaVersion":2,"manifests":[
        {"digest":"sha256:a","size":10,"platform":{"os":"linux","architecture":"amd64"}},
        {"digest":"sha256:b","size":11,"platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
        {"digest":"sha256:c","size":12,"platform":{"os":"unknown","architecture":"unknown"}},
        {"digest":"sha256:d","size":13}]}"#);
    let Some(Blob::Index(children)) = index else {
        panic!("an index")
    };
    let told: Vec<_> = children
        .iter()
        .map(|c| (c.digest.as_str(), c.platform.as_deref()))
        .collect();
    let expected = [
        ("sha256:a", Some("linux/amd64")),
        ("sha256:b", Some("linux/arm64")),
        ("sha256:d", None),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_manifest_adds_up_config_and_layers() {
    let manifest = blob(
        br#"{"schemaVersion":2,"config":{"digest":"sha256:c","size":100},
        "layers":[{"digest":"sha256:1","size":1000},{"digest":"sha256:2","size":1}]}"#,
    );
    let Some(Blob::Manifest(manifest)) = manifest else {
        panic!("a manifest")
    };
    assert_eq!(
        (manifest.config.as_str(), manifest.size),
        ("sha256:c", 1101)
    );
    assert_eq!(manifest.layers, ["sha256:1", "sha256:2"]);
}

#[test]
fn the_chain_id_is_that_of_the_oci_specification() {
    let read = |diff_ids: &str| {
        let body = format!(
            r#"{{"os":"linux","architecture":"amd64","rootfs":{{"diff_ids":{diff_ids}}}}}"#
        );
        config(body.as_bytes()).unwrap().chain_id
    };
    assert_eq!(read("[]"), None);
    assert_eq!(read(r#"["sha256:aa"]"#).as_deref(), Some("sha256:aa"));
    let two = read(r#"["sha256:aa","sha256:bb"]"#).unwrap();
    // printf 'sha256:aa sha256:bb' | sha256sum
    assert_eq!(
        two,
        "sha256:b68ad689d6d1ec110ea1c13617437ad6f3766d4b3b309f6a603a222e07a0164f"
    );
}

#[test]
fn what_is_no_image_blob_is_none() {
    for body in ["", "[]", "{}", "{\"config\":7}", "\u{7f}ELF"] {
        assert!(blob(body.as_bytes()).is_none(), "{body}");
    }
}
