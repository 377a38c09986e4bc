//! `modelward fix`: applies the suggestions that change a form and no meaning, and those of the rules that are named.

use super::output::Output;
use super::{Ended, Failure, block_on, telling, tree};
use crate::artifact::Artifact;
use crate::change::{self, RepoPath};
use crate::cli::Fix as Arguments;
use crate::engine::{self, Review};
use crate::finding::{Finding, Fix};
use crate::mend;
use crate::report::escape::log_line;
use crate::rule::{self, Rule};
use crate::source::git::Revisions;
use crate::source::write;
use crate::visible::visible;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let (root, review) = reviewed(arguments)?;
    let known: Vec<&Rule> = rule::builtin().iter().chain(&review.configuration.rules).collect();
    if let Some(id) = arguments.rules.iter().find(|id| known.iter().all(|rule| rule.id != **id)) {
        return Err(super::explain::unknown(id, &known));
    }
    let mut edits: BTreeMap<&RepoPath, Vec<&Fix>> = BTreeMap::new();
    let mut decisions: Vec<&Finding> = Vec::new();
    for (finding, fix) in review.report.introduced.iter().filter_map(|finding| Some((finding, finding.fix.as_ref()?))) {
        let safe = || known.iter().any(|rule| rule.id == finding.rule && rule.safe_fix);
        let named = arguments.rules.contains(&finding.rule);
        if named || (arguments.rules.is_empty() && safe()) {
            edits.entry(&fix.path).or_default().push(fix);
        } else if arguments.rules.is_empty() {
            decisions.push(finding);
        }
    }
    let (mut files, mut left, mut failed) = (0, 0, false);
    for (path, fixes) in edits {
        match mended(&root, path, &fixes, review.trees.head.artifacts.get(path)) {
            Ok((file, before, after)) => {
                output.print(&diff(path, &before, &after.text, output.colour));
                left += after.left;
                files += 1;
                if !arguments.dry_run {
                    write::replace(&file, after.text.as_bytes()).map_err(|source| Failure::File {
                        action: "write",
                        path: path.to_string(),
                        source,
                    })?;
                }
            }
            Err(reason) => {
                output.error(&format!("{path} {reason}; it was left as it is"));
                failed = true;
            }
        }
    }
    output.print(&told(arguments.dry_run, files, left, &decisions));
    if !review.report.skipped.is_empty() {
        output.print(&format!(
            "\nnot everything was looked at ({}); `modelward check` lists it",
            review.report.skipped.len()
        ));
    }
    Ok(match telling::configuration(&review.configuration, output) {
        Ended::Well if failed => Ended::WithMistakes,
        Ended::Well if arguments.dry_run && files > 0 => Ended::WithFindings,
        ended => ended,
    })
}

/// The findings of the working tree, each with its own fix.
fn reviewed(arguments: &Arguments) -> Result<(PathBuf, Review), Failure> {
    let bare = || Failure::Usage("a bare repository has no working tree to mend; clone it first".into());
    // several findings of one file become one, and that has no fix
    let apart = |rule: &Rule| {
        let mut rule = rule.clone();
        rule.several = None;
        rule.text.values_mut().for_each(|wording| wording.several = None);
        rule
    };
    let source = if arguments.all {
        tree::open(&arguments.repo, None)?
    } else {
        tree::change(&arguments.repo, &Revisions { base: arguments.base.clone(), head: None })?
    };
    let root = source.root().ok_or_else(bare)?.to_owned();
    let rules: Vec<Rule> = rule::builtin().iter().map(apart).collect();
    Ok((root, block_on(engine::review(&mut source.with_unix_lines(), &rules))??))
}

/// The file, its text, and the text with the fixes. The error is why it may not be touched.
fn mended(
    root: &Path,
    path: &RepoPath,
    fixes: &[&Fix],
    judged: Option<&Artifact>,
) -> Result<(PathBuf, String, mend::Mended), String> {
    let file = write::regular_file(root, path).map_err(|error| error.to_string())?;
    let bytes = std::fs::read(&file).map_err(|error| format!("cannot be read: {error}"))?;
    let before = String::from_utf8(bytes).map_err(|_| "is not UTF-8 throughout".to_owned())?;
    if judged.is_none_or(|judged| judged.text.source() != before.replace("\r\n", "\n")) {
        return Err("changed meanwhile".into());
    }
    let after = mend::apply(&before, fixes);
    Ok((file, before, after))
}

fn diff(path: &RepoPath, before: &str, after: &str, colour: bool) -> String {
    let text = change::diff::unified(&path.to_string(), before, after);
    let line = |line: &str| {
        let shown = log_line(line.trim_end_matches('\r'));
        match line.chars().next().filter(|_| colour) {
            Some('+') => format!("\u{1b}[32m{shown}\u{1b}[0m\n"),
            Some('-') => format!("\u{1b}[31m{shown}\u{1b}[0m\n"),
            _ => format!("{shown}\n"),
        }
    };
    text.split_terminator('\n').map(line).collect()
}

fn told(dry_run: bool, files: usize, left: usize, decisions: &[&Finding]) -> String {
    let mut out = match (files, dry_run) {
        (0, _) => "nothing to mend without a decision".to_owned(),
        (1, false) => "mended 1 file".to_owned(),
        (many, false) => format!("mended {many} files"),
        (1, true) => "1 file would be mended".to_owned(),
        (many, true) => format!("{many} files would be mended"),
    };
    if left > 0 {
        let _ = write!(out, "; {left} more on the same lines: run it again");
    }
    if !decisions.is_empty() {
        out.push_str("\n\nleft to you, since they decide what is meant (`--rule RULE` applies those of a rule):");
        for finding in decisions {
            let _ = write!(out, "\n  {}: {} [{}]", finding.at, visible(&finding.title), visible(&finding.rule));
        }
    }
    out
}
