//! Which way a license change goes: what it newly allows, forbids and asks, in words.

use std::collections::BTreeSet;

use super::agree::{Agreement, agree};
use super::expression::Expression;
use super::terms::{Answer, Category, Terms, terms};

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
        let line = || format!("{what} {noun}: {} → {}", old.word(), new.word());
        match (rank(*old), rank(*new)) {
            (Some(old), Some(new)) if new > old => shift.allowed.push(line()),
            (Some(old), Some(new)) if new < old => shift.forbidden.push(line()),
            (Some(_), Some(_)) | (None, None) => {}
            _ => unsure = true,
        }
    }
    let change = later_versions(old, new);
    match change {
        Some(true) => shift.allowed.push("use under later versions of the license".to_owned()),
        Some(false) => shift.forbidden.push("use under later versions of the license".to_owned()),
        None => {}
    }
    shift.forbidden.extend(after.limits.difference(&before.limits).cloned());
    shift.allowed.extend(before.limits.difference(&after.limits).map(|limit| format!("no longer: {limit}")));
    shift.required.extend(after.duties.difference(&before.duties).map(|duty| duty.text.clone()));
    shift.released.extend(before.duties.difference(&after.duties).map(|duty| duty.text.clone()));
    // another wording of a duty that stood before and stands after is no more and no less of one
    let kinds = |profile: &Profile| profile.duties.iter().map(|duty| duty.kind).collect::<BTreeSet<_>>();
    let (old_kinds, new_kinds) = (kinds(&before), kinds(&after));
    let more = !shift.allowed.is_empty() || old_kinds.difference(&new_kinds).next().is_some();
    let less = !shift.forbidden.is_empty() || new_kinds.difference(&old_kinds).next().is_some();
    shift.direction = match (more, less) {
        (true, true) => Direction::Mixed,
        (true, false) => Direction::Loosened,
        (false, true) => Direction::Tightened,
        (false, false) if unsure || agree(old, new) == Agreement::Undecided => Direction::Unknown,
        (false, false) => Direction::Equal,
    };
    shift
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

fn rank(answer: Answer) -> Option<u8> {
    match answer {
        Answer::No => Some(0),
        Answer::Limited => Some(1),
        Answer::Yes => Some(2),
        Answer::Unknown => None,
    }
}

/// A duty; its kind stays the same where only the wording differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Duty {
    kind: &'static str,
    text: String,
}

/// What someone who receives the artifact may do and owes.
#[derive(Debug, Clone)]
struct Profile {
    grants: Vec<(&'static str, Answer)>,
    limits: BTreeSet<String>,
    duties: BTreeSet<Duty>,
}

impl Profile {
    /// None where a license is not in the table.
    fn of(expression: &Expression, artifact: Artifact) -> Option<Self> {
        match expression {
            Expression::License(id) => {
                let id = id.split(" WITH ").next().unwrap_or(id);
                terms(id).filter(|row| row.family.is_none()).map(|row| Self::single(row, artifact))
            }
            Expression::All(parts) => Self::fold(parts, artifact, Self::and),
            Expression::Any(parts) => Self::fold(parts, artifact, Self::or),
        }
    }

    fn fold(parts: &[Expression], artifact: Artifact, join: fn(Self, &Self) -> Self) -> Option<Self> {
        let mut joined: Option<Self> = None;
        for part in parts {
            let next = Self::of(part, artifact)?;
            joined = Some(match joined {
                Some(before) => join(before, &next),
                None => next,
            });
        }
        joined
    }

    fn single(row: &Terms, artifact: Artifact) -> Self {
        let mut grants =
            vec![("commercial use of", row.commercial_use), ("sharing changed versions of", row.derivatives)];
        if artifact == Artifact::Weights {
            // silence on outputs leaves them free
            let outputs = if row.outputs == Answer::Unknown && row.category != Category::Unknown {
                Answer::Yes
            } else {
                row.outputs
            };
            grants.push(("improving other models with outputs of", outputs));
        }
        let mut limits = BTreeSet::new();
        let restrictions = row.use_restrictions.iter().flat_map(|text| text.split([';', '+'])).map(str::trim);
        for text in restrictions.filter(|text| says_more(row, text)) {
            limits.insert(format!("uses beyond: {text}"));
        }
        if let Some(threshold) = &row.threshold {
            limits.insert(format!("use above {threshold} without a license of its own"));
        }
        if let Some(territory) = &row.territory {
            limits.insert(format!("everywhere: {territory}"));
        }
        Self { grants, limits, duties: duties(row, artifact) }
    }

