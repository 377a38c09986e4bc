//! Puts fixes into a text: whole lines, from the last to the first, with the line ends that the text has.

use crate::finding::Fix;
use crate::order;

/// A text with fixes in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Mended {
    pub text: String,
    /// Fixes that touch lines of one that was taken before them: they are judged anew on the new text.
    pub left: usize,
}

/// Applies the fixes of one file. Earlier ones win; the same one twice is one.
#[must_use]
pub fn apply(text: &str, fixes: &[&Fix]) -> Mended {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut taken: Vec<(&Fix, usize, usize)> = Vec::new();
    let mut left = 0;
    for fix in fixes {
        if taken.iter().any(|(other, ..)| other == fix) {
            continue;
        }
        let range = range(fix, lines.len()).filter(|(start, end)| {
            taken.iter().all(|(_, taken_start, taken_end)| end <= taken_start || taken_end <= start)
        });
        match range {
            Some((start, end)) => taken.push((fix, start, end)),
            None => left += 1,
        }
    }
    order::by_key(&mut taken, |(_, start, _)| *start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (fix, start, end) in taken {
        out.extend(lines.get(at..start).unwrap_or_default().iter().copied());
        out.push_str(&replacement(fix, lines.get(start..end).unwrap_or_default(), &lines));
        at = end;
    }
    out.extend(lines.get(at..).unwrap_or_default().iter().copied());
    Mended { text: out, left }
}

/// The lines of a fix, 0-based and half open; `None` where the text has no such lines.
fn range(fix: &Fix, lines: usize) -> Option<(usize, usize)> {
    let start = usize::try_from(fix.start_line).ok()?.checked_sub(1)?;
    let end = usize::try_from(fix.end_line).ok()?;
    (start < end && end <= lines).then_some((start, end))
}

fn ending(line: &str) -> &str {
    let text = line.trim_end_matches('\n').trim_end_matches('\r');
    line.get(text.len()..).filter(|end| end.ends_with('\n')).unwrap_or_default()
}

/// The new lines. The last one ends as the last old one does, so that a missing final line end stays missing.
fn replacement(fix: &Fix, old: &[&str], all: &[&str]) -> String {
    if fix.replacement.is_empty() {
        return String::new();
    }
    let last = old.last().map(|line| ending(line)).unwrap_or_default();
    let usual = old.iter().chain(all).map(|line| ending(line)).find(|end| !end.is_empty()).unwrap_or("\n");
    fix.replacement.split('\n').collect::<Vec<_>>().join(usual) + last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::RepoPath;

    fn fix(start_line: u32, end_line: u32, replacement: &str) -> Fix {
        let path = RepoPath::new(b"a.md").expect("a path");
        Fix { path, start_line, end_line, replacement: replacement.into() }
    }

    fn applied(text: &str, fixes: &[Fix]) -> (String, usize) {
        let mended = apply(text, &fixes.iter().collect::<Vec<_>>());
        (mended.text, mended.left)
    }

    #[test]
    fn keeps_line_ends() {
        assert_eq!(applied("a\r\nb\r\nc", &[fix(1, 1, "x"), fix(3, 3, "y\nz")]), ("x\r\nb\r\ny\r\nz".into(), 0));
        assert_eq!(applied("a\nb\r\n", &[fix(2, 2, "x\ny")]), ("a\nx\r\ny\r\n".into(), 0));
        assert_eq!(applied("a", &[fix(1, 1, "x\ny")]), ("x\ny".into(), 0));
    }

    #[test]
    fn of_two_that_meet_the_first_wins() {
        let fixes = [fix(2, 3, "x"), fix(3, 3, "y"), fix(2, 3, "x"), fix(1, 1, "z")];
        assert_eq!(applied("a\nb\nc\n", &fixes), ("z\nx\n".into(), 1));
    }

    #[test]
    fn leaves_lines_that_are_not_there() {
        for wrong in [fix(0, 1, "x"), fix(2, 1, "x"), fix(2, 2, "x")] {
            assert_eq!(applied("a\n", &[wrong]), ("a\n".into(), 1));
        }
    }

    #[test]
    fn takes_lines_away() {
        assert_eq!(applied("a\nb\n", &[fix(1, 1, "")]), ("b\n".into(), 0));
    }
}
