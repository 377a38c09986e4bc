//! The commands that write and show the configuration: `waive`, `policy`, `baseline`.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use support::repo::{Repo, Run, card, command, repo, run_in};

const POLICY: &str = ".github/modelward.toml";

fn policy(repo: &Repo) -> String {
    std::fs::read_to_string(repo.path().join(POLICY)).unwrap_or_default()
}

fn waive(repo: &Repo, rule: &str, until: &str) -> Run {
    let reason = "It says \"other\", \\ on purpose";
    command(repo, &["waive", rule, "README.md", "--reason", reason, "--until", until, "--owner", "@team"])
}

#[test]
fn a_waiver_is_written_and_holds() {
    let repo = repo();
    let before = "# ours\nlanguage = \"en\"";
    repo.write(POLICY, before);
    let done = waive(&repo, "license/other-unnamed", "2999-12-31");
    assert_eq!(done.status, 0, "{}", done.err);
    let after = policy(&repo);
    assert!(after.starts_with(&format!("{before}\n\n[[waivers]]\nrule = \"license/other-unnamed\"\n")), "{after}");
    assert!(
        after
            .contains("reason = \"It says \\\"other\\\", \\\\ on purpose\"\nowner = \"@team\"\nexpires = 2999-12-31\n")
    );
    let run = repo.check(&["--all", "--format", "json"]);
    assert_eq!((run.introduced(), run.status), (Vec::new(), 0), "{}", run.out);
    assert_eq!(run.json()["waived"][0]["waiver"]["owner"], "@team");
    let text = repo.check(&["--all"]).out;
    assert!(text.contains("accepted by @team, until 2999-12-31: It says \"other\", \\ on purpose"), "{text}");
}

