//! `license-form`: a license is named in a form that readers and tools do not take as it is meant.

use super::{Evaluate, Hit, Scene};
use crate::artifact::{Artifact, Kind, Span};
use crate::change::RepoPath;
use crate::claim;
use crate::finding::quote;
use crate::license::{self, Agreement, Stated};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseForm {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// A manifest field that takes SPDX expressions holds something else.
    NoExpression,
    /// `GPL-3.0` leaves open whether later versions count.
    Deprecated,
    /// `license_link` is the address of another license.
    OtherLink,
    /// `license_link` names a file with another text.
    LinkedText,
    /// `LICENSES/MIT.txt` holds another text.
    FileName,
}

impl Evaluate for LicenseForm {
    fn variables(&self) -> &'static [&'static str] {
        &["license", "expected", "fixed", "other_license", "file"]
    }

    fn looks_at(&self) -> &[Kind] {
        match self.finds {
            Finds::NoExpression | Finds::Deprecated => &[Kind::Manifest, Kind::Source],
            Finds::OtherLink | Finds::LinkedText => &[Kind::ModelCard, Kind::DatasetCard],
            Finds::FileName => &[Kind::LicenseText],
        }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let artifacts = scene.tree().of_kinds(self.looks_at());
        match self.finds {
            Finds::NoExpression => artifacts.flat_map(|it| places(it, no_expression)).collect(),
            Finds::Deprecated => artifacts.flat_map(|it| places(it, deprecated)).collect(),
            Finds::OtherLink => artifacts.filter_map(other_link).collect(),
            Finds::LinkedText => artifacts.filter_map(|card| linked_text(scene, card)).collect(),
            Finds::FileName => artifacts.filter_map(file_name).collect(),
        }
    }
}

/// What is wrong at the places that take an SPDX expression: a field of a manifest, and tags.
fn places(artifact: &Artifact, judge: fn(&Artifact, &Span, &str) -> Option<Hit>) -> Vec<Hit> {
    let tags = claim::tags_of(artifact);
    let tags = tags.iter().map(|claim| (claim.span.clone(), claim.words.as_str()));
    let all = field(artifact).into_iter().chain(tags);
    all.filter_map(|(span, text)| judge(artifact, &span, text)).collect()
}

fn field(artifact: &Artifact) -> Option<(Span, &str)> {
    let root = artifact.node.as_ref()?;
    let node = match artifact.path.name().to_lowercase().as_str() {
        "cargo.toml" => root.get("package")?.get("license")?,
        "pyproject.toml" => root.get("project")?.get("license")?,
        "package.json" => root.get("license")?,
        _ => return None,
    };
    let text = node.text()?.trim();
    let special =
        text.is_empty() || text.eq_ignore_ascii_case("UNLICENSED") || text.to_uppercase().starts_with("SEE LICEN");
    (!special).then(|| (node.span.clone(), text))
}

fn no_expression(artifact: &Artifact, span: &Span, text: &str) -> Option<Hit> {
    // Cargo still takes a slash for a choice
    let plain = text.replace('/', " OR ");
    if spdx::Expression::parse_mode(&plain, spdx::ParseMode { allow_deprecated: true, ..spdx::ParseMode::STRICT })
        .is_ok()
    {
        return None;
    }
    let hit = Hit::on(artifact, span, text).with("license", text);
    if let Stated::Known(meant) = license::state(text) {
        let expected = meant.to_string();
        return (expected != text).then(|| hit.with("fixed", expected.clone()).with("expected", quote(&expected)));
    }
    // words that are no license at all may be a program's own terms; ids that are joined are meant as an expression
    let mut words = text.split([' ', '(', ')']).filter(|word| !word.is_empty());
    let joined = words.clone().any(|word| matches!(word, "AND" | "OR" | "WITH"));
    let meant = joined && words.any(|word| spdx::license_id(word).is_some());
    let expected = "ids of the SPDX list, joined by `AND`, `OR` or `WITH`";
    meant.then(|| Hit { edit: None, ..hit.with("expected", expected) })
}

