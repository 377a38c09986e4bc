//! What judges a change: the policy with those it builds on, and the repository's own rules.

use crate::finding::Skip;
use crate::mistake::Mistakes;
use crate::policy::{Catalog, Policy};
use crate::rule::Rule;
use std::collections::BTreeMap;

/// The policy and the rules of one side.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    pub policy: Policy,
    /// The repository's own rules.
    pub rules: Vec<Rule>,
    /// The texts of these rules, by id.
    pub rule_texts: BTreeMap<String, String>,
    /// Every rule there is, with the severity it has without a policy.
    pub catalog: Catalog,
    /// What is wrong with its files. The parts that can be read are applied.
    pub mistakes: Vec<Mistakes>,
    /// What of it could not be read.
    pub skipped: Vec<Skip>,
    /// What will hold after the change, where the change touches any of it. It judges nothing yet.
    pub next: Option<Box<Configuration>>,
}

impl Configuration {
    /// Why a file of it could not be read, where that is so.
    #[must_use]
    pub fn unread(&self, path: &str) -> Option<&Skip> {
        self.skipped.iter().find(|skip| skip.path == path)
    }
}
