//! Edits of cards, one at a time: those that take something away are told at their place, and those that change the form
//! alone are not.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};

/// `rule path:line` of what a change introduces.
fn told(base: &[(&str, &str)], head: &[(&str, &str)]) -> Vec<String> {
    let files = |list: &[(&str, &str)]| -> Files {
        let path = |name: &str| RepoPath::new(name.as_bytes()).expect("a path");
        list.iter().map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect()
    };
    let mut source = MemorySource { base: files(base), head: files(head) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let report = runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report;
    let line =
        |place: Option<modelward::finding::Place>| place.map(|place| format!(":{}", place.line)).unwrap_or_default();
    report.introduced.iter().map(|it| format!("{} {}{}", it.rule, it.at.path, line(it.at.place))).collect()
}

/// What is told of one file that becomes another text.
fn told_of(path: &str, before: &str, after: &str) -> Vec<String> {
    told(&[(path, before)], &[(path, after)])
}

/// A README becomes a card by one key, or stops being one by a slip in it: it is judged as a card on both sides.
#[test]
fn one_key_more_or_less_makes_no_new_card() {
    let readme = "---\nlanguage: german\n---\n# A model\n\n## Limitations\n\nTODO\n";
    let tagged = readme.replace("german\n", "german\ntags: [text]\n");
    assert_eq!(told_of("README.md", readme, &tagged), Vec::<String>::new());
    let card = readme.replace("german\n", "de\nlicense: mit\n");
    let slip = card.replace("license:", "licence:");
    let told = told_of("README.md", &card, &slip);
    assert_eq!(told, ["license/removed README.md:3", "model-card/key-misspelled README.md:3"]);
    let filled = card.replace("TODO", "It fails on handwriting and on small print.");
    let without = filled.replace("license: mit\n", "").replace("It fails on handwriting and on small print.", "");
    let told = told_of("README.md", &filled, &without);
    assert_eq!(told, ["license/removed README.md:3", "model-card/section-removed README.md:6"]);
}

/// A heading that is renamed, translated or set in another way holds the filler that it held before.
#[test]
fn an_open_section_under_another_heading_is_no_new_one() {
    let card = "# Model\n\n## Training data\n\n[More Information Needed]\n\n## Limitations\n\n## Results\n\nTBD\n";
    for (heading, other) in [
        ("## Training data", "## Data used for training"),
        ("## Training data", "## 📚 1. Training data"),
        ("## Results", "## Ergebnisse"),
        ("## Limitations", "## Known limitations"),
        ("## Limitations", "## 制限事項"),
    ] {
        assert_eq!(told_of("MODEL_CARD.md", card, &card.replace(heading, other)), Vec::<String>::new(), "{other}");
    }
    let more = format!("{card}\n## Uses\n\nTODO\n");
    assert_eq!(told_of("MODEL_CARD.md", card, &more), ["model-card/placeholder MODEL_CARD.md:13"]);
    let renamed = more.replace("## Training data", "## Data");
    assert_eq!(told_of("MODEL_CARD.md", card, &renamed), ["model-card/placeholder MODEL_CARD.md:13"]);
}
