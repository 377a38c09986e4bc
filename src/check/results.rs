//! `results`: evaluation results. A number that changed while what it was measured with did not, and entries that readers
//! refuse. Results are those of `model-index` and of `.eval_results/*.yaml`.

use super::result_shape::malformed;
use super::result_text::{disagreements, text_changed};
use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, Span};
use crate::change::Side;
use crate::limits::HITS;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// Another value for the same measurement, with the same source and the same weights.
    Changed,
    /// The same in the text: another number in a table or a list of results.
    TextChanged,
    /// A value of the metadata that the text gives otherwise.
    Disagree,
    /// A proof that the Hub made, changed by hand.
    Verified,
    /// A required key that is missing, and a list where a map stands.
    Malformed,
}

const KINDS: [Kind; 2] = [Kind::ModelCard, Kind::EvalResults];

impl Evaluate for Results {
    fn mode(&self) -> Mode {
        if matches!(self.finds, Finds::Malformed | Finds::Disagree) { Mode::State } else { Mode::Change }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["metric", "before", "after", "dataset", "missing", "within"]
    }

    fn looks_at(&self) -> &[Kind] {
        &KINDS
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        match self.finds {
            Finds::Changed | Finds::Verified => {
                let pairs = scene.trees.pairs().filter(|(before, after)| {
                    KINDS.contains(&before.kind) && KINDS.contains(&after.kind) && before.node != after.node
                });
                pairs.flat_map(|(before, after)| self.compared(scene, before, after)).collect()
            }
            Finds::TextChanged => {
                let pairs = scene.trees.pairs().filter(|(before, after)| {
                    before.kind == Kind::ModelCard
                        && after.kind == Kind::ModelCard
                        && before.text.source() != after.text.source()
                });
                pairs.flat_map(|(before, after)| text_changed(scene, before, after)).collect()
            }
            Finds::Disagree => scene.tree().of_kinds(&[Kind::ModelCard]).flat_map(disagreements).take(HITS).collect(),
            Finds::Malformed => {
                let mut hits = Vec::new();
                for artifact in scene.tree().of_kinds(&KINDS) {
                    let before = hits.len();
                    malformed(artifact, &mut hits);
                    hits.truncate(before + HITS);
                }
                hits
            }
        }
    }
}

/// One measured value.
pub(super) struct Measure<'a> {
    pub(super) name: String,
    pub(super) dataset: String,
    pub(super) value: &'a Node,
    source: String,
    verified: String,
}

impl Results {
    fn compared(&self, scene: &Scene<'_>, before: &Artifact, after: &Artifact) -> Vec<Hit> {
        let (old, new) = (measures(before), measures(after));
        let mut hits = Vec::new();
        for (identity, now) in &new {
            // an identity that is given twice names nothing
            let (Some([was]), [now]) = (old.get(identity).map(Vec::as_slice), now.as_slice()) else { continue };
            let (before_value, after_value) = (was.value.summary(), now.value.summary());
            let hit = |span: &Span| {
                Hit { edit: None, ..Hit::on(after, span, identity.clone()) }
                    .with("metric", now.name.clone())
                    .with("dataset", now.dataset.clone())
                    .with("before", before_value.clone())
                    .with("after", after_value.clone())
                    .related(before.at(&was.value.span), "said before")
            };
            match self.finds {
                Finds::Changed
                    if !is_same(&before_value, &after_value)
                        && was.source == now.source
                        && !measured_anew(scene, after) =>
                {
                    hits.push(hit(&now.value.span));
                }
                // a proof that goes takes nothing that was claimed by hand; one that stays proves the old value
                Finds::Verified if !now.verified.is_empty() => {
                    let forged = was.verified.is_empty() || was.verified != now.verified;
                    let stale = was.verified == now.verified && !is_same(&before_value, &after_value);
                    if forged || stale {
                        hits.push(hit(&now.value.span));
                    }
                }
                _ => {}
            }
        }
        hits
    }
}

/// Whether something changed with which the values may have been measured: weights, configuration, or records of results.
pub(super) fn measured_anew(scene: &Scene<'_>, card: &Artifact) -> bool {
    let kinds = [Kind::Weights, Kind::ModelConfig, Kind::EvalResults];
    scene.trees.files(Side::Head, &kinds).any(|path| {
        *path != card.path && scene.trees.changed(Side::Head, path).is_some_and(|file| file.content_changed)
    })
}

