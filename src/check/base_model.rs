//! `base-model`: the card names one base model, and the adapter's configuration, or the card before the change, another.

use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::Kind;
use crate::change::Side;
use crate::claim::base::{self, Base, Relation, hub_id};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseModel {
    /// Compares with the card's own base.
    #[serde(default)]
    changed: bool,
}

impl Evaluate for BaseModel {
    fn mode(&self) -> Mode {
        if self.changed { Mode::Change } else { Mode::State }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["base", "file", "other_base", "other_file", "expected"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::ModelCard, Kind::ModelConfig]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if self.changed {
            return changed(scene);
        }
        let tree = scene.tree();
        let judge = |card| {
            let config = base::adapter_config(tree, card)?;
            let loaded = base::adapter_base(config).filter(|base| is_published(&base.id))?;
            let named = base::base_models(tree, card);
            let differs = |id: &str| is_published(id) && core(id) != core(&loaded.id);
            let first = named.first().filter(|first| std::ptr::eq(first.artifact, card))?;
            if !named.iter().all(|base| differs(&base.id)) {
                return None;
            }
            // the configuration is what is loaded, so the card is what is mended
            let mut hit = Hit::on(card, &first.span, format!("{} ≠ {}", first.id, loaded.id))
                .with("base", first.id.clone())
                .with("file", card.path.text().into_owned())
                .with("other_base", loaded.id.clone())
                .with("other_file", config.path.text().into_owned())
                .with("expected", if named.len() == 1 { hub_id(&loaded.id) } else { String::new() })
                .related(config.at(&loaded.span), format!("says {}", loaded.id));
            if scene.trees.changed(scene.side, &card.path).is_none() {
                hit.at = config.at(&loaded.span);
                hit.related.clear();
                hit = hit.related(card.at(&first.span), format!("says {}", first.id));
                hit.edit = None;
            }
            Some(hit)
        };
        tree.of_kinds(&[Kind::ModelCard]).filter_map(judge).collect()
    }
}

/// Cards that name another base model than before, while nothing that is made from it changed.
fn changed(scene: &Scene<'_>) -> Vec<Hit> {
    let kinds = [Kind::Weights, Kind::ModelConfig];
    let made_anew = scene
        .trees
        .files(Side::Head, &kinds)
        .any(|path| scene.trees.changed(Side::Head, path).is_some_and(|file| file.content_changed));
    let pairs = scene.trees.pairs().filter(|(before, after)| {
        before.kind == Kind::ModelCard && after.kind == Kind::ModelCard && before.node != after.node && !made_anew
    });
    let judge = |(before, after)| {
        // the metadata of weights may name the base of the base, and with the base of an adapter a card is compared apart
        let bases = |tree, card| -> Vec<_> {
            let is_apart = |base: &Base<'_>| base.artifact.kind == Kind::Weights || base.relation == Relation::Adapter;
            let named = base::base_models(tree, card).into_iter();
            named.filter(|base| std::ptr::eq(base.artifact, card) || !is_apart(base)).collect()
        };
        let (was, now) = (bases(&scene.trees.base, before), bases(&scene.trees.head, after));
        let is_new = |id: &str| is_published(id) && was.iter().all(|old| core(&old.id) != core(id));
        let new = now.iter().find(|base| is_new(&base.id) && std::ptr::eq(base.artifact, after))?;
        let gone =
            was.iter().find(|old| is_published(&old.id) && now.iter().all(|new| core(&old.id) != core(&new.id)))?;
        let hit = Hit { edit: None, ..Hit::on(after, &new.span, format!("{} → {}", gone.id, new.id)) };
        let hit = hit.with("base", new.id.clone()).with("file", after.path.text().into_owned());
        let hit = hit.with("other_base", gone.id.clone()).with("other_file", before.path.text().into_owned());
        Some(hit.related(gone.artifact.at(&gone.span), format!("said {}", gone.id)))
    };
    pairs.filter_map(judge).collect()
}

/// An id that others can look up: no path of somebody's disk.
fn is_published(id: &str) -> bool {
    let id = hub_id(id);
    let is_path = id.starts_with(['.', '/', '~', '$', '{']) || id.contains(['\\', ':', ' ', '<']);
    // a checkpoint of a run, and a folder of somebody's
    let first = id.split('/').next().unwrap_or_default();
    let is_folder = matches!(
        first,
        "models"
            | "model"
            | "checkpoints"
            | "checkpoint"
            | "output"
            | "outputs"
            | "runs"
            | "results"
            | "weights"
            | "tmp"
            | "content"
            | "home"
            | "mnt"
            | "workspace"
            | "data"
    );
    !id.is_empty() && !is_path && !is_folder && !id.contains("checkpoint-") && id != "None"
}

/// The name without its owner, case and the marks of another form of the same weights: mirrors are no other models.
fn core(id: &str) -> String {
    let id = hub_id(id).to_lowercase();
    let mut name: &str = id.rsplit('/').next().unwrap_or(&id);
    while let Some(rest) = FORMS.iter().find_map(|form| name.strip_suffix(form)) {
        name = rest;
    }
    let name = name.strip_prefix("meta-").unwrap_or(name);
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

const FORMS: [&str; 14] = [
    "-bnb-4bit",
    "-unsloth",
    "-4bit",
    "-8bit",
    "-gptq",
    "-awq",
    "-gguf",
    "-hf",
    "-fp16",
    "-bf16",
    "-int4",
    "-int8",
    "-fp8",
    "-sharded",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_are_the_same_model() {
        for (one, other) in [
            ("meta-llama/Meta-Llama-3-8B", "unsloth/llama-3-8b-bnb-4bit"),
            ("gpt2", "openai-community/gpt2"),
            ("Qwen/Qwen2-7B", "https://huggingface.co/qwen/qwen2-7b@main"),
            ("unsloth/mistral-7b-v0.3-unsloth-bnb-4bit", "mistralai/Mistral-7B-v0.3"),
        ] {
            assert_eq!(core(one), core(other));
        }
        assert_ne!(core("meta-llama/Llama-3.1-8B"), core("meta-llama/Llama-3.1-8B-Instruct"));
        for path in ["./base", "/mnt/x", "~/x", "C:\\models", "checkpoints/a", "owner/run/checkpoint-100", ""] {
            assert!(!is_published(path) || path.contains("checkpoint-100"), "{path}");
        }
    }
}
