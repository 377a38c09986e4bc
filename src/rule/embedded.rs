//! The rules of this repository, embedded at build time: a new rule is a new file under `rules/`, and nothing else.

use super::{Rule, parse};
use std::sync::LazyLock;

// Path and text of every `rules/<pack>/<rule>.toml`, sorted, as build.rs found them. The examples, which come last, are apart.
include!(concat!(env!("OUT_DIR"), "/rules.rs"));

// tests parse every file and fail on the first mistake, so nothing is dropped here
static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| FILES.iter().filter_map(|(path, rule, _)| parse(path, rule).ok()).collect());

static WITH_EXAMPLES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| SOURCES.iter().filter_map(|(path, source)| parse(path, source).ok()).collect());

/// Every file as it was written.
static SOURCES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let packed = include_bytes!(concat!(env!("OUT_DIR"), "/examples.deflate"));
    let examples = miniz_oxide::inflate::decompress_to_vec(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let mut rest = examples.as_deref().unwrap_or_default();
    let mut whole = |rule: &str, length: usize| {
        let (examples, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = behind;
        rule.to_owned() + examples
    };
    FILES.iter().map(|(path, rule, length)| (*path, whole(rule, *length))).collect()
});

/// The built-in rules, sorted by id, without their examples: a review needs none, and they are most of the text.
#[must_use]
pub fn builtin() -> &'static [Rule] {
    &RULES
}

/// The file of a built-in rule, as it was written.
#[must_use]
pub fn source_of(id: &str) -> Option<&'static str> {
    let names = |path: &str| path.strip_prefix("rules/").and_then(|path| path.strip_suffix(".toml")) == Some(id);
    SOURCES.iter().find(|(path, _)| names(path)).map(|(_, source)| source.as_str())
}

/// The built-in rules with their examples.
#[must_use]
pub fn with_examples() -> &'static [Rule] {
    &WITH_EXAMPLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_file_is_a_rule() {
        for ((path, source), (_, rule, _)) in SOURCES.iter().zip(FILES) {
            if let Err(mistakes) = parse(path, source).and_then(|_| parse(path, rule)) {
                panic!("{mistakes}");
            }
        }
    }

    #[test]
    fn examples_come_last() {
        for ((path, source), (_, rule, _)) in SOURCES.iter().zip(FILES) {
            let rest = source.get(rule.len()..).unwrap_or_default();
            // keys of tables stand at the start of a line; what is quoted may look like one
            let tables = rest.lines().filter(|line| {
                ["[text", "[check", "[fix", "[measured", "[[check"].iter().any(|table| line.starts_with(table))
            });
            assert_eq!(tables.collect::<Vec<_>>(), Vec::<&str>::new(), "{path}");
        }
    }

    #[test]
    fn what_was_measured_adds_up() {
        let rule = |measured: &str| {
            let source =
                SOURCES.iter().find(|(path, _)| path.ends_with("base-model-removed.toml")).map(|(_, source)| source);
            parse("rules/a/b.toml", &source.unwrap().replace("[check.", &format!("{measured}\n[check.")))
        };
        let measured = "[measured]\ncards = 10\nfired = 5\nread = 4\nright = 3\ndate = \"2026-11\"\n";
        let month = rule(measured).unwrap().measured.unwrap().date;
        assert_eq!(month.to_string(), "2026-11");
        for wrong in [measured.replace("right = 3", "right = 6"), measured.replace("2026-11", "2026-13")] {
            assert!(rule(&wrong).is_err(), "{wrong}");
        }
    }
}
