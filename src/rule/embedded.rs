//! The rules of this repository, embedded at build time: a new rule is a new file under `rules/`, and nothing else.

use super::{Rule, parse};
use std::sync::LazyLock;

// Path and text of every `rules/<pack>/<rule>.toml`, sorted, as build.rs found them.
include!(concat!(env!("OUT_DIR"), "/rules.rs"));

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    // tests parse every file and fail on the first mistake, so nothing is dropped here
    FILES.iter().filter_map(|(path, source)| parse(path, source).ok()).collect()
});

/// The built-in rules, sorted by id.
#[must_use]
pub fn builtin() -> &'static [Rule] {
    &RULES
}

/// The file of a built-in rule, as it was written.
#[must_use]
pub fn source_of(id: &str) -> Option<&'static str> {
    let names = |path: &str| path.strip_prefix("rules/").and_then(|path| path.strip_suffix(".toml")) == Some(id);
    FILES.iter().find(|(path, _)| names(path)).map(|(_, source)| *source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_file_is_a_rule() {
        for (path, source) in FILES {
            if let Err(mistakes) = parse(path, source) {
                panic!("{mistakes}");
            }
        }
    }
}
