//! The JSON report: a stable format of its own, documented by `docs/schema/report.schema.json`.

mod read;

pub use read::read;

use super::{ClaimChange, Conclusion, Language, Report};
use crate::change::Side;
use crate::finding::{Acceptable, Accepted, Finding, Fingerprint, Fix, Related, Severity, Skip};
use crate::visible::is_tricky;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The version of the format. Fields may be added to it; a change of what one means makes a new version.
pub const VERSION: u32 = 1;

/// What Modelward found out about one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonReport {
    /// The version of this format: 1.
    pub version: u32,
    pub conclusion: Conclusion,
    /// The commit compared with: the merge base.
    pub base: String,
    /// The head commit, or `working tree`.
    pub head: String,
    /// What the findings are told in; absent for English.
    #[serde(default, skip_serializing_if = "Language::is_english")]
    pub language: Language,
    /// What the change brings, most severe first.
    pub introduced: Vec<JsonFinding>,
    /// What was there before, on files that the change touches.
    pub existing: Vec<JsonFinding>,
    /// What the change mends.
    pub fixed: Vec<JsonFinding>,
    /// What the configuration accepts.
    pub waived: Vec<JsonFinding>,
    /// What there is to say about the configuration: exceptions that end soon, or accept nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<JsonRemark>,
    /// What was not looked at.
    pub skipped: Vec<JsonSkip>,
    /// Governed statements that got another value.
    pub claims: Vec<JsonClaim>,
    /// Why not all files of the change are known; absent where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<String>,
    /// How many governed files the change touches.
    #[serde(default)]
    pub governed: usize,
}

/// One finding. Lines and columns are 1-based and of the head file, or of the base file where `side` says so; columns
/// count characters and `end_column` is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonFinding {
    /// The rule's id: `<pack>/<name>`.
    pub rule: String,
    pub severity: Severity,
    /// The file; bytes that cannot be shown are escaped as `\u{…}` or `\x…`.
    pub path: String,
    /// Absent where the finding is about the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// `base` where the lines are those of the base file; absent for the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    pub title: String,
    /// What is wrong here. Quotations stand between backticks.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// The first lines it stands on, from `line` on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excerpt: Vec<String>,
    /// The other places that prove it.
    pub related: Vec<JsonRelated>,
    /// The edit that mends it, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<JsonFix>,
    /// The controls of standards that the finding bears on: `<standard>:<control>`.
    pub controls: Vec<String>,
    /// Names the finding across pushes: 32 hexadecimal digits.
    pub fingerprint: Fingerprint,
    /// Where several places of a file are told as one: what stands for each of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Fingerprint>,
    /// Why the configuration accepts it; only on findings under `waived`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Accepted>,
    /// How the configuration may come to accept it; absent where a policy holds the rule fast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptable: Option<Acceptable>,
}

/// Another place that proves a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonRelated {
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What this place says.
    pub text: String,
    /// `base` where the line is one of the base file; absent for the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The first lines of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excerpt: Vec<String>,
}

/// Whole lines of the head file, both ends included, and what to put in their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonFix {
    pub path: String,
    pub start_line: u32,
    pub end_line: u32,
    /// Without a final newline.
    pub replacement: String,
}

/// Something about the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonRemark {
    /// The file, and the line where there is one: `.github/modelward.toml:12`.
    pub at: String,
    pub text: String,
}

/// Something that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonSkip {
    /// Empty where it is not about one file.
    pub path: String,
    pub reason: String,
}

/// A governed statement before and after the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JsonClaim {
    /// What is claimed of whom.
    pub claim: String,
    /// `null` where it was not stated.
    pub before: Option<String>,
    pub after: Option<String>,
    /// What the change means, where that is known.
    pub meaning: Option<String>,
}

/// A report that cannot be used: it was not written by this program, or by another version of it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the report is not valid: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the report has format version {0}, and this program reads version {VERSION}")]
    Version(u32),
    #[error("the report is not valid: {field} cannot be {value:?}")]
    Value { field: &'static str, value: String },
}

/// The report as indented JSON with a final newline. No line of it is a command to a runner that scans the log.
#[must_use]
pub fn render(report: &Report, conclusion: Conclusion) -> String {
    // a tree of strings and numbers always serialises
    let text = serde_json::to_string_pretty(&JsonReport::new(report, conclusion)).unwrap_or_default();
    log_safe(&text) + "\n"
}

