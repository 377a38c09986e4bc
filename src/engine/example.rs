//! Runs the examples of a rule: they are its tests.

use super::reviewed;
use crate::change::Side;
use crate::finding::Finding;
use crate::order;
use crate::rule::{Example, Rule};
use crate::source::SourceError;

/// What running an example showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub expected: Vec<String>,
    pub found: Vec<String>,
}

impl Outcome {
    #[must_use]
    pub fn passed(&self) -> bool {
        self.expected == self.found
    }
}

/// Runs one example with its rule alone.
pub async fn run_example(rule: &Rule, example: &Example) -> Result<Outcome, SourceError> {
    let rules = [rule.clone()];
    let outcome = reviewed(&mut example.source(), &rules, false).await?;
    let mut expected = example.expect.clone();
    let mut found: Vec<String> = outcome.report.introduced.iter().map(shown).collect();
    order::by(&mut expected, Ord::cmp);
    order::by(&mut found, Ord::cmp);
    Ok(Outcome { expected, found })
}

fn shown(finding: &Finding) -> String {
    match finding.at.side {
        Side::Base => format!("base:{}", finding.at),
        Side::Head => finding.at.to_string(),
    }
}
