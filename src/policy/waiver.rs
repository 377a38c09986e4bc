//! Waivers: findings that somebody accepted, why, and until when.

use super::glob::Paths;
use super::{Date, selects};
use crate::artifact::Span;
use crate::artifact::node::Node;
use crate::change::RepoPath;
use crate::finding::Finding;

/// Days before its end in which a waiver is spoken of.
const SOON_DAYS: i64 = 14;

/// Days for which a waiver is proposed: a quarter is time enough to mend most things, and short enough to be remembered.
pub const PROPOSED_DAYS: u64 = 90;

/// One `[[waivers]]` of a policy.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// A rule's id or `pack/*`; any rule where it names a fingerprint alone.
    pub rule: Option<String>,
    /// As written: a glob, or a fingerprint.
    pub of: String,
    paths: Option<Paths>,
    fingerprint: Option<String>,
    pub reason: String,
    pub owner: String,
    pub expires: Option<Date>,
    pub span: Span,
}

/// Whether a waiver holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Holds,
    /// It ends in some days, at most two weeks.
    EndsSoon(i64),
    /// It ended some days ago.
    Ended(i64),
}

impl Waiver {
    /// From a table that was found right as far as it goes; `None` where it names nothing to accept.
    pub(super) fn read(node: &Node) -> Option<Self> {
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let (glob, fingerprint) = (text("path"), text("fingerprint"));
        let rule = text("rule");
        if fingerprint.is_none() && (glob.is_none() || rule.is_none()) {
            return None;
        }
        Some(Self {
            of: fingerprint.clone().or(glob.clone()).unwrap_or_default(),
            paths: glob.map(|glob| Paths::new([glob.as_str()])),
            fingerprint,
            rule,
            reason: text("reason")?,
            owner: text("owner")?,
            expires: node.get("expires").and_then(Node::text).and_then(super::date),
            span: node.span.clone(),
        })
    }

    /// Whether a finding is what it accepts. `path` is the finding's, in the head where it has one there.
    #[must_use]
    pub fn accepts(&self, finding: &Finding, path: &RepoPath) -> bool {
        self.rule.as_ref().is_none_or(|rule| selects(rule, &finding.rule))
            && self.paths.as_ref().is_none_or(|paths| paths.is_match(path))
            && self.fingerprint.as_ref().is_none_or(|print| print == finding.fingerprint.as_str())
    }

    /// Whether it names files, and no single finding.
    #[must_use]
    pub fn is_path(&self) -> bool {
        self.paths.is_some() && self.fingerprint.is_none()
    }

    /// Whether it is about a file at all.
    #[must_use]
    pub fn is_about(&self, path: &RepoPath) -> bool {
        self.paths.as_ref().is_some_and(|paths| paths.is_match(path))
    }

    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match self.expires.map(|last| (last - today).num_days()) {
            Some(days) if days < 0 => Standing::Ended(-days),
            Some(days) if days <= SOON_DAYS => Standing::EndsSoon(days),
            _ => Standing::Holds,
        }
    }

    /// What it accepts, for people: `weights/pickle in models/**`.
    #[must_use]
    pub fn subject(&self) -> String {
        match (&self.rule, &self.fingerprint) {
            (Some(rule), None) => format!("{rule} in {}", self.of),
            (Some(rule), Some(print)) => format!("{rule} {print}"),
            (None, _) => self.of.clone(),
        }
    }
}

/// Of a text that looks like a day and is none: how many days its month has.
#[must_use]
pub fn no_such_day(text: &str) -> Option<String> {
    let month = text.get(..7)?;
    let day = |day: u32| super::date(&format!("{month}-{day:02}"));
    let is_day = text.len() == 10 && text.get(7..8) == Some("-") && text.get(8..)?.bytes().all(|b| b.is_ascii_digit());
    let last = (28..=31).rev().find(|last| day(*last).is_some())?;
    (is_day && super::date(text).is_none()).then(|| format!("{month} has {last} days"))
}

/// The pattern that matches one path and no other.
#[must_use]
pub fn literal(path: &RepoPath) -> String {
    let mut out = String::new();
    for c in path.text().chars() {
        match c {
            '*' | '?' | '[' | '{' | '}' => out.extend(['[', c, ']']),
            // a class takes it as it is, wherever patterns are read
            '\\' => out.push_str("[\\]"),
            c => out.push(c),
        }
    }
    out
}
