//! Finds licenses that a sentence names, by name or by the address of their text.

use crate::artifact::Span;
use crate::license::{self, Agreement, Expression, Stated};
use crate::order;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a mention means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    License(Expression),
    /// A Creative Commons license without its version: `by-nc`.
    Kind(String),
}

/// A license, named in a text.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) span: Span,
    pub(super) meaning: Meaning,
}

/// Builds the patterns now instead of on first use.
pub(super) fn load() {
    for pattern in [&NAMES, &CREATIVE, &ZERO, &ADDRESS] {
        LazyLock::force(pattern);
    }
}

/// Names of licenses as prose spells them. What they mean is decided by [`license::state`].
static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\bapache[- ]?(?:software[- ])?(?:licen[cs]e)?[-, ]*(?:version |v\.? ?)?2(?:\.0)?\b",
        r"|\b(?-i:MIT)(?:-0|[- ]licen[cs]e)?\b",
        r"|\b(?:GNU )?(?:affero |lesser |library )?general public licen[cs]e(?: \([AL]?GPL\))?,? (?:version |v\.? ?)?\d(?:\.\d)?(?: or (?:any )?later)?\b",
        r"|\b[AL]?GPL[- ]?v?\d(?:\.\d)?(?:\+|-only\b|-or-later\b| or later\b|\b)",
        r"|\bBSD[- ]?[234][- ]clause\b|\b[234][- ]clause BSD\b",
        r"|\b(?:mozilla public licen[cs]e(?: version)? |MPL[- ]?)v?2(?:\.0)?\b|\bEUPL[- ]?v?1\.[12]\b",
        r"|\bCDLA[- ](?:permissive|sharing)[- ]\d(?:\.\d)?\b|\bODC[- ]BY(?:[- ]1\.0)?\b|\bODbL(?:[- ]1\.0)?\b|\bopen database licen[cs]e\b|\bPDDL\b",
        r"|\bC-UDA\b|\bcomputational use of data agreement\b|\bOpenMDW-1\.\d\b|\bbusiness source licen[cs]e(?: 1\.1)?\b|\bBUSL-1\.1\b",
        r"|\b(?:creativeml|bigscience|bigcode)[- ]open ?rail(?:\+\+)?-m\b|\bllama ?[234](?:\.\d)? community licen[cs]e\b|\bgemma (?:terms of use|licen[cs]e)\b",
    ))
    .ok()
});

/// Creative Commons: the parts in any order of spelling, with a version or without.
static CREATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\b(?:creative[- ]commons?|CC)\b[- :_]*(?:licen[cs]e[- :]*)?(?:\(CC\)[- ]*)?(?:BY|attribution)",
        r"|\bCC-?BY|\battribution[- ](?:non-?\s?commercial|share-?\s?alike|no-?\s?deriv))",
        r"(?:[-_ ,/+.]*(?:NC|SA|ND|non-?\s?commercial|share-?\s?alike|no-?\s?deriv(?:ative)?s?)\b)*",
        r"(?P<end>[-_ ,v(]*(?:licen[cs]e|international|public|unported|generic|version|[- ,v(])*(?P<version>[1-4]\.0|2\.5|[34])(?:\b|$))?",
    ))
    .ok()
});

static ZERO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bCC[- ]?0\b(?:[- ]?1\.0)?|\bcreative commons (?:zero|cc0)\b").ok());

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"https?://[^\s<>()\[\]"'`]+|\]\([^)\s]+"#).ok());

