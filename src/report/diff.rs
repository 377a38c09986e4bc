//! A fix as the lines of a small diff.

use crate::change::Side;
use crate::finding::{Finding, Fix, Location};
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

/// All the lines that the fix replaces, or none of them; the finding carries those of its own place and of what proves it.
fn removed<'a>(finding: &'a Finding, fix: &Fix) -> Option<Vec<&'a str>> {
    let related = finding.related.iter().map(|related| &related.at);
    std::iter::once(&finding.at).chain(related).find_map(|at| replaced(at, fix))
}

fn replaced<'a>(at: &'a Location, fix: &Fix) -> Option<Vec<&'a str>> {
    let start = at.line()?;
    if at.path != fix.path || at.side != Side::Head {
        return None;
    }
    let skip = usize::try_from(fix.start_line.checked_sub(start)?).ok()?;
    let count = usize::try_from(fix.end_line.checked_sub(fix.start_line)?).ok()?.checked_add(1)?;
    let lines = at.excerpt.get(skip..skip.checked_add(count)?)?;
    Some(lines.iter().map(String::as_str).collect())
}
