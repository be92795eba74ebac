//! JSON Schemas of the documents, made from the types that write them.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use super::v1;
use crate::render::options::Kind;

/// The JSON Schema (draft 2020-12) of a kind's document, as written, not as read.
pub fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Host => of::<v1::HostDocument<'_>>(),
        Kind::Namespaces => of::<v1::NamespacesDocument<'_>>(),
        Kind::Containers => of::<v1::ContainersDocument<'_>>(),
        Kind::Images => of::<v1::ImagesDocument<'_>>(),
        Kind::Shims => of::<v1::ShimsDocument<'_>>(),
        Kind::Engines => of::<v1::EnginesDocument<'_>>(),
        Kind::Contexts => of::<v1::ContextsDocument<'_>>(),
        Kind::Storage => of::<v1::StorageDocument<'_>>(),
        Kind::Operations => of::<v1::OperationsDocument<'_>>(),
        Kind::Diff => of::<v1::DiffDocument<'_>>(),
        Kind::Trace => of::<v1::TraceDocument<'_>>(),
        Kind::Impact => of::<v1::ImpactDocument<'_>>(),
        Kind::Topology => of::<v1::TopologyDocument<'_>>(),
    }
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// `UPDATE_SCHEMAS=1 cargo test published` writes them anew.
    #[test]
    fn published_schemas_are_those_of_the_types() {
        for kind in Kind::ALL {
            let file = format!("docs/schema/{}.json", kind.word());
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&file);
            let now = format!("{}\n", serde_json::to_string_pretty(&schema(kind)).unwrap());
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::write(&path, &now).unwrap();
            }
            let published = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(published == now, "{file} is not what the types say");
        }
    }
}
