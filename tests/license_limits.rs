//! What a review says of limits that stand beside a free license: a word under its heading, terms in a file of their own,
//! the terms of a base model.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "a test file")]

mod support;

use support::memory;
use support::repo::Repo;

const CARD: &str = "---\nlicense: mit\nlibrary_name: transformers\n---\n# Sorter\n\nSorts.\n";

fn mit() -> String {
    spdx::license_id("MIT").unwrap().text().replace("<year> <copyright holders>", "2024 Example")
}

/// What the rules on licenses say of a change of files: `rule path:line message`.
fn review(base: &[(&str, &str)], head: &[(&str, &str)]) -> Vec<String> {
    let report = memory::review(base, head);
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

#[test]
fn terms_under_another_name_are_a_license_file() {
    let told = |path: &str, text: &str| {
        let of_files = review(&[("LICENSE", &mit())], &[("LICENSE", &mit()), (path, text)]);
        let of_card = review(&[("README.md", CARD)], &[("README.md", CARD), (path, text)]);
        [of_files, of_card]
    };
    let terms = "Terms\n\nYou may run the model. Commercial use is prohibited.\n";
    for path in ["EULA", "EULA.md", "eula.txt", "TERMS.md", "TERMS_OF_USE.md", "terms-of-use.txt"] {
        for told in told(path, terms) {
            let start = format!("license/terms-beside {path}:3 ");
            assert!(told.len() == 1 && told[0].starts_with(&start), "{path}: {told:?}");
        }
    }
    for path in ["docs/terms.md", "terms.md", "terms.py", "eula.rs", "OUTPUT_TERMS_OF_USE.md"] {
        assert_eq!(told(path, terms), [[] as [&str; 0]; 2], "{path}");
    }
    // what known terms become, whatever the file is called
    let told = review(&[("TERMS.md", &mit())], &[("TERMS.md", terms)]);
    assert!(told.len() == 1 && told[0].starts_with("license/changed TERMS.md:1 "), "{told:?}");
    // terms of their own in both, of which one took words of another kind
    let told = review(
        &[("EULA.md", "Terms\n\nYou may run and share the model.\n")],
        &[("EULA.md", "Terms\n\nYou may run the model.\n")],
    );
    assert!(told.len() == 1 && told[0].starts_with("license/text-edited EULA.md:3 "), "{told:?}");
}

#[test]
fn a_notice_that_limits_the_use_is_asked_about() {
    let notice = "Example\nCopyright 2024 Example\n\nThis product includes software by Ann Example.\n";
    let told = |line: &str| {
        let head = format!("{notice}{line}\n");
        [
            review(&[("LICENSE", &mit()), ("NOTICE", notice)], &[("LICENSE", &mit()), ("NOTICE", &head)]),
            review(&[("README.md", CARD), ("NOTICE.txt", notice)], &[("README.md", CARD), ("NOTICE.txt", &head)]),
        ]
    };
    for line in [
        "For non-commercial use only.",
        "Not available in Norway.",
        "The model is not available in the European Union.",
        "It may not be used for training.",
    ] {
        for told in told(line) {
            assert!(told.len() == 1 && told[0].starts_with("license/terms-beside NOTICE"), "{line}: {told:?}");
        }
    }
    for line in ["Its source is not available in this repository.", "It includes data under CC BY 4.0."] {
        assert_eq!(told(line), [[] as [&str; 0]; 2], "{line}");
    }
    let nc = CARD.replace("mit", "cc-by-nc-4.0");
    let head = format!("{notice}For non-commercial use only.\n");
    assert_eq!(review(&[("README.md", &nc)], &[("README.md", &nc), ("NOTICE", &head)]), [] as [&str; 0]);
}

#[test]
fn a_license_under_another_name_is_compared_with_what_it_replaces() {
    let apache = spdx::license_id("Apache-2.0").unwrap().text();
    let own = "Terms\n\nYou may run the model.\n";
    for (path, text, new) in [
        ("LICENSE.md", apache, "goes from `MIT` to `Apache-2.0`"),
        ("LICENSE.txt", own, "goes from `MIT` to `terms of its own`"),
        ("TERMS.md", own, "goes from `MIT` to `terms of its own`"),
    ] {
        let told = review(&[("LICENSE", &mit())], &[(path, text)]);
        let start = format!("license/changed {path}:");
        assert!(told.len() == 1 && told[0].starts_with(&start) && told[0].contains(new), "{told:?}");
        assert_eq!(review(&[("LICENSE", &mit())], &[(path, &mit())]), [] as [&str; 0]);
    }
    // for another thing, or several of which nobody knows which it is
    let told = review(&[("LICENSE", &mit())], &[("LICENSE-MIT", &mit()), ("LICENSE-APACHE", apache)]);
    assert!(!told.iter().any(|told| told.starts_with("license/changed")), "{told:?}");
    let told = review(&[("LICENSE", &mit())], &[("LICENSE-DATA", own)]);
    assert!(!told.iter().any(|told| told.starts_with("license/changed")), "{told:?}");
}

#[test]
fn terms_that_stood_beside_a_license_take_no_place_of_it() {
    let own = "Terms\n\nYou may run the model.\n";
    let told = review(&[("LICENSE", &mit()), ("EULA", own)], &[("EULA", own)]);
    assert!(told.len() == 1 && told[0].starts_with("license/file-removed LICENSE "), "{told:?}");
    assert_eq!(review(&[("LICENSE", own), ("EULA", own)], &[("EULA", own)]), [] as [&str; 0]);
}

#[test]
fn a_license_file_that_gets_a_name_nobody_looks_for_is_told_with_it() {
    let told = |path: &str| {
        let repo = Repo::new();
        let base = repo.write("LICENSE", mit()).write("README.md", "# Sorter\n").commit("base");
        std::fs::create_dir_all(repo.path().join("docs")).unwrap();
        repo.git(&["mv", "LICENSE", path]);
        let head = repo.commit("rename");
        repo.check(&["--base", &base, "--head", &head, "--fail-on", "never"]).out
    };
    assert!(told("docs/legal.md").contains("is `docs/legal.md` now, where nobody looks for it"));
    for path in ["TERMS.md", "LICENSE.txt", "EULA", "TERMS_OF_USE.md"] {
        assert!(told(path).contains("nothing introduced"), "{path}");
    }
}

#[test]
fn the_base_of_an_adapter_counts_where_the_card_names_none() {
    let config =
        |base: &str| format!("{{\n  \"base_model_name_or_path\": \"{base}\",\n  \"peft_type\": \"LORA\"\n}}\n");
    let (free, bound) = (config("openai/whisper-small"), config("facebook/musicgen-large"));
    let files = |card: &str, config: &str| [("README.md", card.to_owned()), ("adapter_config.json", config.to_owned())];
    let told = |base: [(&str, String); 2], head: [(&str, String); 2]| {
        let [base, head] = [&base, &head].map(|files| files.each_ref().map(|(path, text)| (*path, text.as_str())));
        review(&base, &head)
    };
    let alone = told(files(CARD, &free), files(CARD, &bound));
    assert!(alone.len() == 1 && alone[0].starts_with("license/base-terms-dropped adapter_config.json:2 "), "{alone:?}");
    let added = review(&[("README.md", CARD)], &[("README.md", CARD), ("adapter_config.json", &bound)]);
    assert_eq!(added, alone);
    // both name it, and it is told once
    let card = CARD.replace("mit\n", "mit\nbase_model: facebook/musicgen-large\n");
    let both = review(&[], &[("README.md", &card), ("adapter_config.json", &bound)]);
    assert!(both.len() == 1 && both[0].starts_with("license/base-terms-dropped README.md:2 "), "{both:?}");
    assert_eq!(told(files(CARD, &free), files(CARD, &config("/mnt/models/musicgen-large"))), [] as [&str; 0]);
    // another one than the card's is told as that
    let other = CARD.replace("mit\n", "mit\nbase_model: openai/whisper-small\n");
    let differs = told(files(&other, &free), files(&other, &bound));
    assert!(differs.len() == 1 && differs[0].starts_with("license/base-model-mismatch "), "{differs:?}");
}

#[test]
fn the_license_is_mended_where_the_base_is_what_changed() {
    let repo = Repo::new();
    let config = |base: &str| format!("{{\n  \"base_model_name_or_path\": \"{base}\"\n}}\n");
    let base =
        repo.write("README.md", CARD).write("adapter_config.json", config("openai/whisper-small")).commit("base");
    let head = repo.write("adapter_config.json", config("meta-llama/Llama-3.1-8B")).commit("head");
    let run =
        |format: &str| repo.check(&["--base", &base, "--head", &head, "--format", format, "--fail-on", "never"]).out;
    assert!(run("markdown").contains("-license: mit\n+license: llama3.1\n"), "{}", run("markdown"));
    assert!(run("text").contains("this edit of README.md mends it"), "{}", run("text"));
}

#[test]
fn a_base_whose_terms_are_dropped_is_told_once_with_the_words_it_asks_for() {
    let card = |license: &str, base: &str| {
        format!("---\nlicense: {license}\n{base}library_name: transformers\n---\n# Llama-Sorter\n")
    };
    let llama = "base_model: meta-llama/Llama-3.1-8B\n";
    let words = "shows the words `Built with Llama`";
    // a new card, a license that changes, a base that comes
    for (base, line) in [("", 2), (&*card("llama3.1", llama), 2), (&*card("mit", ""), 3)] {
        let old = if base.is_empty() { vec![] } else { vec![("README.md", base)] };
        let told = review(&old, &[("README.md", &card("mit", llama))]);
        let start = format!("license/base-terms-dropped README.md:{line} ");
        let told: Vec<_> = told.iter().filter(|told| told.contains("base-")).collect();
        assert!(told.len() == 1 && told[0].starts_with(&start) && told[0].contains(words), "{told:?}");
    }
    // the terms were dropped before, and the words go
    let shown = format!("{}\nBuilt with Llama\n", card("mit", llama));
    let told = review(&[("README.md", &shown)], &[("README.md", &card("mit", llama))]);
    assert!(told.len() == 1 && told[0].starts_with("license/base-display ") && told[0].contains(words), "{told:?}");
    // and the words alone, where the license is that of the base
    let told = review(&[], &[("README.md", &card("llama3.1", llama))]);
    assert!(told[0].starts_with("license/base-display README.md:3 "), "{told:?}");
}
