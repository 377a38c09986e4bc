//! Which way a license change goes: what it newly allows, forbids and asks, in words.

use crate::order::InOrder as _;

use super::agree::{Agreement, agree};
use super::expression::Expression;
use super::profile::{Profile, rank};
use super::terms::Answer;

/// What the license is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// A model's weights.
    Weights,
    /// A dataset.
    Data,
    /// Source code.
    Code,
}

impl Artifact {
    fn noun(self) -> &'static str {
        match self {
            Self::Weights => "the weights",
            Self::Data => "the data",
            Self::Code => "the code",
        }
    }
}

/// Seen by those who receive the artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// They may do more, or owe less.
    Loosened,
    /// They may do less, or owe more.
    Tightened,
    /// Both.
    Mixed,
    /// Neither, as far as the table goes.
    Equal,
    /// One of the licenses is not in the table, or the table does not know what differs.
    Unknown,
}

impl Direction {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loosened => "loosened",
            Self::Tightened => "tightened",
            Self::Mixed => "mixed",
            Self::Equal => "equal",
            Self::Unknown => "unknown",
        }
    }
}

/// A change of license, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Which way it goes.
    pub direction: Direction,
    /// What may be done now and could not be before.
    pub allowed: Vec<String>,
    /// What may not be done any more.
    pub forbidden: Vec<String>,
    /// Duties that are new.
    pub required: Vec<String>,
    /// Duties that fall away.
    pub released: Vec<String>,
}

/// How the grant of patents is named among what is allowed, or is not any more.
pub const PATENTS: &str = "use of the holders' patents by an express grant";

impl Shift {
    fn empty(direction: Direction) -> Self {
        let none = Vec::new;
        Self { direction, allowed: none(), forbidden: none(), required: none(), released: none() }
    }
}

/// What the change from one license to another means for an artifact.
#[must_use]
pub fn shift(old: &Expression, new: &Expression, artifact: Artifact) -> Shift {
    if old == new {
        return Shift::empty(Direction::Equal);
    }
    let (Some(before), Some(after)) = (Profile::of(old, artifact), Profile::of(new, artifact)) else {
        return Shift::empty(Direction::Unknown);
    };
    let mut shift = Shift::empty(Direction::Equal);
    let mut unsure = false;
    let noun = artifact.noun();
    for ((what, old), (_, new)) in before.grants.iter().zip(&after.grants) {
        let line = || format!("{what} {noun} ({} → {})", old.word(), new.word());
        match (rank(*old), rank(*new)) {
            (Some(old), Some(new)) if new > old => shift.allowed.push(line()),
            (Some(old), Some(new)) if new < old => shift.forbidden.push(line()),
            (Some(_), Some(_)) | (None, None) => {}
            _ => unsure = true,
        }
    }
    for (change, what) in [
        (later_versions(old, new), "use under later versions of the license"),
        (exception(old, new), "what the exception to the license permits"),
    ] {
        match change {
            Some(true) => shift.allowed.push(what.to_owned()),
            Some(false) => shift.forbidden.push(what.to_owned()),
            None => {}
        }
    }
    shift.forbidden.extend(after.limits.difference(&before.limits).cloned());
    shift.allowed.extend(before.limits.difference(&after.limits).map(|limit| limit.replacen(':', " ends:", 1)));
    sizes(&mut shift, before.threshold, after.threshold);
    if let (Some(old), Some(new)) = (before.ends, after.ends) {
        if new.len() > old.len() && new.starts_with(old) {
            shift.forbidden.push(format!("use after {new}, and not only after {old}"));
        } else if old.len() > new.len() && old.starts_with(new) {
            shift.allowed.push(format!("use after {old}, unless it is {new}"));
        }
    }
    // who credits the source keeps its notices
    let more = |one: &Profile, other: &Profile| -> Vec<String> {
        let credits = other.duties.iter().any(|duty| duty.kind == "credit");
        let more =
            one.duties.difference(&other.duties).filter(|duty| !(credits && duty.text == "must keep the notices"));
        more.map(|duty| duty.text.clone()).collect()
    };
    shift.required.extend(more(&after, &before));
    shift.released.extend(more(&before, &after));
    let whole = "must put larger works made with it under the same license".to_owned();
    let (tighter, looser) = match (before.reach, after.reach) {
        (Some(false), Some(true)) => (true, false),
        (Some(true), Some(false)) => (false, true),
        _ => (false, false),
    };
    shift.required.extend(tighter.then(|| whole.clone()));
    shift.released.extend(looser.then_some(whole));
    // another wording of a duty that stood before and stands after is no more and no less of one
    // and what is asked for changed versions weighs nothing beside their not being allowed at all
    let shares = [&before, &after].iter().all(|profile| profile.may_share_changes());
    let kinds = |profile: &Profile| {
        let weighed = profile.duties.iter().filter(|duty| shares || !duty.is_of_changes());
        weighed.map(|duty| duty.kind).into_set()
    };
    let (old_kinds, new_kinds) = (kinds(&before), kinds(&after));
    let more = looser || !shift.allowed.is_empty() || old_kinds.difference(&new_kinds).next().is_some();
    let less = tighter || !shift.forbidden.is_empty() || new_kinds.difference(&old_kinds).next().is_some();
    shift.direction = match (more, less) {
        (true, true) => Direction::Mixed,
        (true, false) => Direction::Loosened,
        (false, true) => Direction::Tightened,
        (false, false) if unsure => Direction::Unknown,
        // two of one name, of which nobody knows which is meant; of several licenses, each is known
        (false, false) if old.single().and(new.single()).is_some() && agree(old, new) == Agreement::Undecided => {
            Direction::Unknown
        }
        (false, false) => Direction::Equal,
    };
    // said, and never weighed: whether a license without a word on patents grants them is disputed
    if artifact != Artifact::Data {
        let grant = PATENTS.to_owned();
        match (before.patent, after.patent) {
            (Answer::Yes, Answer::No) => shift.forbidden.push(grant),
            (Answer::No, Answer::Yes) => shift.allowed.push(grant),
            _ => {}
        }
    }
    shift
}

