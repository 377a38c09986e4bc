//! `license-prose`: what a sentence says of the license is not what a field or a license file says.

use super::{Evaluate, Hit, Scene, is_new};
use crate::artifact::{Artifact, Kind};
use crate::claim::prose::{self, ProseClaim};
use crate::claim::{self, LicenseClaim, Subject};
use crate::license::{Agreement, Expression};
use crate::order;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseProse {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// A sentence names another license.
    Contradiction,
    /// A sentence excludes commercial use, and the license allows it.
    Restriction,
}

impl Evaluate for LicenseProse {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "license", "other_file", "other_license", "of", "words"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::ModelCard, Kind::DatasetCard, Kind::Readme]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let artifacts = scene.tree().of_kinds(&[Kind::ModelCard, Kind::DatasetCard, Kind::Readme]);
        artifacts
            .flat_map(|artifact| {
                let read = read_beside(scene, artifact);
                match self.finds {
                    Finds::Contradiction => contradictions(scene, artifact, &read),
                    Finds::Restriction => restrictions(scene, artifact, &read),
                }
            })
            .collect()
    }
}

/// The claims of fields and texts in the directory of a card, its own first.
fn read_beside<'a>(scene: &Scene<'a>, artifact: &'a Artifact) -> Vec<LicenseClaim<'a>> {
    let directory = artifact.path.directory();
    let beside = scene.tree().artifacts.values().filter(|other| other.path.directory() == directory);
    let mut claims: Vec<LicenseClaim<'a>> = beside.flat_map(claim::licenses_of).collect();
    order::by_key(&mut claims, |claim| claim.artifact.path != artifact.path);
    claims
}

/// What an unspoken subject means in this file.
fn own(artifact: &Artifact) -> Subject {
    match artifact.kind {
        Kind::DatasetCard => Subject::Data,
        Kind::ModelCard => Subject::Model,
        _ => Subject::Everything,
    }
}

/// The claims that speak of a subject: fields before files, files of that scope before plain ones.
fn speaking<'b, 'a>(artifact: &Artifact, subject: Subject, read: &'b [LicenseClaim<'a>]) -> Vec<&'b LicenseClaim<'a>> {
    let of = |subject: Subject| read.iter().filter(|claim| claim.subject == subject).collect::<Vec<_>>();
    let subject = match (subject, artifact.kind) {
        // "the project" in a card is what the card is about
        (Subject::Everything, Kind::DatasetCard | Kind::ModelCard) => own(artifact),
        (subject, _) => subject,
    };
    let mut found = of(subject);
    if found.is_empty() {
        found = of(Subject::Everything);
    }
    if subject == Subject::Everything {
        found.extend(of(Subject::Code));
    }
    found
}

fn contradictions(scene: &Scene<'_>, artifact: &Artifact, read: &[LicenseClaim<'_>]) -> Vec<Hit> {
    let mut told: Vec<String> = Vec::new();
    let mut hits = Vec::new();
    let claims = prose::licenses(artifact);
    for claim in &claims {
        let subject = claim.subject.unwrap_or_else(|| own(artifact));
        let speaking = speaking(artifact, subject, read);
        let agreement = |other: &LicenseClaim<'_>| other.expression().map(|expression| claim.meaning.agree(expression));
        let contradicts = |other: &&LicenseClaim<'_>| agreement(other) == Some(Agreement::Contradicts);
        // whatever else agrees shows which thing is meant
        let meant_elsewhere = claim.subject != Some(own(artifact))
            && read.iter().any(|other| agreement(other) == Some(Agreement::Agrees));
        if speaking.is_empty() || meant_elsewhere || !speaking.iter().all(contradicts) {
            continue;
        }
        let Some(other) = speaking.first() else { continue };
        // "the project is MIT", where another sentence gives the license of the metadata to the data
        let agrees = |one: &ProseClaim| {
            other.expression().is_some_and(|expression| one.meaning.agree(expression) == Agreement::Agrees)
        };
        if claim.subject == Some(Subject::Everything) && claims.iter().any(agrees) {
            continue;
        }
        // "[MIT](LICENSE-CODE)" speaks of what that file is about
        let sentence = artifact.text.slice(&claim.span);
        if other.artifact.kind == Kind::License
            && ["](LICEN", "](./LICEN"].iter().any(|link| sentence.contains(link))
            && !sentence.contains(&format!("{})", other.artifact.path.name()))
        {
            continue;
        }
        // a plain file beside a card with a license of its own may be that of the code, and the other way round
        let is_plain = other.subject == Subject::Everything && subject != Subject::Everything;
        if is_plain
            && (read.iter().any(|claim| claim.subject != Subject::Everything && claim.subject != subject)
                || prose::gives_elsewhere(scene.tree(), other, subject))
        {
            continue;
        }
        let key = format!("{} ≠ {}", claim.meaning.name(), other.artifact.path);
        if !told.contains(&key) {
            told.push(key);
            hits.push(contradiction(scene, artifact, claim, other, subject));
        }
    }
    hits
}

