//! Runs the examples of a rule: they are its tests. A review runs those of the rules that the change brings.

use super::review;
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, toml_node};
use crate::change::Side;
use crate::check::Hit;
use crate::finding::{Finding, Skip, quote};
use crate::limits::{EXAMPLE_BYTES, EXAMPLES};
use crate::policy;
use crate::rule::{self, Example, OWN_LICENSE, OWN_LICENSE_BYTES, Rule};
use crate::source::SourceError;
use crate::tree::Trees;

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
    let outcome = review(&mut example.source(), &rules).await?;
    let mut expected = example.expect.clone();
    let mut found: Vec<String> = outcome.report.introduced.iter().map(shown).collect();
    expected.sort();
    found.sort();
    Ok(Outcome { expected, found })
}

fn shown(finding: &Finding) -> String {
    match finding.at.side {
        Side::Base => format!("base:{}", finding.at),
        Side::Head => finding.at.to_string(),
    }
}

/// The rule that tells what is wrong with the configuration.
pub(super) const INVALID: &str = "policy/invalid";

/// The examples of changed rules that fail, on both sides.
#[derive(Debug, Default)]
pub(super) struct Failing([Vec<Hit>; 2]);

impl Failing {
    pub(super) fn on(&self, side: Side) -> &[Hit] {
        let [base, head] = &self.0;
        if side == Side::Base { base } else { head }
    }

    /// Runs them, as far as that goes for what a stranger wrote.
    pub(super) async fn of(trees: &Trees, skipped: &mut Vec<Skip>) -> Result<Self, SourceError> {
        let mut failing = Self::default();
        let [base, head] = &mut failing.0;
        for (side, hits) in [(Side::Head, head), (Side::Base, base)] {
            let (mut left, mut bytes) = (EXAMPLES, EXAMPLE_BYTES);
            for artifact in trees.side(side).of_kinds(&[Kind::Rule]) {
                let Some(rule) = changed_rule(trees, side, artifact) else { continue };
                let (root, _) = toml_node(artifact.text.source());
                let tables = root.get("examples").map(Node::items).unwrap_or_default();
                for (example, table) in rule.examples.iter().zip(tables) {
                    let size = size(example);
                    if left == 0 || size > bytes {
                        let reason = format!(
                            "not all examples were run: {EXAMPLES} of changed rules, and {} KiB of their files, are",
                            EXAMPLE_BYTES / 1024
                        );
                        skipped.push(Skip::new(&artifact.path, reason));
                        break;
                    }
                    (left, bytes) = (left - 1, bytes - size);
                    let outcome = run_example(&rule, example).await?;
                    let name = table.get("name").filter(|_| !outcome.passed());
                    hits.extend(name.map(|name| hit(artifact, name, example, &outcome)));
                }
            }
        }
        Ok(failing)
    }
}

/// A rule of the repository's own that the change touches, and that can be read.
fn changed_rule(trees: &Trees, side: Side, artifact: &Artifact) -> Option<Rule> {
    trees.changed(side, &artifact.path)?;
    let rule = rule::parse(&artifact.path.text(), artifact.text.source()).ok()?;
    // one that takes the name of another is told as such
    (!rule::builtin().iter().any(|known| known.id == rule.id)).then_some(rule)
}

/// Bytes of its files. Rules in an example would be read again for each.
fn size(example: &Example) -> usize {
    if example.paths().iter().any(|path| path.starts_with(policy::RULES)) {
        return usize::MAX;
    }
    let texts = [&example.files, &example.base, &example.head].into_iter().flat_map(|files| files.values());
    texts.map(|text| text.len() + text.matches(OWN_LICENSE).count() * OWN_LICENSE_BYTES).sum()
}

fn hit(artifact: &Artifact, name: &Node, example: &Example, outcome: &Outcome) -> Hit {
    let list = |places: &[String]| match places {
        [] => "nothing".to_owned(),
        places => places.iter().map(|place| quote(place)).collect::<Vec<_>>().join(", "),
    };
    let (expected, found) = (list(&outcome.expected), list(&outcome.found));
    let problem = format!("The example {} expects {expected}, and finds {found}", quote(&example.name));
    let help = format!("`modelward rules test {}` shows the difference", artifact.path);
    let hit = Hit::on(artifact, &name.span, format!("example {}", example.name));
    Hit { edit: None, ..hit }.with("problem", problem).with("help", help)
}
