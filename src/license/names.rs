//! Finds a license by any of its names, and the nearest one to a misspelling.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::terms::{all, bare};
use strsim::levenshtein as distance;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// One license, by its canonical id.
    Id(String),
    /// Several; what to write instead.
    Family(&'static str),
}

struct Names {
    /// Ids in lower case.
    ids: HashMap<String, Name>,
    /// Names without the words that do not tell licenses apart.
    keys: HashMap<String, Name>,
    /// Ids that may be suggested, as people write them on cards.
    suggestions: Vec<&'static str>,
}

/// Reads the table of licenses and their names now instead of on first use.
pub fn load_names() {
    names();
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(build)
}

fn build() -> Names {
    let mut names = Names { ids: HashMap::new(), keys: HashMap::new(), suggestions: Vec::new() };
    for row in all().filter(|row| row.id != "other" && row.id != "NOASSERTION") {
        let name = row.family.as_deref().map_or_else(|| Name::Id(row.id.clone()), Name::Family);
        let hub = row.hub_id.as_deref();
        for id in [Some(row.id.as_str()), hub].into_iter().flatten() {
            names.ids.entry(id.to_lowercase()).or_insert_with(|| name.clone());
        }
        let spelled = row.aliases.iter().map(String::as_str).chain([row.id.as_str()]).chain(hub);
        // the name of a family says "(not one license)"
        for text in spelled.chain(row.family.is_none().then_some(row.name.as_str())) {
            names.keys.entry(key(text)).or_insert_with(|| name.clone());
        }
        names.suggestions.push(hub.unwrap_or(&row.id));
    }
    names.suggestions.extend(["unknown", "other"]);
    for license in spdx::identifiers::LICENSES {
        let id = canonical(license.name);
        names.ids.entry(license.name.to_lowercase()).or_insert_with(|| Name::Id(id.clone()));
        for text in [license.name, license.full_name] {
            names.keys.entry(key(text)).or_insert_with(|| Name::Id(id.clone()));
        }
    }
    names
}

/// The id to write for one of the list: `GPL-3.0+` is the old spelling of "or later".
fn canonical(id: &str) -> String {
    match id.strip_suffix('+') {
        Some(bare) => format!("{bare}-or-later"),
        None => id.to_owned(),
    }
}

/// The license that a name stands for.
pub(super) fn find(text: &str) -> Option<Name> {
    let text = text.trim();
    let names = names();
    let lower = text.to_lowercase();
    if let Some(name) = names.ids.get(&lower) {
        return Some(name.clone());
    }
    if let Some(tail) = lower.strip_prefix("licenseref-") {
        let own = text.get(text.len() - tail.len()..).unwrap_or(tail);
        let valid = !own.is_empty() && own.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        return valid.then(|| Name::Id(format!("LicenseRef-{own}")));
    }
    let plain = key(text);
    if let Some(name) = names.keys.get(&plain).filter(|_| !plain.is_empty()) {
        return Some(name.clone());
    }
    let outside = text.split('(').next().unwrap_or(text).trim();
    // "MIT (code) / CC-BY-4.0 (data)" goes on behind its first parentheses
    if outside.len() < text.len() && text.find(')') == Some(text.len() - 1) && !outside.is_empty() {
        return find(outside);
    }
    later(text)
}

/// "GPLv3+", "LGPL v2.1 or later", "GPL-2.0 only".
fn later(text: &str) -> Option<Name> {
    let lower = text.to_lowercase();
    for (end, suffix) in [
        ("or later", "-or-later"),
        ("or-later", "-or-later"),
        ("or newer", "-or-later"),
        ("+", "-or-later"),
        ("only", "-only"),
    ] {
        let Some(start) = lower.strip_suffix(end) else { continue };
        let start = start.trim_end_matches([' ', '-', ',']);
        let Some(Name::Id(id)) = (!start.is_empty()).then(|| find(start)).flatten() else { continue };
        let full = format!("{}{suffix}", bare(&id));
        return spdx::license_id(&full).map(|id| Name::Id(id.name.to_owned()));
    }
    None
}

