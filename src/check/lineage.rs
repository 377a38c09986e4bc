//! `lineage`: a license drops what has to come along from the work that this one is made from.

use super::shown::unshown;
use super::{Edit, Evaluate, Hit, Mode, Scene, is_new};
use crate::artifact::{Artifact, Kind};
use crate::change::Side;
use crate::claim::base::{self, Base, BaseLicense, Relation};
use crate::claim::{self, LicenseClaim};
use crate::finding::{Severity, quote};
use crate::license::{self, Agreement, Category, Expression, Loss, Work};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lineage {
    from: From,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum From {
    /// A model from a model.
    BaseModel,
    /// A dataset from a dataset.
    SourceDataset,
    /// A model from a dataset: whether the terms reach that far is not settled.
    TrainingData,
    /// A model from a model of the same family, and another version of the family's license.
    Version,
    /// A model from another model than before, under other terms.
    Changed,
}

impl Evaluate for Lineage {
    fn mode(&self) -> Mode {
        if self.from == From::Changed { Mode::Change } else { Mode::State }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["base", "base_license", "license", "terms", "evidence", "expected", "also"]
    }

    fn looks_at(&self) -> &[Kind] {
        if self.from == From::SourceDataset { &[Kind::DatasetCard] } else { &[Kind::ModelCard] }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if self.from == From::Changed {
            return changed(scene);
        }
        scene.tree().of_kinds(self.looks_at()).flat_map(|card| self.judge(scene, card)).collect()
    }
}

impl Lineage {
    fn judge(&self, scene: &Scene<'_>, card: &Artifact) -> Vec<Hit> {
        let Some(claim) = claim::license_of(card) else { return Vec::new() };
        let Some(declared) = claim.expression() else { return Vec::new() };
        let (bases, work) = match self.from {
            From::BaseModel | From::Version | From::Changed => (base::base_models(scene.tree(), card), Work::Model),
            From::SourceDataset | From::TrainingData => (base::data(card), Work::Data),
        };
        let known: Vec<_> = bases
            .iter()
            .filter_map(|base| {
                base::license_of_base(scene.tree(), base, work).map(|(license, how)| (base, license, how))
            })
            .collect();
        if self.from == From::Version {
            // a merge of several versions has no one right id
            let [(base, license, how)] = known.as_slice() else { return Vec::new() };
            let fits = bases.len() == 1 && other_version(license, declared);
            return fits.then(|| hit(scene, &claim, base, license, how, "")).into_iter().collect();
        }
        known.iter().filter_map(|(base, license, how)| lost(scene, &claim, declared, base, license, how)).collect()
    }
}

/// Cards whose base model is another one under other terms, while their own license stays what it was.
fn changed(scene: &Scene<'_>) -> Vec<Hit> {
    let is_card = |(before, after): &(&Artifact, &Artifact)| {
        before.kind == Kind::ModelCard && after.kind == Kind::ModelCard && before.node != after.node
    };
    let judge = |(before, after): (&Artifact, &Artifact)| {
        let (was, claim) = (claim::license_of(before)?, claim::license_of(after)?);
        if was.expression()? != claim.expression()? {
            return None;
        }
        let bases = |side: Side, card| base::base_models(scene.trees.side(side), card);
        let (old, new) = (bases(Side::Base, before), bases(Side::Head, after));
        // of several it is not known which takes the place of which
        let ([old], [new]) = (old.as_slice(), new.as_slice()) else { return None };
        // the metadata of weights may name the base of the base
        if (old.artifact.kind == Kind::Weights) != (new.artifact.kind == Kind::Weights) {
            return None;
        }
        let known = |side: Side, base| base::license_of_base(scene.trees.side(side), base, Work::Model);
        let ((before, _), (license, how)) = (known(Side::Base, old)?, known(Side::Head, new)?);
        // of terms that ask for the same, as those of MIT and Apache-2.0, none has to be looked at again
        let differs = license::agree(&before, &license) == Agreement::Contradicts
            && !(is_permissive(&before) && is_permissive(&license));
        let name = before.single().and_then(license::terms).map_or_else(|| before.to_string(), |row| row.name.clone());
        let mut hit = hit(scene, &claim, new, &license, &how, &name);
        hit.at = new.artifact.at(&new.span);
        hit.related.clear();
        let hit = hit.related(old.artifact.at(&old.span), format!("was {}", old.id));
        differs.then_some(Hit { edit: None, ..hit })
    };
    scene.trees.pairs().filter(is_card).filter_map(judge).collect()
}

fn is_permissive(license: &Expression) -> bool {
    license.ids().iter().all(|id| license::terms(id).is_some_and(|terms| terms.category == Category::Permissive))
}

/// What the declared license lacks of the base's terms, as a hit that claims no more than is known.
fn lost(
    scene: &Scene<'_>,
    claim: &LicenseClaim<'_>,
    declared: &Expression,
    base: &Base<'_>,
    license: &Expression,
    how: &BaseLicense<'_>,
) -> Option<Hit> {
    // a base under a choice of licenses may be taken under the laxer one
    let terms = license::terms(license.single()?)?;
    let loss = license::dropped(terms, declared)?;
    let shown = |wanted: &str| {
        let words = quote(wanted);
        format!(
            " It also asks that a page about the model shows the words {words}; no card or README that was read does."
        )
    };
    let also = unshown(scene, terms).map(shown).unwrap_or_default();
    let hit = hit(scene, claim, base, license, how, loss.words()).with("also", also);
    Some(match (loss, base.relation) {
        (Loss::Copyleft, _) => hit.at_most(Severity::Notice),
        // an adapter does not hold the base, and a format of its own is no changed version
        (Loss::NoDerivatives, _) | (_, Relation::Adapter) => hit.at_most(Severity::Warning),
        _ => hit,
    })
}

/// Two versions of the license of one family: Llama's.
fn other_version(base: &Expression, declared: &Expression) -> bool {
    let version = |license: &Expression| {
        let hub = license::terms(license.single()?)?.hub_id.as_deref()?;
        hub.strip_prefix("llama").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
    };
    matches!((version(base), version(declared)), (Some(one), Some(other)) if one != other)
}

/// Whether what is said of a base and a license stands on the base: where the change is. A license that is to be mended
/// comes first.
pub(super) fn is_on_base(scene: &Scene<'_>, claim: &LicenseClaim<'_>, base: &Base<'_>) -> bool {
    is_new(scene, base.artifact, &base.span) && !is_new(scene, claim.artifact, &claim.span)
}

fn hit(
    scene: &Scene<'_>,
    claim: &LicenseClaim<'_>,
    base: &Base<'_>,
    license: &Expression,
    how: &BaseLicense<'_>,
    terms: &str,
) -> Hit {
    let row = license.single().and_then(license::terms);
    let name = row.map_or_else(|| license.to_string(), |row| row.name.clone());
    let hub = row.and_then(|row| row.hub_id.clone()).unwrap_or_default();
    // not what the license became: another one that lacks the same terms is the finding that was there
    let subject = format!("{} {license} {terms}", base.id);
    let hit = if is_on_base(scene, claim, base) {
        // and the license is what is mended
        let edit = Some(Edit { path: claim.artifact.path.clone(), span: claim.span.clone() });
        Hit { edit, ..Hit::on(base.artifact, &base.span, subject) }
            .related(claim.artifact.at(&claim.span), format!("says {}", claim.words))
    } else {
        Hit::on(claim.artifact, &claim.span, subject)
            .related(base.artifact.at(&base.span), format!("is made from {}", base.id))
    };
    let (hit, evidence) = match how {
        BaseLicense::Table { source, checked } => (hit, format!("as {} said on {checked}", quote(source))),
        BaseLicense::Card(card) => (
            hit.related(card.artifact.at(&card.span), format!("says {}", card.words)),
            format!("as {} says", quote(&card.artifact.path.text())),
        ),
    };
    hit.with("base", base.id.clone())
        .with("base_license", name)
        .with("license", claim.words.clone())
        .with("terms", terms)
        .with("evidence", evidence)
        .with("expected", hub)
}