#[test]
fn a_waiver_that_is_wrong_is_not_written() {
    let repo = repo();
    for (run, said) in [
        (waive(&repo, "license/other-unamed", "2999-12-31"), "did you mean `license/other-unnamed`?"),
        (waive(&repo, "license/other-unnamed", "soon"), "it takes a date, as in 2027-03-31"),
        (waive(&repo, "license/other-unnamed", "2027-02-30"), "there is no such day"),
        (
            command(&repo, &["waive", "license/*", "README.md", "--reason", "r", "--owner", "@o"]),
            "the waiver has no end",
        ),
        (
            command(&repo, &["waive", "license/*", "[", "--reason", "r", "--owner", "@o", "--until", "2999-01-01"]),
            "globs look like",
        ),
        (
            command(&repo, &["waive", "license/*", "a", "--reason", "r\nx", "--owner", "@o", "--until", "2999-01-01"]),
            "one line",
        ),
    ] {
        assert_eq!(run.status, 2, "{}", run.out);
        assert!(run.err.contains(said), "{}", run.err);
    }
    assert_eq!(policy(&repo), "");
    repo.write(POLICY, "[waiving]\nexpires = \"optional\"\n");
    let run = command(&repo, &["waive", "license/*", "./README.md", "--reason", "r", "--owner", "@o"]);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[test]
fn a_dry_run_writes_nothing() {
    let repo = repo();
    let arguments =
        ["waive", "license/*", "a/**", "--reason", "r", "--owner", "@o", "--until", "2999-01-01", "--dry-run"];
    let run = command(&repo, &arguments);
    assert_eq!(
        run.out,
        "[[waivers]]\nrule = \"license/*\"\npath = \"a/**\"\nreason = \"r\"\nowner = \"@o\"\nexpires = 2999-01-01\n"
    );
    assert_eq!(policy(&repo), "");
}

#[test]
fn shows_what_holds_and_who_says_so() {
    let repo = repo();
    assert!(command(&repo, &["policy", "show"]).out.starts_with("There is no .github/modelward.toml"));
    let org = "locked = [\"weights/*\"]\nprofiles = [\"aims\"]\n[rules]\n\"weights/pickle\" = \"error\"\n";
    repo.write("org.toml", org);
    let own = "extends = [\"org.toml\"]\nlanguage = \"de\"\n[rules]\n\"license/changed\" = \"off\"\n\
               [[overrides]]\npaths = [\"lab/**\"]\nrules = { \"license/*\" = \"notice\" }\n\
               [[waivers]]\nrule = \"license/removed\"\npath = \"a/**\"\nreason = \"r\"\nowner = \"@o\"\nexpires = 2020-01-01\n";
    repo.write(POLICY, own);
    let shown = command(&repo, &["policy", "show"]);
    assert_eq!(shown.status, 0, "{}", shown.err);
    for line in [
        "The policies, the nearest first:\n  .github/modelward.toml\n  org.toml\n",
        "notice → off             .github/modelward.toml\n",
        "warning → error, locked  org.toml\n",
        "org.toml, profile aims\n",
        "  license/*  notice in lab/**  .github/modelward.toml\n",
        "  license/removed in a/**  until 2020-01-01, which has passed: r (@o)  .github/modelward.toml\n",
        "  locked    weights/*  org.toml\n",
        "  language  de         .github/modelward.toml\n",
    ] {
        assert!(shown.out.contains(line), "{line}\n{}", shown.out);
    }
    assert!(!shown.out.contains("warning → warning"), "{}", shown.out);
    let json = command(&repo, &["policy", "show", "--format", "json"]).json();
    assert_eq!(json["builds_on"], serde_json::json!([POLICY, "org.toml"]));
    assert_eq!(json["waivers"][0]["holds"], false);
    assert_eq!(json["waivers"][0]["by"], POLICY);
}

#[test]
fn shows_everything_that_is_decided() {
    let repo = repo();
    let org = "fail-on = \"never\"\nexclude = [\"old/**\"]\nlocked = [\"weights/pickle\"]\n[rules]\n\"weights/pickle\" = \"error\"\n\
               [comments]\nmax = 3\n[essential]\nmodel-card = []\n";
    let own = "extends = [\"org.toml\"]\nfail-on = \"warning\"\nexclude = [\"vendor/**\", \"third/**\"]\nprofiles = [\"mof\"]\n\
               [rules]\n\"weights/*\" = \"off\"\n\
               [[artifacts]]\npaths = [\"cards/*.md\"]\nkind = \"model-card\"\n[[artifacts]]\npaths = [\"x\"]\nkind = \"none\"\n\
               [sections]\nlimitations = [\"Where it breaks\"]\n[essential]\nmodel-card = [\"uses\", \"license\"]\n\
               [license]\nallowed = [\"MIT\", \"Apache 2.0\", \"llama3.1\", \"ours\"]\n[license.data]\ndenied = []\n\
               [waiving]\nexpires = \"optional\"\nin-file = true\n[comments]\ndrafts = \"off\"\n";
    repo.write("org.toml", org).write(POLICY, own);
    let json = command(&repo, &["policy", "show", "--format", "json"]).json();
    let said: Vec<String> = json["settings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|said| ["key", "value", "by"].map(|key| said[key].as_str().unwrap_or_default()).join(" | "))
        .collect();
    let by = |by: &str, list: &[&str]| list.iter().map(|said| format!("{said} | {by}")).collect::<Vec<_>>();
    let own = [
        "profiles | mof",
        "fail-on | warning",
        "exclude | vendor/**, third/**",
        "sections.limitations | where it breaks",
        "essential.model-card | uses, license",
        "license.allowed | MIT, Apache-2.0, LicenseRef-scancode-llama-3.1-license-2024, LicenseRef-ours",
        "license.data.denied | none",
        "waiving.expires | optional",
        "waiving.in-file | true",
        "comments.drafts | off",
    ];
    let org = ["exclude | old/**", "locked | weights/pickle", "comments.max | 3"];
    assert_eq!(said, [by(POLICY, &own), by("org.toml", &org)].concat());
    let pickle = json["rules"].as_array().expect("a list").iter().find(|rule| rule["rule"] == "weights/pickle");
    let pickle = pickle.expect("a rule");
    assert_eq!((pickle["with"].as_str(), pickle["by"].as_str()), (Some("error"), Some("org.toml")));
    let waiver =
        "[[waivers]]\nrule = \"weights/*\"\npath = \"a\"\nreason = \"r\"\nowner = \"@o\"\nexpires = 2999-01-01\n";
    repo.write(POLICY, format!("extends = [\"org.toml\"]\n{waiver}"));
    let shown = command(&repo, &["policy", "show"]).out;
    assert!(shown.contains("weights/* in a  until 2999-01-01, but locked: r (@o)"), "{shown}");
}

#[test]
fn a_policy_elsewhere_is_missed_until_it_is_fetched() {
    let repo = repo();
    let place = "acme/.github//modelward.toml@0123456789abcdef0123456789abcdef01234567";
    repo.write(POLICY, format!("extends = [\"{place}\"]\n"));
    let shown = command(&repo, &["policy", "show"]);
    assert!(shown.out.contains(&format!("{place} is not applied: it was not fetched yet")), "{}", shown.out);
    assert!(repo.check(&["--all"]).out.contains("run `modelward policy fetch`"));
}

#[test]
fn a_baseline_lets_only_new_findings_count() {
    let repo = repo();
    assert_eq!(repo.check(&["--all"]).status, 1);
    let done = command(&repo, &["baseline"]);
    assert_eq!((done.out.as_str(), done.status), ("Wrote 1 finding to .github/modelward.baseline.\n", 0));
    let run = repo.check(&["--all", "--format", "json"]);
    assert_eq!((run.introduced(), run.status), (Vec::new(), 0), "{}", run.out);
    assert_eq!(run.json()["existing"][0]["rule"], "license/other-unnamed");
    repo.write("b/README.md", card("license: other\n", ""));
    assert_eq!(repo.check(&["--all", "--format", "json"]).introduced(), ["license/other-unnamed b/README.md:3"]);
    repo.remove("README.md");
    assert!(repo.check(&["--all"]).out.contains("1 of its findings are no longer there"));
    // reviews of changes need none, and know nothing of it
    let change = repo.check(&["--format", "json"]).introduced();
    assert!(change.contains(&"license/other-unnamed b/README.md:3".to_owned()), "{change:?}");
    // it is written anew, whole
    command(&repo, &["baseline"]);
    assert_eq!(repo.check(&["--all"]).status, 0);
}

#[test]
fn a_baseline_knows_each_place_of_what_is_told_as_one() {
    let repo = Repo::new();
    let section = |name: &str| format!("## {name}\n\nTODO\n\n");
    repo.write("README.md", card("license: mit\n", &section("Uses")));
    assert!(repo.check(&["--all", "--format", "json"]).introduced().contains(&"card/placeholder README.md:7".into()));
    command(&repo, &["baseline"]);
    let left = || {
        let found = repo.check(&["--all", "--format", "json"]).introduced();
        found.iter().any(|it| it.starts_with("card/placeholder"))
    };
    assert!(!left());
    repo.write("README.md", card("license: mit\n", &(section("Uses") + &section("Limitations"))));
    assert!(left());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let repo = repo();
    let outside = Repo::new();
    outside.write("x", "kept");
    std::fs::create_dir_all(repo.path().join(".github")).expect("a folder");
    for name in [POLICY, ".github/modelward.baseline"] {
        std::os::unix::fs::symlink(outside.path().join("x"), repo.path().join(name)).expect("a link");
    }
    assert_eq!(waive(&repo, "license/*", "2999-12-31").status, 2);
    assert_eq!(command(&repo, &["baseline"]).status, 2);
    assert_eq!(std::fs::read_to_string(outside.path().join("x")).expect("a text"), "kept");
}

fn waive_at(folder: &std::path::Path, path: &str, until: &str, more: &[&str]) -> Run {
    let fixed = ["waive", "license/other-unnamed", path, "--reason", "r", "--owner", "@o", "--until", until];
    run_in(folder, &[&fixed, more].concat())
}

#[test]
fn a_waiver_that_ended_before_it_began_is_not_written() {
    let repo = repo();
    let run = waive(&repo, "license/other-unnamed", "2020-01-01");
    assert_eq!((run.status, policy(&repo)), (2, String::new()));
    assert!(run.err.contains("--until is 2020-01-01, which has passed; write a day to come, as in 20"), "{}", run.err);
    let run = waive(&repo, "license/other-unnamed", "2999-02-31");
    assert!(run.err.contains("2999-02 has 28 days"), "{}", run.err);
}

#[test]
fn a_locked_rule_is_not_waived_and_who_locks_it_is_told() {
    let repo = repo();
    repo.write("org.toml", "locked = [\"license/other-unnamed\"]\n").write(POLICY, "extends = [\"org.toml\"]\n");
    for rule in ["license/other-unnamed", "license/*"] {
        let run = waive(&repo, rule, "2999-12-31");
        assert_eq!((run.status, policy(&repo).as_str()), (2, "extends = [\"org.toml\"]\n"));
        assert!(run.err.contains("license/other-unnamed is locked by org.toml"), "{}", run.err);
    }
    assert_eq!(waive(&repo, "weights/*", "2999-12-31").status, 0);
}

#[test]
fn what_is_accepted_already_is_not_written_twice() {
    let repo = repo();
    repo.write(POLICY, "# ours\n");
    assert_eq!(waive_at(repo.path(), "README.md", "2999-06-30", &[]).status, 0);
    let once = policy(&repo);
    for until in ["2999-06-30", "2999-01-01"] {
        let run = waive_at(repo.path(), "README.md", until, &[]);
        assert_eq!((run.status, policy(&repo)), (0, once.clone()), "{}", run.err);
        assert!(run.err.contains("is accepted already, until 2999-06-30: r (@o); nothing was written"), "{}", run.err);
    }
    // one that ends later takes its place
    let longer = waive_at(repo.path(), "README.md", "2999-12-31", &["--dry-run"]);
    assert_eq!((longer.status, policy(&repo)), (0, once.clone()), "{}", longer.err);
    let longer = waive_at(repo.path(), "README.md", "2999-12-31", &[]);
    assert!(longer.out.contains("\n-expires = 2999-06-30\n+expires = 2999-12-31\n"), "{}", longer.out);
    assert_eq!(policy(&repo), once.replace("06-30", "12-31"));
    // with what is said of it now
    let renewed = waive(&repo, "license/other-unnamed", "3000-12-31");
    assert!(renewed.out.contains("-owner = \"@o\"\n"), "{}", renewed.out);
    assert_eq!(policy(&repo).matches("[[waivers]]").count(), 1);
    assert!(policy(&repo).contains("owner = \"@team\"\nexpires = 3000-12-31\n"), "{}", policy(&repo));
}

#[test]
fn a_broken_configuration_is_not_written_into() {
    let repo = repo();
    let broken = "language = \"en\"\n[rules\n\"license/changed\" = \"off\"\n";
    repo.write(POLICY, broken);
    let run = waive(&repo, "license/other-unnamed", "2999-12-31");
    assert_eq!((run.status, policy(&repo).as_str()), (2, broken));
    assert!(run.err.contains(".github/modelward.toml:2:"), "{}", run.err);
    assert!(run.err.contains("nothing was written"), "{}", run.err);
    // nor over one that is too large to be read
    let large = "# large\n".repeat(200_000);
    repo.write(POLICY, &large);
    let run = waive(&repo, "license/other-unnamed", "2999-12-31");
    assert_eq!((run.status, policy(&repo).len()), (2, large.len()));
    assert!(run.err.contains("is larger than 1 MiB"), "{}", run.err);
}

#[test]
fn paths_count_from_where_one_is() {
    let repo = repo();
    repo.write("models/a/README.md", card("license: other\n", "")).commit("more");
    let inside = repo.path().join("models/a");
    for (given, meant) in
        [("README.md", "models/a/README.md"), ("../**", "models/**"), ("../../README.md", "README.md")]
    {
        let run = waive_at(&inside, given, "2999-12-31", &["--dry-run"]);
        assert!(run.out.contains(&format!("path = \"{meant}\"\n")), "{given}: {}{}", run.out, run.err);
        assert!(run.err.contains(&format!("{given} is {meant} from the repository's root")), "{}", run.err);
    }
    let outside = waive_at(&inside, "../../../README.md", "2999-12-31", &[]);
    assert!(outside.status == 2 && outside.err.contains("leads out of the repository"), "{}", outside.err);
    assert_eq!(waive_at(&inside, "README.md", "2999-12-31", &[]).status, 0);
    assert!(policy(&repo).contains("path = \"models/a/README.md\""), "{}", policy(&repo));
    repo.write("a [1].md", "");
    let odd = waive_at(repo.path(), "a [1].md", "2999-12-31", &["--dry-run"]);
    assert!(odd.out.contains("path = \"a [[]1].md\"\n") && !odd.err.contains("no file here"), "{}{}", odd.out, odd.err);
    let none = waive_at(repo.path(), "nowhere/**", "2999-12-31", &["--dry-run"]);
    assert!(none.err.contains("no file here matches nowhere/**"), "{}", none.err);
}

#[test]
fn what_stands_in_the_place_of_a_configuration_and_is_none_is_a_mistake() {
    let directory = repo();
    std::fs::create_dir_all(directory.path().join(POLICY)).expect("a folder");
    let filled = repo();
    filled.write(".github/modelward.toml/rules.toml", "").commit("a folder");
    let large = repo();
    large.write(POLICY, "# large\n".repeat(200_000)).commit("large");
    for (repo, said) in [(directory, "no regular file"), (filled, "no regular file"), (large, "larger than 1 MiB")] {
        for arguments in [&["check", "--all"][..], &["policy", "show"]] {
            let run = command(&repo, arguments);
            let told = format!("{POLICY} is {said}, and is not applied");
            assert!(run.status == 2 && run.err.contains(&told), "{arguments:?} {}\n{}", run.status, run.err);
        }
        repo.write("README.md", card("license: mit\n", ""));
        let change = command(&repo, &["check"]);
        assert!(change.status == 2 && change.err.contains("is not applied"), "{said} {}", change.err);
    }
}

#[test]
fn a_waiver_that_is_there_keeps_what_is_not_said_anew() {
    let repo = repo();
    let again = |more: &[&str]| command(&repo, &[&["waive", "license/other-unnamed", "README.md"], more].concat());
    let none = again(&["--until", "2999-06-30"]);
    assert!(none.status == 2 && none.err.contains("--reason is missing"), "{}", none.err);
    assert_eq!(waive_at(repo.path(), "README.md", "2999-06-30", &[]).status, 0);
    let longer = again(&["--until", "2999-12-31"]);
    assert!(longer.status == 0 && longer.err.contains("the end changed in"), "{}", longer.err);
    assert!(policy(&repo).contains("reason = \"r\"\nowner = \"@o\"\nexpires = 2999-12-31\n"), "{}", policy(&repo));
    let other = again(&["--reason", "another", "--owner", "@p"]);
    assert!(other.status == 0 && other.err.contains("the reason and the owner changed in"), "{}", other.err);
    assert!(
        policy(&repo).contains("reason = \"another\"\nowner = \"@p\"\nexpires = 2999-12-31\n"),
        "{}",
        policy(&repo)
    );
    let same = again(&["--reason", "another", "--until", "2999-01-01"]);
    assert!(same.err.contains("nothing was written"), "{}", same.err);
}

#[test]
fn why_takes_paths_as_waive_does() {
    let repo = repo();
    repo.write("models/a/README.md", card("license: mit\n", "")).commit("more");
    let inside = repo.path().join("models/a");
    for (given, meant) in [
        ("README.md", "models/a/README.md"),
        ("../../README.md:3", "README.md:3"),
        ("models/a/README.md", "models/a/README.md"),
    ] {
        let run = run_in(&inside, &["why", given]);
        assert!(run.out.starts_with(&format!("{meant}: model card")), "{given}: {}{}", run.out, run.err);
    }
    for folder in ["models", "models/a/", "."] {
        let run = command(&repo, &["why", folder]);
        assert!(run.status == 2 && run.err.contains("is a folder: name a file in it, as in "), "{}", run.err);
    }
}
