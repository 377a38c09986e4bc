//! Edits of cards, one at a time: those that take something away are told at their place, and those that change the form
//! alone are not.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::report::Report;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};
use std::path::Path;

fn review(base: Files, head: Files) -> Report {
    let mut source = MemorySource { base, head };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report
}

/// `rule path:line` of what a change introduces.
fn told(base: &[(&str, &str)], head: &[(&str, &str)]) -> Vec<String> {
    let files = |list: &[(&str, &str)]| -> Files {
        let path = |name: &str| RepoPath::new(name.as_bytes()).expect("a path");
        list.iter().map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect()
    };
    let report = review(files(base), files(head));
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
    assert_eq!(told, ["model-card/key-misspelled README.md:3"]);
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
    assert_eq!(told_of("MODEL_CARD.md", card, &more), ["card/placeholder MODEL_CARD.md:13"]);
    let renamed = more.replace("## Training data", "## Data");
    assert_eq!(told_of("MODEL_CARD.md", card, &renamed), ["card/placeholder MODEL_CARD.md:13"]);
}

const LIMITS: &str = "# Model\n\n## Limitations\n\nIt fails on handwriting, on small print and on scripts other than Latin.\n\n\
    - It must not be used for medical decisions.\n- Faces with dark skin are recognized less often.\n\n## Training data\n\n\
    Letters of an archive in Basel.\n";

/// "See below" in the place of a statement states nothing.
#[test]
fn a_pointer_takes_no_statements_place() {
    let (start, rest) = LIMITS.split_once("It fails").expect("a text");
    let (_, end) = rest.split_once("often.\n").expect("a text");
    for stub in
        ["See below.", "None.", "N/A", "See [the paper](https://arxiv.org/abs/1).", "To be documented.", "详见论文。"]
    {
        let after = format!("{start}{stub}\n{end}");
        assert_eq!(told_of("MODEL_CARD.md", LIMITS, &after), ["model-card/section-removed MODEL_CARD.md:3"], "{stub}");
    }
    for stub in [
        "See below.",
        "Others.",
        "See the paper for details.",
        "More to come.",
        "For details, see our paper.",
        "Please refer to the card of the base model for what it cannot do.",
        "[See the paper](a.pdf)",
    ] {
        let after = LIMITS.replace("It must not be used for medical decisions.", stub);
        assert_eq!(told_of("MODEL_CARD.md", LIMITS, &after), ["card/limitation-removed MODEL_CARD.md:7"], "{stub}");
    }
    // an answer, however short, a text that moved to where the pointer leads, and a link that joins what was said
    for answer in ["It fails on all but print.", "N/A, because the words are random.", "None of its readers was asked."]
    {
        let prose = format!("{start}It fails on handwriting, on small print and on scripts other than Latin.\n{end}");
        let after = format!("{start}{answer}\n{end}");
        assert_eq!(told_of("MODEL_CARD.md", &prose, &after), Vec::<String>::new(), "{answer}");
    }
    let moved = format!("{start}See [LIMITS.md](LIMITS.md).\n{end}");
    let limits = ("LIMITS.md", LIMITS);
    assert_eq!(told(&[("MODEL_CARD.md", LIMITS)], &[("MODEL_CARD.md", &moved), limits]), Vec::<String>::new());
    let more = LIMITS.replace("often.\n", "often.\n- See also the paper.\n");
    assert_eq!(told_of("MODEL_CARD.md", LIMITS, &more), Vec::<String>::new());
    let license =
        "# Model\n\n## License\n\nThe weights are under the terms of the MIT license, and so is all of the code.\n";
    assert_eq!(told_of("MODEL_CARD.md", license, "# Model\n\n## License\n\nSee LICENSE.\n"), Vec::<String>::new());
}