fn deprecated(artifact: &Artifact, span: &Span, text: &str) -> Option<Hit> {
    let id = spdx::license_id(text)?;
    let bare = id.name.strip_suffix('+').unwrap_or(id.name);
    let later = id.name.ends_with('+');
    let replaced = spdx::license_id(&format!("{bare}-only")).is_some();
    if !id.is_deprecated() || !replaced {
        return None;
    }
    let exact = |end: &str| quote(&format!("{bare}-{end}"));
    let expected = if later { exact("or-later") } else { format!("{} or {}", exact("only"), exact("or-later")) };
    Some(Hit { edit: None, ..Hit::on(artifact, span, text) }.with("license", text).with("expected", expected))
}

fn other_link(artifact: &Artifact) -> Option<Hit> {
    let link = artifact.field("license_link")?;
    let address = link.value.text()?;
    let linked = license::by_address(address)?;
    let claim = claim::license_of(artifact)?;
    let Stated::Known(declared) = license::state(&claim.words) else { return None };
    let differs = license::agree(&declared, &linked) == Agreement::Contradicts;
    differs.then(|| {
        let hit = Hit::on(artifact, &link.value.span, format!("{declared} ≠ {linked}"));
        Hit { edit: None, ..hit }
            .with("license", claim.words.clone())
            .with("other_license", linked.to_string())
            .related(artifact.at(&claim.span), format!("says {}", claim.words))
    })
}

/// A text that changes with the card is judged itself, and one beside the card that is another license is compared with it.
fn linked_text(scene: &Scene<'_>, card: &Artifact) -> Option<Hit> {
    let link = card.field("license_link")?;
    let path = RepoPath::resolve(&card.path.directory(), link.value.text()?)?;
    let file = scene.tree().artifacts.get(&path).filter(|file| scene.trees.kind_of(&file.path).is_some())?;
    let claim = claim::license_of(card)?;
    let Stated::Known(declared) = license::state(&claim.words) else { return None };
    let found = file.identified();
    let (held, is_told) = match (&found.id, &found.based_on) {
        (Some(id), _) => {
            let differs = license::agree(&declared, &license::known(id)?) == Agreement::Contradicts;
            (differs.then(|| id.clone())?, path.directory() == card.path.directory())
        }
        (None, Some(near)) => {
            let is_judged = scene.trees.changed(scene.side, &path).is_some_and(|file| file.content_changed);
            (format!("{near} with changes"), is_judged)
        }
        _ => return None,
    };
    let hit = Hit::on(card, &link.value.span, format!("{declared} links to {held}"));
    let hit = Hit { edit: None, ..hit }.related(file.at(&file.head_span()), format!("is the text of {held}"));
    let hit = hit.with("file", path.text().into_owned()).with("license", claim.words.clone());
    (!is_told).then(|| hit.with("other_license", held))
}

fn file_name(artifact: &Artifact) -> Option<Hit> {
    let name = artifact.path.name();
    let stem =
        name.rsplit_once('.').filter(|(_, end)| matches!(*end, "txt" | "md")).map_or(name.as_ref(), |(stem, _)| stem);
    let id = spdx::license_id(stem)?;
    let found = artifact.identified();
    let text = found.id.clone().filter(|_| found.exact)?;
    let (Stated::Known(named), Stated::Known(held)) = (license::state(id.name), license::state(&text)) else {
        return None;
    };
    let differs = license::agree(&named, &held) == Agreement::Contradicts;
    differs.then(|| {
        let hit = Hit::on(artifact, &artifact.text.line_span(1), format!("{} holds {text}", id.name));
        Hit { edit: None, ..hit }
            .with("license", id.name)
            .with("other_license", text)
            .with("file", artifact.path.text().into_owned())
    })
}
