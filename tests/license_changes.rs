//! What a review says of a license text that changes: which words, in place of which, and nothing of what changes no terms.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::license::identify;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};

fn text(id: &str) -> String {
    let text = spdx::license_id(id).expect("an id").text();
    text.replace("<year> <copyright holders>", "2024 Example")
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

const OWN: &str = "Terms of the Example Model, version one\n\nThe team that made this model lets everybody run it, copy it \
                   and build on it.\nThese terms go along with every copy of the model.\nContact: terms@example.org\n";

#[test]
fn an_edit_of_terms_of_ones_own_is_told_in_its_words() {
    let told = |from: &str, to: &str| edit(OWN, &OWN.replace(from, to));
    for (from, to, words) in [
        ("lets everybody run", "lets everybody in Norway run", "`in Norway` is put in"),
        ("run it, copy it", "run it", "`copy it` is dropped"),
        ("every copy", "most copies", "`most copies` stands in place of `every copy`"),
        ("These", "The", "`The` stands in place of `These`"),
    ] {
        let told = told(from, to);
        assert!(told.len() == 1 && told[0].starts_with("license/text-edited"), "{told:?}");
        assert!(told[0].contains(words), "{words}: {told:?}");
    }
    for (from, to) in [("Contact: terms@", "Contact: hello@"), (" and build", "\nand build"), ("Terms of", "terms of")]
    {
        assert_eq!(told(from, to), [] as [&str; 0], "{from} → {to}");
    }
}

#[test]
fn what_a_text_becomes_is_told_where_nothing_else_does() {
    let clause = format!("{}\nYou may not use the Software for weapons.\n", text("MIT"));
    let told = edit(&clause, &text("Apache-2.0"));
    let words = "most of its words are other ones, and it is the text of `Apache-2.0` now.";
    assert!(told[0].contains(words), "{told:?}");
    let told = edit(OWN, &text("MIT"));
    assert!(told.len() == 1 && told[0].contains("it is the text of `MIT` now"), "{told:?}");
    // each told by a rule of its own
    assert!(edit(&text("MIT"), &text("Apache-2.0")).iter().all(|line| line.starts_with("license/changed ")));
    assert!(edit(&text("MIT"), OWN).iter().all(|line| line.starts_with("license/changed ")));
}

/// Texts that have an owner, where the folder of real ones is.
#[test]
fn a_new_version_by_the_owner_is_told_without_a_wrong_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/licenses");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let (Some(video), Some(large)) =
        (read("Tencent_HunyuanVideo__LICENSE.txt.txt"), read("Tencent_Tencent-Hunyuan-Large__LICENSE.txt.txt"))
    else {
        return println!("skipped: there is no folder of real license texts");
    };
    assert!(identify(&video).id.is_some() && identify(&large).id.is_some());
    let narrow = video.replace(", United Kingdom and South Korea", "").replace(", UNITED KINGDOM AND SOUTH KOREA", "");
    let told = edit(&narrow, &video);
    assert!(told.len() == 1 && told[0].contains("UNITED KINGDOM AND SOUTH KOREA` is put in"), "{told:?}");
    let told = edit(&video, &video.replace("Hunyuan", "Example"));
    assert!(told.len() == 1 && told[0].contains("`ExampleVideo` stands in place of `HunyuanVideo`"), "{told:?}");
    // licenses of one name, whose terms the table knows
    let told = edit(&large, &video);
    assert!(told.len() == 1 && told[0].contains("which is stricter. "), "{told:?}");
}