/// Two words hold a statement back, and one of them goes.
#[test]
fn a_word_that_goes_is_told_where_another_stays() {
    let card = |text: &str| format!("# Model\n\n## Uses\n\n{text}\n");
    for (before, after) in [
        (
            "We do not recommend training on it: this is an evaluation-only benchmark, and scores would mean nothing.",
            "We do recommend training on it: this is an evaluation-only benchmark, and scores would mean nothing.",
        ),
        (
            "It is provided for research purposes only, to members of a university.",
            "It is provided for research purposes, to members of a university.",
        ),
    ] {
        assert_eq!(told_of("MODEL_CARD.md", &card(before), &card(after)), ["card/use-widened MODEL_CARD.md:5"]);
    }
    for (before, after) in [
        ("It cannot and must not be used for credit decisions.", "It must not be used for credit decisions."),
        (
            "It is for research only, never for credit decisions about people.",
            "It is for research, not for credit decisions about people.",
        ),
    ] {
        assert_eq!(told_of("MODEL_CARD.md", &card(before), &card(after)), Vec::<String>::new(), "{before}");
    }
}

/// Names that differ by a sign alone are two.
#[test]
fn a_number_in_the_row_of_a_set_with_a_plus_is_told() {
    let card = "# Model\n\n## Results\n\n| Set | pass@1 |\n|---|---|\n| MBPP | 60.1 |\n| MBPP+ | 57.0 |\n";
    let told = told_of("MODEL_CARD.md", card, &card.replace("57.0", "61.5"));
    assert_eq!(told, ["model-card/result-rewritten MODEL_CARD.md:8"]);
}

/// Where data is from, under the template's own heading.
#[test]
fn the_source_of_data_is_a_section_that_stays() {
    let card = "---\npretty_name: A\n---\n# A\n\n## Source data\n\nLetters of an archive in Basel, read in 2024.\n\n## Fields\n\n- a\n";
    let (start, rest) = card.split_once("## Source").expect("a text");
    let (_, end) = rest.split_once("2024.\n\n").expect("a text");
    let told = told_of("README.md", card, &format!("{start}{end}"));
    assert_eq!(told, ["dataset/section-removed README.md:6"]);
}

/// The files below a folder, by their paths in it.
fn below(folder: &Path, root: &Path, found: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, root, found);
            continue;
        }
        let name = path.strip_prefix(root).expect("a path below").to_string_lossy().replace('\\', "/");
        found.insert(RepoPath::new(name.as_bytes()).expect("a path"), std::fs::read(&path).expect("a file"));
    }
}

/// A complete card of each kind, new beside its weights or data: nothing is said, and nothing was left unread.
#[test]
fn complete_cards_get_no_word() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/complete");
    let mut kinds = 0;
    for folder in std::fs::read_dir(&root).expect("a folder").flatten().map(|entry| entry.path()) {
        let mut head = Files::new();
        below(&folder, &folder, &mut head);
        let report = review(Files::new(), head);
        let told: Vec<String> = report.introduced.iter().map(|it| format!("{} {}", it.rule, it.message)).collect();
        assert_eq!(told, Vec::<String>::new(), "{}", folder.display());
        assert!(report.skipped.is_empty() && report.governed > 1, "{}", folder.display());
        kinds += 1;
    }
    assert_eq!(kinds, 9);
}

/// Tables in folders below `data` are counted when the card alone changes.
#[test]
fn rows_of_tables_in_deeper_folders_are_counted() {
    let card = |rows: &str| {
        format!(
            "---\npretty_name: A\nconfigs:\n- config_name: en\n  data_files: [{{split: train, path: data/en/v1/train.csv}}]\ndataset_info:\n  \
             config_name: en\n  splits: [{{name: train, num_examples: {rows}}}]\n---\n# A\n"
        )
    };
    let table = ("data/en/v1/train.csv", "a,b\n1,2\n3,4\n");
    let told = told(&[("README.md", &card("2")), table], &[("README.md", &card("3")), table]);
    assert_eq!(told, ["dataset/rows-disagree README.md:8"]);
}

/// A filler within a larger section is no new text of that section.
#[test]
fn a_filler_below_a_parent_takes_no_place() {
    let card = "---\npretty_name: A\n---\n# A\n\n## Source data\n\n### Collection process\n\nRead by two people in an archive in Basel, \
                compared and corrected by a third.\n\n### Annotators\n\nThree archivists.\n";
    for filler in ["TODO", "See the paper.", "[More Information Needed]"] {
        let after =
            card.replace("Read by two people in an archive in Basel, compared and corrected by a third.", filler);
        assert_eq!(told_of("README.md", card, &after), ["dataset/section-removed README.md:8"], "{filler}");
    }
}

