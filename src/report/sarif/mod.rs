//! The report as SARIF 2.1.0, for code scanning and for editors.

mod wire;

use super::escape::percent_encoded;
use super::{Report, json};
use crate::change::{RepoPath, Side};
use crate::finding::{Finding, Fix, Location, Severity, Skip};
use crate::limits;
use crate::order::InOrder as _;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use wire::{
    Artifact, Change, Configuration, Driver, Invocation, Log, Notification, Physical, Place, Properties, Region,
    Replacement, Root, Rule, Run, SarifFix, SarifResult, Suppression, Text, Tool,
};

/// What the rule table says of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    pub id: String,
    pub title: String,
    pub help_text: String,
    pub help_markdown: String,
    pub severity: Severity,
    pub tags: Vec<String>,
}

/// Code scanning keeps ten tags of a rule.
const TAGS: usize = 10;

/// The document. What the change mends is not part of it: code scanning closes what it no longer sees.
#[must_use]
pub fn render(report: &Report, rules: impl IntoIterator<Item = RuleInfo>) -> String {
    let mut table: Vec<Rule> = rules.into_iter().map(Rule::new).collect();
    let mut index: BTreeMap<String, usize> =
        table.iter().enumerate().map(|(at, rule)| (rule.id.clone(), at)).into_map();
    let (mut results, mut left_out) = (Vec::new(), 0);
    for (findings, baseline, waived) in [
        (&report.introduced, "new", false),
        (&report.existing, "unchanged", false),
        (&report.waived, "unchanged", true),
    ] {
        let room = limits::SARIF_RESULTS.saturating_sub(results.len());
        left_out += findings.len().saturating_sub(room);
        for finding in findings.iter().take(room) {
            let rule_index = *index.entry(finding.rule.clone()).or_insert_with(|| {
                table.push(Rule::of(finding));
                table.len() - 1
            });
            results.push(SarifResult::new(finding, rule_index, baseline, waived));
        }
    }
    let mut notifications: Vec<Notification> = report.skipped.iter().map(Notification::new).collect();
    if left_out > 0 {
        notifications
            .push(Notification::new(&Skip::general(format!("{left_out} more findings: too many for one run"))));
    }
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver { name: "Modelward", semantic_version: env!("CARGO_PKG_VERSION"), rules: table },
            },
            invocations: [Invocation { execution_successful: true, tool_execution_notifications: notifications }],
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                Root { description: Text::new("The root of the repository.") },
            )]),
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    json::log_safe(&serde_json::to_string_pretty(&log).unwrap_or_default()) + "\n"
}

const ROOT: &str = "%SRCROOT%";

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

impl Text {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), markdown: None }
    }

    /// In a message, `[words](target)` would be a link.
    fn message(text: &str) -> Self {
        if text.contains("](") {
            Self::new(text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]"))
        } else {
            Self::new(text)
        }
    }
}

impl Rule {
    fn new(rule: RuleInfo) -> Self {
        Self {
            id: rule.id,
            short_description: Text::new(rule.title.clone()),
            full_description: Text::new(rule.title),
            help: Text { text: rule.help_text, markdown: Some(rule.help_markdown) },
            default_configuration: Configuration { level: level(rule.severity) },
            properties: Properties { tags: rule.tags.into_iter().take(TAGS).collect() },
        }
    }

    /// For a finding whose rule is not in the table.
    fn of(finding: &Finding) -> Self {
        Self::new(RuleInfo {
            id: finding.rule.clone(),
            title: finding.title.clone(),
            help_text: finding.help.clone(),
            help_markdown: super::escape::rich(&finding.help),
            severity: finding.severity,
            tags: finding.controls.clone(),
        })
    }
}

impl Notification {
    fn new(skip: &Skip) -> Self {
        let what = if skip.path.is_empty() { String::new() } else { format!("{}: ", skip.path) };
        Self { level: "note", message: Text::message(&format!("not looked at: {what}{}", skip.reason)) }
    }
}

