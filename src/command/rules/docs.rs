//! `modelward rules docs`: writes the reference, one page a rule and an index, or tells which pages are out of date.

use super::page;
use crate::cli::RuleDocs;
use crate::command::output::Output;
use crate::command::{Ended, Failure};
use crate::rule::{self, Rule};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &RuleDocs, output: &Output) -> Result<Ended, Failure> {
    let pages = pages(rule::with_examples())?;
    let there = written(&arguments.out)?;
    let changed: Vec<&String> = pages.keys().filter(|name| there.get(*name) != pages.get(*name)).collect();
    let stale: Vec<&String> = there.keys().filter(|name| !pages.contains_key(*name)).collect();
    if arguments.check {
        for name in changed.iter().chain(&stale) {
            output.print(&format!("{} is out of date", arguments.out.join(name).display()));
        }
        let current = changed.is_empty() && stale.is_empty();
        return Ok(if current { Ended::Well } else { Ended::WithFindings });
    }
    for (name, text) in pages.iter().filter(|(name, _)| changed.contains(name)) {
        write(&arguments.out.join(name), text)?;
    }
    for name in &stale {
        let path = arguments.out.join(name);
        std::fs::remove_file(&path).map_err(failure("remove", &path))?;
    }
    let (pages, changed, stale) = (pages.len(), changed.len(), stale.len());
    output.print(&format!("{pages} pages in {}: {changed} written, {stale} removed", arguments.out.display()));
    Ok(Ended::Well)
}

fn failure(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let path = path.display().to_string();
    move |source| Failure::File { action, path, source }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(failure("make", directory))?;
    }
    std::fs::write(path, text).map_err(failure("write", path))
}

/// Every page by its path.
fn pages(rules: &[Rule]) -> Result<BTreeMap<String, String>, Failure> {
    let mut pages = BTreeMap::from([("README.md".to_owned(), index(rules))]);
    for rule in rules {
        pages.insert(format!("{}.md", rule.id), page::page(rule)?);
    }
    Ok(pages)
}

fn index(rules: &[Rule]) -> String {
    let mut out = format!("{} Edit the files under rules/ instead. -->\n\n# Rules\n\n", page::MARK);
    let _ = writeln!(out, "{} rules. `modelward explain RULE` says the same in a terminal.", rules.len());
    let mut pack = "";
    for rule in rules {
        if rule.pack() != pack {
            pack = rule.pack();
            let _ = writeln!(out, "\n## {pack}\n\n| rule | severity | speaks when |\n| --- | --- | --- |");
        }
        let _ = writeln!(out, "| [{id}]({id}.md) | {} | {} |", rule.severity, rule.title, id = rule.id);
    }
    out
}

/// The pages that an earlier run wrote, by their path. Other files are left alone.
fn written(out: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut found = BTreeMap::new();
    let packs = list(out)?.into_iter().filter(|path| path.is_dir());
    let all: Vec<PathBuf> = packs.map(|pack| list(&pack)).collect::<Result<Vec<_>, _>>()?.concat();
    for path in all.into_iter().chain([out.join("README.md")]).filter(|path| path.is_file()) {
        // a checkout may have other line ends
        let text = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if text.starts_with(page::MARK) {
            let name = path.strip_prefix(out).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.insert(name, text);
        }
    }
    Ok(found)
}

fn list(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(directory).map_err(failure("read", directory))?;
    entries.map(|entry| Ok(entry.map_err(failure("read", directory))?.path())).collect()
}