/// Headings of another level part a section from what stood below it, and say nothing new.
#[test]
fn levels_of_headings_bring_no_open_section() {
    let card = "# Model\n\n## Training data\n\n### Source\n\n[More Information Needed]\n\n## Uses\n\nFor reading.\n";
    let flat = card.replace("### Source", "## Source");
    assert_eq!(told_of("MODEL_CARD.md", card, &flat), Vec::<String>::new());
    let filler = card.replace("### Source", "TODO\n\n### Source");
    assert_eq!(told_of("MODEL_CARD.md", &filler, &filler.replace("### Source", "## Source")), Vec::<String>::new());
}

/// What is too short to be looked for stays in a section whose heading is translated.
#[test]
fn a_short_section_under_a_translated_heading_stays() {
    let card = "---\npretty_name: A\n---\n# A\n\n## License\n\nMIT\n\n## Fields\n\n- a\n";
    assert_eq!(told_of("README.md", card, &card.replace("License", "Lizenz")), Vec::<String>::new());
}

/// What the policy calls data is data for records too, whatever it is named, and what it calls something else is not.
#[test]
fn records_ask_the_policy_what_a_file_is() {
    let policy = |paths: &str, kind: &str| format!("[[artifacts]]\npaths = [\"{paths}\"]\nkind = \"{kind}\"\n");
    let dvc = ("feeds/a.blob.dvc", "outs:\n- md5: 0cc175b9c0f1b6a831c399e269772661\n  path: a.blob\n");
    let lock = "stages:\n  a:\n    cmd: x\n    outs:\n    - path: feeds/b.blob\n      md5: 0cc175b9c0f1b6a831c399e269772661\n  b:\n    \
                cmd: y\n    deps:\n    - path: feeds/b.blob\n      md5: 60b725f10c9c85c70d97880dfe8191b3\n";
    let told_with = |policy: &str| {
        let policy = (".github/modelward.toml", policy);
        told(&[policy], &[policy, dvc, ("dvc.lock", lock)])
    };
    let data = told_with(&policy("feeds/**.blob", "data"));
    assert_eq!(data, ["dataset/records-disagree dvc.lock:11", "dataset/record-incomplete feeds/a.blob.dvc:1"]);
    assert_eq!(told_with(""), Vec::<String>::new());
    let csv = ("data/a.csv.dvc", "outs:\n- md5: 0cc175b9c0f1b6a831c399e269772661\n  path: a.csv\n");
    let none = policy("data/**/*.csv", "none");
    let none = (".github/modelward.toml", none.as_str());
    assert_eq!(told(&[], &[csv]), ["dataset/record-incomplete data/a.csv.dvc:1"]);
    assert_eq!(told(&[none], &[none, csv]), Vec::<String>::new());
}

/// A template is a notice; a text that a filler took the place of is a warning.
#[test]
fn a_filler_weighs_what_was_lost_to_it() {
    let card = |text: &str| {
        let text = format!("# Model\n\n## Shoes\n\n{text}\n");
        Files::from([(RepoPath::new(b"MODEL_CARD.md").expect("a path"), text.into_bytes())])
    };
    for (base, expected) in [(Files::new(), "Notice"), (card("They fit well, and last for years."), "Warning")] {
        let report = review(base, card("TODO"));
        let found = report.introduced.iter().find(|it| it.rule == "card/placeholder").expect("a finding");
        assert_eq!(format!("{:?}", found.severity), expected);
    }
}

/// Who reads the message learns which letters are meant.
#[test]
fn letters_in_disguise_are_named() {
    let report = review(
        Files::new(),
        Files::from([(RepoPath::new(b"MODEL_CARD.md").expect("a path"), "# L\u{456}mits\n".into())]),
    );
    let found = report.introduced.iter().find(|it| it.rule == "card/disguised-text").expect("a finding");
    assert!(found.message.contains("Cyrillic \u{456} (U+0456)"), "{}", found.message);
}