/// Sizes above which another license is needed: of two of one kind, the larger leaves more room.
fn sizes(shift: &mut Shift, old: Option<&str>, new: Option<&str>) {
    let read = |size: &str| {
        let number: String = size.chars().filter(char::is_ascii_digit).collect();
        let kind: String = size.chars().filter(|c| !c.is_ascii_digit()).collect();
        (number.parse::<u32>().unwrap_or(0), kind)
    };
    if old == new {
        return;
    }
    let ((old_number, old_kind), (new_number, new_kind)) =
        (read(old.unwrap_or_default()), read(new.unwrap_or_default()));
    let comparable = old_kind == new_kind;
    if let Some(new) = new.filter(|_| !comparable || new_number < old_number) {
        shift.forbidden.push(format!("use above {new} without a license of its own"));
    }
    if let Some(old) = old.filter(|_| !comparable || new_number > old_number) {
        shift.allowed.push(format!("use above {old} without a license of its own"));
    }
}

/// Whether later versions came in (true) or went (false). A bare id says neither.
fn later_versions(old: &Expression, new: &Expression) -> Option<bool> {
    let (old, new) = (old.single()?, new.single()?);
    let base = |id: &str, end: &str| id.strip_suffix(end).map(str::to_owned);
    if let (Some(one), Some(other)) = (base(old, "-only"), base(new, "-or-later")) {
        return (one == other).then_some(true);
    }
    if let (Some(one), Some(other)) = (base(old, "-or-later"), base(new, "-only")) {
        return (one == other).then_some(false);
    }
    None
}

