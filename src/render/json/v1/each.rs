//! A list that is converted while it is written, item by item.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// The items of a model's slice as `J`s, none of them kept.
pub(crate) struct Each<'a, M, J> {
    items: &'a [M],
    written_as: PhantomData<J>,
}

impl<'a, M, J: From<&'a M>> Each<'a, M, J> {
    pub(crate) fn of(items: &'a [M]) -> Self {
        Self {
            items,
            written_as: PhantomData,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = J> + use<'a, M, J> {
        self.items.iter().map(J::from)
    }
}

impl<'a, M, J: From<&'a M> + Serialize> Serialize for Each<'a, M, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<M, J: JsonSchema> JsonSchema for Each<'_, M, J> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<J>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<J>::json_schema(generator)
    }
}