/// The licenses named in a text, in their order. Spans count from the start of the text.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut bare = text.to_owned();
    for address in ADDRESS.iter().flat_map(|pattern| pattern.find_iter(text)) {
        let target = address.as_str().trim_start_matches("](");
        if let Some(known) = license::known(target.trim_end_matches(['.', ',', ';'])) {
            found.push(Mention { span: address.range(), meaning: Meaning::License(known) });
        }
        // what an address holds is no name
        bare.replace_range(address.range(), &" ".repeat(address.len()));
    }
    // where each one begins, and where it ends; none reaches into another
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for creative in CREATIVE.iter().flat_map(|pattern| pattern.captures_iter(&bare)) {
        let Some(whole) = creative.get(0) else { continue };
        let version = creative.name("version").map(|version| version.as_str());
        taken.insert(whole.start(), whole.end());
        if let Some(meaning) = creative_meaning(whole.as_str(), version).filter(|_| !goes_on(&bare, &whole.range())) {
            found.push(Mention { span: whole.range(), meaning });
        }
    }
    let named =
        [&ZERO, &NAMES].into_iter().flat_map(|pattern| pattern.iter()).flat_map(|pattern| pattern.find_iter(&bare));
    for name in named {
        let overlaps = taken.range(..name.end()).next_back().is_some_and(|(_, end)| *end > name.start());
        if overlaps
            || (name.as_str() == "MIT" && !is_license_here(&bare, &name.range()))
            || is_cut(&bare, &name.range())
        {
            continue;
        }
        if let Some(known) = license::known(name.as_str()) {
            taken.insert(name.start(), name.end());
            found.push(Mention { span: name.range(), meaning: Meaning::License(known) });
        }
    }
    order::by_key(&mut found, |mention| mention.span.start);
    found
}

fn creative_meaning(words: &str, version: Option<&str>) -> Option<Meaning> {
    let lower: String =
        words.to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect();
    // short parts stand behind "by" only
    let tail = lower.split_once("by").map_or("", |(_, tail)| tail);
    let has = |long: &str, short: &str| lower.contains(long) || tail.contains(short);
    let parts = [("noncommercial", "nc", "-nc"), ("noderiv", "nd", "-nd"), ("sharealike", "sa", "-sa")];
    let kind: String = parts.iter().filter(|(long, short, _)| has(long, short)).map(|(.., part)| *part).collect();
    // as the ids order them
    let kind = format!("by{kind}");
    let Some(version) = version else { return Some(Meaning::Kind(kind)) };
    let version = if version.contains('.') { version.to_owned() } else { format!("{version}.0") };
    match license::state(&format!("cc-{kind}-{version}")) {
        Stated::Known(known) => Some(Meaning::License(known)),
        _ => None,
    }
}

/// Parts of a Creative Commons license behind its version, or in other words: "CC BY 4.0, non-commercial".
fn goes_on(text: &str, span: &Span) -> bool {
    let behind = behind(text, span);
    let end = behind.find(['.', ';', '\n', '|']).unwrap_or(behind.len()).min(48);
    let near = behind.get(..behind.floor_char_boundary(end)).unwrap_or_default().to_lowercase();
    let near = near.split(" cc").next().unwrap_or_default();
    let part =
        |word: &str| matches!(word, "nc" | "sa" | "nd" | "noncommercial" | "sharealike" | "noderivs" | "noderivatives");
    near.split(|c: char| !c.is_alphanumeric()).any(part)
        || ["commercial", "share alike", "share-alike", "no deriv"].iter().any(|words| near.contains(words))
}

/// Characters around a name that are looked at.
const AROUND: usize = 60;

fn before<'t>(text: &'t str, span: &Span) -> &'t str {
    let start = text.ceil_char_boundary(span.start.saturating_sub(AROUND));
    text.get(start..span.start).unwrap_or_default()
}

fn behind<'t>(text: &'t str, span: &Span) -> &'t str {
    let end = text.floor_char_boundary((span.end + AROUND).min(text.len()));
    text.get(span.end..end).unwrap_or_default()
}

/// Whether a name is the end or the beginning of a longer one: "Lesser GPL", "BSD 3-Clause Clear", "modified MIT".
fn is_cut(text: &str, span: &Span) -> bool {
    let no_word = |c: char| !c.is_alphanumeric();
    let before = before(text, span).trim_end_matches(no_word).to_lowercase();
    let after = behind(text, span).trim_start_matches(no_word).to_lowercase();
    ["lesser", "affero", "library", "clear", "modified", "修改版"].iter().any(|word| before.ends_with(word))
        || after.starts_with("clear")
        || after.starts_with("style")
        || after.starts_with("no attribution")
}

