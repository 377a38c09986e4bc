//! `modelward init`: looks at a repository and writes the workflow that reviews its pull requests.

use super::output::Output;
use super::{Ended, Failure, block_on, tree};
use crate::artifact::{Kind, kind};
use crate::change::RepoPath;
use crate::cli::Init;
use crate::engine;
use crate::order::InOrder as _;
use crate::report::text;
use crate::rule;
use crate::source::{Source as _, write};
use crate::tree::Trees;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

const WORKFLOW_PATH: &str = ".github/workflows/modelward.yml";
const WORKFLOW: &str = include_str!("workflow.yml");

/// Directories that hold samples: what looks like data or weights there is not what the project publishes.
const SAMPLES: [&str; 6] = ["examples", "example", "samples", "benchmarks", "demo", "notebooks"];

pub(super) fn run(arguments: &Init, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(&arguments.repo, None)?;
    let root = source.root_to_write()?;
    let listing = block_on(source.listing())??;
    let paths: Vec<&RepoPath> = listing.entries.iter().map(|entry| &entry.path).collect();
    let review = block_on(engine::review(&mut source, rule::builtin()))??;
    output.print(&found(&paths, &review.trees));
    let open = text::closing(&review.report);
    if !review.report.introduced.is_empty() {
        output.print(&format!(
            "As it stands: {open}; `modelward check --all` shows them. Pull requests are not told of them."
        ));
    }
    if write(&root, WORKFLOW_PATH, &workflow(), output)? {
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

/// The workflow, with the tag that moves with the releases of this major version.
fn workflow() -> String {
    WORKFLOW.replace("@MAJOR", concat!("@v", env!("CARGO_PKG_VERSION_MAJOR")))
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

/// Files of each kind that are named; the rest is counted.
const NAMED: usize = 3;

/// What is there of the kinds that are governed, and where.
fn found(paths: &[&RepoPath], trees: &Trees) -> String {
    let mut of_kind: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for path in paths {
        // a README may turn out to be a card
        let read = trees.head.artifacts.get(path).map(|artifact| artifact.kind);
        if let Some(kind) = read.or_else(|| kind::of(path)) {
            of_kind.entry(kind).or_default().push(path.to_string());
        }
    }
    if of_kind.is_empty() {
        return "Found nothing that is governed yet: no card, license, weights, data or record.".into();
    }
    let mut out = String::from("Found:");
    for (kind, paths) in &of_kind {
        let _ =
            write!(out, "\n  {}: {}", kind.name(), paths.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", "));
        if paths.len() > NAMED {
            let _ = write!(out, " and {} more", paths.len() - NAMED);
        }
    }
    out
}

fn samples(paths: &[&RepoPath]) -> BTreeSet<String> {
    let governed = paths.iter().filter(|path| matches!(kind::of(path), Some(Kind::Weights | Kind::Data)));
    let tops = governed.filter_map(|path| path.text().split('/').next().map(str::to_owned));
    tops.filter(|top| SAMPLES.contains(&top.as_str())).into_set()
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
