//! `capacity`: how large a model is and how much it takes in, as its card, a README and its configuration say. A card that
//! names several numbers speaks of several models, and is left alone.

use super::{Evaluate, Hit, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, Span, header};
use crate::change::RepoPath;
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// The card promises more context than the configuration has positions.
    Context,
    /// Two files give another number of parameters.
    Parameters,
}

/// A number of the text, as it is written, with its place.
struct Said {
    value: f64,
    text: String,
    span: Span,
}

impl Evaluate for Capacity {
    fn variables(&self) -> &'static [&'static str] {
        &["value", "other", "file"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::ModelCard, Kind::ModelConfig, Kind::Readme, Kind::Weights]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let cards = scene.tree().of_kinds(&[Kind::ModelCard]);
        let judge = |card| match self.finds {
            Finds::Context => context(scene, card),
            Finds::Parameters => parameters(scene, card).or_else(|| counted(scene, card)),
        };
        cards.filter_map(judge).collect()
    }
}

fn context(scene: &Scene<'_>, card: &Artifact) -> Option<Hit> {
    static CONTEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:context (?:length|window|size)|max(?:imum)? sequence length)\b(?:\*\*|[\s:|`=]|of|up to|is|-){1,16}",
            r"(?P<number>\d[\d,]*)\s?(?P<unit>k|m)?\b(?:\s+tokens)?",
        ))
        .ok()
    });
    let (file, key, scaled) = positions(scene, card)?;
    let positions: f64 = key.text()?.parse().ok()?;
    let said = the_one(card, CONTEXT.as_ref()?, &[("k", 1024.0), ("m", 1_048_576.0)])?;
    // "128k" may stand for 128,000 or 131,072, and a few positions may be kept for other things
    (!scaled && said.value > positions * 1.03).then(|| found(card, &said, &key.summary(), file, &key.span))
}

/// The positions of the configuration, or of the first weights that give theirs, and whether they are stretched.
fn positions<'a>(scene: &Scene<'a>, card: &Artifact) -> Option<(&'a Artifact, &'a Node, bool)> {
    if let Some(config) = beside(scene, card, "config.json") {
        let root = config.node.as_ref()?;
        let scaled = ["rope_scaling", "rope_parameters", "sliding_window"]
            .iter()
            .any(|key| root.get(key).is_some_and(|node| !node.is_null()));
        let keys = ["max_position_embeddings", "n_positions", "n_ctx", "max_seq_len"];
        return Some((config, keys.iter().find_map(|key| root.get(key))?, scaled));
    }
    let directory = card.path.directory();
    scene.tree().headers_in(&directory).into_iter().find_map(|(file, root)| {
        let length = root.fields().iter().find(|field| field.key.ends_with(".context_length"))?;
        let scaled = root.fields().iter().any(|field| field.key.contains(".rope.scaling."));
        Some((file, &length.value, scaled))
    })
}

/// A card's number that is far from what the tensors hold. Names are round: "7B" are up to 8.5 billion.
fn counted(scene: &Scene<'_>, card: &Artifact) -> Option<Hit> {
    const FAR: f64 = 1.6;
    let said = the_one(card, PARAMETERS.as_ref()?, &UNITS)?;
    let mut first = None;
    let directory = card.path.directory();
    for (file, root) in scene.tree().headers_in(&directory) {
        let field = root.field(header::PARAMETERS)?;
        let held: f64 = field.value.text()?.parse().ok()?;
        if said.value.max(held) < said.value.min(held) * FAR {
            return None;
        }
        first = first.or(Some((file, held, &field.value.span)));
    }
    let (file, held, span) = first?;
    let held =
        if held >= 1e9 { format!("{:.1}B parameters", held / 1e9) } else { format!("{:.1}M parameters", held / 1e6) };
    Some(found(card, &said, &held, file, span))
}

static PARAMETERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?P<number>\d+(?:\.\d+)?)[\s-]?(?P<unit>b|m|billion|million)[\s-]+(?:total |trainable )?param(?:eter)?s?\b").ok()
});

const UNITS: [(&str, f64); 4] = [("b", 1e9), ("billion", 1e9), ("m", 1e6), ("million", 1e6)];

fn parameters(scene: &Scene<'_>, card: &Artifact) -> Option<Hit> {
    let readme = beside(scene, card, "README.md").filter(|readme| readme.path != card.path)?;
    let pattern = PARAMETERS.as_ref()?;
    let (said, other) = (the_one(card, pattern, &UNITS)?, the_one(readme, pattern, &UNITS)?);
    let differs = (said.value - other.value).abs() > said.value.max(other.value) * 0.1;
    differs.then(|| found(card, &said, &other.text, readme, &other.span))
}

fn beside<'a>(scene: &Scene<'a>, card: &Artifact, name: &str) -> Option<&'a Artifact> {
    scene.tree().artifacts.get(&RepoPath::resolve(&card.path.directory(), name)?)
}

fn found(card: &Artifact, said: &Said, other: &str, file: &Artifact, at: &Span) -> Hit {
    let hit = Hit { edit: None, ..Hit::on(card, &said.span, format!("{} ≠ {other}", said.text)) };
    let hit = hit.with("value", said.text.clone()).with("other", other).with("file", file.path.text().into_owned());
    hit.related(file.at(at), format!("says {other}"))
}

/// The number that a text gives, where it gives one.
fn the_one(artifact: &Artifact, pattern: &Regex, units: &[(&str, f64)]) -> Option<Said> {
    let source = artifact.text.source();
    let mut one: Option<Said> = None;
    for found in pattern.captures_iter(source).take(20) {
        let (whole, number) = (found.get(0)?, found.name("number")?);
        let unit = found.name("unit").map(|unit| unit.as_str().to_lowercase()).unwrap_or_default();
        let factor = units.iter().find(|(name, _)| *name == unit).map_or(1.0, |(_, factor)| *factor);
        let value = number.as_str().replace(',', "").parse::<f64>().ok()? * factor;
        if !artifact.markdown.shows(&whole.range()) || artifact.markdown.is_code(whole.start()) {
            continue;
        }
        if one.as_ref().is_some_and(|one| (one.value - value).abs() > value * 0.03) {
            return None;
        }
        one = one.or(Some(Said { value, text: whole.as_str().trim().to_owned(), span: whole.range() }));
    }
    one
}
