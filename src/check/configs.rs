//! `configs`: how a dataset card describes the files and the size of its data: what `datasets` refuses to load, patterns
//! that match no file, and a size that its own numbers contradict.

use super::{Evaluate, Hit, Scene};
use crate::artifact::node::{Node, Value};
use crate::artifact::{Artifact, Kind, Span};
use crate::change::RepoPath;
use crate::finding::quote;
use crate::limits::{GLOB_CHARS, HITS};
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configs {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// What `datasets` refuses.
    Refused,
    /// A pattern that matches no file.
    NoFile,
    /// A size category that the number of examples contradicts.
    Size,
}

/// Patterns of one card that are tried, each on every path below it.
pub(super) const PATTERNS: usize = 100;

impl Evaluate for Configs {
    fn variables(&self) -> &'static [&'static str] {
        &["problem", "value", "expected", "count"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::DatasetCard]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for card in scene.tree().of_kinds(&[Kind::DatasetCard]) {
            let Some(root) = &card.node else { continue };
            let before = hits.len();
            match self.finds {
                Finds::Refused => refused(card, root, &mut hits),
                Finds::NoFile => no_file(scene, card, root, &mut hits),
                Finds::Size => hits.extend(size(card, root)),
            }
            hits.truncate(before + HITS);
        }
        hits
    }
}

fn hit(card: &Artifact, span: &Span, problem: String) -> Hit {
    let end = card.text.line_span(card.text.line_of(span.start)).end;
    let span = span.start..span.end.min(end).max(span.start);
    Hit { edit: None, ..Hit::on(card, &span, problem.clone()) }.with("problem", problem)
}

fn refused(card: &Artifact, root: &Node, hits: &mut Vec<Hit>) {
    let Some(configs) = root.field("configs").filter(|field| !field.value.is_null()) else { return };
    let Value::List(items) = &configs.value.value else {
        return hits.push(hit(card, &configs.key_span, "`configs` is not a list".into()));
    };
    let is_default = |config: &&Node| config.get("default").and_then(Node::text) == Some("true");
    if let Some(second) = items.iter().filter(is_default).nth(1) {
        hits.push(hit(card, &second.span, "a second configuration is the default".into()));
    }
    // older cards list bare names there
    for config in items.iter().filter(|config| config.text().is_none()) {
        if config.get("config_name").is_none_or(Node::is_empty) {
            hits.push(hit(card, &config.span, "a configuration has no `config_name`".into()));
        }
        let Some(files) = config.get("data_files").filter(|files| !files.is_null()) else { continue };
        if !files.fields().is_empty() {
            hits.push(hit(card, &files.span, "`data_files` is a map, not a pattern or a list".into()));
        }
        for item in files.items() {
            let keys: Vec<&str> = item.fields().iter().map(|field| field.key.as_str()).collect();
            if item.text().is_none() && !(keys.len() == 2 && keys.contains(&"split") && keys.contains(&"path")) {
                hits.push(hit(
                    card,
                    &item.span,
                    "an entry of `data_files` is neither a pattern nor `split` and `path`".into(),
                ));
            }
            let split = item.get("split").and_then(|node| Some((node, node.text()?)));
            let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
            if let Some((node, name)) = split.filter(|(_, name)| !name.split('.').all(is_word)) {
                hits.push(hit(
                    card,
                    &node.span,
                    format!("the split name {} holds more than word characters and dots", quote(name)),
                ));
            }
        }
    }
}

fn no_file(scene: &Scene<'_>, card: &Artifact, root: &Node, hits: &mut Vec<Hit>) {
    let directory = card.path.directory();
    let mut patterns: Vec<(&Node, String, Option<GlobMatcher>)> = Vec::new();
    for config in root.get("configs").map(Node::items).unwrap_or_default() {
        let Some(files) = config.get("data_files") else { continue };
        let entries = if files.items().is_empty() { std::slice::from_ref(files) } else { files.items() };
        for node in entries.iter().flat_map(|entry| entry.get("path").unwrap_or(entry).scalars()) {
            if patterns.len() < PATTERNS
                && let Some(full) = full_pattern(&directory, config, node)
            {
                let glob = matcher(&full);
                patterns.push((node, full, glob));
            }
        }
    }
    if patterns.is_empty() || scene.trees.is_partial {
        return;
    }
    let paths = data_below(scene, &directory);
    // the data of many cards lies elsewhere: where there is none, nothing is missing
    if paths.is_empty() {
        return;
    }
    for (node, full, glob) in patterns {
        let Some(glob) = glob else { continue };
        let there =
            || RepoPath::new(full.trim_end_matches('/').as_bytes()).is_some_and(|path| scene.tree().exists(&path));
        if !paths.iter().any(|path| glob.is_match(path)) && !there() {
            let value = node.text().unwrap_or_default();
            hits.push(hit(card, &node.span, format!("no file for {value}")).with("value", value));
        }
    }
}

