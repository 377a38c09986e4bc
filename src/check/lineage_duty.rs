//! `lineage-duty`: what the license of a base model asks of every model made from it, word for word: how its name begins,
//! a text that is shown, a Notice file with a sentence.

use super::lineage::is_on_base;
use super::shown::unshown;
use super::{Evaluate, Hit, Scene};
use crate::artifact::{Artifact, Kind, unsigned_letters};
use crate::claim::base::{self, Base};
use crate::claim::{self, LicenseClaim};
use crate::license::{self, Terms, Work};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineageDuty {
    asks: Asks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Asks {
    Name,
    Display,
    Notice,
}

impl Evaluate for LineageDuty {
    fn variables(&self) -> &'static [&'static str] {
        &["base", "base_license", "name", "wanted"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::ModelCard]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for card in scene.tree().of_kinds(&[Kind::ModelCard]) {
            for base in base::base_models(scene.tree(), card) {
                let known = base::license_of_base(scene.tree(), &base, Work::Model);
                let terms = known.as_ref().and_then(|(license, _)| license::terms(license.single()?));
                let found = terms.and_then(|terms| match self.asks {
                    Asks::Name => name(card, &base, terms),
                    Asks::Display => display(scene, card, &base, terms),
                    Asks::Notice => notice(scene, card, &base, terms),
                });
                if let Some(hit) = found {
                    hits.push(hit);
                    // one base is enough to say it
                    break;
                }
            }
        }
        hits
    }
}

fn hit(at: &Artifact, base: &Base<'_>, terms: &Terms, span: &crate::artifact::Span, wanted: &str) -> Hit {
    let hit = Hit::on(at, span, format!("{} {wanted}", base.id));
    Hit { edit: None, ..hit }
        .with("base", base.id.clone())
        .with("base_license", terms.name.clone())
        .with("wanted", wanted)
}

/// The name in the metadata, or a title that is a name and not a sentence.
fn name(card: &Artifact, base: &Base<'_>, terms: &Terms) -> Option<Hit> {
    let prefix = terms.name_prefix.as_deref()?;
    let named = card.field("model_name").and_then(|field| Some((field.value.text()?, &field.value.span)));
    let (name, span) = if let Some((name, span)) = named {
        (name.to_owned(), span.clone())
    } else {
        let first = card.markdown.sections.first().filter(|section| section.level == 1)?;
        let title = first.title.strip_prefix("Model Card for ").unwrap_or(&first.title).trim();
        let is_name = !title.contains(char::is_whitespace) && title.contains(|c: char| c.is_ascii_digit() || c == '-');
        (is_name.then(|| title.to_owned())?, first.heading.clone())
    };
    let own = name.rsplit('/').next().unwrap_or(&name);
    let own = unsigned_letters(own);
    let begins = |start: &str| own.starts_with(&unsigned_letters(start));
    if begins(prefix) || begins(&format!("Meta {prefix}")) {
        return None;
    }
    Some(hit(card, base, terms, &span, prefix).with("name", name))
}

/// Where the license drops the terms of the base as well, it stands on the same words, so that one of the two yields.
fn display(scene: &Scene<'_>, card: &Artifact, base: &Base<'_>, terms: &Terms) -> Option<Hit> {
    let wanted = unshown(scene, terms)?;
    let drops = |claim: &LicenseClaim<'_>| {
        let dropped = claim.expression().and_then(|declared| license::dropped(terms, declared));
        dropped.is_some() && !is_on_base(scene, claim, base)
    };
    let hit = hit(base.artifact, base, terms, &base.span, wanted);
    Some(match claim::license_of(card).filter(drops) {
        Some(claim) => Hit { at: card.at(&claim.span), ..hit },
        None => hit,
    })
}

/// Only where weights lie beside the card: the file goes with copies of the model.
fn notice(scene: &Scene<'_>, card: &Artifact, base: &Base<'_>, terms: &Terms) -> Option<Hit> {
    let wanted = terms.notice_text.as_deref()?;
    let wanted_letters = unsigned_letters(wanted);
    let directory = card.path.directory();
    let has_weights = scene.tree().files_in(&directory).any(|path| scene.trees.kind_of(path) == Some(Kind::Weights));
    let is_above = |path: &crate::change::RepoPath| {
        let other = path.directory();
        other.is_empty() || other == directory || directory.starts_with(&format!("{other}/"))
    };
    let mut notices =
        scene.tree().paths.iter().filter(|path| scene.trees.kind_of(path) == Some(Kind::Notice) && is_above(path));
    let held = notices.any(|path| {
        // a file that was not read may hold it
        scene.tree().artifacts.get(path).is_none_or(|file| file.letters().contains(&wanted_letters))
    });
    (has_weights && !held).then(|| hit(base.artifact, base, terms, &base.span, wanted))
}
