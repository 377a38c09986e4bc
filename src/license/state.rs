//! Reads what people write where a license is named: ids, expressions, names, classifiers, web addresses.
//!
//! Never a closed list: a name nobody knows is reported as unknown, with the nearest known one, and is no error.

use super::expression::{Expression, Reader};
use super::names::{self, Name};
use super::url;
use crate::artifact::filling;

/// What somebody wrote, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// A license, or several.
    Known(Expression),
    /// `other`: the name and the link say which.
    Other,
    /// No license that is known here.
    Unknown {
        /// The known id that is spelled most like it.
        nearest: Option<&'static str>,
    },
    /// A tag for several licenses, with what to write instead.
    Family(&'static str),
    /// Nothing: empty, `unknown`, `NOASSERTION`.
    Nothing,
}

/// Longer statements are texts, not names.
const LONGEST: usize = 400;

/// Reads one statement.
#[must_use]
pub fn state(text: &str) -> Stated {
    let text = text.trim().trim_matches(['"', '\'', '`', '“', '”']).trim();
    if text.len() > LONGEST {
        return Stated::Unknown { nearest: None };
    }
    understood(text).unwrap_or_else(|| Stated::Unknown { nearest: names::nearest(classifier(text)) })
}

/// The licenses that a statement names, where they are known. Quicker than [`state`], which looks for the nearest name.
#[must_use]
pub fn known(text: &str) -> Option<Expression> {
    let text = text.trim().trim_matches(['"', '\'', '`', '“', '”']).trim();
    match understood(text).filter(|_| text.len() <= LONGEST)? {
        Stated::Known(expression) => Some(expression),
        _ => None,
    }
}

fn understood(text: &str) -> Option<Stated> {
    if filling::is_nothing(text) {
        return Some(Stated::Nothing);
    }
    // older dataset cards put the name behind a hyphen: "other-my-terms"
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("other"))
        && matches!(text.as_bytes().get(5), None | Some(b'-'))
    {
        return Some(Stated::Other);
    }
    if let Some(id) = url::license(text) {
        return Some(Stated::Known(Expression::License(id)));
    }
    let text = classifier(text);
    match names::find(text) {
        Some(Name::Id(id)) => return Some(Stated::Known(Expression::License(id))),
        Some(Name::Family(advice)) => return Some(Stated::Family(advice)),
        None => {}
    }
    expression(text).map(Stated::Known)
}

/// Reads `license: other` with its `license_name` and `license_link`. A name of one's own becomes a `LicenseRef-` id.
#[must_use]
pub fn state_other(name: Option<&str>, link: Option<&str>) -> Stated {
    let by_link = link.and_then(url::license);
    let name = name.map(str::trim).filter(|name| !filling::is_nothing(name));
    let Some(name) = name else {
        return by_link.map_or(Stated::Other, |id| Stated::Known(Expression::License(id)));
    };
    match state(name) {
        Stated::Known(found) => Stated::Known(found),
        Stated::Family(advice) => by_link.map_or(Stated::Family(advice), |id| Stated::Known(Expression::License(id))),
        _ => {
            let own = slug(name).map(|slug| format!("LicenseRef-{slug}"));
            by_link.or(own).map_or(Stated::Other, |id| Stated::Known(Expression::License(id)))
        }
    }
}

/// The name in a package classifier: what stands behind the last `::`.
fn classifier(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("License ::") else { return text };
    rest.rsplit("::").next().unwrap_or(rest).trim()
}

fn expression(text: &str) -> Option<Expression> {
    let known = |word: &str| match names::find(word) {
        Some(Name::Id(id)) => Some(id),
        _ => None,
    };
    // older manifests write a choice with a slash
    let spaced = if text.contains('/') && !text.contains("://") { text.replace('/', " OR ") } else { text.to_owned() };
    let direct = Reader::new(&spaced, known).read();
    direct.or_else(|| phrases(&spaced, &known))
}

/// "Apache License 2.0 or MIT license": names with blanks between the operators.
fn phrases(text: &str, known: &impl Fn(&str) -> Option<String>) -> Option<Expression> {
    if text.contains(['(', ')']) {
        return None;
    }
    let split = |word: &'static str| -> Vec<String> {
        let mut parts = vec![String::new()];
        for token in text.split_whitespace() {
            if token.eq_ignore_ascii_case(word) {
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                part.push(' ');
                part.push_str(token);
            }
        }
        parts
    };
    let read = |parts: Vec<String>| -> Option<Vec<Expression>> {
        parts.iter().map(|part| known(part.trim()).map(Expression::License)).collect()
    };
    let choice = split("or");
    if choice.len() > 1 {
        return read(choice).and_then(Expression::any);
    }
    let all = split("and");
    if all.len() > 1 { read(all).map(Expression::All) } else { None }
}

