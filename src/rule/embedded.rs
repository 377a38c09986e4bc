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
