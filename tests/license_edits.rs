//! One word changed in a license text is found, shown, and told by a review; another layout is no alarm. On real texts,
//! where the folder of them is: `MODELWARD_CORPUS` names it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test file")]

mod support;

use modelward::license::{Identification, identify};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::layout::wrapped;
use support::memory;

/// Real texts that are named as they stand, one of each license.
fn texts() -> Vec<(String, String)> {
    let named = std::env::var_os("MODELWARD_CORPUS").map(PathBuf::from);
    let folder =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus")).join("licenses");
    let Ok(folder) = std::fs::read_dir(folder) else {
        println!("skipped: there is no folder of real license texts");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    let mut seen = BTreeSet::new();
    let read = paths.iter().filter_map(|path| {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let id = identify(&text).id?;
        // this one ends in the name of its holder, which others put their own in place of
        (id != "BSD-2-Clause-FreeBSD" && seen.insert(id.clone())).then_some((id, text))
    });
    read.collect()
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// A word without the signs around it: where it begins and ends, and what holds it.
#[derive(Clone, Copy)]
struct Place<'a> {
    start: usize,
    end: usize,
    word: &'a str,
}

/// The words of the terms: titles, copyright lines, holders and list marks differ from copy to copy.
fn places(text: &str) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    for piece in text.split_whitespace() {
        let at = piece.as_ptr() as usize - text.as_ptr() as usize;
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let start = at + piece.find(word).unwrap_or_default();
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let line = text[line_start..line_end].to_lowercase();
        let heading = at < 900 && line.split_whitespace().count() < 10;
        let notice = ["copyright", "reserved", "neither the name", "freebsd", "gailly", "disclaimer:", "preamble"]
            .iter()
            .any(|word| line.contains(word));
        let mark = word.len() < 5 && piece.ends_with(['.', ')', ':']) || piece.starts_with(['(', '[', '*', '#']);
        let plain = word.chars().all(char::is_alphabetic) || word.bytes().all(|b| b.is_ascii_digit());
        let holder = ["Project", "FreeBSD", "Boost"].contains(&word);
        let differs = holder || heading || mark || (notice && line.len() < 130);
        if !differs && plain && word.len() > 1 {
            found.push(Place { start, end: start + word.len(), word });
        }
    }
    found
}

fn shows(found: &Identification, word: &str) -> bool {
    let word = word.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&word);
    // a dropped word that few licenses have is shown as an ellipsis: the texts are known as hashes only
    found.changed.iter().any(|change| has(&change.to) || has(&change.from) || change.from.contains('…'))
        || found.added.iter().any(|line| has(&line.text))
}

fn review(before: &str, after: &str) -> Vec<String> {
    let report = memory::review(&[("LICENSE", before)], &[("LICENSE", after)]);
    let told = report.introduced.into_iter().filter(|finding| finding.rule.starts_with("license/"));
    told.map(|finding| format!("{} {}", finding.rule, finding.message)).collect()
}

/// The kinds of edits. Each gives the new text, and the word that has to be shown.
fn edits(text: &str, numbers: &mut Numbers) -> Vec<(&'static str, String, String)> {
    let places = places(text);
    let mut any = |of: &dyn Fn(&Place<'_>) -> bool| {
        let fit: Vec<_> = places.iter().filter(|place| of(place)).copied().collect();
        let chosen = numbers.below(fit.len());
        fit.get(chosen).copied()
    };
    let put = |place: &Place<'_>, word: &str| format!("{}{word}{}", &text[..place.start], &text[place.end..]);
    let mut edits = Vec::new();
    let is_word = |place: &Place<'_>| place.word.len() > 2 && !place.word.bytes().all(|b| b.is_ascii_digit());
    let first = places.iter().find(|place| is_word(place)).copied();
    let last = places.iter().rfind(|place| is_word(place)).copied();
    for (kind, place) in [("replace", any(&is_word)), ("first", first), ("last", last)] {
        edits.extend(place.map(|place| (kind, put(&place, "banana"), "banana".to_owned())));
    }
    if let Some(place) = any(&is_word) {
        edits.push(("delete", put(&place, ""), place.word.to_owned()));
    }
    if let Some(place) = any(&is_word) {
        edits.push(("insert", put(&place, &format!("{} never", place.word)), "never".to_owned()));
    }
    if let Some(place) = any(&|place| matches!(place.word, "may" | "shall" | "will" | "can")) {
        edits.push(("negate", put(&place, &format!("{} not", place.word)), "not".to_owned()));
    }
    if let Some(place) = any(&|place| place.word == "not") {
        edits.push(("affirm", put(&place, ""), "not".to_owned()));
    }
    if let Some(place) = any(&|place| place.word.bytes().all(|b| b.is_ascii_digit())) {
        edits.push(("number", put(&place, "7777"), "7777".to_owned()));
    }
    edits
}

