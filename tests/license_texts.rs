//! Whole license texts: named as they stand, silent on harmless edits, loud on one changed word.
//!
//! The texts of the SPDX list come from the `spdx` crate; those of AI licenses only where the folder of real texts is.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop where it is wrong")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use modelward::license::identify;
use support::layout::wrapped;

/// Licenses that people choose for code, data and models.
const COMMON: [&str; 46] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-3-Clause-Clear",
    "ISC",
    "Zlib",
    "BSL-1.0",
    "Unlicense",
    "CC0-1.0",
    "CC-BY-2.0",
    "CC-BY-2.5",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-2.0",
    "CC-BY-NC-3.0",
    "CC-BY-NC-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-NC-ND-3.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-2.0",
    "CC-BY-NC-SA-3.0",
    "CC-BY-NC-SA-4.0",
    "ODC-By-1.0",
    "ODbL-1.0",
    "PDDL-1.0",
    "CDLA-Permissive-1.0",
    "CDLA-Permissive-2.0",
    "CDLA-Sharing-1.0",
    "C-UDA-1.0",
    "MPL-2.0",
    "EPL-1.0",
    "EPL-2.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "GPL-2.0",
    "GPL-3.0",
    "LGPL-2.1",
    "AGPL-3.0",
    "LPPL-1.3c",
    "MS-PL",
    "OSL-3.0",
    "AFL-3.0",
    "OpenMDW-1.0",
];

fn spdx_texts() -> BTreeMap<String, String> {
    let texts = spdx::text::LICENSE_TEXTS.iter();
    texts.map(|(id, text)| (id.strip_suffix("-only").unwrap_or(id).to_owned(), (*text).to_owned())).collect()
}

/// The texts to try edits on: common ones, and where the folder is, real files that are named as they stand.
fn texts() -> Vec<(String, String)> {
    let all = spdx_texts();
    let mut texts: Vec<_> = COMMON.iter().map(|id| ((*id).to_owned(), all[*id].clone())).collect();
    // AI licenses; what else the folder holds is mostly the licenses above once more
    texts.extend(real().into_iter().filter(|(_, text)| {
        let id = identify(text).id.unwrap_or_default();
        id.starts_with("LicenseRef-")
    }));
    texts
}

fn corpus() -> PathBuf {
    std::env::var_os("MODELWARD_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from)
        .join("licenses")
}

fn real() -> Vec<(String, String)> {
    let Ok(folder) = std::fs::read_dir(corpus()) else {
        println!("skipped: there is no folder of real license texts");
        return Vec::new();
    };
    let mut paths: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    let name = |path: &PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    paths.iter().map(|path| (name(path), String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())).collect()
}

/// Edits of each text. More were tried once; a usual run stays short.
const EDITS: usize = 2;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// The byte ranges of the words between blanks.
fn spans(text: &str) -> Vec<(usize, usize)> {
    text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word.len())).collect()
}

/// Titles, copyright lines and the names of holders differ from copy to copy.
fn is_notice(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = text[start..end].to_lowercase();
    let title = start < 200 && line.split_whitespace().count() < 9;
    let holder =
        ["copyright", "contributors", "all rights reserved", "neither the name"].iter().any(|w| line.contains(w));
    title || (holder && line.len() < 120)
}