/// A title that claims another license or version is told with its word; one that only reads otherwise is not.
#[test]
fn a_title_that_claims_another_license_is_told() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("Apache-2.0", "Version 2.0, January 2004", "Version 3.0, January 2004", "3.0"),
        ("Apache-2.0", "Version 2.0, January 2004", "Version 1.1, January 2004", "1.1"),
        ("Apache-2.0", "Apache License", "BSD License", "BSD"),
        ("Apache-2.0", "Apache License", "MIT License", "MIT"),
        ("GPL-3.0", "GNU GENERAL PUBLIC LICENSE", "GNU LESSER GENERAL PUBLIC LICENSE", "LESSER"),
        ("GPL-3.0", "GNU GENERAL PUBLIC LICENSE", "GNU AFFERO GENERAL PUBLIC LICENSE", "AFFERO"),
        ("GPL-3.0", "Version 3, 29 June 2007", "Version 2, 29 June 2007", "2"),
        ("GPL-2.0", "Version 2, June 1991", "Version 3, June 1991", "3"),
        ("LGPL-2.1", "GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "LESSER"),
        ("AGPL-3.0", "GNU AFFERO GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "AFFERO"),
        ("MIT", "MIT License", "BSD License", "BSD"),
        ("MIT", "MIT License", "Apache License", "Apache"),
        ("MIT", "MIT License", "MIT No Attribution License", "No Attribution"),
        ("MIT", "MIT License", "Modified MIT License", "Modified"),
        ("MIT", "MIT License", "The BSD 3-Clause License", "BSD 3-Clause"),
        ("MIT", "MIT License", "GNU General Public License", "GNU General Public"),
        ("MIT", "MIT License", "Proprietary License", "Proprietary"),
        ("CC-BY-NC-4.0", "Attribution-NonCommercial 4.0", "Attribution 4.0", "NonCommercial"),
        ("CC-BY-NC-4.0", "Attribution-NonCommercial 4.0", "Attribution-NonCommercial 3.0", "3.0"),
        ("CC-BY-NC-4.0", "Attribution-NonCommercial 4.0", "Attribution-ShareAlike 4.0", "ShareAlike"),
        ("CC-BY-4.0", "Attribution 4.0", "Attribution-NonCommercial 4.0", "NonCommercial"),
        ("CC-BY-4.0", "Attribution 4.0", "Attribution-NoDerivatives 4.0", "NoDerivatives"),
        ("CC-BY-4.0", "Attribution 4.0", "Attribution-ShareAlike 4.0", "ShareAlike"),
        ("MPL-2.0", "Mozilla Public License Version 2.0", "Mozilla Public License Version 1.1", "1.1"),
        ("MPL-2.0", "Mozilla Public License", "Eclipse Public License", "Eclipse"),
        ("EPL-2.0", "Eclipse Public License - v 2.0", "Eclipse Public License - v 1.0", "1.0"),
        ("BSL-1.0", "Boost Software License", "Business Source License", "Business Source"),
        ("ISC", "ISC License", "MIT License", "MIT"),
        ("Apache-2.0", "Apache License", "# Apache License\n", ""),
        ("Apache-2.0", "Apache License", "The Apache License", ""),
        ("Apache-2.0", "Apache License", "Example\n\nApache License", ""),
        ("Apache-2.0", "Version 2.0, January 2004", "Version 2.0, January 2004 (Apache-2.0)", ""),
        ("MIT", "MIT License", "The MIT License (MIT)", ""),
        ("MIT", "MIT License", "The MIT License", ""),
        ("MIT", "MIT License", "License", ""),
        ("MIT", "MIT License", "License: MIT", ""),
        ("MIT", "MIT License", "Example Project - MIT License", ""),
        ("MIT", "MIT License", "Example\n\nMIT License", ""),
        ("MIT", "MIT License", "Expat License", ""),
        ("MIT", "MIT License", "", ""),
        (
            "CC-BY-4.0",
            "Attribution 4.0 International",
            "Creative Commons Attribution 4.0 International (CC BY 4.0)",
            "",
        ),
        ("CC-BY-4.0", "Attribution 4.0 International", "Example Corpus\n\nAttribution 4.0 International", ""),
        ("GPL-3.0", "GNU GENERAL PUBLIC LICENSE", "GNU General Public License", ""),
        ("ISC", "ISC License", "The ISC License", ""),
    ];
    let mut wrong = Vec::new();
    for (id, from, to, word) in cases {
        let before = text(id);
        assert!(before.contains(from), "{id}: {from}: {}", &before[..200]);
        let told = edit(&before, &before.replacen(from, to, 1));
        let is_right = match told.as_slice() {
            [] => word.is_empty(),
            [one] => {
                !word.is_empty() && one.contains("text-altered") && one.to_lowercase().contains(&word.to_lowercase())
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{id}: {from} → {to}: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
}

/// The same of terms that have an owner, where the folder of real ones is.
#[test]
fn a_title_of_an_owner_that_claims_another_version_is_told() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/licenses");
    for (file, from, to, word) in [
        ("meta-llama_llama-models__models_llama2_LICENSE.txt", "LLAMA 2", "LLAMA 3", "`3`"),
        ("meta-llama_llama-models__models_llama3_1_LICENSE.txt", "LLAMA 3.1", "LLAMA 3.2", "`3.2`"),
    ] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
            return println!("skipped: there is no folder of real license texts");
        };
        assert!(text.contains(from), "{file}");
        let told = edit(&text, &text.replacen(from, to, 1));
        assert!(told.len() == 1 && told[0].contains(word), "{file}: {told:?}");
    }
}

