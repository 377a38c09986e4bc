//! `modelward init`: looks at a repository and writes the workflow that reviews its pull requests.

use super::output::Output;
use super::{Ended, Failure, block_on};
use crate::artifact::{Kind, kind};
use crate::change::RepoPath;
use crate::cli::Init;
use crate::source::git::{GitSource, Revisions};
use crate::source::{Source as _, write};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const WORKFLOW_PATH: &str = ".github/workflows/modelward.yml";
const WORKFLOW: &str = include_str!("workflow.yml");

/// Directories that hold samples: what looks like data or weights there is not what the project publishes.
const SAMPLES: [&str; 6] = ["examples", "example", "samples", "benchmarks", "demo", "notebooks"];

pub(super) fn run(arguments: &Init, output: &Output) -> Result<Ended, Failure> {
    let mut source = GitSource::open(&arguments.repo, &Revisions::default())?;
    let Some(root) = source.root().map(Path::to_owned) else {
        return Err(Failure::Usage("a bare repository has no working tree to write into; clone it first".into()));
    };
    let listing = block_on(source.listing())??;
    let paths: Vec<&RepoPath> = listing.entries.iter().map(|entry| &entry.path).collect();
    output.print(&format!("Found {}.", found(&paths)));
    if write(&root, WORKFLOW_PATH, WORKFLOW, output)? {
        output.print("Replace OWNER in it by the place of the action, commit it, and open a pull request.");
    }
    let samples = samples(&paths);
    if samples.is_empty() {
        output.print("No configuration is needed; `modelward rules list` shows what is looked for.");
    } else {
        write(&root, kind::POLICY, &configuration(&samples), output)?;
    }
    Ok(Ended::Well)
}

/// Tells whether it wrote. Never overwrites, and never follows a link out of the repository.
pub(super) fn write(root: &Path, path: &str, text: &str, output: &Output) -> Result<bool, Failure> {
    let failure = |source| Failure::File { action: "write", path: path.to_owned(), source };
    let inside =
        RepoPath::new(path.as_bytes()).ok_or_else(|| Failure::Usage(format!("{path:?} is no path of a file")))?;
    let wrote = write::create(root, &inside, text.as_bytes()).map_err(failure)?;
    let said = if wrote { format!("Wrote {path}.") } else { format!("Left {path} as it is: it exists already.") };
    output.print(&said);
    Ok(wrote)
}

fn found(paths: &[&RepoPath]) -> String {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for kind in paths.iter().filter_map(|path| kind::of(path)) {
        *counts.entry(kind).or_default() += 1;
    }
    let names = [
        (Kind::ModelCard, "model card", "model cards"),
        (Kind::DatasetCard, "dataset card", "dataset cards"),
        (Kind::Readme, "README", "READMEs (a card where it has metadata or lies beside weights)"),
        (Kind::License, "license file", "license files"),
        (Kind::Weights, "weights file", "weights files"),
        (Kind::Data, "data file", "data files"),
        (Kind::Croissant, "Croissant file", "Croissant files"),
        (Kind::Record, "data record", "data records"),
    ];
    let parts: Vec<String> = names
        .iter()
        .filter_map(|(kind, one, many)| {
            let count = *counts.get(kind)?;
            Some(format!("{count} {}", if count == 1 { one } else { many }))
        })
        .collect();
    if parts.is_empty() { "nothing that is governed yet".into() } else { parts.join(", ") }
}

fn samples(paths: &[&RepoPath]) -> BTreeSet<String> {
    let governed = paths.iter().filter(|path| matches!(kind::of(path), Some(Kind::Weights | Kind::Data)));
    let tops = governed.filter_map(|path| path.text().split('/').next().map(str::to_owned));
    tops.filter(|top| SAMPLES.contains(&top.as_str())).collect()
}

fn configuration(samples: &BTreeSet<String>) -> String {
    let globs: Vec<String> = samples.iter().map(|directory| format!("\"{directory}/**\"")).collect();
    format!(
        "# Modelward's configuration. It is read from the base branch of a pull request.\n\n\
         # Samples, not what this project publishes.\n\
         exclude = [{}]\n\n\
         # [rules]\n# \"weights/pickle\" = \"off\"   # or notice, warning, error\n",
        globs.join(", ")
    )
}