#[test]
fn every_text_of_the_list_is_named() {
    let mut wrong = Vec::new();
    for id in COMMON {
        let found = identify(&spdx_texts()[id]);
        if found.id.as_deref() != Some(id) {
            wrong.push(format!("{id}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_changed_word_is_always_found() {
    let mut numbers = Numbers(7);
    let mut missed = Vec::new();
    let mut tried = 0;
    for (name, text) in texts() {
        let spans = spans(&text);
        let clean = identify(&text).id;
        for _ in 0..EDITS {
            let (start, length) = spans[numbers.below(spans.len())];
            let word = text[start..start + length].trim_matches(|c: char| !c.is_alphanumeric());
            if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_alphabetic()) || is_notice(&text, start) {
                continue;
            }
            tried += 1;
            let edited = format!(
                "{}{}{}",
                &text[..start],
                text[start..start + length].replace(word, "banana"),
                &text[start + length..]
            );
            let found = identify(&edited);
            let shown = found.changed.iter().any(|change| change.to.contains("banana"))
                || found.added.iter().any(|added| added.text.contains("banana"));
            if found.id == clean || !shown {
                let around = &text[text.floor_char_boundary(start.saturating_sub(30))
                    ..text.ceil_char_boundary((start + 40).min(text.len()))];
                missed.push(format!("{name}: {word} in {around:?} {:?} {:?}", found.id, found.based_on));
            }
        }
    }
    assert!(missed.is_empty(), "{} of {tried}: {missed:#?}", missed.len());
}

#[test]
fn a_dropped_or_added_word_is_always_found() {
    let mut numbers = Numbers(11);
    let mut missed = Vec::new();
    let mut tried = 0;
    for (name, text) in texts() {
        let clean = identify(&text).id;
        let places: Vec<usize> = text.match_indices(" not ").map(|(at, _)| at).collect();
        if !places.is_empty() {
            let at = places[numbers.below(places.len())];
            let dropped = identify(&format!("{}{}", &text[..at], &text[at + 4..]));
            tried += 1;
            if dropped.id == clean || !dropped.changed.iter().any(|change| change.from.contains("not")) {
                missed.push(format!("{name}: not {at} {:?}", dropped.changed));
            }
        }
        let spans = spans(&text);
        let (start, length) = spans[spans.len() / 3 + numbers.below(spans.len() / 2)];
        if !is_notice(&text, start) {
            let end = start + length;
            let added = identify(&format!("{} never{}", &text[..end], &text[end..]));
            tried += 1;
            if added.id == clean || !added.added.iter().any(|line| line.text.contains("never")) {
                missed.push(format!("{name}: never behind {:?}", &text[start..end]));
            }
        }
    }
    assert!(missed.is_empty(), "{} of {tried}: {missed:#?}", missed.len());
}

#[test]
fn layout_case_and_holders_change_nothing() {
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        let clean = identify(&text).id;
        for (kind, variant) in variants(&text).into_iter().skip(name.len() % 4).step_by(4) {
            let found = identify(&variant);
            if found.id != clean || !found.changed.is_empty() || !found.added.is_empty() {
                wrong.push(format!(
                    "{name} {kind}: {:?} {:?} {:?}",
                    found.id,
                    found.changed.first(),
                    found.added.first()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

fn variants(text: &str) -> Vec<(&'static str, String)> {
    let wrap = |width| wrapped(text, width);
    vec![
        ("narrow", wrap(52)),
        ("wide", wrap(110)),
        ("unwrapped", wrap(100_000)),
        ("crlf", text.replace("\r\n", "\n").replace('\n', "\r\n")),
        ("bom", format!("\u{feff}{text}")),
        ("upper", text.to_uppercase()),
        ("lower", text.to_lowercase()),
        ("curly", text.replace('\'', "’").replace(" \"", " “").replace('"', "”")),
        ("straight", text.replace(['“', '”'], "\"").replace(['’', '‘'], "'")),
        ("quoted", text.lines().map(|line| format!("> {line}\n")).collect()),
        ("comment", text.lines().map(|line| format!(" * {line}\n")).collect()),
        ("heading", format!("# License\n\n{text}")),
        (
            "markdown",
            text.lines().map(|line| if line.is_empty() { "\n".into() } else { format!("**{line}**\n") }).collect(),
        ),
        ("holder", format!("Copyright (c) 2026 Jane Doe and Example GmbH <jane@example.org>\n\n{text}")),
        ("no end", text.trim_end().to_owned()),
    ]
}

#[test]
fn added_clauses_are_never_clean() {
    let clauses = [
        "\n\nCommons Clause License Condition v1.0\n\nThe grant of rights under the License will not include the right to Sell the Software.\n",
        "\n\nYou may not use the Software to train models.\n",
        "\n\nThe Software shall be used for Good, not Evil.\n",
        "\n\nFor academic research only.\n",
        "\n\nNon-commercial use only.\n",
    ];
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        let clean = identify(&text).id;
        for clause in [clauses[name.len() % clauses.len()]] {
            let middle = text[..text.len() / 2].rfind('\n').unwrap_or(0);
            let middle = format!("{}{clause}{}", &text[..middle], &text[middle..]);
            for edited in [format!("{text}{clause}"), format!("{}{text}", clause.trim_start()), middle] {
                let found = identify(&edited);
                if found.id == clean || found.ids.len() == 1 || found.added.is_empty() {
                    wrong.push(format!("{name}: {clause:?} {:?} {:?}", found.id, found.ids));
                }
            }
        }
        let half = &text[..text.floor_char_boundary(text.len() / 2)];
        let found = identify(half);
        if found.id == clean || found.missing_words == 0 {
            wrong.push(format!("{name}: half of it is {:?} {}", found.id, found.missing_words));
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn two_licenses_in_one_file_are_both() {
    let all = spdx_texts();
    let rule = "\n\n---\n\n";
    for (one, two) in [("MIT", "Apache-2.0"), ("BSD-3-Clause", "ISC"), ("CC-BY-4.0", "MIT"), ("GPL-2.0", "MPL-2.0")] {
        let found = identify(&format!("{}{rule}{}", all[one], all[two]));
        assert_eq!(found.ids, [one, two]);
        assert_eq!(found.id, None);
        let choice = format!(
            "This project is available under either of the following licenses.\n\n{}{rule}{}",
            all[two], all[one]
        );
        assert_eq!(identify(&choice).ids, [two, one]);
    }
    // the lesser license refers to the general one, with and without its text
    let both = &all["LGPL-3.0"];
    assert_eq!(identify(both).id.as_deref(), Some("LGPL-3.0"));
    let alone = &both[..both.find("GNU GENERAL PUBLIC LICENSE\n").unwrap()];
    assert_eq!(identify(alone).id.as_deref(), Some("LGPL-3.0"));
    let apache = &all["Apache-2.0"];
    let bare = &apache[..apache.find("APPENDIX").unwrap()];
    assert_eq!(identify(bare).id.as_deref(), Some("Apache-2.0"));
}

#[test]
fn an_exception_is_named_with_its_license() {
    let exception = spdx::exception_id("LLVM-exception").unwrap().text();
    let apache = &spdx_texts()["Apache-2.0"];
    let found = identify(&format!("{apache}\n\n{exception}"));
    assert_eq!(found.id.as_deref(), Some("Apache-2.0 WITH LLVM-exception"));
    let edited = identify(&format!("{apache}\n\n{}", exception.replace("may redistribute", "must redistribute")));
    assert_eq!(edited.id, None);
    assert!(edited.changed.iter().any(|change| change.to == "must"), "{:?}", edited.changed);
    // what is inside the license stays outside its name
    let other = format!("{apache}\n\n--- Terms of use ---\n\nYou may use this in Mars only.\n");
    assert_eq!(identify(&other).id, None);
}

#[test]
fn what_is_no_license_text_has_no_name() {
    for text in
        ["", " \n", "https://opensource.org/licenses/MIT", "MIT", "See LICENSE.", "License: Apache-2.0\n", "\u{0}\u{0}"]
    {
        let found = identify(text);
        assert_eq!((found.id, found.based_on, found.ids), (None, None, vec![]), "{text:?}");
    }
}

#[test]
fn html_and_templates_write_signs_otherwise() {
    let all = spdx_texts();
    let apache = &all["Apache-2.0"];
    let entities = apache.replace('"', "&quot;").replace("Licensor's", "Licensor&rsquo;s").replace("  ", "&nbsp; ");
    assert_eq!(identify(&entities).id.as_deref(), Some("Apache-2.0"));
    assert_eq!(identify(&format!("<<beginOptional>>{apache}<<endOptional>>")).id.as_deref(), Some("Apache-2.0"));
    // what is no such sign may hide a word
    let hidden = apache.replacen("You may reproduce", "You may &not; reproduce", 1);
    assert_eq!(identify(&hidden).id, None);
    assert!(identify(&apache.replacen("Apache License", "Banana License", 1)).id.is_none());
    assert!(identify(&all["GPL-3.0"].replacen("GENERAL", "SPECIAL", 1)).id.is_none());
}

#[test]
fn other_marks_where_instructions_say_what_to_write_change_nothing() {
    let text = &spdx_texts()["GPL-2.0"];
    let start = text.find("one line to give").expect("the instructions");
    let end = start + text[start..].find("Copyright").expect("the notice");
    let begin = text[..start].trim_end_matches(['<', ' ']).len();
    let mut form = format!("{}{{description}}\n    {}", &text[..begin], &text[end..]);
    for (from, to) in
        [("<name of author>", "{fullname}"), ("<year>", "{year}"), ("<signature of Ty Coon>", "{signature of Ty Coon}")]
    {
        form = form.replace(from, to);
    }
    let found = identify(&form);
    assert_eq!((found.id.as_deref(), found.exact), (Some("GPL-2.0"), true), "{found:?}");
    // outside of instructions a mark is a change
    assert!(!identify(&text.replacen("You may copy", "You {may not} copy", 1)).exact);
}

/// Whoever follows the instructions of the GPL writes a name and a year there.
#[test]
fn what_instructions_ask_for_may_be_filled_in() {
    for id in ["GPL-2.0", "GPL-3.0", "AGPL-3.0", "LGPL-2.1"] {
        let text = &spdx_texts()[id];
        let start = text.find("one line to give").expect("the instructions");
        let end = start + text[start..].find("Copyright").expect("the notice");
        let begin = text[..start].trim_end_matches(['<', ' ']).len();
        let written = |line: &str| {
            let text = format!("{}{line}\n    {}", &text[..begin], &text[end..]);
            text.replace("<name of author>", "Jane Doe").replace("<year>", "2020").replace("<program>", "Sorter")
        };
        let found = identify(&written("Sorter puts captions in order."));
        assert_eq!((found.id.as_deref(), found.exact), (Some(id), true), "{found:?}");
        // terms are no name
        assert!(!identify(&written("Sorter may not be used commercially.")).exact, "{id}");
    }
}

#[test]
fn copies_that_are_widely_spread_are_the_license() {
    let text = |id| spdx_texts()[id].clone();
    let bsd = text("BSD-3-Clause").replace("Neither the name of the copyright holder", "Neither the name Meta");
    assert_eq!(identify(&bsd).id.as_deref(), Some("BSD-3-Clause"));
    let unlicense = text("Unlicense");
    let (terms, _) = unlicense.split_once("For more information").unwrap();
    assert_eq!(identify(terms).id.as_deref(), Some("Unlicense"));
}

#[test]
fn a_clause_in_any_language_is_no_title() {
    let mit = spdx_texts()["MIT"].clone();
    for clause in [
        "仅供研究使用，禁止商用。",
        "本模型不得用于商业用途",
        "非営利目的のみ",
        "상업적 이용 금지",
        "Только для исследований",
        "Nur für Forschungszwecke.",
        "Usage commercial interdit.",
        "Uso no comercial.",
        "Apenas para pesquisa",
        "Solo per la ricerca",
        "Weights: CC BY-NC 4.0",
        "The model weights are licensed under the Llama 2 Community License.",
    ] {
        for text in [format!("{clause}\n\n{mit}"), format!("{mit}\n{clause}\n")] {
            let found = identify(&text);
            assert_eq!(found.id, None, "{clause}");
            assert!(found.added.iter().any(|added| added.text == clause), "{clause}: {:?}", found.added);
        }
    }
}

#[test]
fn words_that_are_hidden_struck_or_linked_away_are_told() {
    let mit = spdx_texts()["MIT"].clone();
    for (from, to) in [
        ("without restriction", "<!-- without restriction -->"),
        ("without restriction", "~~without restriction~~"),
        ("to any person obtaining", "to any person https://terms.example/list obtaining"),
    ] {
        let edited = mit.replace(from, to);
        assert_ne!(edited, mit, "{from}");
        assert_eq!(identify(&edited).id, None, "{to}");
    }
    // marks without an end are looked at once
    assert_eq!(identify(&"<!--~~".repeat(100_000)).id, None);
}

#[test]
fn words_behind_copyright_within_a_sentence_are_told() {
    for (id, from, to) in [
        ("Apache-2.0", "copyright license to reproduce", "copyright license to privately reproduce"),
        ("MIT", "The above copyright notice and this", "The above copyright notice, a visible backlink and this"),
    ] {
        let text = spdx_texts()[id].split_whitespace().collect::<Vec<_>>().join(" ");
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text, "{from}");
        assert_eq!(identify(&edited).id, None, "{to}");
    }
}
