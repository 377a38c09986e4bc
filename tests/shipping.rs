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
fn the_contributors_guide_tells_every_kind_of_check() {
    let guide = include_str!("../CONTRIBUTING.md");
    let row = |kind: &str| guide.lines().find(|line| line.starts_with(&format!("| `{kind}` |")));
    for rule in rule::builtin() {
        let source = std::fs::read_to_string(format!("{}/rules/{}.toml", env!("CARGO_MANIFEST_DIR"), rule.id))
            .expect("a rule of this repository");
        let table = source.lines().find_map(|line| line.strip_prefix("[check.")).expect("a check");
        let kind = table.trim_end_matches(']');
        let row = row(kind).unwrap_or_else(|| panic!("{kind}, of {}", rule.id));
        for variable in rule.check.variables() {
            assert!(row.contains(&format!("`{variable}`")), "{kind}: {variable}");
        }
    }
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

/// The tag of the major version moves with its releases: what people copy must name the one that exists.
#[test]
fn workflows_name_the_tag_that_moves() {
    let tag = concat!("OWNER/modelward@v", env!("CARGO_PKG_VERSION_MAJOR"));
    let readme = include_str!("../README.md");
    let other =
        readme.split("OWNER/modelward@").skip(1).find(|rest| !format!("OWNER/modelward@{rest}").starts_with(tag));
    assert_eq!(other.map(|rest| rest.lines().next()), None);
    assert!(readme.contains(tag));
}

#[test]
fn every_command_says_how_it_ends() {
    fn walk(command: &mut clap::Command, path: &str, missing: &mut Vec<String>) {
        let name = format!("{path} {}", command.get_name());
        let mut leaf = true;
        for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
            leaf = false;
            walk(sub, &name, missing);
        }
        if leaf && !command.render_long_help().to_string().contains("Exit status:\n  0  ") {
            missing.push(name);
        }
    }
    let mut missing = Vec::new();
    walk(&mut <modelward::cli::Cli as clap::CommandFactory>::command(), "", &mut missing);
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_hooks_of_pre_commit_run_commands_that_exist() {
    let hooks = include_str!("../.pre-commit-hooks.yaml");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: ")).collect();
    assert_eq!(entries.len(), hooks.matches("- id: ").count());
    for entry in entries {
        let arguments = entry.split(' ');
        let parsed = <modelward::cli::Cli as clap::Parser>::try_parse_from(arguments);
        assert!(parsed.is_ok(), "{entry}: {:?}", parsed.err());
    }
}
