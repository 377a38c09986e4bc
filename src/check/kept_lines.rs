//! `kept-lines`: lines of a file that others rely on went away: a copyright line, a notice, a rule of use.

use super::fields::pattern;
use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::Kind;
use crate::order;
use regex::Regex;
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeptLines {
    artifacts: Vec<Kind>,
    /// Which lines have to stay; all where there is none.
    #[serde(default, deserialize_with = "pattern")]
    lines: Option<Regex>,
    /// Only where both sides hold the text of the same license. A change of license is told elsewhere.
    #[serde(default)]
    same_license: bool,
}

impl Evaluate for KeptLines {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["file", "lost", "count"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (before, after) in scene.trees.pairs() {
            let (old, new) = (before.text.source(), after.text.source());
            if !self.artifacts.contains(&after.kind) || old == new || new.trim().is_empty() {
                continue;
            }
            // wrapping, years and signs do not count: a line is kept where its words are
            let held = words(new);
            let lost = |line: &str| !words(line).is_empty() && !held.contains(&words(line));
            let wanted = |line: &str| self.lines.as_ref().is_none_or(|lines| lines.is_match(line)) && !is_blank(line);
            let lines: Vec<(usize, &str)> =
                old.lines().enumerate().filter(|(_, line)| wanted(line) && lost(line)).collect();
            let Some((first, line)) = lines.first().copied() else { continue };
            if self.same_license {
                let (one, other) = (before.identified(), after.identified());
                if one.id.is_none() || one.id != other.id {
                    continue;
                }
            }
            let number = u32::try_from(first + 1).unwrap_or(u32::MAX);
            let subjects: HashSet<String> = lines.iter().map(|(_, line)| words(line)).collect();
            let mut subjects: Vec<String> = subjects.into_iter().collect();
            order::by(&mut subjects, Ord::cmp);
            let hit = Hit::on(before, &before.text.line_span(number), subjects.join("|"));
            hits.push(
                Hit { edit: None, ..hit }
                    .with("file", after.path.text().into_owned())
                    .with("lost", line.trim())
                    .with("count", lines.len().to_string()),
            );
        }
        hits
    }
}

/// Whether a line is the blank of a template: it names nobody, and goes when it is filled in.
fn is_blank(line: &str) -> bool {
    let lower = line.to_lowercase();
    let marks =
        ["[yyyy]", "[year]", "<year>", "{yyyy}", "{year}", "[name of ", "<name of ", "{name", "[fullname]", "[project"];
    marks.iter().any(|mark| lower.contains(mark))
}

/// The words of a text, without years and without the words of copyright that have several spellings.
fn words(text: &str) -> String {
    let lower = text.to_lowercase().replace("(c)", " ").replace('©', " ");
    let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        let is_year = word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|b| b.is_ascii_digit());
        !word.is_empty() && !is_year && !matches!(*word, "copyright" | "present" | "all" | "rights" | "reserved")
    });
    parts.collect::<Vec<_>>().join(" ")
}
