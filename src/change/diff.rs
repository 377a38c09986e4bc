//! The difference of two texts, as `git diff` shows it.

use super::{Hunk, HunkLine};
use crate::artifact::source;
use imara_diff::{Algorithm, Diff, InternedInput, Token};
use std::fmt::Write as _;
use std::ops::Range;

/// Unchanged lines around a change.
const CONTEXT: u32 = 3;

/// The hunks of a change, with three lines of context.
#[must_use]
pub fn hunks(before: &str, after: &str) -> Vec<Hunk> {
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let count = |lines: usize| u32::try_from(lines).unwrap_or(u32::MAX);
    let (old_end, new_end) = (count(input.before.len()), count(input.after.len()));
    let mut hunks: Vec<Hunk> = Vec::new();
    // the line, counted from 0, that follows what is told, on each side
    let mut told: Option<(u32, u32)> = None;
    let context = |lines: &mut Vec<HunkLine>, old: Range<u32>, new: u32| {
        let first = old.start;
        lines.extend(old.map(|line| HunkLine::Context(line + 1, new + (line - first) + 1)));
    };
    for change in diff.hunks() {
        match (hunks.last_mut(), told) {
            (Some(hunk), Some((old, new))) if change.before.start <= old + 2 * CONTEXT => {
                context(&mut hunk.lines, old..change.before.start, new);
            }
            (last, _) => {
                if let (Some(hunk), Some((old, new))) = (last, told) {
                    context(&mut hunk.lines, old..(old + CONTEXT).min(old_end), new);
                }
                let above = CONTEXT.min(change.before.start).min(change.after.start);
                let mut lines = Vec::new();
                context(&mut lines, change.before.start - above..change.before.start, change.after.start - above);
                hunks.push(Hunk { lines, is_tagged: false });
            }
        }
        if let Some(hunk) = hunks.last_mut() {
            let is_tagged = |token: &Token| input.interner[*token].contains(source::TAG);
            hunk.is_tagged |=
                input.before.iter().take(change.before.end as usize).skip(change.before.start as usize).any(is_tagged);
            hunk.is_tagged |=
                input.after.iter().take(change.after.end as usize).skip(change.after.start as usize).any(is_tagged);
            hunk.lines.extend(change.before.clone().map(|line| HunkLine::Removed(line + 1)));
            hunk.lines.extend(change.after.clone().map(|line| HunkLine::Added(line + 1)));
        }
        told = Some((change.before.end, change.after.end));
    }
    if let (Some(hunk), Some((old, new))) = (hunks.last_mut(), told) {
        context(&mut hunk.lines, old..(old + CONTEXT).min(old_end).min(old + (new_end - new)), new);
    }
    hunks
}

/// The change of a file as a patch.
#[must_use]
pub fn unified(path: &str, before: &str, after: &str) -> String {
    let lines = |text: &'_ str| -> Vec<String> { text.split_inclusive('\n').map(str::to_owned).collect() };
    let (old, new) = (lines(before), lines(after));
    let mut out = String::new();
    for hunk in hunks(before, after) {
        let range = |of: fn(&HunkLine) -> Option<u32>| {
            let numbers: Vec<u32> = hunk.lines.iter().filter_map(of).collect();
            // of no lines it names the one before
            (numbers.first().copied().unwrap_or(1) - u32::from(numbers.is_empty()), numbers.len())
        };
        let (old_start, old_count) = range(|line| match line {
            HunkLine::Context(old, _) | HunkLine::Removed(old) => Some(*old),
            HunkLine::Added(_) => None,
        });
        let (new_start, new_count) = range(|line| match line {
            HunkLine::Context(_, new) | HunkLine::Added(new) => Some(*new),
            HunkLine::Removed(_) => None,
        });
        if out.is_empty() {
            let _ = writeln!(out, "--- a/{path}\n+++ b/{path}");
        }
        let _ = writeln!(out, "@@ -{old_start},{old_count} +{new_start},{new_count} @@");
        for line in &hunk.lines {
            let (mark, text) = match line {
                HunkLine::Context(_, line) => (' ', new.get(*line as usize - 1)),
                HunkLine::Added(line) => ('+', new.get(*line as usize - 1)),
                HunkLine::Removed(line) => ('-', old.get(*line as usize - 1)),
            };
            let text = text.map(String::as_str).unwrap_or_default();
            let _ = write!(out, "{mark}{text}");
            if !text.ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a patch makes of a text.
    fn apply(before: &str, hunks: &[Hunk], after: &str) -> String {
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let new: Vec<&str> = after.split_inclusive('\n').collect();
        let mut out = String::new();
        let mut next = 0;
        for line in hunks.iter().flat_map(|hunk| &hunk.lines) {
            match line {
                HunkLine::Context(at, _) => {
                    out.extend(old[next..*at as usize].iter().copied());
                    next = *at as usize;
                }
                HunkLine::Removed(at) => {
                    out.extend(old[next..*at as usize - 1].iter().copied());
                    next = *at as usize;
                }
                HunkLine::Added(at) => out.push_str(new[*at as usize - 1]),
            }
        }
        out.extend(old[next..].iter().copied());
        out
    }

    proptest! {
        #[test]
        fn the_hunks_lead_from_one_text_to_the_other(
            before in "([abc]\n){0,12}[ab]?", after in "([abc]\n){0,12}[ab]?", far in "(x\n){0,9}"
        ) {
            let (before, after) = (format!("{before}{far}a\n"), format!("{after}{far}b\n"));
            let hunks = hunks(&before, &after);
            prop_assert_eq!(apply(&before, &hunks, &after), after.clone());
            for line in hunks.iter().flat_map(|hunk| &hunk.lines) {
                if let HunkLine::Context(old, new) = line {
                    let line = |text: &str, at: u32| text.split_inclusive('\n').nth(at as usize - 1).map(str::to_owned);
                    prop_assert_eq!(line(&before, *old), line(&after, *new));
                }
            }
        }
    }

    #[test]
    fn a_patch_looks_as_git_writes_it() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assert_eq!(
            unified("a.md", before, &before.replace("8\n9\n", "eight\n9")),
            "--- a/a.md\n+++ b/a.md\n@@ -5,5 +5,5 @@\n 5\n 6\n 7\n-8\n-9\n+eight\n+9\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("a.md", "", "x\n"), "--- a/a.md\n+++ b/a.md\n@@ -0,0 +1,1 @@\n+x\n");
        assert_eq!(unified("a.md", "x\n", "x\n"), "");
    }
}
