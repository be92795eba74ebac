//! The contexts that a run asked all at once.

use serde::{Deserialize, Serialize};

use super::Gap;

/// One context of `--all-contexts`, and the docker that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedContext {
    /// As docker has it; of the user behind sudo `USER/NAME`.
    pub name: String,
    /// Where it leads, secrets masked.
    pub url: Option<String>,
    /// The endpoint of a docker of the snapshot. Several contexts may lead to one.
    pub docker: Option<String>,
    /// Why there is none.
    pub error: Option<Gap>,
}
