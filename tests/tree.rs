//! Commands that look at a whole tree: `check --all`, `why`, `controls`.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use support::repo::{Repo, card, folder, git, run};

fn two_cards() -> Repo {
    let repo = Repo::new();
    repo.write("README.md", card("license: other\n", "")).write("a/README.md", card("license: other\n", ""));
    repo.write("src/main.py", "pass\n");
    repo
}

#[test]
fn judges_everything_that_is_there() {
    let repo = two_cards();
    let found = ["license/other-unnamed README.md:3", "license/other-unnamed a/README.md:3"];
    // before the first commit, after it, and with files that are not committed
    let run = repo.check(&["--all", "--format", "json"]);
    assert_eq!((run.introduced(), run.status), (found.map(str::to_owned).to_vec(), 1), "{}", run.err);
    repo.commit("first");
    repo.write("b/README.md", card("license: other\n", "")).remove("a/README.md");
    let run = repo.check(&["--all", "--format", "json"]);
    assert_eq!(run.introduced(), ["license/other-unnamed README.md:3", "license/other-unnamed b/README.md:3"]);
    assert_eq!((run.json()["base"].as_str(), run.json()["head"].as_str()), (Some("empty tree"), Some("working tree")));
    let run = repo.check(&["--all", "--head", "HEAD", "--format", "json"]);
    assert_eq!(run.introduced(), found);
}

#[test]
fn sums_up_by_rule() {
    let run = two_cards().check(&["--all"]);
    assert!(run.out.contains("by rule:\n  rule                   errors  warnings  notices\n"), "{}", run.out);
    assert!(run.out.contains("  license/other-unnamed       2         -        -\n"), "{}", run.out);
    assert!(run.out.ends_with("2 errors in this tree\n"), "{}", run.out);
    let run = two_cards().check(&["--all", "--format", "markdown"]);
    assert!(run.out.starts_with("### Modelward: 2 errors in this tree\n"), "{}", run.out);
    assert!(run.out.contains("| `license/other-unnamed` | 2 | 0 | 0 |"), "{}", run.out);
}

#[test]
fn what_compares_two_sides_has_nothing_to_compare() {
    let repo = two_cards();
    repo.write(".github/modelward.toml", "[rules]\n\"license/other-unnamed\" = \"off\"\n");
    repo.write("NOTICE", "Copyright 2024 A\n").write("LICENSE", "Copyright 2024 A\n");
    repo.write("model.safetensors", "x").write("SECURITY.md", "Write to a@example.org\n");
    // the policy of the tree judges it, and is no relaxation of anything
    let run = repo.check(&["--all", "--format", "json"]);
    assert_eq!((run.introduced(), run.status), (Vec::new(), 0), "{}", run.out);
}

#[test]
fn needs_no_repository() {
    let (_keep, path) = folder();
    std::fs::create_dir_all(path.join("a")).expect("a folder");
    std::fs::write(path.join("a/README.md"), card("license: other\n", "")).expect("written");
    let at = path.display().to_string();
    let all = run(&["check", "--repo", &at, "--all", "--format", "json"]);
    assert_eq!(all.introduced(), ["license/other-unnamed a/README.md:3"], "{}", all.err);
    assert_eq!(all.json()["head"], "folder");
    let none = run(&["check", "--repo", &at]);
    assert_eq!(none.status, 2);
    assert!(none.err.contains("is not a git repository") && none.err.contains("`--all` judges"), "{}", none.err);
    assert!(!none.err.contains("rev-parse") && !none.err.contains("fatal"), "{}", none.err);
    // a repository that git refuses is no folder
    std::fs::create_dir(path.join(".git")).expect("a folder");
    let refused = run(&["check", "--repo", &at, "--all"]);
    assert!(refused.status == 2 && refused.err.contains("not a git repository"), "{}", refused.err);
}

#[cfg(unix)]
#[test]
fn follows_no_link() {
    let (_keep, path) = folder();
    std::fs::write(path.join("outside.md"), card("license: other\n", "")).expect("written");
    let tree = path.join("tree");
    std::fs::create_dir(&tree).expect("a folder");
    std::os::unix::fs::symlink("..", tree.join("up")).expect("a link");
    std::os::unix::fs::symlink("../outside.md", tree.join("README.md")).expect("a link");
    let at = tree.display().to_string();
    let run = run(&["check", "--repo", &at, "--all", "--format", "json"]);
    assert_eq!(run.introduced(), Vec::<String>::new());
    assert_eq!(run.skipped(), ["README.md is no regular file"]);
}

#[test]
fn judges_a_bare_repository() {
    let repo = two_cards();
    repo.commit("first");
    let (_keep, path) = folder();
    git(&path, &["clone", "--quiet", "--bare", &repo.path().display().to_string(), "bare.git"]);
    let bare = path.join("bare.git").display().to_string();
    let run = run(&["check", "--repo", &bare, "--all", "--format", "json"]);
    assert_eq!(run.introduced().len(), 2, "{}", run.err);
}

