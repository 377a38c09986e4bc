//! `license-form`: a license is named in a form that readers and tools do not take as it is meant.

use super::{Evaluate, Hit, Scene};
use crate::artifact::{Artifact, Kind, Span, source};
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
            Finds::OtherLink => &[Kind::ModelCard, Kind::DatasetCard],
            Finds::FileName => &[Kind::LicenseText],
        }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let judge = |artifact| match self.finds {
            Finds::NoExpression => no_expression(artifact),
            Finds::Deprecated => deprecated(artifact),
            Finds::OtherLink => other_link(artifact),
            Finds::FileName => file_name(artifact),
        };
        scene.tree().of_kinds(self.looks_at()).filter_map(judge).collect()
    }
}

/// The place that takes an SPDX expression: a field of a manifest, or the tag of a source file.
fn field(artifact: &Artifact) -> Option<(Span, &str)> {
    if artifact.kind == Kind::Source {
        let span = source::tag(artifact.text.source())?;
        let text = artifact.text.slice(&span);
        return Some((span, text));
    }
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

fn no_expression(artifact: &Artifact) -> Option<Hit> {
    let (span, text) = field(artifact)?;
    // Cargo still takes a slash for a choice
    let plain = text.replace('/', " OR ");
    if spdx::Expression::parse_mode(&plain, spdx::ParseMode { allow_deprecated: true, ..spdx::ParseMode::STRICT })
        .is_ok()
    {
        return None;
    }
    // words that are no license at all may be a program's own terms: nothing better is known
    let Stated::Known(meant) = license::state(text) else { return None };
    let expected = meant.to_string();
    (expected != text).then(|| {
        Hit::on(artifact, &span, text)
            .with("license", text)
            .with("fixed", expected.clone())
            .with("expected", expected.clone())
    })
}

fn deprecated(artifact: &Artifact) -> Option<Hit> {
    let (span, text) = field(artifact)?;
    let id = spdx::license_id(text)?;
    let bare = id.name.strip_suffix('+').unwrap_or(id.name);
    let later = id.name.ends_with('+');
    let replaced = spdx::license_id(&format!("{bare}-only")).is_some();
    if !id.is_deprecated() || !replaced {
        return None;
    }
    let exact = |end: &str| quote(&format!("{bare}-{end}"));
    let expected = if later { exact("or-later") } else { format!("{} or {}", exact("only"), exact("or-later")) };
    Some(Hit { edit: None, ..Hit::on(artifact, &span, text) }.with("license", text).with("expected", expected))
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