#[test]
fn a_new_text_that_is_cut_is_told_and_so_is_what_contradicts_it() {
    let card = |license: &str| format!("---\nlicense: {license}\nlibrary_name: transformers\n---\n# A\n\nA model.\n");
    let new = |text: &str, license: &str| {
        let card = card(license);
        review(&[("README.md", &card)], &[("README.md", &card), ("LICENSE", text)])
    };
    let mit = text("MIT");
    let paragraphs: Vec<&str> = mit.split("\n\n").collect();
    assert!(paragraphs.len() >= 5, "{}", paragraphs.len());
    // without its first one it grants nothing
    for left_out in 3..paragraphs.len() {
        let mut cut = paragraphs.clone();
        cut.remove(left_out);
        let cut = cut.join("\n\n");
        let told = new(&cut, "apache-2.0");
        let has = |rule: &str, words: &str| told.iter().any(|line| line.starts_with(rule) && line.contains(words));
        assert!(has("license/text-altered", "close to the text of `MIT"), "{left_out}: {told:?}");
        assert!(has("license/contradiction", " with changes`"), "{left_out}: {told:?}");
        let told = new(&cut, "mit");
        assert!(told.len() == 1 && told[0].starts_with("license/text-altered"), "{left_out}: {told:?}");
    }
    // terms of one's own, and a text of which too little is there to know it
    assert_eq!(new(OWN, "apache-2.0"), [] as [&str; 0]);
    assert_eq!(new(&mit[..200], "apache-2.0"), [] as [&str; 0]);
}

#[test]
fn what_another_license_means_is_one_reading() {
    let card = |license: &str| format!("---\nlicense: {license}\nlibrary_name: transformers\n---\n");
    for (old, new, meaning) in [
        (
            "mit",
            "apache-2.0",
            "about as permissive as before. Unlike the one before, it grants the holders' patents expressly.",
        ),
        ("cc-by-4.0", "cc-by-nc-4.0", "stricter. Less is allowed: commercial use of the weights (yes → no)."),
        ("cc-by-nc-4.0", "cc-by-nc-sa-4.0", "stricter. New duties: share changed versions under the same license."),
        ("mit", "unlicense", "looser. Duties that end: keep the notices."),
        ("openrail", "apache-2.0", "clearer: `openrail` did not say which terms held."),
        ("mit", "acme-terms", "no license that is known here, so that the terms cannot be compared."),
        ("gemma", "apache-2.0", "looser. More is allowed: limit on use ends: Prohibited Use Policy"),
    ] {
        let told = review(&[("README.md", &card(old))], &[("README.md", &card(new))]);
        assert!(
            told.iter().any(|line| line.contains(&format!("`{new}`, which is {meaning}"))),
            "{old} → {new}: {told:?}"
        );
    }
    // what is said more exactly, spelled right, or said at all is no other license: that mends what was told of it
    for (old, new) in [
        ("gpl", "gpl-3.0"),
        ("openrail", "creativeml-openrail-m"),
        ("apache2.o", "apache-2.0"),
        ("unknown", "mit"),
        ("other", "mit"),
    ] {
        let told = review(&[("README.md", &card(old))], &[("README.md", &card(new))]);
        assert!(!told.iter().any(|line| line.starts_with("license/changed")), "{old} → {new}: {told:?}");
    }
}

#[test]
fn a_manifest_that_leaves_the_others_names_them_all() {
    let files = |setup: &str, package: &str| {
        [
            ("CITATION.cff", "cff-version: 1.2.0\nmessage: x\ntitle: a\nlicense: MIT\n".to_owned()),
            ("package.json", format!("{{\"name\": \"a\", \"license\": \"{package}\"}}\n")),
            ("setup.py", format!("from setuptools import setup\nsetup(name=\"a\", license=\"{setup}\")\n")),
        ]
    };
    let change = |before: (&str, &str), after: (&str, &str)| {
        let (base, head) = (files(before.0, before.1), files(after.0, after.1));
        review(
            &base.each_ref().map(|(path, text)| (*path, text.as_str())),
            &head.each_ref().map(|(path, text)| (*path, text.as_str())),
        )
    };
    let told = change(("MIT", "MIT"), ("Apache-2.0", "MIT"));
    let words = "`setup.py` says `Apache-2.0`, but `CITATION.cff` says `MIT`, and so does `package.json`.";
    assert!(told.len() == 1 && told[0].contains(words), "{told:?}");
    let told = change(("Apache-2.0", "Apache-2.0"), ("MIT", "Apache-2.0"));
    assert!(
        told.iter().all(|line| !line.contains("`setup.py`"))
            && told.contains(&"fixed license/contradiction".to_owned()),
        "{told:?}"
    );
    // one that says a third thing is news
    let told = change(("Apache-2.0", "Apache-2.0"), ("ISC", "Apache-2.0"));
    assert!(told.iter().any(|line| line.contains("`setup.py` says `ISC`")), "{told:?}");
}
