//! Reads what was planned into the trees, together with the sources whose license tags may differ.

use super::plan::Plan;
use super::sources;
use super::take::{How, take};
use crate::change::{RepoPath, Side};
use crate::finding::Skip;
use crate::policy::Policy;
use crate::source::{Source, SourceError};
use crate::tree::Trees;
use std::collections::BTreeSet;

/// Reads the planned files, and tells how many of the sources are there because their tags differ.
pub(super) async fn read<S: Source>(
    source: &mut S,
    trees: &mut Trees,
    plan: Plan,
    sources: &[(Side, RepoPath)],
    policy: &Policy,
    skipped: &mut Vec<Skip>,
) -> Result<usize, SourceError> {
    let (first, rest) = sources.split_at(sources.len().min(sources::CHUNK));
    let mut wanted = plan.wanted;
    let planned = wanted.len();
    // read together: locally each read starts git
    wanted.extend_from_slice(first);
    let mut contents = source.read(&wanted).await?.into_iter();
    for ((side, path), content) in wanted.drain(..planned).zip(contents.by_ref()) {
        let how = How { shared: plan.shared.contains(&path), measured: plan.records };
        take(trees, side, &path, content, how, skipped);
    }
    let mut directories = BTreeSet::new();
    let mut tagged = sources::keep(trees, wanted.into_iter().zip(contents), &mut directories);
    for chunk in rest.chunks(sources::CHUNK) {
        let contents = source.read(chunk).await?;
        tagged += sources::keep(trees, chunk.iter().cloned().zip(contents), &mut directories);
    }
    if tagged > 0 {
        let speakers = sources::speakers(trees, policy, &directories);
        let contents = source.read(&speakers).await?;
        for ((side, path), content) in speakers.into_iter().zip(contents) {
            take(trees, side, &path, content, How { shared: true, measured: false }, skipped);
        }
    }
    Ok(tagged)
}
