//! `modelward: allow RULE -- REASON` in a comment of a file: what it says, and where it accepts nothing as it stands.

use crate::artifact::Artifact;
use crate::change::{RepoPath, Side};
use crate::configuration::Configuration;
use crate::finding::quote;
use crate::mistake::nearest;
use crate::order::InOrder as _;
use crate::policy;
use crate::report::Remark;
use crate::report::words::Words;
use crate::tree::Trees;
use std::collections::BTreeSet;

const MARK: &str = "modelward: allow ";

/// One such comment.
pub(super) struct Comment<'a> {
    pub rule: &'a str,
    /// Empty where it gives none.
    pub reason: &'a str,
    at: usize,
    line: &'a str,
}

/// The comments of a file, but for those that stand in code, where they are shown and not meant.
pub(super) fn comments(artifact: &Artifact) -> impl Iterator<Item = Comment<'_>> {
    let source = artifact.text.source();
    let mut end = 0;
    source.split_inclusive('\n').filter_map(move |line| {
        let start = end;
        end += line.len();
        let (before, said) = line.split_once(MARK)?;
        let before = before.trim_end();
        let at = start + before.len().checked_sub(1)?;
        let is_comment = ["<!--", "#", "//"].iter().any(|mark| before.ends_with(mark));
        let said = said.trim_end().trim_end_matches("-->");
        let (rule, reason) = said.split_once("--").unwrap_or((said, ""));
        let (rule, reason) = (rule.trim(), reason.trim());
        // a code span in a line of text
        let is_shown = before.matches('`').count() % 2 == 1;
        (is_comment && !is_shown && !artifact.markdown.is_code(at)).then_some(Comment { rule, reason, at, line })
    })
}

/// What changed files say that accepts nothing, whatever is found in them.
pub(super) fn remarks(trees: &Trees, configuration: &Configuration, words: &Words) -> Vec<Remark> {
    let taken = configuration.policy.takes_in_file_waivers();
    let known: Vec<&str> = configuration.catalog.keys().map(String::as_str).collect();
    let said = |comment: &Comment<'_>| {
        if !taken {
            return Some(words.in_file_off.with(&[("key", &quote("[waiving] in-file = true"))]));
        }
        let is_known = known.iter().any(|id| policy::selects(comment.rule, id));
        let rule = if is_known { Some(comment.rule) } else { nearest(comment.rule, &known) };
        let reason = if comment.reason.is_empty() { "REASON" } else { comment.reason };
        let form = quote(&format!("{MARK}{} -- {reason}", rule.unwrap_or("RULE")));
        (!is_known || comment.reason.is_empty()).then(|| words.in_file_wrong.with(&[("form", &form)]))
    };
    let changed = trees.change.files.iter().filter_map(|file| file.path_on(Side::Head));
    let artifacts = changed.filter_map(|path| trees.head.artifacts.get(path));
    let each = artifacts.flat_map(|artifact| {
        let mut found = comments(artifact).peekable();
        // most files have none
        let before = found.peek().map(|_| lines_before(trees, &artifact.path)).unwrap_or_default();
        let new = found.filter(move |comment| !before.contains(comment.line.trim_end()));
        new.filter_map(|comment| {
            let at = format!("{}:{}", artifact.path, artifact.text.line_of(comment.at));
            Some(Remark { at, text: said(&comment)? })
        })
    });
    each.take(crate::limits::FINDINGS_PER_RULE_AND_FILE).collect()
}

/// The lines with such comments that a file had before the change.
fn lines_before<'a>(trees: &'a Trees, path: &RepoPath) -> BTreeSet<&'a str> {
    let before = trees.counterpart(Side::Head, path).and_then(|path| trees.base.artifacts.get(&path));
    let lines = before.into_iter().flat_map(|before| before.text.source().lines());
    lines.filter(|line| line.contains(MARK)).map(str::trim_end).into_set()
}