impl SarifResult {
    fn new(finding: &Finding, rule_index: usize, baseline_state: &'static str, waived: bool) -> Self {
        let mut message = finding.message.clone();
        if let (Side::Base, Some(line)) = (finding.at.side, finding.at.line()) {
            let _ = write!(message, " (line {line} before the change)");
        }
        let related = finding.related.iter().enumerate();
        let accepted = || {
            let said = finding.waiver.as_ref().map_or("accepted in .github/modelward.toml".to_owned(), |waiver| {
                let until = waiver.expires.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
                format!("{} ({}{until})", waiver.reason, waiver.owner)
            });
            Suppression { kind: "external", justification: said }
        };
        Self {
            rule_id: finding.rule.clone(),
            rule_index,
            level: level(finding.severity),
            message: Text::message(&message),
            locations: [Place::new(&finding.at)],
            related_locations: related
                .map(|(at, related)| Place {
                    id: Some(at + 1),
                    message: Some(Text::message(&related.text)),
                    ..Place::new(&related.at)
                })
                .collect(),
            partial_fingerprints: BTreeMap::from([("modelward/v1", finding.fingerprint.as_str().to_owned())]),
            baseline_state,
            suppressions: if waived { vec![accepted()] } else { Vec::new() },
            fixes: finding.fix.iter().map(SarifFix::new).collect(),
        }
    }
}

impl Place {
    /// Lines are those of the head. What has none there stands on the first line, for code scanning wants one.
    fn new(at: &Location) -> Self {
        let region = match at.place.filter(|_| at.side == Side::Head) {
            None => Region { start_line: 1, ..Region::default() },
            Some(place) => {
                let columns = (place.line, place.column) < (place.end_line, place.end_column);
                Region {
                    start_line: place.line.max(1),
                    start_column: Some(place.column.max(1)).filter(|_| columns),
                    end_line: Some(place.end_line.max(place.line).max(1)),
                    end_column: Some(place.end_column.max(1)).filter(|_| columns),
                }
            }
        };
        Self {
            id: None,
            physical_location: Physical { artifact_location: Artifact::new(&at.path), region },
            message: None,
        }
    }
}

impl Artifact {
    fn new(path: &RepoPath) -> Self {
        Self { uri: percent_encoded(path.bytes()), uri_base_id: ROOT }
    }
}

impl SarifFix {
    fn new(fix: &Fix) -> Self {
        // without columns a region ends before the line break; to delete lines, the break has to go, too
        let (start_line, end_line) = (fix.start_line.max(1), fix.end_line.max(fix.start_line).max(1));
        let deleted_region = if fix.replacement.is_empty() {
            Region {
                start_line,
                start_column: Some(1),
                end_line: Some(end_line.saturating_add(1)),
                end_column: Some(1),
            }
        } else {
            Region { start_line, end_line: Some(end_line), ..Region::default() }
        };
        let inserted_content = Text::new(fix.replacement.clone());
        let replacements = [Replacement { deleted_region, inserted_content }];
        let change = Change { artifact_location: Artifact::new(&fix.path), replacements };
        Self { description: Text::new("The edit that mends it."), artifact_changes: [change] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{hostile, sample};
    use proptest::prelude::*;
    use serde_json::Value;

    fn rule() -> RuleInfo {
        RuleInfo {
            id: "license/card-and-file-agree".into(),
            title: "Card and license file name different licenses".into(),
            help_text: "Name one.".into(),
            help_markdown: "Name one.".into(),
            severity: Severity::Error,
            tags: (0..12).map(|n| format!("t{n}")).collect(),
        }
    }

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn describes_every_finding() {
        let text = render(&sample::report(), [rule()]);
        let log = parsed(&text);
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), 6);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("an index");
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let first = &results[0];
        assert_eq!(first["baselineState"], "new");
        assert_eq!(first["partialFingerprints"]["modelward/v1"], sample::finding().fingerprint.as_str());
        let region = serde_json::json!({"startLine": 3, "startColumn": 10, "endLine": 3, "endColumn": 20});
        assert_eq!(first["locations"][0]["physicalLocation"]["region"], region);
        assert_eq!(results[5]["suppressions"][0]["kind"], "external");
        assert_eq!(run["tool"]["driver"]["rules"][0]["properties"]["tags"].as_array().map(Vec::len), Some(10));
        assert_eq!(run["invocations"][0]["toolExecutionNotifications"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn encodes_paths() {
        let path = RepoPath::new(b"a b/c:d%\xff.md").expect("a path");
        assert_eq!(Artifact::new(&path).uri, "a%20b/c%3Ad%25%FF.md");
    }

    proptest! {
        #![proptest_config(hostile::config())]

        #[test]
        fn commands_nothing(a in hostile::text(), b in hostile::text()) {
            let finding = Finding { title: a.clone(), message: b.clone(), ..sample::finding() };
            let report = Report { introduced: vec![finding], ..Report::default() };
            let text = render(&report, []);
            prop_assert_eq!(hostile::commands(&text), vec![], "{}", text);
            let message = &parsed(&text)["runs"][0]["results"][0]["message"]["text"];
            prop_assert!(!b.contains("](") || message.as_str().is_some_and(|text| !text.contains("](") || text.contains("\\](")));
        }
    }
}
