//! Licenses by the address of their text.

use super::names::{self, Name};

/// The license that a web address stands for; none for pages that are no license, such as a file of some repository.
pub(super) fn license(text: &str) -> Option<String> {
    let lower = text.trim().trim_matches(['<', '>']).to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).or_else(|| {
        // without a scheme, only what begins like a host
        lower.starts_with("www.").then_some(lower.as_str())
    });
    let bare = HOSTS.iter().any(|host| lower.starts_with(host)).then_some(lower.as_str());
    let rest = rest.or(bare)?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match (host, segments.as_slice()) {
        ("creativecommons.org", ["licenses", kind, version, ..]) => {
            let igo = if segments.last() == Some(&"igo") { "-igo" } else { "" };
            id(&format!("cc-{kind}-{version}{igo}"))
        }
        ("creativecommons.org", ["publicdomain", "zero", version, ..]) => id(&format!("cc0-{version}")),
        ("apache.org", ["licenses", name]) => id(&stem(name).replace("license-", "apache-")),
        ("opensource.org", ["licenses" | "license", name])
        | ("spdx.org" | "choosealicense.com", ["licenses", name]) => id(stem(name)).or_else(|| id(&dotted(stem(name)))),
        ("gnu.org" | "fsf.org", ["licenses", .., name]) => {
            let name = name.split(".html").next().unwrap_or(name);
            id(name.strip_suffix(".en").unwrap_or(stem(name)))
        }
        ("opendatacommons.org", ["licenses", name, ..]) => match *name {
            "by" => id("odc-by"),
            name => id(name),
        },
        ("cdla.dev" | "cdla.io", [name, ..]) => id(&dotted(&format!("cdla-{name}"))),
        ("mozilla.org", [.., "mpl", version]) => id(&format!("mpl-{}", version.trim_end_matches(".txt"))),
        ("eclipse.org", ["legal", name, ..]) => id(&dotted(stem(name).trim_start_matches("eclipse-"))),
        ("unlicense.org", _) => id("unlicense"),
        ("boost.org", [.., name]) => id(&stem(name).replace("license_1_0", "bsl-1.0")),
        ("ai.google.dev", ["gemma", "terms"]) => id("gemma"),
        ("ai.meta.com" | "llama.meta.com" | "llama.com", ["llama", "license"]) => id("llama2"),
        ("ai.meta.com" | "llama.meta.com" | "llama.com", [name, "license"]) => id(&name.replace('_', ".")),
        _ => None,
    }
}

/// Hosts that are also written without a scheme.
const HOSTS: [&str; 9] = [
    "creativecommons.org/",
    "apache.org/",
    "opensource.org/",
    "spdx.org/",
    "choosealicense.com/",
    "gnu.org/",
    "opendatacommons.org/",
    "mozilla.org/",
    "unlicense.org",
];

fn id(name: &str) -> Option<String> {
    match names::find(name)? {
        Name::Id(id) => Some(id),
        Name::Family(_) => None,
    }
}

fn stem(name: &str) -> &str {
    [".html", ".txt", ".php", ".md", ".json"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// `apache-2-0` is `apache-2.0`.
fn dotted(name: &str) -> String {
    let mut out = String::new();
    let mut previous = ' ';
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let between = c == '-' && previous.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if between { '.' } else { c });
        previous = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_license_texts() {
        for (url, id) in [
            ("https://creativecommons.org/licenses/by/4.0/", Some("CC-BY-4.0")),
            ("http://creativecommons.org/licenses/by-nc-sa/3.0/legalcode", Some("CC-BY-NC-SA-3.0")),
            ("creativecommons.org/licenses/by/4.0", Some("CC-BY-4.0")),
            ("https://creativecommons.org/publicdomain/zero/1.0/", Some("CC0-1.0")),
            ("https://www.apache.org/licenses/LICENSE-2.0", Some("Apache-2.0")),
            ("apache.org/licenses/LICENSE-2.0.html", Some("Apache-2.0")),
            ("https://opensource.org/licenses/MIT", Some("MIT")),
            ("https://opensource.org/license/apache-2-0", Some("Apache-2.0")),
            ("https://opensource.org/license/bsd-3-clause/", Some("BSD-3-Clause")),
            ("https://spdx.org/licenses/EUPL-1.2.html", Some("EUPL-1.2")),
            ("https://choosealicense.com/licenses/mit/", Some("MIT")),
            ("https://www.gnu.org/licenses/gpl-3.0.en.html", Some("GPL-3.0")),
            ("https://www.gnu.org/licenses/old-licenses/gpl-2.0.html", Some("GPL-2.0")),
            ("https://opendatacommons.org/licenses/odbl/1-0/", Some("ODbL-1.0")),
            ("https://opendatacommons.org/licenses/by/", Some("ODC-By-1.0")),
            ("https://cdla.dev/permissive-2-0/", Some("CDLA-Permissive-2.0")),
            ("https://www.mozilla.org/en-US/MPL/2.0/", Some("MPL-2.0")),
            ("https://ai.google.dev/gemma/terms", Some("LicenseRef-scancode-gemma-tou-2025-03-24")),
            ("https://llama.meta.com/llama3_1/license/", Some("LicenseRef-scancode-llama-3.1-license-2024")),
            ("https://github.com/someone/something/blob/main/LICENSE", None),
            ("https://example.org/licenses/MIT", None),
            ("LICENSE", None),
        ] {
            assert_eq!(license(url).as_deref(), id, "{url}");
        }
    }
}