fn why(repo: &Repo, arguments: &[&str]) -> support::repo::Run {
    run(&[&["why", "--repo", &repo.path().display().to_string()], arguments].concat())
}

#[test]
fn why_tells_what_a_file_claims_and_what_the_rules_conclude() {
    let repo = Repo::new();
    let text = card("license: other\nbase_model: a/b\n", "## Limitations\n\nIt fails on handwriting.\n");
    repo.write("README.md", text).write("src/main.py", "pass\n");
    repo.write(".github/modelward.toml", "[rules]\n\"card/placeholder\" = \"off\"\n");
    let told = why(&repo, &["README.md"]);
    assert_eq!(told.status, 0, "{}", told.err);
    for line in [
        "README.md: model card",
        "  line 3    license     other  (of the model, read)",
        "  line 4    base model  a/b",
        "  line 8    section     Limitations  (about limitations)",
        "    line 3: The license is `other`, and the card gives no `license_name` and `license_link`.",
    ] {
        assert!(told.out.lines().any(|found| found.trim_end().ends_with(line)), "{line}\n{}", told.out);
    }
    let concluded = |rule: &str, of: &support::repo::Run| {
        let rules = of.json()["rules"].as_array().cloned().unwrap_or_default();
        let found = rules.into_iter().find(|found| found["rule"] == rule);
        found.map(|found| found["concluded"].as_str().unwrap_or_default().to_owned())
    };
    let all = why(&repo, &["README.md", "--format", "json"]);
    for (rule, expected) in [
        ("license/other-unnamed", Some("speaks")),
        ("license/misspelled", Some("silent")),
        ("card/placeholder", Some("off")),
        ("license/changed", Some("changes-only")),
        ("license/text-altered", None),
    ] {
        assert_eq!(concluded(rule, &all).as_deref(), expected, "{rule}");
    }
    let line = why(&repo, &["README.md:4", "--format", "json"]);
    assert_eq!(concluded("license/other-unnamed", &line).as_deref(), Some("elsewhere"));
    assert_eq!(line.json()["claims"].as_array().map(Vec::len), Some(1));
    assert!(why(&repo, &["src/main.py"]).out.contains("nothing governs this file"));
    let unknown = why(&repo, &["READM.md:3"]);
    assert_eq!(
        (unknown.status, unknown.err.as_str()),
        (2, "error: there is no file \"READM.md\"; did you mean `README.md`?\n")
    );
}

#[test]
fn controls_tell_what_has_evidence_and_where() {
    let repo = Repo::new();
    repo.write("README.md", card("license: other\n", "## Limitations\n\nIt fails on handwriting.\n\n## Bias\n"));
    let at = repo.path().display().to_string();
    let controls = |arguments: &[&str]| run(&[&["controls", "--repo", &at], arguments].concat());
    let json = controls(&["--format", "json"]).json();
    let row = |framework: &str, id: &str| {
        let all = json["frameworks"].as_array().cloned().unwrap_or_default();
        let of = all.iter().find(|found| found["id"] == framework).cloned().unwrap_or_default();
        let rows = of["controls"].as_array().cloned().unwrap_or_default();
        let row = rows.into_iter().find(|row| row["id"] == id).unwrap_or_default();
        let places = if row["status"] == "evidence-missing" { &row["missing"] } else { &row["places"] };
        (row["status"].as_str().unwrap_or_default().to_owned(), places.to_string())
    };
    let (status, places) = row("iso42001", "A.5.4");
    assert!(status == "evidence-found" && places.contains("README.md:7 (Limitations)"), "{status} {places}");
    let (status, places) = row("iso42001", "A.10.3");
    assert!(status == "evidence-missing" && places.contains("README.md:3 (license/other-unnamed)"), "{places}");
    assert_eq!(row("iso42001", "A.4.6"), ("not-assessed".into(), "[]".into()));
    let text = controls(&["--framework", "osaid"]);
    assert!(text.out.contains("  parameters        Weights and settings"), "{}", text.out);
    assert!(!text.out.contains("ISO/IEC"), "{}", text.out);
    let page = controls(&["--format", "markdown"]).out;
    assert!(
        page.contains("| A.5.4 | Impact on people and groups | evidence found | `README.md:7 (Limitations)"),
        "{page}"
    );
    for word in ["compliant", "conformant", "certified"] {
        assert!(!page.contains(word) && !json.to_string().contains(word), "{word}");
    }
    let unknown = controls(&["--framework", "iso42002"]);
    assert!(unknown.status == 2 && unknown.err.contains("did you mean `iso42001`?"), "{}", unknown.err);
}

