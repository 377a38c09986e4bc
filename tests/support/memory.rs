//! A review of files held in memory, by the built-in rules.

use modelward::change::RepoPath;
use modelward::report::Report;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};

pub fn files(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| (RepoPath::new(path.as_bytes()).unwrap(), text.as_bytes().to_vec())).collect()
}

pub fn review(base: &[(&str, &str)], head: &[(&str, &str)]) -> Report {
    let mut source = MemorySource { base: files(base), head: files(head) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(engine::review(&mut source, rule::builtin())).unwrap().report
}