    /// Both hold: the least of what they grant, and all duties.
    fn and(mut self, other: &Self) -> Self {
        for ((_, mine), (_, theirs)) in self.grants.iter_mut().zip(&other.grants) {
            *mine = match (rank(*mine), rank(*theirs)) {
                (Some(a), Some(b)) if b < a => *theirs,
                (Some(_), Some(_)) | (None, _) => *mine,
                (Some(_), None) => Answer::Unknown,
            };
        }
        self.limits.extend(other.limits.iter().cloned());
        self.duties.extend(other.duties.iter().cloned());
        self
    }

    /// One is chosen: the most of what they grant, and only duties of both.
    fn or(mut self, other: &Self) -> Self {
        for ((_, mine), (_, theirs)) in self.grants.iter_mut().zip(&other.grants) {
            if rank(*theirs) > rank(*mine) {
                *mine = *theirs;
            }
        }
        self.limits.retain(|limit| other.limits.contains(limit));
        let kinds: BTreeSet<_> = other.duties.iter().map(|duty| duty.kind).collect();
        self.duties.retain(|duty| kinds.contains(duty.kind));
        self
    }
}

/// Part of the restrictions says again what other fields say: "non-commercial only", "not to improve other models".
fn says_more(row: &Terms, text: &str) -> bool {
    let text = text.to_lowercase();
    let starts = |list: &[&str]| list.iter().any(|start| text.starts_with(start));
    let commercial = row.commercial_use != Answer::Yes && starts(&["non-commercial", "purpose limited"]);
    let derivatives = row.derivatives == Answer::No && starts(&["no adaptations", "no sharing"]);
    let outputs = row.outputs != Answer::Unknown && text.contains("improve other");
    let territory = row.territory.is_some() && (text.contains("domiciled") || text.starts_with("not for the eu"));
    !(text.is_empty()
        || text.len() < 4 && text != "aup"
        || commercial && !text.contains("research")
        || derivatives
        || outputs
        || territory)
}

fn duties(row: &Terms, artifact: Artifact) -> BTreeSet<Duty> {
    let mut duties = BTreeSet::new();
    let mut add = |kind, text: String| {
        duties.insert(Duty { kind, text });
    };
    if row.attribution.is_some() {
        let text = match row.category {
            Category::DataPermissive | Category::DataCopyleft | Category::NonCommercial | Category::NoDerivatives => {
                "must credit the source"
            }
            _ => "must keep the notices",
        };
        add("credit", text.to_owned());
    }
    if row.share_alike == Answer::Yes {
        add("share alike", "must share changed versions under the same license".to_owned());
    } else if row.flow_down == Answer::Yes
        && matches!(row.category, Category::Rail | Category::ProprietaryCommunity | Category::NonCommercial)
    {
        add("flow down", "must pass on the terms of the license".to_owned());
    }
    if matches!(row.category, Category::WeakCopyleft | Category::Copyleft | Category::StrongCopyleft)
        && row.share_alike == Answer::Yes
        && artifact == Artifact::Code
    {
        add("source", "must give the source along".to_owned());
    }
    if row.network == Answer::Yes {
        add("network", "must offer the source to users over a network".to_owned());
    }
    if let Some(text) = &row.display {
        add("display", format!("must show '{text}'"));
    }
    if let Some(prefix) = row.name_prefix.as_ref().filter(|_| artifact == Artifact::Weights) {
        add("name", format!("must begin the name of a derived model with '{prefix}'"));
    }
    if let Some(notice) = &row.notice {
        add("notice", format!("must ship {notice}"));
    }
    duties
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
    fn words_say_what_changes() {
        let found = change("apache-2.0", "cc-by-nc-4.0", Artifact::Weights);
        assert!(found.forbidden.contains(&"commercial use of the weights: yes → no".to_owned()), "{found:#?}");
        let found = change("mit", "llama3.1", Artifact::Weights);
        assert!(found.required.contains(&"must show 'Built with Llama'".to_owned()), "{found:#?}");
        assert!(found.forbidden.contains(&"commercial use of the weights: yes → limited".to_owned()), "{found:#?}");
    }
}
