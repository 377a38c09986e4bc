//! Spellings that mean the same word in a license, after the list of SPDX.

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

/// One spelling of each word. After "copyright", holder and owner are the same.
#[must_use]
pub(super) fn canonical(word: &str, after_copyright: bool) -> &str {
    if after_copyright && matches!(word, "owner" | "owners" | "holder" | "holders") {
        return "holder";
    }
    // no shorter word has two spellings
    if word.len() < 6 {
        return word;
    }
    PAIRS.binary_search_by(|(from, _)| (*from).cmp(word)).ok().and_then(|at| PAIRS.get(at)).map_or(word, |(_, to)| *to)
}

const PAIRS: [(&str, &str); 50] = [
    ("acknowledgement", "acknowledgment"),
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
        assert_eq!(canonical("licence", false), "license");
        assert_eq!(canonical("owners", true), "holder");
        assert_eq!(canonical("owners", false), "owners");
        assert_eq!(parts("noncommercial"), ("non", Some("commercial")));
        assert_eq!(parts("none"), ("none", None));
        assert_eq!(parts("sublicense"), ("sub", Some("license")));
    }

    #[test]
    fn the_list_can_be_searched() {
        let mut sorted = PAIRS;
        sorted.sort_unstable();
        assert!(PAIRS.iter().all(|(from, to)| canonical(from, false) == *to), "{sorted:?}");
    }
}