/// Whether an exception came in (true) or went (false): it only adds permissions.
fn exception(old: &Expression, new: &Expression) -> Option<bool> {
    let (old, new) = (old.single()?, new.single()?);
    let (one, other) = (old.split_once(" WITH "), new.split_once(" WITH "));
    match (one, other) {
        (None, Some((short, _))) if short == old => Some(true),
        (Some((short, _)), None) if short == new => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::{Stated, state};

    fn change(old: &str, new: &str, artifact: Artifact) -> Shift {
        let read = |text: &str| match state(text) {
            Stated::Known(found) => found,
            other => panic!("{text}: {other:?}"),
        };
        shift(&read(old), &read(new), artifact)
    }

    #[test]
    fn directions() {
        use Direction::{Equal, Loosened, Mixed, Tightened, Unknown};
        for (old, new, direction) in [
            ("apache-2.0", "cc-by-nc-4.0", Tightened),
            ("cc-by-nc-4.0", "apache-2.0", Loosened),
            ("cc-by-nc-4.0", "cc-by-4.0", Loosened),
            ("cc-by-4.0", "cc-by-sa-4.0", Tightened),
            ("cc-by-sa-4.0", "cc-by-4.0", Loosened),
            ("cc-by-4.0", "cc-by-nd-4.0", Tightened),
            ("mit", "gpl-3.0", Tightened),
            ("gpl-3.0", "agpl-3.0", Tightened),
            ("agpl-3.0", "apache-2.0", Loosened),
            ("mit", "cc0-1.0", Loosened),
            ("cc0-1.0", "cc-by-4.0", Tightened),
            ("mit", "llama3.1", Tightened),
            ("llama2", "llama3", Tightened),
            ("llama3", "llama3.1", Loosened),
            ("gemma", "apache-2.0", Loosened),
            ("apache-2.0", "creativeml-openrail-m", Tightened),
            ("deepseek", "mit", Loosened),
            ("mit", "apache-2.0", Equal),
            ("mit", "mit", Equal),
            ("cc-by-3.0", "cc-by-4.0", Equal),
            ("mit", "MIT OR Apache-2.0", Equal),
            ("gpl-3.0", "MIT OR gpl-3.0", Loosened),
            ("mit", "MIT AND cc-by-nc-4.0", Tightened),
            ("GPL-2.0-only", "GPL-2.0-or-later", Loosened),
            ("cc-by-nc-4.0", "cc-by-nd-4.0", Mixed),
            ("cc-by-nc-sa-4.0", "gpl-3.0", Loosened),
            ("mit", "LicenseRef-Ours", Unknown),
            ("lgpl-3.0", "gpl-3.0", Tightened),
            ("gpl-3.0", "mpl-2.0", Loosened),
            ("cc-by-nd-4.0", "cc-by-sa-4.0", Loosened),
            ("cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0", Tightened),
            ("cc-by-nc-nd-4.0", "cc-by-nc-sa-4.0", Loosened),
            ("llama3.1", "llama3.2", Tightened),
            ("llama3.2", "llama3.3", Loosened),
            ("llama3.2", "llama4", Equal),
            ("creativeml-openrail-m", "openrail++", Loosened),
            ("creativeml-openrail-m", "bigscience-openrail-m", Tightened),
            ("openrail++", "bigcode-openrail-m", Mixed),
            ("openmdw-1.0", "openmdw-1.1", Tightened),
            ("openmdw-1.1", "openmdw-1.0", Loosened),
            ("mit", "openmdw-1.1", Equal),
            ("LicenseRef-tencent-hunyuan-large", "LicenseRef-tencent-hunyuan-video", Tightened),
            ("LicenseRef-sdxl-0.9-research", "openrail++", Mixed),
            ("MIT AND ISC", "MIT", Equal),
            ("MIT AND GPL-2.0-only", "MIT", Loosened),
            ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", Loosened),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", Tightened),
        ] {
            let found = change(old, new, Artifact::Weights);
            assert_eq!(found.direction, direction, "{old} to {new}: {found:#?}");
        }
    }

    #[test]
    fn a_change_and_its_reverse_mirror() {
        let ids = ["mit", "apache-2.0", "cc-by-nc-4.0", "cc-by-sa-4.0", "llama3.1", "gemma", "openrail++", "agpl-3.0"];
        for old in ids {
            for new in ids {
                let (there, back) = (change(old, new, Artifact::Data), change(new, old, Artifact::Data));
                assert_eq!(there.required, back.released, "{old} and {new}");
                assert_eq!(there.allowed.len(), back.forbidden.len(), "{old} and {new}");
            }
        }
    }

    #[test]
    fn an_express_patent_grant_is_named_and_does_not_weigh() {
        let grant = "use of the holders' patents by an express grant".to_owned();
        let found = change("apache-2.0", "mit", Artifact::Code);
        assert_eq!((found.direction, found.forbidden), (Direction::Equal, vec![grant.clone()]));
        let found = change("mit", "apache-2.0", Artifact::Weights);
        assert_eq!((found.direction, found.allowed), (Direction::Equal, vec![grant]));
        for (old, new) in [("mit", "MIT OR Apache-2.0"), ("apache-2.0", "gpl-3.0"), ("apache-2.0", "llama3.1")] {
            let found = change(old, new, Artifact::Code);
            let said = found.forbidden.iter().chain(&found.allowed).any(|line| line.contains("patents"));
            assert_eq!(said, new == "MIT OR Apache-2.0", "{old} to {new}");
        }
    }

    #[test]
    fn excluded_commerce_alone_asks_for_no_terms_to_be_passed_on() {
        let found = change("cc-by-4.0", "cc-by-nc-4.0", Artifact::Data);
        assert_eq!(found.required, [] as [&str; 0]);
        let found = change("cc-by-4.0", "cc-by-nc-sa-4.0", Artifact::Data);
        assert_eq!(found.required, ["must share changed versions under the same license"]);
    }

    #[test]
    fn words_say_what_changes() {
        let found = change("apache-2.0", "cc-by-nc-4.0", Artifact::Weights);
        assert!(found.forbidden.contains(&"commercial use of the weights (yes → no)".to_owned()), "{found:#?}");
        let found = change("mit", "llama3.1", Artifact::Weights);
        assert!(found.required.contains(&"must show 'Built with Llama'".to_owned()), "{found:#?}");
        assert!(found.forbidden.contains(&"commercial use of the weights (yes → limited)".to_owned()), "{found:#?}");
    }
}
