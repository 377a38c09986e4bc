//! Applying a suggestion removes its finding and brings no other: over every firing example of every rule.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::engine;
use modelward::finding::{Finding, Fix};
use modelward::rule;
use modelward::source::memory::MemorySource;
use std::collections::BTreeSet;

fn findings(source: &MemorySource) -> Vec<Finding> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let review = runtime.block_on(engine::review(&mut source.clone(), rule::builtin()));
    review.expect("read from memory").report.introduced
}

/// The head with whole lines replaced, as GitHub does it.
fn applied(source: &MemorySource, fix: &Fix) -> MemorySource {
    let mut source = source.clone();
    let file = source.head.get_mut(&fix.path).expect("the fix names a file of the head");
    let text = String::from_utf8(file.clone()).expect("a text");
    let mut lines: Vec<&str> = text.lines().collect();
    let (start, end) = (fix.start_line as usize - 1, fix.end_line as usize);
    lines.splice(start..end, fix.replacement.lines());
    *file = (lines.join("\n") + "\n").into_bytes();
    source
}

/// Notices on what a license means, wherever it is named.
const TOLD: [&str; 3] = ["license/changed", "license/territory", "license/threshold"];

#[test]
fn a_suggestion_removes_its_finding_and_brings_no_other() {
    let mut tried = BTreeSet::new();
    let mut failures = Vec::new();
    for rule in rule::with_examples() {
        for example in rule.examples.iter().filter(|example| !example.expect.is_empty()) {
            let source = example.source();
            let before = findings(&source);
            let known: BTreeSet<_> = before.iter().map(|finding| finding.fingerprint.clone()).collect();
            for finding in &before {
                let Some(fix) = &finding.fix else { continue };
                tried.insert(finding.rule.clone());
                let after = findings(&applied(&source, fix));
                let name = format!("{} / {}: {} at {}", rule.id, example.name, finding.rule, finding.at);
                if after.iter().any(|other| other.fingerprint == finding.fingerprint) {
                    failures.push(format!("{name} stays after\n{}", fix.replacement));
                }
                // what is to know of the license that was meant is no fault of its name
                let is_told = |other: &&Finding| !TOLD.contains(&other.rule.as_str());
                for new in after.iter().filter(|other| !known.contains(&other.fingerprint)).filter(is_told) {
                    failures.push(format!("{name} brings {}: {}\nby\n{}", new.rule, new.message, fix.replacement));
                }
            }
        }
    }
    let fixing = rule::builtin().iter().filter(|rule| rule.fix.is_some()).map(|rule| rule.id.clone());
    let untried: Vec<String> = fixing.filter(|id| !tried.contains(id)).collect();
    assert!(untried.is_empty(), "no example of these shows its suggestion: {untried:?}");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
