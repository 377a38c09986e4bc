//! Puts what was read into the trees: bytes become artifacts, or a reason why they were not looked at.

use crate::artifact::measure::Measure;
use crate::artifact::problem::ProblemKind;
use crate::artifact::text::{Text, is_binary};
use crate::artifact::{Artifact, Beside, Kind, header, pointer};
use crate::change::{RepoPath, Side};
use crate::finding::Skip;
use crate::limits::HEADINGS;
use crate::source::{Content, NO_FILE};
use crate::tree::Trees;

/// How a file was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// For both sides.
    pub(super) shared: bool,
    /// Together with records that may name its digest.
    pub(super) measured: bool,
}

/// Puts a read file into its tree, or both trees.
pub(super) fn take(
    trees: &mut Trees,
    side: Side,
    path: &RepoPath,
    content: Content,
    how: How,
    skipped: &mut Vec<Skip>,
) {
    let Some(kind) = trees.kind_of(path) else { return };
    let is_blob = matches!(kind, Kind::Weights | Kind::Data);
    let sides = if how.shared { vec![Side::Base, Side::Head] } else { vec![side] }.into_iter();
    let (bytes, is_whole) = match content {
        Content::Bytes(bytes) => (bytes, true),
        Content::Beginning(bytes) => (bytes, false),
        // weights and data are large by nature: of what is no pointer and not small, names and changes are judged
        Content::Skipped(skip) if is_blob => {
            if kind == Kind::Weights && side == Side::Head && !how.shared && header::is_readable(path) {
                skipped.push(Skip::new(path, format!("{}, so that its metadata was not read whole", skip.reason)));
            }
            return;
        }
        Content::Skipped(skip) => {
            trees.unread.extend(sides.map(|side| (side, path.clone())));
            if side == Side::Head && skip.reason == NO_FILE {
                trees.illegible.insert(path.clone());
            }
            return skipped.push(skip);
        }
    };
    if is_blob && is_whole && how.measured && (is_binary(&bytes) || std::str::from_utf8(&bytes).is_err()) {
        let measure = Measure::of(&bytes);
        for side in sides.clone() {
            trees.side_mut(side).measures.insert(path.clone(), measure.clone());
        }
    }
    if kind == Kind::Weights
        && let Some(header) = header::read(path, &bytes)
    {
        // of what the change does not touch, nobody asks
        if let (Side::Head, false, [problem, ..]) = (side, how.shared, header.2.as_slice()) {
            skipped.push(Skip::new(path, format!("has metadata that was not read whole: {}", problem.message)));
        }
        for side in sides {
            trees.side_mut(side).artifacts.insert(path.clone(), Artifact::header(path.clone(), side, header.clone()));
        }
        return;
    }
    let text = Text::new(bytes).filter(|_| is_whole);
    let is_elsewhere = !is_blob && text.as_ref().is_some_and(|text| pointer::read(text.source()).is_some());
    let Some(text) = text.filter(|_| !is_elsewhere) else {
        if !is_blob {
            trees.unread.extend(sides.map(|side| (side, path.clone())));
            if side == Side::Head {
                trees.illegible.insert(path.clone());
            }
            let reason =
                if is_elsewhere { "is a Git LFS pointer: its text is elsewhere" } else { "is not a text file" };
            skipped.push(Skip::new(path, reason));
        }
        return;
    };
    for side in sides {
        let beside = if kind == Kind::Readme { beside(trees, side, path) } else { Beside::Nothing };
        let artifact = Artifact::read(path.clone(), side, kind, text.clone(), beside);
        if artifact.markdown.is_cut {
            skipped.push(Skip::new(path, format!("has more than {HEADINGS} headings; the rest was not looked at")));
        }
        if side == Side::Head
            && let Some(skip) = not_taken_apart(&artifact)
        {
            skipped.push(skip);
        }
        trees.side_mut(side).artifacts.insert(path.clone(), artifact);
    }
}

/// A file of which nothing or not all could be read, where no rule says so itself.
fn not_taken_apart(artifact: &Artifact) -> Option<Skip> {
    const TOLD: [Kind; 7] =
        [Kind::ModelCard, Kind::DatasetCard, Kind::Readme, Kind::Croissant, Kind::Record, Kind::Policy, Kind::Rule];
    let problem = artifact.problems.iter().find(|problem| problem.kind == ProblemKind::Unreadable)?;
    let line = artifact.text.line_of(problem.span.start);
    let reason = format!("cannot be read whole: line {line}: {}", problem.message);
    (!TOLD.contains(&artifact.kind)).then(|| Skip::new(&artifact.path, reason))
}

fn beside(trees: &Trees, side: Side, path: &RepoPath) -> Beside {
    let directory = path.directory();
    let mut found = Beside::Nothing;
    for file in trees.side(side).files_in(&directory) {
        match trees.kind_of(file) {
            Some(Kind::Weights) => return Beside::Weights,
            Some(Kind::ModelConfig) if file.name() == "adapter_config.json" => return Beside::Weights,
            Some(Kind::Data | Kind::Media) => found = Beside::Data,
            _ => {}
        }
    }
    found
}
