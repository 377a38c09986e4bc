//! Which sections a project asks a new card for, where it says so itself.

use super::Policy;
use super::validate::quoted;
use crate::artifact::node::Node;
use crate::artifact::{Kind, topics};

/// The topics that cards of one kind have to speak of.
pub(super) type Essential = Vec<(Kind, Vec<&'static str>)>;

pub(super) fn read(node: Option<&Node>) -> Essential {
    let of = |(key, kind)| {
        let items = node?.get(key)?.items();
        let known: Vec<_> = items.iter().filter_map(|item| Some(topics::find(quoted(item)?)?.id.as_str())).collect();
        // words that nobody knows are no wish to ask for nothing
        (items.is_empty() || !known.is_empty()).then_some((kind, known))
    };
    [("model-card", Kind::ModelCard), ("dataset-card", Kind::DatasetCard)].into_iter().filter_map(of).collect()
}

impl Policy {
    /// What the nearest policy that speaks of it asks a new card of a kind for.
    #[must_use]
    pub fn essential(&self, kind: Kind) -> Option<&[&'static str]> {
        let mut all = self.layers().flat_map(|policy| &policy.essential);
        all.find(|(of, _)| *of == kind).map(|(_, topics)| topics.as_slice())
    }
}
