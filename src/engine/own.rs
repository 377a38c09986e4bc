//! Which files there are on both sides of a change, and which of them are those of the configuration.

use crate::change::EMPTY_TREE;
use crate::change::{ChangeSet, RepoPath, Side};
use crate::order::InOrder as _;
use crate::policy::{self, Policy};
use crate::source::Listing;
use std::collections::BTreeSet;

/// What the paths of the policy and of the rules begin with.
const OWN: &str = ".github/modelward";

/// Which files there are on both sides.
pub(super) struct Files<'a> {
    change: &'a ChangeSet,
    listing: &'a Listing,
}

impl<'a> Files<'a> {
    pub(super) fn new(change: &'a ChangeSet, listing: &'a Listing) -> Self {
        Self { change, listing }
    }

    /// The files of one side where the policy and the rules stand, sorted.
    pub(super) fn own(&self, side: Side) -> BTreeSet<RepoPath> {
        let is_own = |path: &RepoPath| path.bytes().starts_with(OWN.as_bytes());
        let listed = self.listing.entries.iter().map(|entry| &entry.path).filter(|path| is_own(path));
        let same = listed.filter(|path| side == Side::Head || self.change.file(path).is_none());
        let changed = self.change.files.iter().filter_map(|file| file.path_on(side)).filter(|path| is_own(path));
        same.chain(changed).cloned().into_set()
    }

    /// Whether a file is there; where not all files are known, it may be.
    pub(super) fn may_have(&self, side: Side, wanted: &RepoPath) -> bool {
        let side = if self.change.base == EMPTY_TREE { Side::Head } else { side };
        // of the head's files, those that the change brings are not on the base
        let is_kept = side == Side::Head || self.change.file(wanted).is_none();
        self.listing.incomplete.is_some()
            || self.change.incomplete.is_some()
            || (is_kept && self.listing.entries.iter().any(|entry| entry.path == *wanted))
            || self.change.files.iter().any(|file| file.path_on(side) == Some(wanted))
    }

    /// Whether files lie below a path.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        let is_below =
            |file: &RepoPath| file.bytes().strip_prefix(path.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"));
        self.listing.entries.iter().any(|entry| is_below(&entry.path))
    }

    /// Whether the change touches a policy, what that builds on, or a rule of the repository.
    pub(super) fn touch(&self, policy: &Policy) -> bool {
        let is_own = |path: &RepoPath| is_policy(path) || policy::is_rule_file(path) || policy.builds_on(path);
        let paths = self.change.files.iter().flat_map(|file| [Side::Base, Side::Head].map(|side| file.path_on(side)));
        paths.flatten().any(is_own)
    }
}

pub(super) fn is_policy(path: &RepoPath) -> bool {
    path.bytes() == policy::PATH.as_bytes()
}

/// Whether a file has the name of the policy in another format, which nobody reads.
pub(super) fn is_namesake(path: &RepoPath) -> bool {
    let rest = path.bytes().strip_prefix(OWN.as_bytes()).unwrap_or_default();
    [".yml", ".yaml", ".json"].iter().any(|end| rest == end.as_bytes())
}
