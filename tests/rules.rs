//! Every example of every built-in rule is a test.

use modelward::{engine, rule};

#[allow(clippy::expect_used, reason = "a test helper outside a test function")]
fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

#[test]
fn every_example_says_what_its_rule_says() {
    let mut failures = Vec::new();
    for rule in rule::with_examples() {
        for example in &rule.examples {
            let outcome = block_on(engine::run_example(rule, example)).expect("examples are read from memory");
            if !outcome.passed() {
                failures.push(format!(
                    "{}: {}\n  expected {:?}\n  found    {:?}",
                    rule.id, example.name, outcome.expected, outcome.found
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_firing_and_a_silent_example() {
    for rule in rule::with_examples() {
        assert!(rule.examples.iter().any(|example| !example.expect.is_empty()), "{} has no firing example", rule.id);
        assert!(rule.examples.iter().any(|example| example.expect.is_empty()), "{} has no silent example", rule.id);
    }
}

#[test]
fn every_rule_names_what_it_is_evidence_for() {
    for rule in rule::with_examples() {
        assert!(!rule.controls.is_empty(), "{} names no control", rule.id);
        assert!(rule.title.len() < 80, "{} has a long title", rule.id);
    }
}

/// Whoever switches a pack off for model cards keeps it for dataset cards: what judges both stands in `card`.
#[test]
fn a_pack_about_one_kind_of_card_leaves_the_other_alone() {
    for (pack, other) in [("model-card/", "dataset-card"), ("dataset/", "model-card")] {
        for rule in rule::with_examples().iter().filter(|rule| rule.id.starts_with(pack)) {
            let source = rule::source_of(&rule.id).expect("a text");
            let mut lists = source.lines().filter(|line| line.starts_with("artifacts = "));
            assert!(lists.all(|line| !line.contains(&format!("\"{other}\""))), "{} judges a {other}", rule.id);
        }
    }
}