fn contradiction(
    scene: &Scene<'_>,
    artifact: &Artifact,
    claim: &ProseClaim,
    other: &LicenseClaim<'_>,
    of: Subject,
) -> Hit {
    let name = claim.meaning.name();
    let other_path = scene.trees.lasting_path(scene.side, &other.artifact.path);
    // another spelling of the field makes no other finding
    let field = other.expression().map_or_else(|| other.words.clone(), ToString::to_string);
    let subject = format!("{name} in prose ≠ {field} in {other_path}");
    let sentence = format!("the text says {name}");
    let field = if other.artifact.kind == Kind::License {
        format!("the text is that of {}", other.words)
    } else {
        format!("says {}", other.words)
    };
    // told where the change is: the sentence, or what it disagrees with
    let moved = !is_new(scene, artifact, &claim.span) && is_new(scene, other.artifact, &other.span);
    let hit = if moved {
        Hit::on(other.artifact, &other.span, subject).related(artifact.at(&claim.span), sentence)
    } else {
        Hit::on(artifact, &claim.span, subject).related(other.artifact.at(&other.span), field)
    };
    Hit { edit: None, ..hit }
        .with("file", artifact.path.text().into_owned())
        .with("license", name)
        .with("other_file", other.artifact.path.text().into_owned())
        .with("other_license", other.words.clone())
        .with("of", of.to_string())
}

fn restrictions(scene: &Scene<'_>, artifact: &Artifact, read: &[LicenseClaim<'_>]) -> Vec<Hit> {
    let Some(found) = prose::restrictions(artifact).into_iter().next() else { return Vec::new() };
    let Some(own) = limited(artifact, read, found.beside_license) else { return Vec::new() };
    let Some(expression) = own.expression().filter(|license| license.allows_commerce()) else { return Vec::new() };
    let subject = format!("no commercial use in prose ≠ {expression}");
    let moved = !is_new(scene, artifact, &found.span) && is_new(scene, own.artifact, &own.span);
    let hit = if moved {
        Hit::on(own.artifact, &own.span, subject).related(artifact.at(&found.span), "the text excludes commercial use")
    } else {
        Hit::on(artifact, &found.span, subject).related(own.artifact.at(&own.span), format!("says {}", own.words))
    };
    vec![
        Hit { edit: None, ..hit }
            .with("file", artifact.path.text().into_owned())
            .with("other_file", own.artifact.path.text().into_owned())
            .with("other_license", own.words.clone())
            .with("of", own.subject.to_string())
            .with("words", found.words),
    ]
}

/// The license that a limit takes something back from: what the card's own field says. A license file may be that of
/// something else, unless the text has a section on nothing but the work, or names the license beside the limit.
fn limited<'b, 'a>(
    artifact: &Artifact,
    read: &'b [LicenseClaim<'a>],
    beside_license: bool,
) -> Option<&'b LicenseClaim<'a>> {
    let first = read.first()?;
    if first.artifact.path == artifact.path {
        return Some(first);
    }
    // and any license of a part may be the one that has the limit
    let all_allow = read.iter().all(|claim| claim.expression().is_some_and(Expression::allows_commerce));
    let mut files = read.iter().filter(|claim| claim.artifact.kind == Kind::License);
    files
        .find(|claim| claim.subject == Subject::Everything || claim.subject == own(artifact))
        .filter(|_| all_allow && (artifact.kind == Kind::Readme || beside_license))
}
