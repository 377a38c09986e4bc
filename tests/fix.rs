//! `modelward fix`: which edits it makes, and what it never touches.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test file")]

mod support;

use modelward::finding::Fix;
use modelward::{engine, mend, rule};
use support::repo::{Repo, Run, card, folder, run};

fn fix(repo: &Repo, arguments: &[&str]) -> Run {
    run(&[&["fix", "--repo", &repo.path().display().to_string()], arguments].concat())
}

fn text(repo: &Repo, path: &str) -> String {
    std::fs::read_to_string(repo.path().join(path)).expect("a text")
}

/// A card whose metadata has `no` and `yes` where a text is meant, and a license that is decided elsewhere.
fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("LICENSE", "SPDX-License-Identifier: MIT\n").commit("base");
    repo.write("README.md", card("license: apache-2.0\nlanguage: no\n", "Text."));
    repo
}

#[test]
fn mends_the_form_and_leaves_decisions() {
    let repo = repo();
    let dry = fix(&repo, &["--dry-run"]);
    assert!(dry.out.contains("-language: no\n+language: \"no\"\n"), "{}{}", dry.out, dry.err);
    assert!(dry.out.contains("1 file would be mended"), "{}", dry.out);
    assert_eq!((dry.status, text(&repo, "README.md").contains("language: no\n")), (1, true));
    let done = fix(&repo, &[]);
    assert!(done.out.contains("mended 1 file"), "{}", done.out);
    assert!(
        done.out.contains("README.md:3: Two files name different licenses [license/contradiction]"),
        "{}",
        done.out
    );
    let after = text(&repo, "README.md");
    assert_eq!((done.status, after.as_str()), (0, card("license: apache-2.0\nlanguage: \"no\"\n", "Text.").as_str()));
    let again = fix(&repo, &[]);
    assert!(again.out.starts_with("nothing to mend without a decision"), "{}", again.out);
    assert_eq!(text(&repo, "README.md"), after);
    // nothing is left beside the file
    assert_eq!(repo.git(&["status", "--porcelain"]), "?? README.md\n");
}

#[test]
fn a_named_rule_decides() {
    let repo = repo();
    let done = fix(&repo, &["--rule", "license/contradiction"]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert_eq!(text(&repo, "README.md"), card("license: mit\nlanguage: no\n", "Text."));
    let unknown = fix(&repo, &["--rule", "license/contradicton"]);
    assert!(unknown.status == 2 && unknown.err.contains("did you mean `license/contradiction`?"), "{}", unknown.err);
}

#[test]
fn keeps_line_ends_and_their_absence() {
    let repo = Repo::new();
    repo.write("a.txt", "a").commit("base");
    repo.write("README.md", "---\r\nlibrary_name: x\r\nlanguage: no\r\n---\r\n# M\n\nText.");
    assert_eq!(fix(&repo, &[]).status, 0);
    assert_eq!(text(&repo, "README.md"), "---\r\nlibrary_name: x\r\nlanguage: \"no\"\r\n---\r\n# M\n\nText.");
}

#[test]
fn mends_several_lines_of_one_file() {
    let repo = Repo::new();
    repo.write("a.txt", "a").commit("base");
    repo.write("README.md", card("language:\n- no\n- en\n- yes\n", "Text."));
    assert_eq!(fix(&repo, &[]).status, 0);
    assert_eq!(text(&repo, "README.md"), card("language:\n- \"no\"\n- en\n- \"yes\"\n", "Text."));
}

#[test]
fn mends_what_is_new_or_with_all_everything() {
    let repo = Repo::new();
    repo.write("README.md", card("language: no\n", "Text.")).commit("base");
    assert!(fix(&repo, &[]).out.starts_with("nothing to mend"));
    assert!(fix(&repo, &["--all"]).out.contains("mended 1 file"));
    let (_keep, path) = folder();
    std::fs::write(path.join("README.md"), card("language: no\n", "Text.")).expect("written");
    let run = run(&["fix", "--all", "--repo", &path.display().to_string()]);
    assert!(run.out.contains("mended 1 file"), "{}{}", run.out, run.err);
}

#[cfg(unix)]
#[test]
fn writes_through_no_link() {
    let repo = Repo::new();
    let (_keep, outside) = folder();
    std::fs::write(outside.join("README.md"), card("language: no\n", "Text.")).expect("written");
    // a directory that git knows, and that has become a link since
    repo.write("m/README.md", card("", "Text.")).commit("base");
    std::fs::remove_dir_all(repo.path().join("m")).expect("removed");
    std::os::unix::fs::symlink(&outside, repo.path().join("m")).expect("a link");
    std::os::unix::fs::symlink(outside.join("README.md"), repo.path().join("README.md")).expect("a link");
    for arguments in [&["--all"][..], &[]] {
        let done = fix(&repo, arguments);
        assert!(!done.out.contains("mended"), "{}", done.out);
    }
    let after = std::fs::read_to_string(outside.join("README.md")).expect("a text");
    assert_eq!(after, card("language: no\n", "Text."));
}

#[cfg(unix)]
#[test]
fn keeps_who_may_do_what() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = repo();
    let file = repo.path().join("README.md");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("a mode");
    assert_eq!(fix(&repo, &[]).status, 0);
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o640);
}

