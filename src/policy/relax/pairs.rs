//! Which lists of globs may match one file. What two policies say of some files is compared for each such pair: a file that
//! shows a difference shows it by the line that wins before and the line that wins after.

/// The texts by themselves and in pairs, but for those that cannot match the same file.
pub(super) fn of<'a>(texts: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut pairs = Vec::new();
    for (at, one) in texts.iter().copied().enumerate() {
        let others = texts.iter().copied().skip(at);
        pairs.extend(others.filter(|other| !are_apart(one, other)).map(|other| (one, other)));
    }
    pairs
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
        assert_eq!(of(&["a/**", "b/**"]), [("a/**", "a/**"), ("b/**", "b/**")]);
    }
}