/// Whether the three letters are a license and not a university.
fn is_license_here(text: &str, span: &Span) -> bool {
    let before = before(text, span).trim_end_matches([' ', '*', '_', '`', '[', '"', '(']);
    let after = behind(text, span).trim_start_matches(['*', '_', '`', ']', '"', ')']).trim_start();
    let follows =
        ["license", "licence", "for", "and", "or", "while", "but", "许可", "协议", "ライセンス", "라이선스", "-lizenz"];
    let lower = after.to_lowercase();
    let goes_on = after.chars().next().is_some_and(char::is_alphanumeric);
    let last = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default().to_lowercase();
    let led = before.is_empty()
        || before.ends_with([':', '|', '=', ','])
        || ["under", "the", "is", "are", "licencia", "licença", "licence", "lizenz", "sous"].contains(&last.as_str());
    (led || !goes_on || follows.iter().any(|word| lower.starts_with(word)))
        && (!goes_on || follows.iter().any(|word| lower.starts_with(word)))
        && !["at", "from", "by", "of", "and"].contains(&last.as_str())
}

impl Meaning {
    /// How it goes with what another file says.
    #[must_use]
    pub fn agree(&self, other: &Expression) -> Agreement {
        match self {
            Self::License(one) => license::agree(one, other),
            Self::Kind(kind) => {
                let of = |id: &str| {
                    let rest = id.to_lowercase();
                    let rest = rest.strip_prefix("cc-")?.to_owned();
                    rest.rsplit_once('-').map(|(kind, _)| kind.to_owned())
                };
                let ids = other.ids();
                if ids.iter().any(|id| of(id).as_ref() == Some(kind)) {
                    Agreement::Agrees
                } else if ids.iter().any(|id| id.starts_with("LicenseRef-") && license::terms(id).is_none()) {
                    Agreement::Undecided
                } else {
                    Agreement::Contradicts
                }
            }
        }
    }

    /// Whether two mentions cannot mean one license.
    pub(super) fn differs(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::License(other)) => self.agree(other) == Agreement::Contradicts,
            (Self::License(one), Self::Kind(_)) => other.agree(one) == Agreement::Contradicts,
            (Self::Kind(one), Self::Kind(other)) => one != other,
        }
    }

    /// The license in a few words.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::License(expression) => expression.to_string(),
            Self::Kind(kind) => format!("CC-{}", kind.to_uppercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        mentions(text).iter().map(|mention| mention.meaning.name()).collect()
    }

    #[test]
    fn licenses_in_sentences() {
        for (text, expected) in [
            ("licensed under the Apache License 2.0.", vec!["Apache-2.0"]),
            ("The code is MIT, the weights are CC-BY-NC-4.0.", vec!["MIT", "CC-BY-NC-4.0"]),
            (
                "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International License",
                vec!["CC-BY-NC-SA-4.0"],
            ),
            ("the Creative Commons Attribution-ShareAlike License", vec!["CC-BY-SA"]),
            ("licenced under CC-by-NC", vec!["CC-BY-NC"]),
            ("[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)", vec!["CC-BY-4.0", "CC-BY-4.0"]),
            ("GNU General Public License v3.0", vec!["GPL-3.0"]),
            ("Released under CC0", vec!["CC0-1.0"]),
            ("researchers at MIT built it", vec![]),
            ("The MIT Scene Parsing Benchmark", vec![]),
            ("MIT Press, Cambridge", vec![]),
            ("本项目采用 MIT 许可证", vec!["MIT"]),
            ("Der Code steht unter der MIT-Lizenz.", vec!["MIT"]),
            ("the Creative Commons 4.0 License", vec![]),
            ("see https://github.com/mit-han-lab/x", vec![]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
