//! A fix as the lines of a small diff.

use crate::finding::{Finding, Fix};
use crate::limits;
use crate::visible::visible;

/// An edit that is short enough to be shown.
pub(super) struct Edit<'a> {
    pub(super) fix: &'a Fix,
    /// The lines that it takes away, where the finding carries them.
    pub(super) removed: Vec<&'a str>,
    pub(super) added: Vec<&'a str>,
}

/// The edit of a finding, where there is one and it is short.
pub(super) fn edit(finding: &Finding) -> Option<Edit<'_>> {
    let fix = finding.fix.as_ref()?;
    let added: Vec<&str> = if fix.replacement.is_empty() { Vec::new() } else { fix.replacement.split('\n').collect() };
    let removed = removed(finding, fix).unwrap_or_default();
    let bytes = fix.replacement.len() + removed.iter().map(|line| line.len()).sum::<usize>();
    (added.len() <= limits::FIX_LINES && bytes <= limits::FIX_BYTES).then_some(Edit { fix, removed, added })
}

impl Edit<'_> {
    /// One line a line, `-` or `+` before it, nothing hidden.
    pub(super) fn lines(&self) -> Vec<String> {
        let shown = |sign: char, line: &str| format!("{sign}{}", visible(line.trim_end_matches('\r')));
        let removed = self.removed.iter().map(|line| shown('-', line));
        removed.chain(self.added.iter().map(|line| shown('+', line))).collect()
    }
}

/// All the lines that the fix replaces, or none of them.
fn removed<'a>(finding: &'a Finding, fix: &Fix) -> Option<Vec<&'a str>> {
    let start = finding.at.line()?;
    if finding.at.path != fix.path || finding.at.side != crate::change::Side::Head {
        return None;
    }
    let skip = usize::try_from(fix.start_line.checked_sub(start)?).ok()?;
    let count = usize::try_from(fix.end_line.checked_sub(fix.start_line)?).ok()?.checked_add(1)?;
    let lines = finding.at.excerpt.get(skip..skip.checked_add(count)?)?;
    Some(lines.iter().map(String::as_str).collect())
}
