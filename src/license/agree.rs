//! Whether two statements about one thing can both be true.

use super::expression::Expression;
use super::terms::{bare, terms};

/// How two statements go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// They say the same, or one offers what the other takes.
    Agrees,
    /// They cannot both be true.
    Contradicts,
    /// They may mean the same. Never a contradiction.
    Undecided,
}

/// Compares two statements. `gpl-3.0`, which does not say whether later versions count, agrees with both.
#[must_use]
pub fn agree(a: &Expression, b: &Expression) -> Agreement {
    let (ours, theirs) = (a.alternatives(), b.alternatives());
    // a choice offers each of its parts, so one alternative in common is enough
    let pairs = || ours.iter().flat_map(|one| theirs.iter().map(move |other| sets(one, other)));
    if pairs().any(|pair| pair == Agreement::Agrees) {
        Agreement::Agrees
    } else if pairs().any(|pair| pair == Agreement::Undecided) {
        Agreement::Undecided
    } else {
        Agreement::Contradicts
    }
}

/// Whether a statement says something else than the one whose place it took. Unlike between two files, each of which may
/// speak of a part, a license more or less counts, and so does an exception.
#[must_use]
pub fn differ(old: &Expression, new: &Expression) -> bool {
    let (before, after) = (old.alternatives(), new.alternatives());
    let like = |one: &str, other: &str| {
        same(one, other) != Agreement::Contradicts
            && one.contains(" WITH ") == other.contains(" WITH ")
            && unknown(one) == unknown(other)
    };
    let within = |one: &[&str], other: &[&str]| one.iter().all(|id| other.iter().any(|known| like(id, known)));
    let each = |list: &[Vec<&str>], others: &[Vec<&str>]| {
        list.iter().all(|one| others.iter().any(|other| within(one, other) && within(other, one)))
    };
    !(each(&before, &after) && each(&after, &before))
}

/// Licenses that hold together, compared without their order.
fn sets(one: &[&str], other: &[&str]) -> Agreement {
    let best = |id: &str, list: &[&str]| {
        let pairs = list.iter().map(|other| same(id, other));
        pairs.min_by_key(|pair| match pair {
            Agreement::Agrees => 0,
            Agreement::Undecided => 1,
            Agreement::Contradicts => 2,
        })
    };
    let found = |one: &[&str], other: &[&str]| -> Vec<Agreement> {
        one.iter().map(|id| best(id, other).unwrap_or(Agreement::Contradicts)).collect()
    };
    let (ours, theirs) = (found(one, other), found(other, one));
    let all = |list: &[Agreement], which: Agreement| list.iter().all(|pair| *pair == which);
    if all(&ours, Agreement::Agrees) && all(&theirs, Agreement::Agrees) {
        return Agreement::Agrees;
    }
    let none = |list: &[Agreement]| list.contains(&Agreement::Contradicts);
    // one says more than the other: it may speak of further parts
    if !none(&ours) || !none(&theirs) { Agreement::Undecided } else { Agreement::Contradicts }
}

/// Whether a name in a list stands for a license: `GPL-3.0` stands for `-only` and for `-or-later`.
#[must_use]
pub fn covers(listed: &str, id: &str) -> bool {
    listed.eq_ignore_ascii_case(id) || listed.eq_ignore_ascii_case(bare(id))
}

fn same(a: &str, b: &str) -> Agreement {
    if a.eq_ignore_ascii_case(b) {
        return Agreement::Agrees;
    }
    let (short_a, short_b) = (without_exception(a), without_exception(b));
    if short_a != a || short_b != b {
        // an exception only adds permissions, and texts often stand without it
        let alike = same(short_a, short_b) == Agreement::Agrees;
        return if alike { Agreement::Undecided } else { Agreement::Contradicts };
    }
    if bare(a).eq_ignore_ascii_case(bare(b)) {
        // of "only" and "or later", only one can be meant
        let open = bare(a) == a || bare(b) == b;
        return if open { Agreement::Agrees } else { Agreement::Contradicts };
    }
    match (terms(a), terms(b)) {
        (Some(one), Some(other)) if one.id == other.id => Agreement::Agrees,
        (Some(one), Some(other)) if one.kin.is_some() && one.kin == other.kin => Agreement::Undecided,
        // a name of one's own may stand for any text
        (one, other) if own(a) && one.is_none() || own(b) && other.is_none() => Agreement::Undecided,
        _ => Agreement::Contradicts,
    }
}

