//! Runs the examples of the rules that a change brings, so that what they show is told in the same review.

use super::example::run_example;
use crate::change::{ChangeSet, Side};
use crate::configuration::Configuration;
use crate::finding::Skip;
use crate::limits::{LINTED_BYTES, LINTED_EXAMPLES};
use crate::mistake::{Level, Mistake, Mistakes};
use crate::rule::Rule;
use crate::source::SourceError;

/// Adds to the mistakes of the next configuration which examples of its changed rules fail.
pub(super) async fn examples(change: &ChangeSet, next: &mut Configuration) -> Result<(), SourceError> {
    let is_changed = |rule: &&Rule| {
        let paths = change.files.iter().filter_map(|file| file.path_on(Side::Head));
        paths.into_iter().any(|path| path.bytes() == rule.file.as_bytes())
    };
    let (mut left, mut bytes, mut not_run) = (LINTED_EXAMPLES, LINTED_BYTES, 0_usize);
    let mut found = Vec::new();
    for rule in next.rules.iter().filter(is_changed) {
        let text = next.rule_texts.get(&rule.id).map(String::as_str).unwrap_or_default();
        let mut list = Vec::new();
        for example in &rule.examples {
            match bytes.checked_sub(example.size()) {
                Some(rest) if left > 0 => (left, bytes) = (left - 1, rest),
                _ => {
                    not_run += 1;
                    continue;
                }
            }
            // an example may hold a configuration, whose own examples are not run
            let outcome = Box::pin(run_example(rule, example)).await?;
            if !outcome.passed() {
                let start = text.find(&format!("{:?}", example.name)).unwrap_or_default();
                let listed = |places: &[String]| {
                    if places.is_empty() { "nothing".to_owned() } else { places.join(", ") }
                };
                let (expected, was) = (listed(&outcome.expected), listed(&outcome.found));
                let message = format!("the example expects {expected}, and {was} was found");
                let help = "`modelward rules test` shows both; correct the rule or the example";
                let span = start..start + example.name.len() + 2;
                list.push(Mistake { level: Level::Warning, ..Mistake::new(span, message, help) });
            }
        }
        if !list.is_empty() {
            found.push(Mistakes { path: rule.file.clone(), text: text.to_owned(), list });
        }
    }
    next.mistakes.extend(found);
    if not_run > 0 {
        let reason = format!("{not_run} examples of changed rules were not run (`modelward rules test` does)");
        next.skipped.push(Skip::general(reason));
    }
    Ok(())
}
