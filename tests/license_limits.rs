//! What a review says of limits that stand beside a free license: a word under its heading, terms in a file of their own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};

const CARD: &str = "---\nlicense: mit\nlibrary_name: transformers\n---\n# Sorter\n\nSorts.\n";

fn mit() -> String {
    spdx::license_id("MIT").unwrap().text().replace("<year> <copyright holders>", "2024 Example")
}

fn tree(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| (RepoPath::new(path.as_bytes()).unwrap(), text.as_bytes().to_vec())).collect()
}

/// What the rules on licenses say of a change of files: `rule path:line message`.
fn review(base: &[(&str, &str)], head: &[(&str, &str)]) -> Vec<String> {
    let mut source = MemorySource { base: tree(base), head: tree(head) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let report = runtime.block_on(engine::review(&mut source, rule::builtin())).unwrap().report;
    let told = report.introduced.into_iter().filter(|finding| finding.rule.starts_with("license/"));
    told.map(|finding| format!("{} {} {}", finding.rule, finding.at, finding.message)).collect()
}

/// What is said of a card, or a README beside a license file, that says no more of its license than this.
fn under(heading: &str, words: &str) -> [Vec<String>; 2] {
    let added = format!("\n## {heading}\n\n{words}\n");
    let plain = "# Sorter\n\nSorts.\n";
    [
        review(&[("README.md", CARD)], &[("README.md", &format!("{CARD}{added}"))]),
        review(
            &[("LICENSE", &mit()), ("README.md", plain)],
            &[("LICENSE", &mit()), ("README.md", &format!("{plain}{added}"))],
        ),
    ]
}

#[test]
fn a_limit_in_a_few_words_is_read_as_one() {
    for (heading, words) in [
        ("License", "MIT. Non-commercial use only."),
        ("License", "Not for commercial use."),
        ("License", "MIT License. Not for commercial use."),
        ("License", "MIT (non-commercial)"),
        ("License", "MIT, non-commercial use only"),
        ("License", "Non-commercial."),
        ("License", "MIT.\n\n- Non-commercial use only. Contact: sales@example.org"),
        ("License", "Released under the MIT license, for research purposes only."),
        ("License", "MIT. Commercial use prohibited."),
        ("License", "MIT. Personal use only."),
        ("License", "MIT. Commercial use requires a separate license."),
        ("Terms of use", "Research only."),
        ("许可证", "MIT。仅供研究使用。"),
        ("ライセンス", "MIT(商用利用不可)"),
        ("Lizenz", "MIT. Nur für Forschungszwecke."),
        ("Licencia", "MIT. Sin fines comerciales."),
    ] {
        let [card, readme] = under(heading, words);
        for (told, license, line) in [(card, "`mit`", 11), (readme, "`MIT`", 7)] {
            let line = line + if words.contains("\n\n- ") { 2 } else { 0 };
            assert!(
                told.len() == 1
                    && told[0].starts_with(&format!("license/prose-restriction README.md:{line} "))
                    && told[0].contains(&format!("the license {license} allows commercial use")),
                "{words}: {told:?}"
            );
        }
    }
}

#[test]
fn what_is_no_limit_of_this_work_is_none() {
    for words in [
        "MIT. For commercial and non-commercial use.",
        "MIT. Free for both commercial and non-commercial use.",
        "MIT. Not restricted to non-commercial use.",
        "- COCO: CC BY 4.0\n- Flickr30k: research only",
        "MIT. The images are from Flickr (research only).",
        "MIT. Non-commercial restrictions do not apply.",
        "MIT for the code of the demo; Flickr30k: non-commercial use only.",
        "MIT. ImageNet is for non-commercial use only.",
        "> MIT. Non-commercial use only.",
        "CC BY-NC 4.0 (Attribution-NonCommercial) holds for the pictures of others.",
    ] {
        for told in under("License", words) {
            let told: Vec<_> = told.iter().filter(|told| told.starts_with("license/prose-restriction")).collect();
            assert!(told.is_empty(), "{words}: {told:?}");
        }
    }
    for heading in ["Third-party licenses", "License of the dataset", "Related work"] {
        for told in under(heading, "MIT. Non-commercial use only.") {
            assert_eq!(told, [] as [&str; 0], "{heading}");
        }
    }
    // the weights have a license of their own, and the words may be of it
    let files = [("LICENSE", mit()), ("LICENSE-WEIGHTS", "The weights are for research purposes only.\n".into())];
    let mut base: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let old = base.clone();
    base.push(("README.md", "# Sorter\n\n## License\n\nMIT. Non-commercial use only.\n"));
    assert_eq!(review(&old, &base), [] as [&str; 0]);
}
