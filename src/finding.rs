//! A finding: what is wrong, where, the lines that prove it, and the edit that mends it.

use crate::change::{RepoPath, Side};
use crate::limits::QUOTE_CHARS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// How much a finding matters. The order is the order in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Severity {
    /// What is inferred, or only worth knowing.
    Notice,
    /// What prose says, or what is likely wrong.
    Warning,
    /// Both sides were read, and they cannot both be true.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A stretch of text: 1-based lines and columns, columns counted in characters, the end column exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// Where a finding is. It carries the lines it stands on, so that every renderer can quote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub path: RepoPath,
    pub side: Side,
    /// `None` where the finding is about the file as a whole.
    pub place: Option<Place>,
    /// The lines from `place.line` on, cut to [`crate::limits::EXCERPT_LINES`].
    pub excerpt: Vec<String>,
}

impl Location {
    /// The file as a whole.
    #[must_use]
    pub fn file(path: RepoPath, side: Side) -> Self {
        Self { path, side, place: None, excerpt: Vec::new() }
    }

    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.place.map(|place| place.line)
    }
}

/// Shows `path:line`, or the path alone.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{}:{}", self.path, place.line),
            None => write!(f, "{}", self.path),
        }
    }
}

/// A second place that proves the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub at: Location,
    /// What this place says, in a few words.
    pub text: String,
}

/// Whole lines of the head file, replaced by a text. Lines are 1-based and inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub path: RepoPath,
    pub start_line: u32,
    pub end_line: u32,
    /// The new lines, without a final newline; line endings are `\n`.
    pub replacement: String,
}

/// Why a finding is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Accepted {
    pub reason: String,
    /// Who decided.
    pub owner: String,
    /// The last day on which it holds: `2027-03-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// The waiver that a project may write that accepts a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Acceptable {
    /// The pattern for the path.
    pub path: String,
    /// The last day on which it holds: `2027-03-31`.
    pub expires: String,
}

/// What a rule found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// `<pack>/<name>` of the rule.
    pub rule: String,
    pub severity: Severity,
    /// The rule's title.
    pub title: String,
    /// One or two sentences about this very place. Plain text: it may quote a stranger and is escaped by each renderer.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Why the rule exists.
    pub why: String,
    pub at: Location,
    pub related: Vec<Related>,
    pub fix: Option<Fix>,
    pub controls: Vec<String>,
    /// What the finding is about, without numbers or wording that a harmless edit would change.
    pub subject: String,
    pub fingerprint: Fingerprint,
    /// What stands for the places, where several of them are told as one.
    pub parts: Vec<Fingerprint>,
    /// Set where the policy accepts it.
    pub waiver: Option<Accepted>,
    /// Set where the policy may come to accept it.
    pub acceptable: Option<Acceptable>,
}

/// Names a finding across pushes. It holds no line number and no message text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fingerprint(String);

impl Fingerprint {
    /// `place` is the path in the head, also for what is found in the base of a renamed file; or what stands for it.
    /// `ordinal` tells equal subjects in one place apart.
    #[must_use]
    pub fn new(rule: &str, place: impl AsRef<[u8]>, subject: &str, ordinal: usize) -> Self {
        let mut hash = Sha256::new();
        for part in [rule.as_bytes(), place.as_ref(), subject.as_bytes()] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hash.update(ordinal.to_le_bytes());
        Self(hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// One for many.
    #[must_use]
    pub fn of(all: &[Self]) -> Self {
        let all: String = all.iter().map(Self::as_str).collect();
        Self::new("", all, "", 0)
    }

    /// 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A stranger's value for a message: in backticks: on one line, cut, and without backticks of its own.
#[must_use]
pub fn quote(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "\u{2019}");
    let cut: String = line.chars().take(QUOTE_CHARS).collect();
    let more = if cut.len() < line.len() { "…" } else { "" };
    format!("`{cut}{more}`")
}

/// Something that was not looked at. Silence must never mean this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Skip {
    /// The file, shown escaped; empty where it is not about one file.
    pub path: String,
    /// Why, as a phrase that follows the path: `larger than 1 MiB`.
    pub reason: String,
}

impl Skip {
    #[must_use]
    pub fn new(path: &RepoPath, reason: impl Into<String>) -> Self {
        Self { path: path.to_string(), reason: reason.into() }
    }

    #[must_use]
    pub fn general(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }
}