/// A pattern of a configuration, counted from the root. `None` where it leads out of the repository.
pub(super) fn full_pattern(directory: &str, config: &Node, node: &Node) -> Option<String> {
    let folder = config.get("data_dir").and_then(Node::text).unwrap_or_default().trim_matches('/');
    let pattern = node.text().unwrap_or_default().trim().trim_start_matches("./");
    let is_local = !pattern.contains(':') && !pattern.starts_with(['/', '~']) && !pattern.contains("..");
    let parts = [directory, folder, pattern].into_iter().filter(|part| !part.is_empty());
    (is_local && !pattern.is_empty() && pattern.len() <= GLOB_CHARS).then(|| parts.collect::<Vec<&str>>().join("/"))
}

pub(super) fn matcher(full: &str) -> Option<GlobMatcher> {
    Some(GlobBuilder::new(full).literal_separator(true).build().ok()?.compile_matcher())
}

/// The files below a card's directory that `datasets` may load.
pub(super) fn data_below(scene: &Scene<'_>, directory: &str) -> Vec<String> {
    let below = if directory.is_empty() { String::new() } else { format!("{directory}/") };
    let paths = scene.tree().paths.iter().map(|path| path.text().into_owned());
    paths.filter(|path| path.starts_with(&below) && is_data(path)).collect()
}

/// A file that `datasets` loads, by its extension.
fn is_data(path: &str) -> bool {
    const EXTENSIONS: [&str; 21] = [
        "csv", "tsv", "json", "jsonl", "ndjson", "parquet", "arrow", "txt", "tar", "zip", "gz", "zst", "xz", "bz2",
        "jpg", "png", "wav", "mp3", "flac", "h5", "xml",
    ];
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

const SIZES: [(u64, &str); 11] = [
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
    (10_000_000_000, "1B<n<10B"),
    (100_000_000_000, "10B<n<100B"),
    (1_000_000_000_000, "100B<n<1T"),
    (u64::MAX, "n>1T"),
];

fn size(card: &Artifact, root: &Node) -> Option<Hit> {
    // several configurations may be parts of each other
    let splits = root.get("dataset_info").filter(|info| info.items().len() < 2)?;
    let splits = splits.items().first().unwrap_or(splits).get("splits")?.items();
    let counts = splits.iter().map(|split| split.get("num_examples")?.text()?.parse::<u64>().ok());
    let count = counts.collect::<Option<Vec<u64>>>().filter(|counts| !counts.is_empty())?;
    wrong_size(card, root, count.into_iter().fold(0_u64, u64::saturating_add))
}

/// The size category of a card, where it is not that of a number of examples.
pub(super) fn wrong_size(card: &Artifact, root: &Node, count: u64) -> Option<Hit> {
    let [category] = root.get("size_categories")?.scalars()[..] else { return None };
    let said = category.text()?.trim();
    // what lies on a border may be rounded to either side
    let is_near = |border: u64| count.abs_diff(border) <= border / 100;
    let fits = |at: usize| {
        let upper = SIZES.get(at).map_or(u64::MAX, |size| size.0);
        let lower = at.checked_sub(1).and_then(|before| SIZES.get(before)).map_or(0, |size| size.0);
        (count < upper && count >= lower) || is_near(upper) || is_near(lower)
    };
    let at = SIZES.iter().position(|(_, name)| *name == said)?;
    if fits(at) || count == 0 {
        return None;
    }
    let expected = SIZES.iter().find(|(upper, _)| count < *upper).map(|(_, name)| *name)?;
    let hit = Hit::on(card, &category.span, format!("size {said}")).with("problem", "size").with("value", said);
    Some(hit.with("expected", expected).with("count", count.to_string()))
}
