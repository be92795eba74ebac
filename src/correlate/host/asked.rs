//! The contexts that were asked all at once.

/// One context, and the docker that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedContext {
    /// As docker has it; of the user behind sudo `USER/NAME`.
    pub name: String,
    /// Where it leads, secrets masked.
    pub url: Option<String>,
    /// Endpoint of its docker, which other contexts may share.
    pub docker: Option<String>,
    /// That docker told what it has.
    pub answered: bool,
    /// Why it leads nowhere.
    pub error: Option<String>,
}