#[test]
fn a_changed_word_is_found_shown_and_told() {
    let (mut numbers, mut tried, mut wrong) = (Numbers(4), 0, Vec::new());
    let texts = texts();
    for (number, (id, text)) in texts.iter().enumerate() {
        for (kind, edited, word) in edits(text, &mut numbers).into_iter().skip(number % 2).step_by(2) {
            tried += 1;
            let found = identify(&edited);
            if found.id.is_some() || !shows(&found, &word) {
                wrong.push(format!("{id} {kind} {word}: {:?} {:?}", found.id, found.changed));
                continue;
            }
            let told = review(text, &edited);
            // of a long run without blanks, the beginning is shown
            let word: String = word.to_lowercase().chars().take(10).collect();
            let is_told =
                |line: &String| line.starts_with("license/text-altered") && line.to_lowercase().contains(&word);
            if !told.iter().any(is_told) {
                wrong.push(format!("{id} {kind} {word}: {told:?}"));
            }
        }
    }
    println!("{tried} edits of {} texts, {} of them missed", texts.len(), wrong.len());
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

/// The same terms in another layout.
fn layouts(text: &str) -> Vec<(&'static str, String)> {
    let unix = text.replace("\r\n", "\n");
    let lines = |of: &dyn Fn(&str) -> String| unix.lines().map(of).collect::<Vec<_>>().join("\n");
    let filled =
        |of: &dyn Fn(&str) -> String| lines(&|line| if line.trim().is_empty() { String::new() } else { of(line) });
    vec![
        ("40 wide", wrapped(&unix, 40)),
        ("72 wide", wrapped(&unix, 72)),
        ("100 wide", wrapped(&unix, 100)),
        ("unwrapped", wrapped(&unix, usize::MAX)),
        ("one line", unix.split_whitespace().collect::<Vec<_>>().join(" ")),
        ("upper", unix.to_uppercase()),
        ("lower", unix.to_lowercase()),
        ("curly", unix.replace('\'', "’").replace(" \"", " “").replace('"', "”")),
        ("straight", unix.replace(['“', '”'], "\"").replace(['’', '‘'], "'")),
        ("guillemets", unix.replace(['“', '”', '"'], "»")),
        ("TeX quotes", unix.replace(" \"", " ``").replace('"', "''")),
        ("CRLF", unix.replace('\n', "\r\n")),
        ("CR", unix.replace('\n', "\r")),
        ("tabs", filled(&|line| format!("\t{}", line.trim_start()))),
        ("trailing blanks", lines(&|line| format!("{line}   "))),
        ("#", lines(&|line| format!("# {line}"))),
        ("//", lines(&|line| format!("// {line}"))),
        ("C comment", format!("/*\n{}\n */\n", lines(&|line| format!(" * {line}")))),
        ("quoted", lines(&|line| format!("> {line}"))),
        ("SQL comment", lines(&|line| format!("-- {line}"))),
        ("Lisp comment", lines(&|line| format!(";; {line}"))),
        ("heading", format!("# License\n\n{unix}")),
        ("setext heading", format!("License\n=======\n\n{unix}")),
        ("bold", filled(&|line| format!("**{}**", line.trim()))),
        ("italic", filled(&|line| format!("_{}_", line.trim()))),
        ("fenced", format!("```\n{unix}\n```\n")),
        ("entities", unix.replace('"', "&quot;").replace('“', "&ldquo;").replace('”', "&rdquo;")),
        ("years", unix.replace("(c) 20", "(c) 2019-20")),
        ("holder", format!("Copyright (c) 2026 Jane Doe and Example GmbH <jane@example.org>\n\n{unix}")),
        ("no final newline", unix.trim_end().to_owned()),
        ("final newlines", format!("{unix}\n\n\n")),
        ("byte order mark", format!("\u{feff}{unix}")),
        ("hard blanks", unix.replace(' ', "\u{a0}")),
        ("thin blanks", unix.replace("  ", "\u{2009}\u{2003}")),
        ("hyphens", unix.replace('-', "\u{2010}")),
        ("hard hyphens", unix.replace('-', "\u{2011}")),
        ("dashes", unix.replace(" - ", " \u{2014} ")),
        ("soft hyphens", unix.replace("ization", "iza\u{ad}tion")),
        ("double blanks", unix.replace(". ", ".  ")),
        ("form feeds", unix.replace("\n\n", "\n\u{c}\n")),
        ("list signs", unix.replace("\n* ", "\n- ").replace("\n- ", "\n• ")),
        ("punctuation", unix.replace(';', ",").replace(" ,", ",")),
    ]
}

#[test]
fn another_layout_is_no_alarm() {
    let (mut tried, mut wrong) = (0, Vec::new());
    let texts = texts();
    for (number, (id, text)) in texts.iter().enumerate() {
        for (kind, variant) in layouts(text).into_iter().skip(number % 12).step_by(12) {
            tried += 1;
            let found = identify(&variant);
            if found.id.as_ref() != Some(id) || !found.changed.is_empty() || !found.added.is_empty() {
                wrong.push(format!(
                    "{id} {kind}: {:?} {:?} {:?}",
                    found.id,
                    found.changed.first(),
                    found.added.first()
                ));
            }
            let told = review(text, &variant);
            if !told.is_empty() {
                wrong.push(format!("{id} {kind}: {told:?}"));
            }
        }
    }
    println!("{tried} layouts of {} texts, {} wrong", texts.len(), wrong.len());
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

/// Copies come with their title and without it; one that is half there was edited.
#[test]
fn a_title_that_lost_a_word_is_told() {
    let text = |id: &str| spdx::license_id(id).expect("an id").text().to_owned();
    for (id, from, to, expected) in [
        ("Apache-2.0", "Apache License", "Apache", Some("`License` is dropped")),
        ("Apache-2.0", "Version 2.0, January 2004", "January 2004", Some("`Version 2.0` is dropped")),
        ("CC-BY-NC-4.0", "Attribution-NonCommercial 4.0", "Attribution-NonCommercial 3.0", Some("`3.0`")),
        ("CC-BY-NC-4.0", "Attribution-NonCommercial 4.0", "Attribution 4.0", Some("`NonCommercial` is dropped")),
        ("Apache-2.0", "Apache License", "", None),
        ("MIT", "MIT License", "The MIT License (MIT)", None),
    ] {
        let before = text(id);
        let after = before.replacen(from, to, 1);
        let told = review(&before, &after);
        match expected {
            Some(words) => assert!(told.len() == 1 && told[0].contains(words), "{id}: {from} → {to}: {told:?}"),
            None => assert!(told.is_empty(), "{id}: {from} → {to}: {told:?}"),
        }
    }
}

/// Behind the license of a project stand those of the code that it took over. The first one is its own.
#[test]
fn the_notices_of_others_behind_a_license_do_not_change_it() {
    let text = |id: &str| spdx::license_id(id).expect("an id").text().to_owned();
    let others = |own: &str| {
        format!(
            "{own}\n\nSome of the code is derived from others' projects, which is subject to this:\n\n{}\n\nLICENSE FOR the rest:\n\n{}",
            text("BSD-3-Clause"),
            text("ISC"),
        )
    };
    let (apache, mit, gpl) = (text("Apache-2.0"), text("MIT"), text("GPL-3.0-only"));
    let changed =
        |before: &str, after: &str| review(before, after).into_iter().find(|told| told.starts_with("license/changed"));
    assert_eq!(changed(&apache, &others(&apache)), None);
    let told = changed(&mit, &others(&gpl)).expect("a change");
    assert!(told.contains("from `MIT` to `GPL-3.0`, which is stricter"), "{told}");
    let told = changed(&others(&gpl), &others(&apache)).expect("a change");
    assert!(told.contains("from `GPL-3.0` to `Apache-2.0`, which is looser"), "{told}");
    // where other words come first, nobody knows whose license the first one is
    let told = changed(&apache, &format!("These terms are our own: you may not use it.\n\n{}", others(&mit)));
    assert!(told.is_some_and(|told| told.contains("terms of its own")));
    let said = format!(
        "{apache}\nThis project contains code derived from Meta Platforms, Inc.\nLicensed under the BSD-style license.\n"
    );
    assert_eq!(review(&apache, &said), Vec::<String>::new());
}
