//! In which ways a policy asks for less than another one, both with all that they build on.

mod kinds;
mod pairs;
mod said;
mod severities;
mod sight;
mod spelled;

use super::{Catalog, Policy};
use crate::artifact::Span;
use crate::change::RepoPath;
use std::collections::BTreeMap;

/// Words of one of the policies that a policy consists of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The policy's name: a path in the repository, or a place elsewhere.
    pub policy: String,
    pub start: usize,
    pub end: usize,
}

impl Place {
    fn new(policy: &Policy, span: &Span) -> Self {
        Self { policy: policy.name.clone(), start: span.start, end: span.end }
    }
}

/// Where the new policy says something, and where the old one did: what has both in common is told together.
type Places = (Option<Place>, Option<Place>);

/// Relaxations, one for each line that brings them.
type Told = BTreeMap<Places, Relaxation>;

/// One way in which a policy asks for less than another.
#[derive(Debug, Clone)]
pub struct Relaxation {
    /// What is relaxed, for the fingerprint.
    pub subject: String,
    /// In words: `license/changed goes from warning to off`.
    pub what: String,
    /// Where the new policy says so.
    pub after: Option<Place>,
    /// Where the old policy asked for more.
    pub before: Option<Place>,
}

impl Relaxation {
    fn new(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self { subject: subject.into(), what: what.into(), after: None, before: None }
    }

    fn after(self, after: Option<Place>) -> Self {
        Self { after, ..self }
    }

    fn before(self, before: Option<Place>) -> Self {
        Self { before, ..self }
    }

    /// Adds it, where nothing is told of its line yet.
    fn tell(self, told: &mut Told) {
        told.entry((self.after.clone(), self.before.clone())).or_insert(self);
    }
}

impl Policy {
    /// What `after` asks for less than this policy does. `paths` are the files that there are.
    #[must_use]
    pub fn relaxations(&self, after: &Self, catalog: &Catalog, paths: &[&RepoPath]) -> Vec<Relaxation> {
        let mut found = Vec::new();
        severities::compare(self, after, catalog, &mut found);
        kinds::compare(self, after, paths, &mut found);
        sight::compare(self, after, catalog, &mut found);
        said::compare(self, after, &mut found);
        found
    }
}
