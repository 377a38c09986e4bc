//! A report back from its JSON, which may come from a stranger.

use super::{JsonClaim, JsonFinding, JsonFix, JsonRelated, JsonReport, ReadError, VERSION};
use crate::change::{RepoPath, Side};
use crate::finding::{Finding, Fix, Location, Place, Related, Skip};
use crate::limits::{EXCERPT_CHARS, EXCERPT_LINES, PARTS};
use crate::report::{ClaimChange, Remark, Report};

/// Reads a report.
pub fn read(text: &str) -> Result<JsonReport, ReadError> {
    let report: JsonReport = serde_json::from_str(text)?;
    if report.version != VERSION {
        return Err(ReadError::Version(report.version));
    }
    let all = [&report.introduced, &report.existing, &report.fixed, &report.waived];
    for finding in all.into_iter().flatten() {
        let hex = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
        for print in std::iter::once(&finding.fingerprint).chain(&finding.parts) {
            check("fingerprint", print.as_str(), |text| text.len() == 32 && text.chars().all(hex))?;
        }
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/' | '_' | '.');
        check("rule", &finding.rule, |text| !text.is_empty() && text.len() <= 100 && text.chars().all(named))?;
    }
    Ok(report)
}

fn check(field: &'static str, value: &str, is_valid: impl Fn(&str) -> bool) -> Result<(), ReadError> {
    if is_valid(value) { Ok(()) } else { Err(ReadError::Value { field, value: value.chars().take(100).collect() }) }
}

impl JsonReport {
    /// The report back as a value. The reasons of the rules are not part of the format.
    pub fn report(&self) -> Result<Report, ReadError> {
        let all = |findings: &[JsonFinding]| findings.iter().map(JsonFinding::finding).collect::<Result<Vec<_>, _>>();
        Ok(Report {
            base: self.base.clone(),
            head: self.head.clone(),
            introduced: all(&self.introduced)?,
            existing: all(&self.existing)?,
            fixed: all(&self.fixed)?,
            waived: all(&self.waived)?,
            skipped: self.skipped.iter().map(|s| Skip { path: s.path.clone(), reason: s.reason.clone() }).collect(),
            claims: self.claims.iter().map(JsonClaim::claim).collect(),
            incomplete: self.incomplete.clone(),
            must_be_complete: false,
            governed: self.governed,
            remarks: self.remarks.iter().map(|r| Remark { at: r.at.clone(), text: r.text.clone() }).collect(),
            language: self.language,
        })
    }
}

impl JsonFinding {
    fn finding(&self) -> Result<Finding, ReadError> {
        let place = self.line.map(|line| Place {
            line,
            column: self.column.unwrap_or(1),
            end_line: self.end_line.unwrap_or(line),
            end_column: self.end_column.unwrap_or(1),
        });
        let side = self.side.unwrap_or(Side::Head);
        Ok(Finding {
            rule: self.rule.clone(),
            severity: self.severity,
            title: self.title.clone(),
            message: self.message.clone(),
            help: self.help.clone(),
            why: String::new(),
            at: Location { place, excerpt: excerpt(&self.excerpt), ..Location::file(path(&self.path)?, side) },
            related: self.related.iter().map(JsonRelated::related).collect::<Result<_, _>>()?,
            fix: self.fix.as_ref().map(JsonFix::fix).transpose()?,
            controls: self.controls.clone(),
            subject: String::new(),
            fingerprint: self.fingerprint.clone(),
            parts: self.parts.iter().take(PARTS).cloned().collect(),
            waiver: self.waiver.clone(),
            acceptable: self.acceptable.clone().filter(|said| crate::policy::date(&said.expires).is_some()),
        })
    }
}

impl JsonRelated {
    fn related(&self) -> Result<Related, ReadError> {
        let place = self.line.map(|line| Place { line, column: 1, end_line: line, end_column: 1 });
        let side = self.side.unwrap_or(Side::Head);
        let at = Location { place, excerpt: excerpt(&self.excerpt), ..Location::file(path(&self.path)?, side) };
        Ok(Related { at, text: self.text.clone() })
    }
}

impl JsonFix {
    fn fix(&self) -> Result<Fix, ReadError> {
        let Self { path: name, start_line, end_line, replacement } = self;
        Ok(Fix { path: path(name)?, start_line: *start_line, end_line: *end_line, replacement: replacement.clone() })
    }
}

impl JsonClaim {
    fn claim(&self) -> ClaimChange {
        let Self { claim, before, after, meaning } = self.clone();
        ClaimChange { claim, before, after, meaning }
    }
}

/// Lines that somebody else wrote into a report, within the bounds that ours keep.
fn excerpt(lines: &[String]) -> Vec<String> {
    let lines = lines.iter().take(EXCERPT_LINES as usize);
    lines.map(|line| line.chars().take(4 * EXCERPT_CHARS).filter(|c| *c != '\n').collect()).collect()
}

fn path(text: &str) -> Result<RepoPath, ReadError> {
    RepoPath::new(text.as_bytes()).ok_or_else(|| ReadError::Value { field: "path", value: text.to_owned() })
}
