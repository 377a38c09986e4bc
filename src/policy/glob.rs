//! Patterns for paths, as they stand in a policy.

use crate::change::RepoPath;
use crate::limits::GLOB_CHARS;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// One pattern, or what is wrong with it.
pub(super) fn compile(pattern: &str) -> Result<Glob, String> {
    if pattern.is_empty() {
        return Err("a glob must not be empty".into());
    }
    if pattern.len() > GLOB_CHARS {
        return Err(format!("a glob holds {GLOB_CHARS} characters at most"));
    }
    if pattern.starts_with('/') {
        return Err("a glob has no leading `/`: paths begin at the repository's root".into());
    }
    if pattern.starts_with('!') {
        return Err("a glob takes nothing back: `!` has no meaning in it".into());
    }
    let mut in_class = false;
    for c in pattern.chars() {
        match c {
            '[' => in_class = true,
            ']' => in_class = false,
            '\\' if !in_class => return Err("a glob has `/` between folders, and no `\\`".into()),
            _ => {}
        }
    }
    if pattern.split('/').any(|part| matches!(part, "." | "..")) {
        return Err("a glob has no `.` or `..`: paths begin at the repository's root".into());
    }
    if pattern.ends_with('/') {
        return Err("a glob that ends in `/` matches no file".into());
    }
    GlobBuilder::new(pattern).literal_separator(true).build().map_err(|error| error.kind().to_string())
}

/// Several patterns: a path matches where one of them does.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths(GlobSet);

impl Paths {
    /// From patterns that were found right; a wrong one matches nothing.
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut set = GlobSetBuilder::new();
        for glob in patterns.into_iter().filter_map(|pattern| compile(pattern).ok()) {
            set.add(glob);
        }
        Self(set.build().unwrap_or_default())
    }

    pub(super) fn is_match(&self, path: &RepoPath) -> bool {
        !self.0.is_empty() && self.0.is_match(path.text().as_ref())
    }
}
