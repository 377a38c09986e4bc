//! What is shipped beside the program says the same as the program.

use modelward::github::Inputs;
use modelward::{engine, rule};
use std::collections::BTreeSet;

#[test]
fn the_rule_in_the_contributors_guide_works() {
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

#[test]
fn the_action_declares_every_input_that_is_read() {
    let action: Vec<&str> = include_str!("../action.yml").lines().collect();
    let declared: BTreeSet<&str> = action
        .iter()
        .skip_while(|line| **line != "inputs:")
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ").filter(|key| !key.starts_with([' ', '#']))?.strip_suffix(':'))
        .collect();
    // an input is named as its field is; the token is kept elsewhere, and `given` remembers which ones were set
    let fields = format!("{:#?}", Inputs::default()).replace('_', "-");
    let fields = fields.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(':'));
    let mut read: BTreeSet<&str> = fields.map(|(name, _)| name).filter(|name| !name.starts_with(' ')).collect();
    read.remove("given");
    read.insert("github-token");
    assert_eq!(declared, read);
}