/// A name as the tail of a `LicenseRef-` id, which holds letters, digits, dots and hyphens only.
fn slug(name: &str) -> Option<String> {
    let mut out = String::new();
    for c in name.chars().take(100) {
        if c.is_ascii_alphanumeric() || c == '.' {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_matches(['-', '.']);
    (!out.is_empty()).then(|| out.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> String {
        match state(text) {
            Stated::Known(found) => found.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_people_write() {
        for (text, id) in [
            ("mit", "MIT"),
            ("MIT License", "MIT"),
            ("The MIT License (MIT)", "MIT"),
            ("apache-2.0", "Apache-2.0"),
            ("Apache 2.0", "Apache-2.0"),
            ("Apache2", "Apache-2.0"),
            ("Apache License, Version 2.0", "Apache-2.0"),
            ("\"Apache-2.0\"", "Apache-2.0"),
            ("License :: OSI Approved :: MIT License", "MIT"),
            ("License :: OSI Approved :: Apache Software License", "Apache-2.0"),
            ("License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
            ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "GPL-3.0"),
            ("GPLv3+", "GPL-3.0-or-later"),
            ("gpl-3.0", "GPL-3.0"),
            ("GPL-3.0+", "GPL-3.0-or-later"),
            ("agpl-3.0-only", "AGPL-3.0-only"),
            ("cc-by-nc-4.0", "CC-BY-NC-4.0"),
            ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
            ("CC-BY 4.0", "CC-BY-4.0"),
            ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
            ("CC0", "CC0-1.0"),
            ("odc-by", "ODC-By-1.0"),
            ("bsl-1.0", "BSL-1.0"),
            ("BSL 1.1", "BUSL-1.1"),
            ("Business Source License 1.1", "BUSL-1.1"),
            ("etalab-2.0", "etalab-2.0"),
            ("3-Clause BSD", "BSD-3-Clause"),
            ("BSD 3-Clause", "BSD-3-Clause"),
            ("llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
            ("Llama 3.1 Community License", "LicenseRef-scancode-llama-3.1-license-2024"),
            ("openrail++", "LicenseRef-scancode-bigscience-open-rail-m2"),
            ("openmdw-1.1", "LicenseRef-OpenMDW-1.1"),
            ("LicenseRef-My-Own", "LicenseRef-My-Own"),
            ("mit or apache-2.0", "MIT OR Apache-2.0"),
            ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
            ("MIT License and Apache License 2.0", "MIT AND Apache-2.0"),
            ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
            ("https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"),
        ] {
            assert_eq!(known(text), id, "{text}");
        }
    }

    #[test]
    fn what_is_no_one_license() {
        for (text, stated) in [
            ("", Stated::Nothing),
            ("unknown", Stated::Nothing),
            ("other", Stated::Other),
            ("other-our-terms", Stated::Other),
        ] {
            assert_eq!(state(text), stated, "{text}");
        }
        for family in ["cc", "bsd", "gpl", "openrail", "BSD License", "License :: OSI Approved :: BSD License"] {
            assert!(matches!(state(family), Stated::Family(_)), "{family}");
        }
        assert_eq!(state("apache2.O"), Stated::Unknown { nearest: Some("apache-2.0") });
        assert_eq!(state("cc-by-nc-4"), Stated::Known(Expression::license("CC-BY-NC-4.0")));
        assert_eq!(state("my very own terms"), Stated::Unknown { nearest: None });
        assert_eq!(state(&"x".repeat(5000)), Stated::Unknown { nearest: None });
    }

    #[test]
    fn other_with_name_and_link() {
        let shown = |name, link| match state_other(name, link) {
            Stated::Known(found) => found.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(shown(Some("deepseek"), None), "LicenseRef-scancode-deepseek-la-1.0");
        assert_eq!(shown(Some("My Model License"), Some("LICENSE")), "LicenseRef-My-Model-License");
        assert_eq!(shown(Some("flux-1-dev-non-commercial-license"), None), "LicenseRef-scancode-flux-1-nc");
        assert_eq!(shown(None, Some("https://creativecommons.org/licenses/by-nc/4.0/")), "CC-BY-NC-4.0");
        assert_eq!(shown(Some("cc"), Some("https://creativecommons.org/licenses/by/4.0/")), "CC-BY-4.0");
        assert_eq!(shown(None, None), "Other");
        assert_eq!(shown(Some(" "), Some("LICENSE.md")), "Other");
    }
}
