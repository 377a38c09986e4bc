//! The rule that CONTRIBUTING.md shows is a rule, and its examples pass.

use modelward::{engine, rule};

#[test]
fn the_rule_in_the_guide_works() {
    let guide = include_str!("../CONTRIBUTING.md").replace("\r\n", "\n");
    let (_, rest) = guide.split_once("```toml\n").expect("a rule in the guide");
    let (source, _) = rest.split_once("\n```\n").expect("an end of the rule");
    let rule = rule::parse("rules/model-card/absolute-claim.toml", source).unwrap_or_else(|error| panic!("{error}"));
    assert!(guide.contains(&format!("`{}`", rule.id)));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for example in &rule.examples {
        let outcome = runtime.block_on(engine::run_example(&rule, example)).expect("examples are read from memory");
        assert_eq!(outcome.found, outcome.expected, "{}", example.name);
    }
    assert_eq!(rule.examples.len(), 2);
}
