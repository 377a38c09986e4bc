//! Runs the rules over real cards, where they are at hand, and shows what they say. Asserts only what holds of any input:
//! no panic, and silence where nothing changes. `MODELWARD_CORPUS` names the folder; `-- --nocapture` shows the findings.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("MODELWARD_CORPUS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no corpus of real files here");
    None
}

fn review(base: Files, head: Files) -> modelward::report::Report {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut source = MemorySource { base, head };
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report
}

fn tree(path: &str, text: Vec<u8>) -> Files {
    BTreeMap::from([(RepoPath::new(path.as_bytes()).expect("a path"), text)])
}

fn show(name: &str, report: &modelward::report::Report, counts: &mut BTreeMap<String, usize>) {
    for finding in &report.introduced {
        *counts.entry(finding.rule.clone()).or_default() += 1;
        println!("{name} {} {} {}:{} {}", finding.severity, finding.rule, finding.at.side, finding.at, finding.message);
    }
}

#[test]
fn real_changes_of_cards() {
    let Some(corpus) = corpus() else { return };
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(corpus.join("card_changes")).expect("a folder").flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut counts = BTreeMap::new();
    for folder in folders.iter().filter(|path| path.is_dir()) {
        let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
        let report = review(tree("README.md", read("before.md")), tree("README.md", read("after.md")));
        show(&folder.display().to_string(), &report, &mut counts);
    }
    println!("{counts:#?}");
}

#[test]
fn real_cards_as_new_files() {
    let Some(corpus) = corpus() else { return };
    let mut counts = BTreeMap::new();
    for (folder, path) in [("model_cards", "MODEL_CARD.md"), ("dataset_cards", "DATASET_CARD.md")] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(corpus.join(folder)).expect("a folder").flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
            let text = std::fs::read(file).expect("a file");
            let report = review(Files::new(), tree(path, text.clone()));
            show(&file.display().to_string(), &report, &mut counts);
            let same = review(tree(path, text.clone()), tree(path, text));
            assert!(same.introduced.is_empty() && same.fixed.is_empty(), "{}", file.display());
        }
    }
    println!("{counts:#?}");
}

#[test]
fn real_records_as_new_files() {
    let Some(corpus) = corpus() else { return };
    let mut counts = BTreeMap::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(corpus.join("croissant")).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| !file.to_string_lossy().contains("verdicts")) {
        let text = std::fs::read(file).expect("a file");
        let report = review(Files::new(), tree("data/croissant.json", text.clone()));
        show(&file.display().to_string(), &report, &mut counts);
        let same = review(tree("data/croissant.json", text.clone()), tree("data/croissant.json", text));
        assert!(same.introduced.is_empty() && same.fixed.is_empty(), "{}", file.display());
    }
    println!("{counts:#?}");
}
