//! Which files to read: the governed ones that changed, and those whose claims bear on them. Nothing else is asked for.

use crate::artifact::{Kind, kind};
use crate::change::{ChangeSet, RepoPath, Side, Status};
use crate::finding::Skip;
use crate::limits::{COUNTED, NEIGHBORS};
use crate::order::{self, InOrder as _};
use crate::policy::Policy;
use crate::tree::Trees;
use std::collections::{BTreeSet, HashMap};

/// What to read on each side.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) wanted: Vec<(Side, RepoPath)>,
    /// Read once and used on both sides: files the change does not touch.
    pub(super) shared: BTreeSet<RepoPath>,
    pub(super) skipped: Vec<Skip>,
    /// Changed files that are governed.
    pub(super) governed: usize,
    /// Whether a file is read that may name digests of others.
    pub(super) records: bool,
}

/// Kinds that speak for everything below their directory.
const ABOVE: [Kind; 10] = [
    Kind::ModelCard,
    Kind::DatasetCard,
    Kind::Readme,
    Kind::License,
    Kind::Notice,
    Kind::Croissant,
    Kind::Record,
    Kind::Statement,
    Kind::Checksums,
    Kind::Manifest,
];

/// Kinds whose names are enough.
const UNREAD: [Kind; 2] = [Kind::Media, Kind::Tokenizer];

/// Kinds that name digests of other files.
const RECORDS: [Kind; 4] = [Kind::Croissant, Kind::Record, Kind::Statement, Kind::Checksums];

/// Whether a change touches anything governed; if not, there is nothing to read and nothing to say.
#[must_use]
pub(super) fn is_governed(change: &ChangeSet, policy: &Policy) -> bool {
    change.files.iter().any(|file| {
        [Side::Base, Side::Head]
            .into_iter()
            .any(|side| file.path_on(side).is_some_and(|path| policy.kind_of(path).is_some()))
    })
}

