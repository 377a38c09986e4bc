//! What the edit of a license text puts in, takes out and changes, whichever license it is nearest to on either side.

use super::license_text::{is_own, is_version, said, told_as_altered};
use super::{Hit, Scene};
use crate::artifact::{Artifact, Kind};
use crate::claim::{self, Value};
use crate::finding::quote;
use crate::license;
use std::collections::BTreeSet;

/// Differences that are shown.
const SHOWN: usize = 2;

pub(super) fn edited(scene: &Scene<'_>) -> Vec<Hit> {
    let pairs = scene.trees.pairs().filter(|(before, after)| {
        before.kind == Kind::License && after.kind == Kind::License && before.text.source() != after.text.source()
    });
    pairs.filter_map(|(before, after)| judge(scene, before, after)).collect()
}

fn judge(scene: &Scene<'_>, before: &Artifact, after: &Artifact) -> Option<Hit> {
    let (was, is) = (claim::license_of(before)?, claim::license_of(after)?);
    let (old, new) = (before.identified(), after.identified());
    // the files of several licenses collect those of others
    if old.ids.len().max(new.ids.len()) > 1 {
        return None;
    }
    let is_told = match (was.expression(), is.expression()) {
        // licenses that people call by one name
        (Some(one), Some(other)) => {
            let texts = old.id.as_ref().zip(new.id.as_ref());
            license::differ(one, other) || texts.is_none_or(|(old, new)| old == new)
        }
        (Some(_), None) => !is_version(old, new),
        // a known license is as it was again
        (None, Some(_)) => matches!(&was.value, Value::Altered(id) if Some(id) == new.id.as_ref() && !is_own(id)),
        (None, None) => told_as_altered(scene, after),
    };
    if is_told {
        return None;
    }
    let mut line = 1;
    let is_license = [old, new].iter().any(|found| found.id.is_some() || found.based_on.is_some());
    let mut parts = match license::differences(before.text.source(), after.text.source(), is_license) {
        None => vec!["most of its words are other ones".to_owned()],
        Some(found) => {
            line = found.first()?.line;
            let mut parts: Vec<String> = found.iter().map(|changed| said(&changed.from, &changed.to)).collect();
            let mut seen = BTreeSet::new();
            parts.retain(|part| seen.insert(part.to_lowercase()));
            let left = parts.len().saturating_sub(SHOWN);
            parts.truncate(SHOWN);
            parts.extend(match left {
                0 => None,
                1 => Some("there is one more difference".to_owned()),
                left => Some(format!("there are {left} more differences")),
            });
            parts
        }
    };
    if let Some(id) = &new.id {
        let meaning = old.id.as_ref().map(|_| format!(", which is {}", claim::license_shift(&was, &is, is.subject)));
        parts.push(format!("it is the text of {} now{}", quote(id), meaning.unwrap_or_default()));
    }
    let difference = match parts.pop() {
        Some(last) if !parts.is_empty() => format!("{}, and {last}", parts.join(", ")),
        last => last?,
    };
    let hit = Hit::on(after, &after.text.line_span(line), difference.clone());
    let hit = hit.with("file", after.path.text().into_owned()).with("difference", difference);
    Some(Hit { edit: None, ..hit })
}
