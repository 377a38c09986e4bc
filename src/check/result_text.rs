//! Results as the text of a card gives them: against the text before, and against the metadata.

use super::figure::{self, Figure};
use super::results::{Measure, is_same, measured_anew, measures, number};
use super::{Hit, Scene};
use crate::artifact::letters;
use crate::artifact::{Artifact, Kind};
use std::collections::BTreeMap;

/// Results of the text that changed, by their row and their name. A name that is given twice names nothing.
pub(super) fn text_changed(scene: &Scene<'_>, before: &Artifact, after: &Artifact) -> Vec<Hit> {
    let index = |card| {
        let mut found: BTreeMap<(String, String), Vec<Figure>> = BTreeMap::new();
        for figure in figure::of(card).into_iter().filter(|figure| figure.is_result) {
            found.entry((figure.row.clone(), figure.name.clone())).or_default().push(figure);
        }
        found
    };
    if is_other_run(before, after) {
        return Vec::new();
    }
    let (old, new) = (index(before), index(after));
    let mut hits = Vec::new();
    for (key, now) in &new {
        let (Some([was]), [now]) = (old.get(key).map(Vec::as_slice), now.as_slice()) else { continue };
        if !is_same(&was.value, &now.value) {
            let hit = Hit { edit: None, ..Hit::on(after, &now.line, format!("{} {}", key.0, key.1)) };
            let hit = hit.with("metric", now.title.clone()).with("dataset", now.row.clone());
            let hit = hit.with("before", was.value.clone()).with("after", now.value.clone());
            hits.push(hit.related(before.at(&was.line), "said before"));
        }
    }
    // a table that was measured anew changes as a whole, and rows with it come and go
    let is_new_table = new.keys().any(|key| !old.contains_key(key)) && hits.len() * 2 > old.len();
    if is_new_table || measured_anew(scene, after) { Vec::new() } else { hits }
}

/// Whether the card says itself that another run, sample or model was measured.
fn is_other_run(before: &Artifact, after: &Artifact) -> bool {
    const WHAT: [&str; 6] = ["generated", "sample size", "model version", "version", "evaluated on", "measured on"];
    let marks = ['*', '_', '-', '|', ' '];
    let told = |card: &Artifact| -> Vec<String> {
        let source = card.text.source();
        let body = card.front.end..source.len();
        let lines = card.markdown.lines(source, &body);
        let lines = lines.map(|line| line.trim().trim_start_matches(marks).to_lowercase());
        let is_told = |line: &String| {
            let rest = WHAT.iter().find_map(|what| line.strip_prefix(what));
            rest.is_some_and(|rest| rest.trim_start_matches(['*', '_', ' ']).starts_with([':', '|']))
        };
        lines.filter(is_told).collect()
    };
    let before = told(before);
    told(after).iter().any(|line| !before.contains(line))
}

/// Values of the metadata that the one place of the text that names them gives otherwise.
pub(super) fn disagreements(card: &Artifact) -> Vec<Hit> {
    let measures = measures(card);
    if measures.is_empty() || card.kind != Kind::ModelCard {
        return Vec::new();
    }
    let all: Vec<&Measure<'_>> = measures.values().flatten().collect();
    let figures = figure::of(card);
    let mut hits = Vec::new();
    for measure in &all {
        let name = letters(&measure.name);
        let is_only = all.iter().filter(|other| letters(&other.name) == name).count() == 1;
        let named: Vec<&Figure> = figures.iter().filter(|figure| figure.name == name).collect();
        let points: Vec<&&Figure> = named.iter().filter(|figure| figure.row.is_empty()).collect();
        // a point says it of the model; a table may tell of its training, step by step
        let figure = match (points.as_slice(), named.as_slice()) {
            ([point], _) => **point,
            ([], [cell]) => *cell,
            _ => continue,
        };
        let value = measure.value.summary();
        if is_only && number(&value).is_some() && !is_same(&value, &figure.value) {
            let hit = Hit { edit: None, ..Hit::on(card, &measure.value.span, format!("{name} disagrees")) };
            let hit = hit.with("metric", measure.name.clone()).with("dataset", measure.dataset.clone());
            let hit = hit.with("before", figure.value.clone()).with("after", value);
            hits.push(hit.related(card.at(&figure.line), "said here"));
        }
    }
    hits
}