/// The words of a name that tell licenses apart: "Apache License, Version 2.0" and "apache-2" are one.
fn key(text: &str) -> String {
    const FILLERS: [&str; 13] = [
        "the",
        "license",
        "licence",
        "licenses",
        "version",
        "v",
        "agreement",
        "international",
        "unported",
        "generic",
        "public",
        "r",
        "tm",
    ];
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    for c in text.to_lowercase().chars().chain([' ']) {
        let joins = c.is_alphanumeric() || (c == '.' && previous.is_ascii_digit()) || (c == '+' && previous == '+');
        let turns =
            previous.is_ascii_digit() != c.is_ascii_digit() && previous.is_alphanumeric() && c.is_alphanumeric();
        if (!joins || turns) && !word.is_empty() {
            let mut done = std::mem::take(&mut word);
            while done.ends_with('.') {
                done.pop();
            }
            words.push(done.strip_suffix(".0").map(str::to_owned).unwrap_or(done));
        }
        if joins || c == '+' {
            word.push(c);
        }
        previous = c;
    }
    words.retain(|word| !word.is_empty() && !FILLERS.contains(&word.as_str()));
    let joined = words.join(" ");
    // the parts of Creative Commons ids have long names
    let mut long = joined.as_str();
    let mut short = String::new();
    if let Some(rest) = long.strip_prefix("creative commons ") {
        long = rest;
        short.push_str("cc ");
        for (name, part) in [
            ("attribution", "by"),
            ("non commercial", "nc"),
            ("noncommercial", "nc"),
            ("no derivatives", "nd"),
            ("noderivatives", "nd"),
            ("no derivs", "nd"),
            ("share alike", "sa"),
            ("sharealike", "sa"),
        ] {
            if let Some(rest) = long.strip_prefix(name) {
                long = rest.trim_start();
                short.push_str(part);
                short.push(' ');
            }
        }
        return format!("{short}{long}");
    }
    joined
}

/// The known id that is spelled most like a text, when it is close.
pub(super) fn nearest(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let length = text.chars().count();
    // who writes `unlicensed` gives no rights away
    if !(3..=60).contains(&length) || text == "unlicensed" {
        return None;
    }
    let most = if length < 6 { 1 } else { (length / 5).clamp(2, 4) };
    // letters and parts out of order, and other signs between them
    let sorted = |text: &str| {
        let mut bytes: Vec<u8> = text.bytes().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'+').collect();
        bytes.sort_unstable();
        bytes
    };
    let own = sorted(&text);
    let distances = names().suggestions.iter().map(|id| {
        let lower = id.to_lowercase();
        match distance(&text, &lower) {
            _ if text.is_ascii() && sorted(&lower) == own => (0, *id),
            // with another letter, a short one is another acronym
            _ if length < 5 && lower.len() == text.len() => (usize::MAX, *id),
            distance => (distance, *id),
        }
    });
    distances.filter(|(distance, _)| *distance <= most).min().map(|(_, id)| id)
}

/// The id of the list of SPDX that is spelled most like a text, when it is close.
#[must_use]
pub fn nearest_of_spdx(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let most = if (6..=60).contains(&text.len()) { 1 + usize::from(text.len() > 9) } else { 0 };
    let ids = spdx::identifiers::LICENSES.iter().map(|license| license.name);
    let near = ids.filter(|id| id.len().abs_diff(text.len()) <= most);
    let near = near.map(|id| (distance(&text, &id.to_lowercase()), id)).filter(|(distance, _)| *distance <= most);
    near.min().map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_meet() {
        assert_eq!(key("Apache License, Version 2.0"), key("apache-2"));
        assert_eq!(key("Creative Commons Attribution Non Commercial 4.0 International"), key("CC-BY-NC-4.0"));
        assert_ne!(key("LGPL 2.1"), key("LGPL 2.0"));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn every_id_finds_itself() {
        for license in spdx::identifiers::LICENSES {
            let found = find(license.name);
            assert_eq!(found, Some(Name::Id(canonical(license.name))), "{}", license.name);
            assert_eq!(find(&license.name.to_uppercase()), found, "{}", license.name);
        }
        for row in all().filter(|row| row.family.is_none() && row.id != "other" && row.id != "NOASSERTION") {
            for text in [Some(&row.id), row.hub_id.as_ref(), Some(&row.name)].into_iter().flatten() {
                assert_eq!(find(text), Some(Name::Id(row.id.clone())), "{text}");
            }
        }
    }

    #[test]
    fn misspellings_are_near() {
        assert_eq!(nearest("apache-2"), Some("apache-2.0"));
        assert_eq!(nearest("lama3.1"), Some("llama3.1"));
        assert_eq!(nearest("completely different"), None);
        for (slip, meant) in [
            ("unkonwn", "unknown"),
            ("unknwon", "unknown"),
            ("ohter", "other"),
            ("othr", "other"),
            ("mti", "mit"),
            ("cc-by-sa-nc-4.0", "cc-by-nc-sa-4.0"),
            ("llama-31", "llama3.1"),
            ("oepnrail++", "openrail++"),
            ("wtfp", "wtfpl"),
            ("gema", "gemma"),
        ] {
            assert_eq!(nearest(slip), Some(meant), "{slip}");
        }
        // another word, or another acronym
        for other in ["unlicensed", "afl", "lppl", "acme", "acme-model-license", "custom", "proprietary"] {
            assert_eq!(nearest(other), None, "{other}");
        }
    }
}