/// Plans the reads, and notes which files rules about files look at.
pub(super) fn plan(trees: &mut Trees, policy: &Policy) -> Plan {
    let mut plan = Plan::default();
    let mut directories: HashMap<String, bool> = HashMap::new();
    let mut license_removed = false;
    // a folder of cards is read where something needs a card, or may have lost one
    let mut cards_matter = false;
    // a changed record may name any file below it
    let mut recorded: BTreeSet<String> = BTreeSet::new();
    // and a card may say how many rows the tables in its folder of data have
    let mut described: BTreeSet<String> = BTreeSet::new();
    for file in &trees.change.files {
        let mut governed = false;
        for side in [Side::Base, Side::Head] {
            let Some(path) = file.path_on(side) else { continue };
            let Some(kind) = trees.kind_of(path) else { continue };
            governed = true;
            if !UNREAD.contains(&kind) {
                plan.wanted.push((side, path.clone()));
            }
            let [base, head] = &mut trees.in_play;
            (if side == Side::Base { base } else { head }).insert(path.clone());
            cards_matter |= matches!(kind, Kind::Weights | Kind::Data | Kind::Media) || file.status == Status::Removed;
            if RECORDS.contains(&kind) {
                plan.records = true;
                recorded.insert(path.directory().into_owned());
            }
            if matches!(kind, Kind::DatasetCard | Kind::Readme) {
                let directory = path.directory();
                described.insert(if directory.is_empty() { "data".into() } else { format!("{directory}/data") });
            }
            license_removed |= kind == Kind::License && matches!(file.status, Status::Removed | Status::Renamed);
            for (depth, ancestor) in path.ancestors().into_iter().enumerate() {
                *directories.entry(ancestor).or_insert(false) |= depth == 0;
            }
        }
        plan.governed += usize::from(governed);
    }
    if directories.is_empty() {
        return plan;
    }
    below_gone_cards(trees, &mut directories);
    let mut neighbors: Vec<RepoPath> = Vec::new();
    let mut tables: Vec<RepoPath> = Vec::new();
    for path in &trees.head.paths {
        let directory = path.directory();
        let own = directories.get(directory.as_ref()).copied();
        // where cards are kept apart from what they describe
        let apart = || cards_matter && kind::home(&directory).is_some_and(|home| directories.contains_key(home));
        let below_record = || !recorded.is_empty() && path.ancestors().iter().any(|above| recorded.contains(above));
        let below_card = || path.ancestors().iter().any(|above| described.contains(above));
        if own.is_none() && !described.is_empty() && is_table(path) && below_card() {
            tables.extend((trees.changed(Side::Head, path).is_none() && !policy.excludes(path)).then(|| path.clone()));
        }
        // a list of checksums may lie in a folder of its own
        let lists = || cards_matter && may_be_list(path) && trees.kind_of(path) == Some(Kind::Checksums);
        if own.is_none() && !license_removed && !apart() && !below_record() && !lists() {
            continue;
        }
        let Some(kind) = trees.kind_of(path) else { continue };
        let wanted = match own {
            Some(true) => true,
            _ if matches!(kind, Kind::Weights | Kind::Data) && below_record() => true,
            Some(false) => ABOVE.contains(&kind),
            None => {
                matches!(kind, Kind::ModelCard | Kind::DatasetCard | Kind::Checksums)
                    || (license_removed && kind == Kind::Readme)
            }
        };
        if !wanted || policy.excludes(path) || trees.changed(Side::Head, path).is_some() {
            continue;
        }
        plan.records |= RECORDS.contains(&kind);
        if own == Some(true) {
            trees.in_play.iter_mut().for_each(|files| {
                files.insert(path.clone());
            });
        }
        if !UNREAD.contains(&kind) {
            neighbors.push(path.clone());
        }
    }
    if tables.len() <= COUNTED {
        tables.retain(|table| !neighbors.contains(table));
        neighbors.extend(tables);
    }
    // cards and licenses first: where there are too many, weights beside weights are the least telling
    order::by_key(&mut neighbors, |path| matches!(trees.kind_of(path), Some(Kind::Weights | Kind::Data)));
    let left_out = neighbors.len().saturating_sub(NEIGHBORS);
    if left_out > 0 {
        plan.skipped.push(Skip::general(format!(
            "{left_out} unchanged files beside the changed ones were not read (limit {NEIGHBORS})"
        )));
        neighbors.truncate(NEIGHBORS);
    }
    plan.wanted.extend(neighbors.iter().map(|path| (Side::Head, path.clone())));
    plan.shared = neighbors.into_iter().into_set();
    plan
}

/// Whether the name could be that of a list of checksums; whole repositories are looked through.
fn may_be_list(path: &RepoPath) -> bool {
    let name = path.name();
    ["sum", "SUM", ".sha256", ".md5"].iter().any(|word| name.contains(word))
}

/// A table that is a text.
fn is_table(path: &RepoPath) -> bool {
    let name = path.name().to_lowercase();
    matches!(name.rsplit_once('.'), Some((_, "csv" | "tsv" | "jsonl" | "ndjson")))
}

/// A card that goes speaks no more for what lies below it: weights and data there are looked at, and what else may speak
/// for them.
fn below_gone_cards(trees: &mut Trees, directories: &mut HashMap<String, bool>) {
    let gone = trees.change.files.iter().filter(|file| matches!(file.status, Status::Removed | Status::Renamed));
    let homes: BTreeSet<String> = gone
        .filter_map(|file| file.path_on(Side::Base))
        .filter(|path| matches!(trees.kind_of(path), Some(Kind::ModelCard | Kind::DatasetCard | Kind::Readme)))
        .map(|path| kind::home(&path.directory()).map_or_else(|| path.directory().into_owned(), str::to_owned))
        .into_set();
    if homes.is_empty() {
        return;
    }
    for path in &trees.head.paths {
        let ancestors = path.ancestors();
        if !matches!(trees.kind_of(path), Some(Kind::Weights | Kind::Data | Kind::Media))
            || trees.changed(Side::Head, path).is_some()
            || !ancestors.iter().any(|above| homes.contains(above))
        {
            continue;
        }
        for ancestor in ancestors {
            directories.entry(ancestor).or_insert(false);
        }
        trees.in_play.iter_mut().for_each(|files| {
            files.insert(path.clone());
        });
    }
}