#[test]
fn says_that_something_was_not_looked_at() {
    let repo = Repo::new();
    repo.write("a.txt", "a").commit("base");
    repo.write("README.md", vec![b'a'; 2 * 1024 * 1024]);
    let run = fix(&repo, &[]);
    assert!(run.out.ends_with("\nnot everything was looked at (1); `modelward check` lists it\n"), "{}", run.out);
}

#[test]
fn a_bare_repository_has_nothing_to_mend() {
    let (_keep, path) = folder();
    support::repo::git(&path, &["init", "--quiet", "--bare", "bare.git"]);
    let run = run(&["fix", "--all", "--repo", &path.join("bare.git").display().to_string()]);
    assert_eq!(run.status, 2, "{}", run.out);
}

/// Whatever a rule suggests ends its own finding, and a second time there is nothing to suggest.
#[test]
fn every_fix_of_every_example_mends_its_finding() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut tried = 0;
    for rule in rule::with_examples() {
        for example in &rule.examples {
            let rules = [rule.clone()];
            let mut source = example.source();
            let review = runtime.block_on(engine::review(&mut source, &rules)).expect("read from memory");
            let mended: Vec<_> = review.report.introduced.iter().filter(|found| found.fix.is_some()).collect();
            for finding in &mended {
                tried += 1;
                let path = &finding.fix.as_ref().expect("a fix").path;
                let fixes = mended.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| fix.path == *path);
                let before = String::from_utf8(source.head[path].clone()).expect("a text");
                let text = mend::apply(&before, &fixes.collect::<Vec<&Fix>>());
                let mut after = source.clone();
                after.head.insert(path.clone(), text.text.into_bytes());
                let again = runtime.block_on(engine::review(&mut after, &rules)).expect("read from memory");
                let still = again.report.introduced.iter().any(|found| found.fingerprint == finding.fingerprint);
                assert!(!still && text.left == 0, "{}: {}: {:?}", rule.id, example.name, finding.fix);
            }
        }
    }
    assert!(tried > 5, "only {tried} fixes were tried");
}

/// What an organization's policy says holds here as in a check.
#[test]
fn asks_the_policy_of_the_organization() {
    let repo = Repo::new();
    let commit = "0123456789abcdef0123456789abcdef01234567";
    repo.write(".github/modelward.toml", format!("extends = [\"acme/.github//policy.toml@{commit}\"]\n"))
        .commit("base");
    repo.write("README.md", card("language: no\n", "Text."));
    let (_keep, cache) = folder();
    let kept = cache.join("modelward/policies/acme/.github").join(commit);
    std::fs::create_dir_all(&kept).expect("a folder");
    std::fs::write(kept.join("policy.toml"), "[rules]\n\"card/boolean-word\" = \"off\"\n").expect("written");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_modelward"))
        .args(["fix", "--dry-run", "--repo", &repo.path().display().to_string()])
        .env("XDG_CACHE_HOME", &cache)
        .output()
        .expect("the program runs");
    let run = support::repo::finished(&output);
    assert!(run.status == 0 && run.out.starts_with("nothing to mend"), "{}{}", run.out, run.err);
}
