//! Lists that are taken apart entry by entry, so that none is ever built whole: an empty entry is
//! two bytes of a message and two hundred of memory, and a message may have 16 MiB.
//!
//! Knows the shape that all of containerd's lists have, entries in field 1, and no single call.

use prost::bytes::{Buf, Bytes};
use prost::encoding::{DecodeContext, WireType, check_wire_type, decode_key, skip_field};
use prost::{DecodeError, Message};

/// The field that holds the entries of a list.
const ENTRIES: u32 = 1;

/// Hands every entry of a list to `each`.
pub(super) fn entries<M: Message + Default>(
    mut list: Bytes,
    mut each: impl FnMut(M),
) -> Result<(), DecodeError> {
    while list.has_remaining() {
        let (field, wire) = decode_key(&mut list)?;
        if field == ENTRIES {
            check_wire_type(WireType::LengthDelimited, wire)?;
            each(M::decode_length_delimited(&mut list)?);
        } else {
            skip_field(wire, field, &mut list, DecodeContext::default())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use containerd_client::services::v1::{ListNamespacesResponse, Namespace};

    use super::*;

    fn names(list: &'static [u8]) -> Result<Vec<String>, DecodeError> {
        let mut names = Vec::new();
        entries(Bytes::from_static(list), |entry: Namespace| {
            names.push(entry.name)
        })?;
        Ok(names)
    }

    #[test]
    fn the_same_entries_as_in_a_list_that_is_built() {
        let namespace = |name: &str| Namespace {
            name: name.to_owned(),
            ..Default::default()
        };
        let list = ListNamespacesResponse {
            namespaces: vec![namespace("moby"), namespace(""), namespace("k8s.io")],
        };
        let mut told = Vec::new();
        entries(list.encode_to_vec().into(), |entry: Namespace| {
            told.push(entry)
        })
        .unwrap();
        assert_eq!(told, list.namespaces);
    }

    #[test]
    fn fields_of_a_newer_containerd_are_skipped() {
        assert_eq!(names(&[0x10, 7, 0x0a, 3, 0x0a, 1, b'x']).unwrap(), ["x"]);
    }

    #[test]
    fn what_is_no_list_is_an_error() {
        for list in [&[0x08, 1][..], &[0x0a, 9, 0], &[0x0a], &[0xff; 4]] {
            assert!(names(list).is_err(), "{list:?}");
        }
    }
}
