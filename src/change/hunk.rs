//! Hunks of a unified diff: which lines of the two sides a forge accepts comments on.

use super::Side;
use crate::artifact::source;

/// One line of a hunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HunkLine {
    /// On both sides: line numbers in base and head.
    Context(u32, u32),
    /// Only in the base.
    Removed(u32),
    /// Only in the head.
    Added(u32),
}

/// A run of lines that a diff shows together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hunk {
    pub lines: Vec<HunkLine>,
    /// Whether a line that changes holds the words of a license tag.
    pub is_tagged: bool,
}

impl Hunk {
    /// Where a line of one side can carry a comment: deletions on the base side, everything else on the head side.
    #[must_use]
    pub fn anchor(&self, side: Side, line: u32) -> Option<(Side, u32)> {
        self.lines.iter().find_map(|shown| match (*shown, side) {
            (HunkLine::Context(base, head), Side::Base) if base == line => Some((Side::Head, head)),
            (HunkLine::Context(_, head) | HunkLine::Added(head), Side::Head) if head == line => {
                Some((Side::Head, head))
            }
            (HunkLine::Removed(base), Side::Base) if base == line => Some((Side::Base, base)),
            _ => None,
        })
    }
}

/// Reads the hunks of one file's patch as GitHub and `git diff` write it. Lines before the first `@@` are passed over.
/// Malformed headers end the reading: what was read before stays usable.
#[must_use]
pub fn parse_patch(patch: &str) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut base, mut head) = (0u32, 0u32);
    for line in patch.split('\n') {
        if line.starts_with("@@") {
            let Some((base_start, head_start)) = header(line) else { break };
            (base, head) = (base_start, head_start);
            hunks.push(Hunk::default());
            continue;
        }
        let Some(hunk) = hunks.last_mut() else { continue };
        hunk.is_tagged |= line.starts_with(['-', '+']) && line.contains(source::TAG);
        match line.as_bytes().first() {
            Some(b' ') => {
                hunk.lines.push(HunkLine::Context(base, head));
                base = base.saturating_add(1);
                head = head.saturating_add(1);
            }
            Some(b'-') => {
                hunk.lines.push(HunkLine::Removed(base));
                base = base.saturating_add(1);
            }
            Some(b'+') => {
                hunk.lines.push(HunkLine::Added(head));
                head = head.saturating_add(1);
            }
            // `\ No newline at end of file`, and the empty piece after the last newline
            _ => {}
        }
    }
    hunks
}

fn header(line: &str) -> Option<(u32, u32)> {
    let mut parts = line.split(' ');
    let (_, base, head) = (parts.next()?, parts.next()?, parts.next()?);
    let start = |range: &str, sign| range.strip_prefix(sign)?.split(',').next()?.parse().ok();
    Some((start(base, '-')?, start(head, '+')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "@@ -1,3 +1,3 @@ title\n a\n-b\n+B\n c\n@@ -10 +10,2 @@\n+x\n j\n\\ No newline at end of file";

    #[test]
    fn numbers_both_sides() {
        use HunkLine::{Added, Context, Removed};
        let hunks = parse_patch(PATCH);
        assert_eq!(hunks[0].lines, [Context(1, 1), Removed(2), Added(2), Context(3, 3)]);
        assert_eq!(hunks[1].lines, [Added(10), Context(10, 11)]);
    }

    #[test]
    fn anchors_deletions_on_the_base_and_the_rest_on_the_head() {
        let hunks = parse_patch(PATCH);
        assert_eq!(hunks[0].anchor(Side::Base, 2), Some((Side::Base, 2)));
        assert_eq!(hunks[0].anchor(Side::Base, 3), Some((Side::Head, 3)));
        assert_eq!(hunks[0].anchor(Side::Head, 2), Some((Side::Head, 2)));
        assert_eq!(hunks[1].anchor(Side::Base, 10), Some((Side::Head, 11)));
        assert_eq!(hunks[1].anchor(Side::Head, 12), None);
    }

    #[test]
    fn tells_changed_license_tags() {
        let patch = |mark: char| format!("@@ -1,2 +1,2 @@\n{mark}# SPDX-License-Identifier: MIT\n x");
        let tagged = |mark| parse_patch(&patch(mark)).iter().any(|hunk| hunk.is_tagged);
        assert!(tagged('+') && tagged('-') && !tagged(' '));
    }

    #[test]
    fn keeps_what_came_before_a_broken_header() {
        assert_eq!(parse_patch("@@ -1 +1 @@\n+a\n@@ nonsense\n+b").len(), 1);
        assert!(parse_patch("@@ -99999999999 +1 @@\n+a").is_empty());
    }
}
