//! What a review says of a license text that changes: which words, in place of which, and nothing of what changes no terms.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::license::identify;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};

fn text(id: &str) -> String {
    spdx::license_id(id).expect("an id").text().to_owned()
}

/// What the rules on licenses say of a change of files: `rule message`.
fn review(base: &[(&str, &str)], head: &[(&str, &str)]) -> Vec<String> {
    let tree = |files: &[(&str, &str)]| {
        let file = |(path, text): &(&str, &str)| (RepoPath::new(path.as_bytes()).unwrap(), text.as_bytes().to_vec());
        files.iter().map(file).collect::<Files>()
    };
    let mut source = MemorySource { base: tree(base), head: tree(head) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let report = runtime.block_on(engine::review(&mut source, rule::builtin())).unwrap().report;
    let told = report.introduced.into_iter().filter(|finding| finding.rule.starts_with("license/"));
    let mut told: Vec<String> = told.map(|finding| format!("{} {}", finding.rule, finding.message)).collect();
    told.extend(report.fixed.iter().map(|finding| format!("fixed {}", finding.rule)));
    told
}

fn edit(before: &str, after: &str) -> Vec<String> {
    review(&[("LICENSE", before)], &[("LICENSE", after)])
}

#[test]
fn dropped_words_are_shown_as_the_file_had_them() {
    let mit = text("MIT");
    let dropped = " to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software,";
    let flat = mit.replace('\n', " ");
    assert!(flat.contains(dropped));
    let told = edit(&flat, &flat.replace(dropped, ""));
    let words = "`to use, copy, modify, merge, publish, distribute, sublicense, and/or sell …` is dropped";
    assert!(told.len() == 1 && told[0].contains(words), "{told:?}");
    // one text alone says how many there were
    let mut counted = 0;
    for id in ["PDDL-1.0", "CDLA-Sharing-1.0", "C-UDA-1.0", "LPPL-1.3c", "OSL-3.0", "EUPL-1.2", "OpenMDW-1.0"] {
        let text = text(id);
        let words: Vec<&str> = text.split_whitespace().collect();
        let (before, after) = (&words[..words.len() / 2], &words[words.len() / 2 + 30..]);
        let found = identify(&[before, after].concat().join(" "));
        assert!(!found.changed[0].from.contains("… …"), "{:?}", found.changed);
        counted += usize::from(found.changed[0].from.contains(" words)"));
    }
    assert!(counted > 0);
}

/// What was altered before is old, and is not mended by an alteration more.
#[test]
fn a_second_alteration_mends_none() {
    let once = text("MIT").replace("free of charge", "for a fee");
    let twice = once.replace("without restriction", "with restriction");
    let told = edit(&once, &twice);
    assert!(told.len() == 1 && told[0].contains("`with` stands in place of `without`"), "{told:?}");
    assert_eq!(edit(&once, &format!("{once}\n")), [] as [&str; 0]);
    assert_eq!(edit(&once, &text("MIT")), ["fixed license/text-altered"]);
}
