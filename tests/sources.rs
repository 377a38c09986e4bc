//! License tags of source files: which files are read for them, and what is told.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use modelward::change::{ChangeSet, Hunks, RepoPath, Side};
use modelward::report::Report;
use modelward::source::memory::{Files, MemorySource};
use modelward::source::{Content, Listing, Source, SourceError};
use modelward::{engine, rule};
use support::repo::Repo;

/// Trees in memory, as a forge or a local repository shows them.
struct Shown {
    inner: MemorySource,
    is_local: bool,
    /// Whether the lines that change are shown.
    lines: bool,
    read: Vec<String>,
}

impl Source for Shown {
    fn is_local(&self) -> bool {
        self.is_local
    }

    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let mut change = self.inner.changes().await?;
        for file in change.files.iter_mut().filter(|_| !self.lines) {
            file.hunks = Hunks::Unavailable;
        }
        Ok(change)
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        self.inner.listing().await
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        self.read.extend(wanted.iter().map(|(side, path)| format!("{side}:{path}")));
        self.inner.read(wanted).await
    }
}

fn files(list: &[(String, String)]) -> Files {
    let path = |path: &str| RepoPath::new(path.as_bytes()).expect("a path");
    list.iter().map(|(name, text)| (path(name), text.clone().into_bytes())).collect()
}

fn review(base: &[(String, String)], head: &[(String, String)], is_local: bool, lines: bool) -> (Report, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let inner = MemorySource { base: files(base), head: files(head) };
    let mut source = Shown { inner, is_local, lines, read: Vec::new() };
    let report = runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report;
    (report, source.read)
}

/// A thousand lines of code below a head, so that nothing but the head could be read in it.
fn source(tag: &str) -> String {
    format!("# Copyright A\n# SPDX-License-Identifier: {tag}\n\n{}", "x = 1\n".repeat(1_000))
}

fn trees() -> [Vec<(String, String)>; 2] {
    let named = |name: &str, text: String| (name.to_owned(), text);
    let license = || named("LICENSE", "SPDX-License-Identifier: Apache-2.0\n".into());
    let base = vec![license(), named("src/a.py", source("Apache-2.0")), named("src/b.py", source("Apache-2.0"))];
    let head = vec![license(), named("src/a.py", source("MIT")), named("src/b.py", source("Apache-2.0") + "y = 1\n")];
    [base, head]
}

fn told(report: &Report) -> Vec<String> {
    report.introduced.iter().map(|finding| format!("{} {}", finding.rule, finding.at)).collect()
}

#[test]
fn a_forge_that_shows_lines_is_asked_for_the_files_with_tags_alone() {
    let [base, head] = trees();
    let (report, read) = review(&base, &head, false, true);
    assert_eq!(read, ["base:src/a.py", "head:src/a.py", "head:LICENSE"]);
    assert_eq!(told(&report), ["license/tag-changed src/a.py:2"]);
    assert_eq!(report.governed, 1);
    let (report, read) = review(&base, &head, false, false);
    assert!(read.is_empty() && told(&report).is_empty());
}

#[test]
fn a_local_repository_is_read_and_what_says_nothing_new_is_dropped() {
    let [base, head] = trees();
    let (report, read) = review(&base, &head, true, false);
    assert_eq!(read, ["base:src/a.py", "head:src/a.py", "base:src/b.py", "head:src/b.py", "head:LICENSE"]);
    assert_eq!(told(&report), ["license/tag-changed src/a.py:2"]);
    // without a tag that changes nothing is governed, and no license file is asked for
    let (report, read) = review(&base[2..], &head[2..], true, false);
    assert_eq!((report.governed, read.len()), (0, 2));
}

#[test]
fn more_files_than_are_read_are_told() {
    let tree = |tag: &str| -> Vec<(String, String)> {
        (0..1_200).map(|n| (format!("src/m{n:04}.py"), format!("# SPDX-License-Identifier: {tag}\n"))).collect()
    };
    let (report, read) = review(&tree("MIT"), &tree("Apache-2.0"), true, false);
    assert_eq!(read.len(), 2_000);
    assert_eq!(told(&report), ["license/tag-changed src/m0000.py:1"]);
    let skipped: Vec<String> = report.skipped.iter().map(|skip| skip.reason.clone()).collect();
    assert_eq!(skipped, ["200 changed source files were not read for their license tags (limit 1000)"]);
}

#[test]
fn tags_of_a_working_tree_are_judged_and_mended() {
    let repo = Repo::new();
    repo.write("Cargo.toml", "[package]\nname = \"a\"\nlicense = \"MIT\"\n").write("src/a.rs", "// A\nfn a() {}\n");
    repo.commit("base");
    repo.write("src/a.rs", "// SPDX-License-Identifier: Apache 2.0\nfn a() {}\n");
    assert_eq!(
        repo.check(&["--format", "json"]).introduced(),
        ["license/no-expression src/a.rs:1", "license/tag-differs src/a.rs:1"]
    );
    // the tag names what the manifest names
    repo.write("src/a.rs", "// SPDX-License-Identifier: MIT\nfn a() {}\n");
    assert_eq!(repo.check(&["--format", "json"]).introduced(), Vec::<String>::new());
}

#[test]
fn a_denied_license_is_told_of_a_tag_as_well() {
    let repo = Repo::new();
    repo.write(".github/modelward.toml", "[license]\ndenied = [\"GPL-3.0-only\"]\n").commit("base");
    repo.write("src/a.rs", "// SPDX-License-Identifier: GPL-3.0-only\n");
    assert_eq!(repo.check(&["--format", "json"]).introduced(), ["license/denied src/a.rs:1"]);
}
