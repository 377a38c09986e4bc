//! Spellings that mean the same word in a license, after the list of SPDX.

use std::sync::OnceLock;

use super::words::hash;
use crate::order;

/// Compounds that are written with and without a hyphen, as their parts: "noncommercial" is "non-commercial".
#[must_use]
pub(super) fn parts(word: &str) -> (&str, Option<&str>) {
    for prefix in ["non", "sub", "per"] {
        if let Some(rest) = word.strip_prefix(prefix) {
            let splits = match prefix {
                "non" => rest.len() > 4,
                "sub" => rest.starts_with("licen"),
                _ => rest == "cent",
            };
            if splits && rest.is_ascii() {
                return (prefix, Some(rest));
            }
        }
    }
    (word, None)
}

/// One spelling of each word, both as hashes. After "copyright", holder and owner are the same.
#[must_use]
pub(super) fn canonical(word: u32, after_copyright: bool) -> u32 {
    let known = spellings();
    if after_copyright && known.holders.contains(&word) {
        return hash("holder");
    }
    known
        .pairs
        .binary_search_by_key(&word, |(from, _)| *from)
        .ok()
        .and_then(|at| known.pairs.get(at))
        .map_or(word, |(_, to)| *to)
}

/// Whether a word is "copyright".
#[must_use]
pub(super) fn is_copyright(word: u32) -> bool {
    word == spellings().copyright
}

struct Spellings {
    /// By the first.
    pairs: Vec<(u32, u32)>,
    holders: [u32; 4],
    copyright: u32,
}

fn spellings() -> &'static Spellings {
    static KNOWN: OnceLock<Spellings> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut pairs: Vec<(u32, u32)> = PAIRS.iter().map(|(from, to)| (hash(from), hash(to))).collect();
        order::by_key(&mut pairs, |pair| *pair);
        let holders = ["owner", "owners", "holder", "holders"].map(hash);
        Spellings { pairs, holders, copyright: hash("copyright") }
    })
}

const PAIRS: [(&str, &str); 51] = [
    ("acknowledgement", "acknowledgment"),
    ("acknowledgements", "acknowledgments"),
    ("analogue", "analog"),
    ("analyse", "analyze"),
    ("artefact", "artifact"),
    ("artefacts", "artifacts"),
    ("authorisation", "authorization"),
    ("authorised", "authorized"),
    ("calibre", "caliber"),
    ("cancelled", "canceled"),
    ("capitalisations", "capitalizations"),
    ("catalogue", "catalog"),
    ("categorise", "categorize"),
    ("centre", "center"),
    ("emphasised", "emphasized"),
    ("favour", "favor"),
    ("favourite", "favorite"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("initialise", "initialize"),
    ("judgement", "judgment"),
    ("labelling", "labeling"),
    ("labour", "labor"),
    ("licence", "license"),
    ("licenced", "licensed"),
    ("licencee", "licensee"),
    ("licences", "licenses"),
    ("licencing", "licensing"),
    ("licencor", "licensor"),
    ("maximise", "maximize"),
    ("merchantibility", "merchantability"),
    ("modelled", "modeled"),
    ("modelling", "modeling"),
    ("offence", "offense"),
    ("optimise", "optimize"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("organise", "organize"),
    ("practise", "practice"),
    ("programme", "program"),
    ("realise", "realize"),
    ("recognise", "recognize"),
    ("recognised", "recognized"),
    ("signalling", "signaling"),
    ("utilisation", "utilization"),
    ("utilise", "utilize"),
    ("utilised", "utilized"),
    ("utilising", "utilizing"),
    ("whilst", "while"),
    ("wilful", "willful"),
    ("wilfully", "willfully"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_meet() {
        assert_eq!(canonical(hash("licence"), false), hash("license"));
        assert_eq!(canonical(hash("owners"), true), hash("holder"));
        assert_eq!(canonical(hash("owners"), false), hash("owners"));
        assert_eq!(parts("noncommercial"), ("non", Some("commercial")));
        assert_eq!(parts("none"), ("none", None));
        assert_eq!(parts("sublicense"), ("sub", Some("license")));
    }

    #[test]
    fn every_pair_is_found() {
        assert!(PAIRS.iter().all(|(from, to)| canonical(hash(from), false) == hash(to)));
        let known = spellings();
        assert!(known.pairs.windows(2).all(|pair| pair[0].0 < pair[1].0), "two words share a hash");
    }
}