/// The values of a card or a record, by what they measure.
pub(super) fn measures(artifact: &Artifact) -> BTreeMap<String, Vec<Measure<'_>>> {
    let mut found: BTreeMap<String, Vec<Measure<'_>>> = BTreeMap::new();
    let Some(root) = &artifact.node else { return found };
    let text = |node: &Node, path: &str| node.at(path).first().map(|node| node.summary()).unwrap_or_default();
    let mut add = |identity: Vec<String>, measure| found.entry(identity.join("\u{1f}")).or_default().push(measure);
    if artifact.kind == Kind::EvalResults {
        for entry in root.items() {
            let Some(value) = entry.get("value") else { continue };
            let identity = ["dataset.id", "dataset.task_id", "dataset.revision", "notes"].map(|path| text(entry, path));
            let measure = Measure {
                name: text(entry, "dataset.task_id"),
                dataset: text(entry, "dataset.id"),
                value,
                source: text(entry, "source") + &text(entry, "date"),
                verified: text(entry, "verifyToken"),
            };
            add(identity.to_vec(), measure);
        }
        return found;
    }
    for model in root.get("model-index").map(Node::items).unwrap_or_default() {
        for result in model.get("results").map(Node::items).unwrap_or_default() {
            let group =
                ["task.type", "dataset.type", "dataset.config", "dataset.split", "dataset.revision", "dataset.args"];
            let group: Vec<String> = group.iter().map(|path| text(result, path)).collect();
            for metric in result.get("metrics").map(Node::items).unwrap_or_default() {
                let Some(value) = metric.get("value") else { continue };
                let (kind, name) = (text(metric, "type"), text(metric, "name"));
                let mut identity = vec![text(model, "name")];
                identity.extend(group.iter().cloned());
                identity.extend([kind.clone(), name.clone(), text(metric, "config"), text(metric, "args")]);
                let measure = Measure {
                    name: if name.is_empty() { kind } else { name },
                    dataset: text(result, "dataset.name"),
                    value,
                    source: text(result, "source"),
                    verified: text(metric, "verifyToken"),
                };
                add(identity, measure);
            }
        }
    }
    found
}

/// Whether two values are the same number: rounded, or as a percentage.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (Some((a, places_a, _)), Some((b, places_b, _))) = (number(one), number(other)) else { return false };
    // a fraction that became a percentage keeps its digits
    [
        (a, places_a, b, places_b),
        (a * 100.0, places_a.saturating_sub(2), b, places_b),
        (a, places_a, b * 100.0, places_b.saturating_sub(2)),
    ]
    .into_iter()
    .any(|(a, places_a, b, places_b)| {
        let unit = 0.1_f64.powi(i32::try_from(places_a.min(places_b)).unwrap_or(i32::MAX));
        // half a unit is what rounding takes
        places_a != places_b && (a - b).abs() <= unit * 0.500_001 || (a - b).abs() < 1e-9 * a.abs().max(1.0)
    })
}

/// A number, its decimal places, and what stands behind it: `93.20 %`, `20.0 ± 1.2`.
pub(super) fn number(text: &str) -> Option<(f64, usize, &str)> {
    let text = text.trim().trim_start_matches(['*', '_', '~', '≈']);
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let value: f64 = digits.parse().ok().filter(|value: &f64| value.is_finite())?;
    // an exponent is part of the number
    if rest.starts_with(['e', 'E']) {
        return text.parse().ok().map(|value| (value, 12, ""));
    }
    Some((value, digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()), rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_and_percentages_are_the_same_number() {
        for (one, other) in [
            ("0.9", "0.90"),
            ("0.9012", "0.90"),
            ("0.9012", "90.12"),
            ("90.1 %", "0.901"),
            ("90", "90.0"),
            ("90.12", "0.9"),
            ("93.26", "93.3"),
            ("n/a", "n/a"),
        ] {
            assert!(is_same(one, other) && is_same(other, one), "{one} {other}");
        }
        for (one, other) in
            [("0.91", "0.92"), ("0.9", "0.98"), ("90.1", "91.1"), ("90", "91"), ("n/a", "1"), ("0.9012", "91.12")]
        {
            assert!(!is_same(one, other) && !is_same(other, one), "{one} {other}");
        }
    }
}