/// A name of one's own that the table does not know.
fn unknown(id: &str) -> bool {
    own(id) && terms(id).is_none()
}

fn own(id: &str) -> bool {
    id.starts_with("LicenseRef-")
}

fn without_exception(id: &str) -> &str {
    id.split(" WITH ").next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::{Stated, state};

    fn compare(a: &str, b: &str) -> Agreement {
        let read = |text: &str| match state(text) {
            Stated::Known(found) => found,
            other => panic!("{text}: {other:?}"),
        };
        let (a, b) = (read(a), read(b));
        assert_eq!(agree(&a, &b), agree(&b, &a), "{a} and {b}");
        agree(&a, &b)
    }

    #[test]
    fn statements_that_agree() {
        for (a, b) in [
            ("mit", "MIT License"),
            ("gpl-3.0", "GPL-3.0-only"),
            ("gpl-3.0", "GPL-3.0-or-later"),
            ("MIT OR Apache-2.0", "MIT"),
            ("MIT OR Apache-2.0", "apache-2.0 or mit"),
            ("MIT AND ISC", "ISC AND MIT"),
            ("llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
            ("openrail++", "CreativeML Open RAIL++-M"),
        ] {
            assert_eq!(compare(a, b), Agreement::Agrees, "{a} and {b}");
        }
    }

    #[test]
    fn statements_that_contradict() {
        for (a, b) in [
            ("mit", "apache-2.0"),
            ("cc-by-4.0", "cc-by-nc-4.0"),
            ("cc-by-4.0", "cc-by-3.0"),
            ("gpl-3.0-only", "gpl-3.0-or-later"),
            ("gpl-2.0", "gpl-3.0"),
            ("llama3", "llama3.1"),
            ("openmdw-1.0", "openmdw-1.1"),
            ("bsl-1.0", "BUSL-1.1"),
            ("MIT OR Apache-2.0", "ISC"),
            ("MIT AND ISC", "Apache-2.0"),
            ("gemma", "apache-2.0"),
        ] {
            assert_eq!(compare(a, b), Agreement::Contradicts, "{a} and {b}");
        }
    }

    #[test]
    fn a_license_more_or_less_is_a_change() {
        let read = |text: &str| match state(text) {
            Stated::Known(found) => found,
            other => panic!("{text}: {other:?}"),
        };
        for (a, b, expected) in [
            ("MIT", "MIT OR Apache-2.0", true),
            ("MIT AND GPL-2.0-only", "MIT", true),
            ("MIT AND ISC", "MIT OR ISC", true),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", true),
            ("MIT OR Apache-2.0", "apache-2.0 or mit", false),
            ("MIT AND ISC", "ISC AND MIT", false),
            ("gpl-3.0", "GPL-3.0-or-later", false),
            ("MIT", "ISC", true),
            ("MIT", "LicenseRef-Ours", true),
            ("LicenseRef-Ours", "LicenseRef-ours-1", false),
            ("gemma", "LicenseRef-scancode-gemma-tou-2024-04-01", false),
        ] {
            assert_eq!(differ(&read(a), &read(b)), expected, "{a} and {b}");
            assert_eq!(differ(&read(b), &read(a)), expected, "{b} and {a}");
        }
    }

    #[test]
    fn statements_that_leave_it_open() {
        for (a, b) in [
            ("LicenseRef-Ours", "mit"),
            ("MIT AND Apache-2.0", "MIT"),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only"),
            ("gemma", "LicenseRef-scancode-gemma-tou-2024-04-01"),
            ("tencent-hunyuan", "LicenseRef-tencent-hunyuan-video"),
        ] {
            assert_eq!(compare(a, b), Agreement::Undecided, "{a} and {b}");
        }
    }
}
