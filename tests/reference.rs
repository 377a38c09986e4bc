//! The reference under docs/rules/ says what the rules say, and a new rule begins with a file that works.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use std::path::Path;
use support::repo::{Repo, folder, run, run_in};

/// `UPDATE_DOCS=1 cargo test --test reference` writes it anew, as `cargo run -- rules docs` does.
#[test]
fn the_reference_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        assert_eq!(run_in(root, &["rules", "docs"]).status, 0);
    }
    let run = run_in(root, &["rules", "docs", "--check"]);
    assert_eq!((run.out.as_str(), run.status), ("", 0), "write the reference anew with `cargo run -- rules docs`");
}

#[test]
fn tells_pages_that_are_out_of_date_and_mends_them() {
    let (_keep, path) = folder();
    let docs = |arguments: &[&str]| run_in(&path, &[&["rules", "docs", "--out", "pages"], arguments].concat());
    assert!(docs(&["--check"]).out.contains("license/changed.md is out of date"));
    let wrote = docs(&[]);
    assert_eq!((docs(&["--check"]).status, wrote.status), (0, 0), "{}", wrote.out);
    let pages = path.join("pages");
    let page = std::fs::read_to_string(pages.join("license/other-unnamed.md")).expect("a page");
    for part in ["\n# license/other-unnamed\n", "\n## It speaks\n", "\n```diff\n# ", "\n## It is silent\n", "\n[check."]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // a rule that is gone, a page that was edited, and a file of somebody else
    std::fs::rename(pages.join("license/changed.md"), pages.join("license/gone.md")).expect("renamed");
    std::fs::write(pages.join("weights/pickle.md"), format!("{page}\nMore.\n")).expect("written");
    std::fs::write(pages.join("license/own.md"), "Own.\n").expect("written");
    assert_eq!(docs(&["--check"]).out.lines().count(), 3);
    assert!(docs(&[]).out.ends_with("2 written, 1 removed\n"));
    assert!(pages.join("license/own.md").exists() && !pages.join("license/gone.md").exists());
}

#[test]
fn a_new_rule_passes_its_own_examples_and_judges() {
    let repo = Repo::new();
    let at = repo.path().display().to_string();
    repo.write("MODEL_CARD.md", "# Sorter\n\nIt is never wrong.\n");
    let new = run(&["rules", "new", "house/promise", "--repo", &at]);
    assert_eq!((new.status, new.err.as_str()), (0, ""));
    let file = ".github/modelward/rules/house/promise.toml";
    let test = run_in(repo.path(), &["rules", "test", file]);
    assert_eq!((test.out.as_str(), test.status), ("1 rule, 2 examples passed, 0 failed\n", 0), "{}", test.err);
    assert_eq!(repo.check(&["--all", "--format", "json"]).introduced(), ["house/promise MODEL_CARD.md:3"]);
    let list = run_in(repo.path(), &["rules", "list"]);
    let (_, own) = list.out.split_once("\nRules of this repository:\n").expect("own rules");
    assert!(own.starts_with("house/promise "), "{own}");
    assert!(own.contains(" rules and 1 of this repository. "), "{own}");
    let explain = run(&["explain", "house/promise", "--repo", &at]);
    assert!(explain.out.starts_with("house/promise  (notice)\n"), "{}", explain.err);
    let again = run(&["rules", "new", "house/promise", "--repo", &at]);
    assert!(again.status == 2 && again.out.contains("exists already"), "{}", again.out);
    for wrong in ["house", "house/", "House/a", "../a/b", "a/../b", "license/changed"] {
        assert_eq!(run(&["rules", "new", wrong, "--repo", &at]).status, 2, "{wrong}");
    }
}

#[test]
fn in_its_own_tree_a_rule_is_one_of_the_program() {
    let (_keep, path) = folder();
    std::fs::create_dir(path.join("rules")).expect("a folder");
    std::fs::write(path.join("Cargo.toml"), "[package]\nname = \"modelward\"\n").expect("written");
    let new = run(&["rules", "new", "house/promise", "--repo", &path.display().to_string()]);
    assert!(new.out.contains("Wrote rules/house/promise.toml."), "{}{}", new.out, new.err);
}

#[cfg(unix)]
#[test]
fn writes_no_new_file_through_a_link() {
    let repo = Repo::new();
    let (_keep, outside) = folder();
    std::os::unix::fs::symlink(&outside, repo.path().join(".github")).expect("a link");
    let at = repo.path().display().to_string();
    for arguments in [&["rules", "new", "house/promise"][..], &["init"]] {
        let run = run(&[arguments, &["--repo", &at]].concat());
        assert_eq!(run.status, 2, "{}", run.out);
    }
    assert_eq!(std::fs::read_dir(&outside).expect("a folder").count(), 0);
}

#[test]
fn a_failed_example_shows_what_differs() {
    let (_keep, path) = folder();
    std::fs::create_dir_all(path.join("house")).expect("a folder");
    let new = run(&["rules", "new", "house/promise", "--repo", &path.display().to_string()]);
    assert_eq!(new.status, 0, "{}", new.err);
    let file = path.join(".github/modelward/rules/house/promise.toml");
    let text = std::fs::read_to_string(&file).expect("a rule").replace("MODEL_CARD.md:3\"", "MODEL_CARD.md:1\"");
    std::fs::write(&file, text).expect("written");
    let test = run(&["rules", "test", &file.display().to_string()]);
    let expected = "\
house/promise: the words are added
  - MODEL_CARD.md:1  expected, not found
      # Sorter
  + MODEL_CARD.md:3  found, not expected
      Sorts requests and is never wrong.

1 rule, 1 example passed, 1 failed
";
    assert_eq!((test.out.as_str(), test.status), (expected, 1));
}

#[test]
fn explain_says_all_there_is_to_know() {
    let explain = run(&["explain", "license/link-missing"]);
    for part in [
        "license/link-missing  (error)\nThe license link leads nowhere\n",
        "\n\nIt speaks when: ",
        "\n\nIt is silent about:\n  - ",
        "\n\nIt looks at: model card, dataset card; it judges both sides of a change",
        "\n\nIts suggestion: `modelward fix` applies it\n",
        "\n  - ISO/IEC 42001 A.10.2 (Responsibilities are shared out)\n",
        "\n  \"license/link-missing\" = \"off\"   # or notice, warning, error\n",
        "\n  modelward waive license/link-missing PATH --reason WHY ",
    ] {
        assert!(explain.out.contains(part), "{part}\n{}", explain.out);
    }
}
