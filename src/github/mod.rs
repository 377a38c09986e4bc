//! The only place that knows GitHub.

/// A problem of the world: GitHub did not answer, or refused.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {}
