//! What someone who receives an artifact under a license may do and owes, for comparing two licenses.

use crate::order::InOrder as _;
use std::collections::BTreeSet;

use super::expression::Expression;
use super::shift::Artifact;
use super::terms::{Answer, Category, Terms, terms};

/// How much an answer grants.
pub(super) fn rank(answer: Answer) -> Option<u8> {
    match answer {
        Answer::No => Some(0),
        Answer::Limited => Some(1),
        Answer::Yes => Some(2),
        Answer::Unknown => None,
    }
}

/// A duty; its kind stays the same where only the wording differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Duty {
    pub(super) kind: &'static str,
    pub(super) text: String,
}

/// What someone who receives the artifact may do and owes.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) grants: Vec<(&'static str, Answer)>,
    pub(super) limits: BTreeSet<String>,
    pub(super) duties: BTreeSet<Duty>,
    /// Above what size another license is needed.
    pub(super) threshold: Option<&'static str>,
    /// Whether a copyleft for software reaches larger works.
    pub(super) reach: Option<bool>,
    /// What puts an end to all rights.
    pub(super) ends: Option<&'static str>,
    /// Whether patents are granted in so many words.
    pub(super) patent: Answer,
}

impl Profile {
    /// None where a license is not in the table.
    pub(super) fn of(expression: &Expression, artifact: Artifact) -> Option<Self> {
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

    fn single(row: &'static Terms, artifact: Artifact) -> Self {
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
            // that it is not commercial is said by another field
            let text = if text.starts_with("non-commercial research") { "research only" } else { text };
            limits.insert(format!("limit on use: {text}"));
        }
        if let Some(territory) = &row.territory {
            match territory.strip_prefix("not in ") {
                // each place by itself, so that fewer and more of them can be told apart
                Some(places) if !places.contains(';') => {
                    limits.extend(
                        places.split(", ").flat_map(|some| some.split(" and ")).map(|one| format!("use in {one}")),
                    );
                }
                _ => {
                    limits.insert(format!("limit by place: {territory}"));
                }
            }
        }
        let reach = match row.category {
            Category::WeakCopyleft => Some(false),
            Category::Copyleft | Category::StrongCopyleft => Some(true),
            _ => None,
        };
        let threshold = row.threshold.as_deref().filter(|_| row.commercial_use != Answer::Yes);
        Self {
            grants,
            limits,
            duties: duties(row, artifact),
            threshold,
            reach,
            ends: row.ends.as_deref(),
            patent: row.patent,
        }
    }

    /// Whether changed versions may be shared, as far as is known.
    pub(super) fn may_share_changes(&self) -> bool {
        self.grants.get(1).is_none_or(|(_, answer)| *answer != Answer::No)
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
        self.threshold = self.threshold.or(other.threshold);
        self.reach = self.reach.max(other.reach);
        self.ends = self.ends.or(other.ends);
        self.patent = granted(self.patent, other.patent);
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
        let kinds: BTreeSet<_> = other.duties.iter().map(|duty| duty.kind).into_set();
        self.duties.retain(|duty| kinds.contains(duty.kind));
        self.threshold = self.threshold.and(other.threshold);
        self.reach = self.reach.and(other.reach).map(|reach| reach && self.reach == Some(true));
        self.ends = self.ends.and(other.ends);
        self.patent = granted(self.patent, other.patent);
        self
    }
}

/// A grant by one of two licenses is there for who takes both, and for who chooses.
fn granted(one: Answer, other: Answer) -> Answer {
    match (one, other) {
        (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
        (Answer::No, Answer::No) => Answer::No,
        _ => Answer::Unknown,
    }
}

impl Duty {
    /// Whether it is owed only by who shares a changed version.
    pub(super) fn is_of_changes(&self) -> bool {
        matches!(self.kind, "share alike" | "network" | "name")
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
        let above = row.threshold.as_ref().filter(|_| row.commercial_use == Answer::Yes);
        let above = above.map(|size| format!(" above {size}")).unwrap_or_default();
        add("display", format!("must show '{text}'{above}"));
    }
    if let Some(prefix) = row.name_prefix.as_ref().filter(|_| artifact == Artifact::Weights) {
        add("name", format!("must begin the name of a derived model with '{prefix}'"));
    }
    if let Some(notice) = &row.notice {
        add("notice", format!("must ship {notice}"));
    }
    duties
}