/// Inside a JSON string, the only place where these can be, a character may also be written as an escape: the `#` of a
/// workflow command, and what moves, hides or reorders its neighbors.
pub(super) fn log_safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.replace("##[", "#\\u0023[").chars() {
        if c.is_ascii() || !is_tricky(c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

impl JsonReport {
    #[must_use]
    pub fn new(report: &Report, conclusion: Conclusion) -> Self {
        let all = |findings: &[Finding]| findings.iter().map(JsonFinding::new).collect();
        let skip = |skip: &Skip| JsonSkip { path: skip.path.clone(), reason: skip.reason.clone() };
        Self {
            version: VERSION,
            conclusion,
            base: report.base.clone(),
            head: report.head.clone(),
            language: report.language,
            introduced: all(&report.introduced),
            existing: all(&report.existing),
            fixed: all(&report.fixed),
            waived: all(&report.waived),
            remarks: report.remarks.iter().map(|r| JsonRemark { at: r.at.clone(), text: r.text.clone() }).collect(),
            skipped: report.skipped.iter().map(skip).collect(),
            claims: report.claims.iter().map(JsonClaim::new).collect(),
            incomplete: report.incomplete.clone(),
            governed: report.governed,
        }
    }
}

impl JsonFinding {
    fn new(finding: &Finding) -> Self {
        let place = finding.at.place;
        Self {
            rule: finding.rule.clone(),
            severity: finding.severity,
            path: finding.at.path.to_string(),
            line: place.map(|place| place.line),
            end_line: place.map(|place| place.end_line),
            column: place.map(|place| place.column),
            end_column: place.map(|place| place.end_column),
            side: Some(finding.at.side).filter(|side| *side == Side::Base),
            title: finding.title.clone(),
            message: finding.message.clone(),
            help: finding.help.clone(),
            excerpt: finding.at.excerpt.clone(),
            related: finding.related.iter().map(JsonRelated::new).collect(),
            fix: finding.fix.as_ref().map(JsonFix::new),
            controls: finding.controls.clone(),
            fingerprint: finding.fingerprint.clone(),
            parts: finding.parts.clone(),
            waiver: finding.waiver.clone(),
            acceptable: finding.acceptable.clone(),
        }
    }
}

impl JsonRelated {
    fn new(related: &Related) -> Self {
        Self {
            path: related.at.path.to_string(),
            line: related.at.line(),
            text: related.text.clone(),
            side: Some(related.at.side).filter(|side| *side == Side::Base),
            excerpt: related.at.excerpt.clone(),
        }
    }
}

impl JsonFix {
    fn new(fix: &Fix) -> Self {
        let Fix { path, start_line, end_line, replacement } = fix;
        Self { path: path.to_string(), start_line: *start_line, end_line: *end_line, replacement: replacement.clone() }
    }
}

impl JsonClaim {
    fn new(claim: &ClaimChange) -> Self {
        let ClaimChange { claim, before, after, meaning } = claim.clone();
        Self { claim, before, after, meaning }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{hostile, sample};
    use proptest::prelude::*;

    #[test]
    fn survives_a_round_trip() {
        let text = render(&sample::report(), Conclusion::Failure);
        let read = read(&text).expect("a report");
        assert_eq!(read, JsonReport::new(&sample::report(), Conclusion::Failure));
        let again = read.report().expect("a report");
        assert_eq!(JsonReport::new(&again, Conclusion::Failure), read);
    }

    #[test]
    fn refuses_what_it_did_not_write() {
        let text = render(&sample::report(), Conclusion::Failure);
        let error = |text: &str| read(text).expect_err("an error").to_string();
        assert!(error(&text.replace("\"version\": 1", "\"version\": 2")).contains("version 2"));
        let fingerprint = sample::finding().fingerprint;
        assert!(error(&text.replace(fingerprint.as_str(), "--><b>")).contains("fingerprint"));
        assert!(error(&text.replace("license/card-and-file-agree", "@all")).contains("rule"));
        assert!(error("[]").contains("not valid"));
    }

    #[test]
    fn matches_the_committed_schema() {
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(JsonReport)).expect("a schema") + "\n";
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/report.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(file, &schema).expect("a written schema");
        }
        let committed = std::fs::read_to_string(file).unwrap_or_default();
        assert!(committed == schema, "{file} is out of date: run the tests with UPDATE_SCHEMA=1");
    }

    proptest! {
        #![proptest_config(hostile::config())]

        #[test]
        fn commands_nothing(text in hostile::text()) {
            let finding = Finding { title: text.clone(), message: text.clone(), ..sample::finding() };
            let report = Report { introduced: vec![finding], head: text.clone(), ..Report::default() };
            let json = render(&report, Conclusion::Neutral);
            prop_assert_eq!(hostile::commands(&json), vec![], "{}", json);
            let read = read(&json).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(read, JsonReport::new(&report, Conclusion::Neutral));
        }
    }
}
