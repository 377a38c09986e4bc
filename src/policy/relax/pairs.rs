//! Which lists of globs may match one file. What two policies say of some files is compared for each such pair: a file that
//! shows a difference shows it by the line that wins before and the line that wins after.

use std::collections::BTreeSet;

/// The texts by themselves and in pairs, but for those that cannot match the same file. What it costs to find them, and to
/// look at so many lines for each, is taken from what is left; nothing where that does not reach.
pub(super) fn of<'a>(texts: &BTreeSet<&'a str>, lines: usize, left: &mut usize) -> Option<Vec<(&'a str, &'a str)>> {
    // each glob is held against each other one
    let globs: usize = texts.iter().map(|text| text.split(", ").count()).sum();
    *left = left.checked_sub(globs.saturating_mul(globs))?;
    let mut pairs = Vec::new();
    for (at, one) in texts.iter().copied().enumerate() {
        let others = texts.iter().copied().skip(at);
        pairs.extend(others.filter(|other| !are_apart(one, other)).map(|other| (one, other)));
    }
    *left = left.checked_sub(pairs.len().saturating_mul(lines))?;
    Some(pairs)
}

/// Whether two lists of globs, as they are written, begin with different directories or names. Where a glob holds `, `
/// itself, the part before it still begins like the whole.
fn are_apart(one: &str, other: &str) -> bool {
    let differ = |a: &str, b: &str| {
        let (a, b) = (literal(a), literal(b));
        !a.starts_with(b) && !b.starts_with(a)
    };
    one.split(", ").all(|a| other.split(", ").all(|b| differ(a, b)))
}

/// What every path that matches begins with.
fn literal(glob: &str) -> &str {
    let end = glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len());
    glob.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{are_apart, of};
    use std::collections::BTreeSet;

    #[test]
    fn globs_that_begin_differently_match_no_file_together() {
        for (one, other, apart) in [
            ("data/**", "models/**", true),
            ("data/**", "data/a/**", false),
            ("**", "models/**", false),
            ("a/**, b/**", "c/**", true),
            ("a/**, b/**", "c/**, b/x", false),
            ("a/{x, b/y}", "a/x", false),
            ("a, b/**", "a, b/c", false),
        ] {
            assert_eq!(are_apart(one, other), apart, "{one} and {other}");
        }
        let texts = BTreeSet::from(["a/**", "b/**"]);
        let mut left = 10;
        assert_eq!(of(&texts, 3, &mut left), Some(vec![("a/**", "a/**"), ("b/**", "b/**")]));
        assert_eq!((left, of(&texts, 3, &mut left)), (0, None));
    }
}
