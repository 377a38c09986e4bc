//! Policies that build on others: which one speaks, and what one that is locked below holds fast.

use super::{Catalog, Correction, Policy, selects};
use crate::artifact::{Kind, kind};
use crate::change::RepoPath;
use crate::finding::quote;
use crate::mistake::{Level, Mistake};

impl Policy {
    /// This policy and those it builds on, the nearest first.
    pub fn layers(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |policy| policy.below.as_deref())
    }

    /// Puts this policy upon another.
    #[must_use]
    pub fn upon(mut self, below: Self) -> Self {
        let below = match self.below.take() {
            None => below,
            Some(next) => next.upon(below),
        };
        self.below = Some(Box::new(below));
        self
    }

    /// Whether a rule cannot be relaxed by what builds on this policy.
    #[must_use]
    pub fn locks(&self, rule: &str) -> bool {
        self.layers().flat_map(|policy| &policy.locked).any(|locked| selects(&locked.value, rule))
    }

    /// Whether a policy below locks anything: then this one cannot say for all rules what they see.
    pub(super) fn stands_on_locks(&self) -> bool {
        self.layers().skip(1).any(|policy| !policy.locked.is_empty())
    }

    /// What this policy says against what a policy below it holds fast.
    #[must_use]
    pub fn against_locks(&self, catalog: &Catalog) -> Vec<Mistake> {
        let Some(below) = &self.below else { return Vec::new() };
        let help = "ask those who keep that policy, or build on another one";
        let mut found = Vec::new();
        for line in &self.lines {
            let held = |(id, default): (&String, &crate::finding::Severity)| {
                selects(&line.rule, id) && below.locks(id) && line.severity < below.severity(id, *default, None)
            };
            if catalog.iter().any(held) {
                let message = format!("`{}` is locked by a policy that this one builds on", line.rule);
                found.push(Mistake::new(line.span.clone(), message, help));
            }
        }
        for said in self.corrections.iter().filter(|_| self.stands_on_locks()) {
            let message = format!("{} has no effect: a policy that this one builds on locks rules", quote(&said.text));
            let help = "say it in the policy that locks, or give the files names that tell what they are";
            found.push(Mistake { level: Level::Warning, ..Mistake::new(said.span.clone(), message, help) });
        }
        for waiver in &self.waivers {
            if catalog.keys().any(|id| below.locks(id) && waiver.rule.as_ref().is_some_and(|rule| selects(rule, id))) {
                let message = format!("`{}` is locked by a policy that this one builds on", waiver.subject());
                found.push(Mistake::new(waiver.span.clone(), message, help));
            }
        }
        found
    }

    /// Whether a file is part of the configuration, which nothing takes out of sight.
    fn is_own(&self, path: &RepoPath) -> bool {
        matches!(kind::of(path), Some(Kind::Policy | Kind::Rule)) || self.builds_on(path)
    }

    /// Whether a file of the repository is a policy that this one builds on: it is governed like this one.
    #[must_use]
    pub fn builds_on(&self, path: &RepoPath) -> bool {
        self.layers().flat_map(|policy| &policy.extends).any(|said| said.value.as_bytes() == path.bytes())
    }

    /// Whether a file is taken out of the sight of every rule.
    #[must_use]
    pub fn excludes(&self, path: &RepoPath) -> bool {
        self.layers().any(|policy| policy.excluded.is_match(path) && !policy.stands_on_locks()) && !self.is_own(path)
    }

    /// Whether a file is taken out of the sight of a rule: not of one that is locked below.
    pub(super) fn hides(&self, rule: &str, path: &RepoPath) -> bool {
        let hidden = |policy: &Self| {
            policy.excluded.is_match(path) && !policy.below.as_ref().is_some_and(|below| below.locks(rule))
        };
        self.layers().any(hidden) && !self.is_own(path)
    }

    /// What a file is: as the policy says, else by its name.
    #[must_use]
    pub fn kind_of(&self, path: &RepoPath) -> Option<Kind> {
        if self.builds_on(path) {
            return Some(Kind::Policy);
        }
        match kind::of(path) {
            own @ Some(Kind::Policy | Kind::Rule) => own,
            named => {
                let said = self.correction(&|correction| correction.paths.is_match(path));
                said.map_or(named, |(_, said)| said.kind)
            }
        }
    }

    /// The correction that says what some files are. On locks, nothing governed becomes something else.
    pub(super) fn correction(&self, is_about: &dyn Fn(&Correction) -> bool) -> Option<(&Self, &Correction)> {
        self.layers().filter(|policy| !policy.stands_on_locks()).find_map(|policy| {
            let said = policy.corrections.iter().rev().find(|correction| is_about(correction))?;
            Some((policy, said))
        })
    }

    /// Whether it says what files are.
    #[must_use]
    pub fn corrects(&self) -> bool {
        self.layers().any(|policy| !policy.corrections.is_empty() || !policy.extends.is_empty())
    }
}
