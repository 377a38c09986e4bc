//! `license-known`: a declared license that nobody can look up (a slip of the pen, the name of a family), or one with a
//! limit that its name does not show.

use super::{Evaluate, Hit, Scene, directory_name};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::change::RepoPath;
use crate::claim;
use crate::license::{self, Stated, Terms};
use crate::limits::LICENSES;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseKnown {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// An id that is none, and is close to one.
    Misspelled,
    /// `gpl`, `cc` and the like name several licenses at once.
    Family,
    /// The license does not hold everywhere.
    Territory,
    /// The license does not hold above a number of users or an income.
    Threshold,
    /// The license asks that its text goes along, and weights lie there without it.
    NoCopy,
}

impl Evaluate for LicenseKnown {
    fn variables(&self) -> &'static [&'static str] {
        &["license", "nearest", "advice", "limit", "directory"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::ModelCard, Kind::DatasetCard]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if matches!(self.finds, Finds::Territory | Finds::Threshold | Finds::NoCopy) {
            let cards = scene.tree().of_kinds(&[Kind::ModelCard, Kind::DatasetCard]);
            return cards.filter_map(|card| self.limited(scene, card)).collect();
        }
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&[Kind::ModelCard, Kind::DatasetCard]) {
            let nodes =
                artifact.node.as_ref().and_then(|root| root.get("license")).map(Node::scalars).unwrap_or_default();
            for node in nodes.into_iter().take(LICENSES) {
                let text = node.text().unwrap_or_default().trim();
                let (nearest, advice) = match (license::state(text), self.finds) {
                    (Stated::Unknown { nearest: Some(nearest) }, Finds::Misspelled) => {
                        (nearest.to_string(), String::new())
                    }
                    // the Hub has no id for the versions of this one
                    (Stated::Family(advice), Finds::Family) if !text.eq_ignore_ascii_case("gfdl") => {
                        (String::new(), advice.to_string())
                    }
                    _ => continue,
                };
                hits.push(
                    Hit::on(artifact, &node.span, format!("license={text}"))
                        .with("license", text)
                        .with("nearest", nearest)
                        .with("advice", advice),
                );
            }
        }
        hits
    }
}

impl LicenseKnown {
    /// What a license of the table asks or limits, where it is the only one of a card.
    fn limited(&self, scene: &Scene<'_>, card: &Artifact) -> Option<Hit> {
        let claim = claim::license_of(card)?;
        let row = license::terms(claim.expression()?.single()?)?;
        let limit = match self.finds {
            Finds::Territory => row.territory.clone()?,
            Finds::Threshold => row.threshold.clone()?,
            _ => lacks_copy(scene, card, row).then(String::new)?,
        };
        let hit = Hit::on(card, &claim.span, format!("{} {limit}", row.id));
        Some(
            Hit { edit: None, ..hit }
                .with("license", row.name.clone())
                .with("limit", limit)
                .with("directory", directory_name(&card.path.directory())),
        )
    }
}

/// Whether weights lie beside a card, and no license file there or above, though the license asks that it goes along.
fn lacks_copy(scene: &Scene<'_>, card: &Artifact, row: &Terms) -> bool {
    let tree = scene.tree();
    let asks = ["give license", "ship license", "ship terms"];
    let asked = row.attribution.as_ref().is_some_and(|text| asks.iter().any(|words| text.contains(words)));
    let directory = card.path.directory();
    if !asked || !tree.files_in(&directory).any(|path| scene.trees.kind_of(path) == Some(Kind::Weights)) {
        return false;
    }
    let linked = card.field("license_link").and_then(|field| field.value.text());
    let linked = linked.and_then(|link| RepoPath::resolve(&directory, link)).is_some_and(|path| tree.exists(&path));
    let speaks = |path: &RepoPath| {
        let other = path.directory();
        let above = other.is_empty() || other == directory || directory.starts_with(&format!("{other}/"));
        match scene.trees.kind_of(path) {
            Some(Kind::License) => above,
            Some(Kind::LicenseText) => true,
            _ => false,
        }
    };
    !linked && !tree.paths.iter().any(speaks)
}
