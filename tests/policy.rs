//! What a configuration does to a review, through the whole engine.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::engine::{self, Review};
use modelward::finding::Finding;
use modelward::rule;
use modelward::source::memory::{Files, MemorySource};

const POLICY: &str = ".github/modelward.toml";
const CARD: &str = "---\nlibrary_name: x\nlicense: mit\n---\n## Limitations\n\nIt fails on handwriting.\n";

fn files(list: &[(&str, &str)]) -> Files {
    list.iter()
        .map(|(path, text)| (RepoPath::new(path.as_bytes()).expect("a path"), text.as_bytes().to_vec()))
        .collect()
}

/// Reviews a change that adds and replaces files upon a base.
fn review(base: &[(&str, &str)], change: &[(&str, &str)]) -> Review {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let base = files(base);
    let head: Files = base.clone().into_iter().chain(files(change)).collect();
    let mut source = MemorySource { base, head };
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory")
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

fn waiver(expires: &str) -> String {
    format!(
        "[[waivers]]\nrule = \"weights/pickle\"\npath = \"models/**\"\nreason = \"Converted soon\"\nowner = \"@team\"\nexpires = {expires}\n"
    )
}

/// Examples and tests are judged on the first of January 2026.
fn pickle_under(policy: &str) -> Review {
    let base = [(POLICY, policy), ("models/README.md", CARD)];
    review(&base, &[("models/model.pt", "weights"), ("models/README.md", &CARD.replace("handwriting", "cursive"))])
}

#[test]
fn a_waiver_sets_a_finding_aside_and_keeps_it_in_the_report() {
    let report = pickle_under(&waiver("2026-06-30")).report;
    assert!(!rules(&report.introduced).contains(&"weights/pickle"));
    let waived = report.waived.first().expect("a waived finding");
    let accepted = waived.waiver.as_ref().expect("a reason");
    assert_eq!((waived.rule.as_str(), accepted.reason.as_str()), ("weights/pickle", "Converted soon"));
    assert_eq!(accepted.expires.as_deref(), Some("2026-06-30"));
    assert!(report.remarks.is_empty(), "{:?}", report.remarks);
}

#[test]
fn a_finding_names_the_waiver_that_would_accept_it() {
    let pickle = |policy: &str| {
        let list = pickle_under(policy).report.introduced;
        list.into_iter().find(|finding| finding.rule == "weights/pickle").expect("the finding").acceptable
    };
    let said = pickle("").expect("a proposal");
    assert_eq!((said.path.as_str(), said.expires.as_str()), ("models/model.pt", "2026-04-01"));
    assert_eq!(pickle("locked = [\"weights/*\"]\n"), None);
}

#[test]
fn a_waiver_that_ended_brings_the_finding_back_and_says_so() {
    let report = pickle_under(&waiver("2025-12-20")).report;
    let finding = report.introduced.iter().find(|finding| finding.rule == "weights/pickle").expect("the finding");
    assert!(finding.message.ends_with("It was accepted, and the exception ended 12 days ago; `@team` decided on it."));
    assert!(report.waived.is_empty());
}

#[test]
fn a_waiver_is_spoken_of_before_it_ends_and_when_it_accepts_nothing() {
    let report = pickle_under(&waiver("2026-01-10")).report;
    assert_eq!(report.waived.len(), 1);
    let said: Vec<&str> = report.remarks.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(said, ["The exception for `weights/pickle in models/**` ends in 9 days; `@team` decided on it."]);
    let unused = waiver("2026-06-30").replace("models/**", "models/*.bin");
    let report = pickle_under(&unused).report;
    let said: Vec<&str> = report.remarks.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(said, ["The exception for `weights/pickle in models/*.bin` accepts nothing that is here."]);
}

#[test]
fn one_finding_can_be_accepted_by_its_name() {
    let print = pickle_under("").report.introduced.into_iter().find(|f| f.rule == "weights/pickle").expect("a finding");
    let policy = format!(
        "[[waivers]]\nfingerprint = \"{}\"\nreason = \"r\"\nowner = \"@o\"\nexpires = 2026-06-30\n",
        print.fingerprint.as_str()
    );
    assert_eq!(rules(&pickle_under(&policy).report.waived), ["weights/pickle"]);
}

#[test]
fn a_file_says_what_is_accepted_in_it_only_where_the_policy_takes_that() {
    let marked = "---\nlibrary_name: x\nlicense: mit\n---\n# M\n\n## Limitations\n\n[More Information Needed]\n\n<!-- modelward: allow card/placeholder -- written in the next release -->\n";
    let report = |policy: &str| review(&[(POLICY, policy)], &[("README.md", marked)]).report;
    assert!(rules(&report("").introduced).contains(&"card/placeholder"));
    let taken = report("[waiving]\nin-file = true\n");
    assert_eq!(rules(&taken.waived), ["card/placeholder"]);
    let reason = taken.waived[0].waiver.as_ref().map(|waiver| waiver.reason.as_str());
    assert_eq!(reason, Some("written in the next release"));
}

#[test]
fn severities_hold_for_the_files_they_are_said_of() {
    let policy = "[[overrides]]\npaths = [\"lab/**\"]\nrules = { \"weights/*\" = \"off\" }\n";
    let report = review(&[(POLICY, policy)], &[("lab/model.pt", "w"), ("models/model.pt", "w")]).report;
    let places: Vec<String> =
        report.introduced.iter().filter(|f| f.rule == "weights/pickle").map(|f| f.at.path.to_string()).collect();
    assert_eq!(places, ["models/model.pt"]);
}

#[test]
fn a_file_is_what_the_policy_says_even_if_nothing_else_changes() {
    let policy = "[[artifacts]]\npaths = [\"docs/big.md\"]\nkind = \"model-card\"\n";
    let base = [(POLICY, policy), ("docs/big.md", CARD)];
    let emptied = CARD.replace("## Limitations\n\nIt fails on handwriting.\n", "");
    assert_eq!(rules(&review(&base, &[("docs/big.md", &emptied)]).report.introduced), ["model-card/section-removed"]);
    assert!(review(&base[1..], &[("docs/big.md", &emptied)]).report.introduced.is_empty());
}

#[test]
fn headings_have_the_topics_that_the_policy_gives_them() {
    let policy = "[sections]\nlimitations = [\"Where it breaks\"]\n";
    let card = CARD.replace("## Limitations", "## Where it breaks!");
    let emptied = card.replace("It fails on handwriting.\n", "");
    let base = [(POLICY, policy), ("README.md", card.as_str())];
    assert!(!review(&base, &[("README.md", &emptied)]).report.introduced.is_empty());
    assert!(review(&base[1..], &[("README.md", &emptied)]).report.introduced.is_empty());
}

const OWN: &str = r#"title = "A promise"
severity = "warning"
why = "Nobody can keep it."
message = "The card says {words}."
help = "Say what was measured."
controls = ["mof:model-card"]
[check.text]
artifacts = ["model-card"]
forbidden = '(?i)always right'
[[examples]]
name = "a promise"
expect = ["MODEL_CARD.md:1"]
[examples.head]
"MODEL_CARD.md" = "Always right."
[[examples]]
name = "none"
expect = []
[examples.head]
"MODEL_CARD.md" = "Often right."
"#;
const OWN_PATH: &str = ".github/modelward/rules/house/promise.toml";

#[test]
fn a_repository_has_rules_of_its_own() {
    let promise = CARD.replace("It fails", "It is always right and fails");
    let run = |own: &[(&str, &str)]| review(&[own, &[("README.md", CARD)]].concat(), &[("README.md", &promise)]);
    let review = run(&[(OWN_PATH, OWN)]);
    assert_eq!(rules(&review.report.introduced), ["house/promise"]);
    assert!(review.configuration.mistakes.is_empty());
    let silenced = run(&[(OWN_PATH, OWN), (POLICY, "[rules]\n\"house/*\" = \"off\"\n")]);
    assert!(silenced.report.introduced.is_empty() && silenced.configuration.mistakes.is_empty());
    let broken = run(&[(OWN_PATH, &OWN.replace("severity", "severty"))]);
    assert_eq!(broken.configuration.mistakes[0].path, OWN_PATH);
    let taken = run(&[(".github/modelward/rules/license/changed.toml", OWN)]);
    assert!(taken.configuration.mistakes[0].list[0].message.contains("there is a rule `license/changed` already"));
}

#[test]
fn a_rule_that_a_change_brings_is_read_and_does_not_judge_it_yet() {
    let promise = CARD.replace("It fails", "It is always right and fails");
    let report = review(&[("README.md", CARD)], &[(OWN_PATH, OWN), ("README.md", &promise)]).report;
    assert!(report.introduced.is_empty(), "{:?}", rules(&report.introduced));
    let broken = review(&[], &[(OWN_PATH, &OWN.replace("{words}", "{word}"))]).report;
    assert_eq!(rules(&broken.introduced), ["policy/invalid"]);
    assert_eq!(broken.introduced[0].at.line(), Some(4));
    // a policy may speak of the rule that comes with it
    let both = review(&[], &[(OWN_PATH, OWN), (POLICY, "[rules]\n\"house/promise\" = \"error\"\n")]).report;
    assert!(both.introduced.is_empty(), "{:?}", rules(&both.introduced));
}

#[test]
fn what_a_change_takes_from_its_judge_is_told() {
    let strict = "locked = [\"weights/*\"]\n[rules]\n\"weights/pickle\" = \"error\"\n";
    for (base, head) in [
        ("", "[rules]\n\"license/changed\" = \"off\"\n"),
        ("", "[rules]\n\"license/*\" = \"off\"\n"),
        ("", "exclude = [\"models/**\"]\n"),
        ("", "[[overrides]]\npaths = [\"**\"]\nrules = { \"license/*\" = \"off\" }\n"),
        ("", "[[artifacts]]\npaths = [\"**\"]\nkind = \"none\"\n"),
        ("", "[waiving]\nin-file = true\n"),
        ("", waiver("2026-06-30").as_str()),
        (waiver("2026-06-30").as_str(), waiver("2027-06-30").as_str()),
        (strict, "[rules]\n\"weights/pickle\" = \"error\"\n"),
        (strict, "locked = [\"weights/*\"]\n"),
        ("[license]\ndenied = [\"MIT\"]\n", ""),
        ("[license]\ndenied = [\"MIT\", \"ISC\"]\n", "[license]\ndenied = [\"MIT\"]\n"),
        ("[license]\nallowed = [\"MIT\"]\n", "[license]\nallowed = [\"MIT\", \"ISC\"]\n"),
        ("extends = [\"org.toml\"]\n", ""),
        ("profiles = [\"mof\"]\n", ""),
        ("fail-on = \"warning\"\n", "fail-on = \"never\"\n"),
    ] {
        let report = review(&[(POLICY, base), ("org.toml", "")], &[(POLICY, head)]).report;
        assert!(rules(&report.introduced).contains(&"policy/relaxed"), "{base}→ {head}");
    }
    for (base, head) in [
        ("", "[rules]\n\"license/changed\" = \"error\"\n"),
        ("exclude = [\"a/**\"]\n", ""),
        (waiver("2026-06-30").as_str(), waiver("2026-05-30").as_str()),
        (waiver("2026-06-30").as_str(), ""),
        ("", "[license]\ndenied = [\"MIT\"]\n"),
        ("", "language = \"de\"\n"),
    ] {
        let report = review(&[(POLICY, base)], &[(POLICY, head)]).report;
        assert_eq!(rules(&report.introduced), Vec::<&str>::new(), "{base}→ {head}");
    }
    let own = [(OWN_PATH, OWN)];
    let weaker = review(&own, &[(OWN_PATH, &OWN.replace("\"warning\"", "\"notice\""))]).report;
    assert_eq!(rules(&weaker.introduced), ["policy/relaxed"]);
    let other = review(&own, &[(OWN_PATH, &OWN.replace("always right", "never seen"))]).report;
    assert!(rules(&other.introduced).contains(&"policy/relaxed"));
}

#[test]
fn the_policy_is_judged_by_the_base() {
    let off = "[rules]\n\"weights/pickle\" = \"off\"\n";
    let report = review(&[(POLICY, "")], &[(POLICY, off), ("model.pt", "w")]).report;
    assert!(rules(&report.introduced).contains(&"weights/pickle"));
    assert!(rules(&report.introduced).contains(&"policy/relaxed"));
    let claim = report.claims.iter().find(|claim| claim.claim.contains("weights/pickle")).expect("a row");
    assert_eq!((claim.before.as_deref(), claim.after.as_deref()), (Some("warning"), Some("off")));
}

#[test]
fn a_policy_builds_on_another_one() {
    let org = "locked = [\"weights/*\"]\n[rules]\n\"weights/pickle\" = \"error\"\n\"model-card/*\" = \"off\"\n";
    let own = "extends = [\"org.toml\"]\n[rules]\n\"weights/pickle\" = \"off\"\n";
    let review = review(&[(POLICY, own), ("org.toml", org)], &[("model.pt", "w")]);
    let pickle = review.report.introduced.iter().find(|f| f.rule == "weights/pickle").expect("a finding");
    assert_eq!(pickle.severity.to_string(), "error");
    let mistake = &review.configuration.mistakes[0].list[0];
    assert!(mistake.message.contains("is locked by a policy"), "{}", mistake.message);
}

#[test]
fn a_policy_that_is_built_on_cannot_be_relaxed_unseen() {
    let own = "extends = [\"policies/org.toml\"]\nexclude = [\"policies/**\"]\n";
    let org = "[rules]\n\"weights/pickle\" = \"error\"\n";
    let base = [(POLICY, own), ("policies/org.toml", org)];
    let report = review(&base, &[("policies/org.toml", "[rules]\n\"weights/pickle\" = \"off\"\n")]).report;
    assert_eq!(rules(&report.introduced), ["policy/relaxed"]);
    assert_eq!(report.introduced[0].at.to_string(), "policies/org.toml:2");
    let report = review(&base, &[("policies/org.toml", "[rules]\n\"weights/pickel\" = \"off\"\n")]).report;
    assert!(rules(&report.introduced).contains(&"policy/invalid"), "{:?}", rules(&report.introduced));
}

#[test]
fn a_policy_that_cannot_be_had_is_listed_as_such() {
    let own = "extends = [\"acme/.github//m.toml@0123456789abcdef0123456789abcdef01234567\"]\n";
    let report = review(&[(POLICY, own)], &[("model.pt", "w")]).report;
    let said = report.skipped.iter().find(|skip| skip.path.starts_with("acme/.github//m.toml")).expect("a skip");
    assert!(said.reason.starts_with("is not applied"), "{}", said.reason);
}

#[test]
fn a_policy_that_builds_on_itself_ends() {
    let review = review(
        &[
            (POLICY, "extends = [\"a.toml\"]\n"),
            ("a.toml", "extends = [\"b.toml\"]\n"),
            ("b.toml", "extends = [\"a.toml\"]\nlanguage = \"de\"\n"),
        ],
        &[("model.pt", "w")],
    );
    assert_eq!(review.report.language.code(), "de");
    let [mistakes] = review.configuration.mistakes.as_slice() else { panic!("one file with a mistake") };
    assert_eq!((mistakes.path.as_str(), mistakes.list[0].message.as_str()), ("b.toml", "`a.toml` builds on itself"));
}
