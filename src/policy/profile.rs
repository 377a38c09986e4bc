//! Profiles: ready-made sets of severities, as data.

use crate::artifact::node::Node;
use crate::artifact::toml_node;
use std::sync::LazyLock;

/// The profiles there are, as `profiles.toml` names them.
pub const NAMES: [&str; 5] = ["base", "mof", "gpai", "aims", "neurips"];

static PROFILES: LazyLock<Node> = LazyLock::new(|| toml_node(include_str!("profiles.toml")).0);

/// What a profile is for.
#[must_use]
pub fn about(name: &str) -> &'static str {
    PROFILES.get(name).and_then(|profile| profile.get("about")).and_then(Node::text).unwrap_or_default()
}

/// Its severities: rule, or `pack/*`, and word.
pub(super) fn severities(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rules = PROFILES.get(name).and_then(|profile| profile.get("rules")).map(Node::fields).unwrap_or_default();
    rules.iter().filter_map(|field| Some((field.key.as_str(), field.value.text()?)))
}