#[test]
fn a_section_is_evidence_for_what_it_is_about() {
    let repo = Repo::new();
    let body = "## Evaluation\n\nIt is right in 9 of 10.\n\n## Contact\n\n[More Information Needed]\n\n### Versions\n\n- 1.0\n";
    repo.write("README.md", card("license: mit\n", body));
    let at = repo.path().display().to_string();
    let text = run(&["controls", "--repo", &at]).out;
    let row = |id: &str| text.lines().find(|line| line.trim_start().starts_with(id)).unwrap_or_default().to_owned();
    for (id, wanted) in [
        ("MEASURE-2.5 ", "README.md:7 (Evaluation)"),
        ("A.6.2.7 ", "README.md:1 (metadata, model card), README.md:7 (Evaluation)"),
        // nothing is said of people, of what it is for, and of where it fails
        ("A.5.4 ", "not assessed"),
        ("A.9.4 ", "not assessed"),
        ("MAP-2.2 ", "not assessed"),
        ("XI.1(a) ", "not assessed"),
        // nor, by a placeholder, of whom to ask
        ("GOVERN-5.1 ", "not assessed"),
    ] {
        assert!(row(id).contains(wanted), "{id}: {}", row(id));
    }
}

#[test]
fn evidence_that_one_of_many_lacks_is_there_in_part() {
    let repo = Repo::new();
    for name in ["a", "b", "c", "d"] {
        repo.write(&format!("{name}/README.md"), card("license: mit\n", "## Limitations\n\nIt fails.\n"));
    }
    repo.write("e/README.md", card("license: other\n", "## Limitations\n\n[More Information Needed]\n"));
    let at = repo.path().display().to_string();
    let text = run(&["controls", "--repo", &at, "--framework", "iso42001"]).out;
    let row = text.lines().find(|line| line.starts_with("  A.6.2.7 ")).expect("a row");
    assert!(row.contains("evidence in part  in 4 of 5 files, missing in: e/README.md:7 (card/placeholder)"), "{row}");
    assert!(text.contains(" with evidence, ") && text.contains(" in part, "), "{text}");
    let json = run(&["controls", "--repo", &at, "--framework", "iso42001", "--format", "json"]).json();
    let rows = json["frameworks"][0]["controls"].as_array().cloned().unwrap_or_default();
    let row = rows.into_iter().find(|row| row["id"] == "A.6.2.7").expect("a row");
    assert_eq!((row["status"].as_str(), row["missing"].as_array().map(Vec::len)), (Some("evidence-in-part"), Some(1)));
    assert!(row["places"].to_string().contains("d/README.md"), "{row}");
}

#[test]
fn what_is_accepted_is_told_once() {
    let repo = two_cards();
    let waiver = "[[waivers]]\nrule = \"license/*\"\npath = \"a/**\"\nreason = \"On purpose\"\nowner = \"@o\"\nexpires = 2999-01-01\n";
    repo.write(".github/modelward.toml", waiver);
    let brief = repo.check(&["--all"]).out;
    let said = "accepted by @o, until 2999-01-01: On purpose";
    assert_eq!(brief.matches(said).count(), 1, "{brief}");
    let verbose = repo.check(&["--all", "--verbose"]).out;
    assert_eq!(
        (verbose.matches(said).count(), verbose.matches("accepted by the configuration:").count()),
        (1, 1),
        "{verbose}"
    );
    assert_eq!(verbose.matches("a/README.md:3").count(), 1, "{verbose}");
}

#[test]
fn init_says_what_it_found_and_writes_the_least() {
    let repo = two_cards();
    repo.write("model.safetensors", "x");
    let at = repo.path().display().to_string();
    let first = run(&["init", "--repo", &at]);
    assert_eq!(first.status, 0, "{}", first.err);
    for part in [
        "Found:\n",
        "  model card: README.md, a/README.md\n",
        "  weights: model.safetensors\n",
        "As it stands: 2 errors in this tree; `modelward check --all` shows them.",
        "Wrote .github/workflows/modelward.yml.\n",
        "No configuration is needed",
    ] {
        assert!(first.out.contains(part), "{part}\n{}", first.out);
    }
    let workflow = std::fs::read_to_string(repo.path().join(".github/workflows/modelward.yml")).expect("a workflow");
    assert!(
        workflow.ends_with(concat!("uses: OWNER/modelward@v", env!("CARGO_PKG_VERSION_MAJOR"), "\n")),
        "{workflow}"
    );
    assert!(!repo.path().join(".github/modelward.toml").exists());
    let again = run(&["init", "--repo", &at]);
    assert!(again.out.contains("Left .github/workflows/modelward.yml as it is: it exists already."), "{}", again.out);
    let empty = Repo::new();
    let run = run(&["init", "--repo", &empty.path().display().to_string()]);
    assert!(run.out.starts_with("Found nothing that is governed yet"), "{}{}", run.out, run.err);
}

#[test]
fn help_is_a_command_too() {
    let help = run(&["help", "check"]);
    assert!(help.status == 0 && help.out.contains("--all"), "{}", help.err);
}
