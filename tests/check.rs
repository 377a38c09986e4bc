//! `modelward check` on real repositories: which two sides it compares, what it reads, and how it ends.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use modelward::change::{ChangeSet, RepoPath, Side};
use modelward::source::checkout::CheckoutSource;
use modelward::source::{Content, Listing, Source, SourceError};
use support::repo::{Repo, card, folder, git, pointer, run, run_in};

const LIMITS: &str = "## Limitations\n\nIt fails on handwriting.\n";

#[test]
fn compares_the_working_tree_with_the_default_branch() {
    let repo = Repo::new();
    repo.write("README.md", card("license: mit\n", LIMITS)).commit("base");
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    // one commit, one staged, one unstaged and one untracked change
    repo.write("a/README.md", card("license: other\n", "")).commit("add a card");
    repo.write("b/README.md", card("license: other\n", ""));
    repo.git(&["add", "b"]);
    repo.write("README.md", card("license: mit\n", ""));
    repo.write("c/README.md", card("license: other\n", ""));
    let run = repo.check(&["--format", "json"]);
    assert_eq!(
        run.introduced(),
        [
            "license/other-unnamed a/README.md:3",
            "license/other-unnamed b/README.md:3",
            "license/other-unnamed c/README.md:3",
            "model-card/outline a/README.md:5",
            "model-card/outline b/README.md:5",
            "model-card/outline c/README.md:5",
            "model-card/section-removed README.md:7",
        ]
    );
    assert_eq!(run.status, 1);
    assert_eq!(run.json()["head"], "working tree");
    assert_eq!(run.json()["introduced"].as_array().map(Vec::len), Some(7));
}

#[test]
fn a_file_that_left_the_index_and_stayed_is_still_there() {
    let repo = Repo::new();
    repo.write("README.md", card("license: mit\n", LIMITS)).commit("base");
    repo.git(&["rm", "--quiet", "--cached", "README.md"]);
    assert_eq!(repo.check(&["--format", "json"]).introduced(), Vec::<String>::new());
}

#[test]
fn compares_two_commits_from_their_merge_base() {
    let repo = Repo::new();
    repo.write("README.md", card("license: mit\n", LIMITS)).commit("base");
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    let head = repo.write("code.py", "pass\n").commit("change");
    repo.git(&["checkout", "--quiet", "main"]);
    // what happens on the base branch meanwhile is not part of the change
    repo.write("x/README.md", card("license: other\n", "")).commit("meanwhile");
    let run = repo.check(&["--base", "main", "--head", &head, "--format", "json"]);
    assert_eq!((run.introduced(), run.status), (Vec::new(), 0));
}

#[test]
fn reads_bare_repositories() {
    let repo = Repo::new();
    let base = repo.write("README.md", card("license: mit\n", LIMITS)).commit("base");
    let head = repo.write("README.md", card("license: mit\n", "")).commit("head");
    let (_keep, bare) = folder();
    git(&bare, &["clone", "--quiet", "--bare", &repo.path().display().to_string(), "bare.git"]);
    let bare = bare.join("bare.git").display().to_string();
    let run = run(&["check", "--repo", &bare, "--base", &base, "--head", &head, "--format", "json"]);
    assert_eq!(run.introduced(), ["model-card/section-removed README.md:7"]);
    assert_eq!(run.json()["introduced"][0]["side"], "base");
}

#[test]
fn lists_what_a_partial_clone_lacks_and_fetches_nothing() {
    let repo = Repo::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let base = repo.write("README.md", card("license: mit\n", LIMITS)).write("LICENSE", "Terms.\n").commit("base");
    repo.write("README.md", card("license: mit\n", "")).write("docs/old.md", "text\n".repeat(50)).commit("edit");
    repo.git(&["mv", "docs/old.md", "docs/new.md"]);
    let head = repo.write("docs/new.md", "text\n".repeat(51)).commit("rename and edit");
    let (_keep, clone) = folder();
    let from = format!("file://{}", repo.path().display());
    git(&clone, &["clone", "--quiet", "--bare", "--filter=blob:none", &from, "partial.git"]);
    let partial = clone.join("partial.git").display().to_string();
    let run = run(&["check", "--repo", &partial, "--base", &base, "--head", &head, "--format", "json"]);
    assert_eq!((run.introduced(), run.status), (Vec::new(), 0), "{}", run.err);
    assert!(
        run.skipped().iter().any(|skip| skip.contains("README.md") && skip.contains("not in this clone")),
        "{:?}",
        run.skipped()
    );
}

#[test]
fn follows_a_renamed_card() {
    let repo = Repo::new();
    let body = format!("{LIMITS}\nA long text that stays as it is.\nAnd another line of it.\n");
    repo.write("MODEL_CARD.md", card("license: other\n", &body)).commit("base");
    repo.git(&["mv", "MODEL_CARD.md", "MODELCARD.md"]);
    let run = repo.check(&["--format", "json"]);
    // what was there before the rename is no news
    assert_eq!(run.introduced(), Vec::<String>::new());
    assert_eq!(run.json()["existing"].as_array().map(Vec::len), Some(1));
}

#[test]
fn says_nothing_where_nothing_governed_changes() {
    let repo = Repo::new();
    repo.write("README.md", card("license: other\n", "")).write("src/a.py", "a\n").commit("base");
    repo.write("src/a.py", "b\n");
    let run = repo.check(&[]);
    assert_eq!(run.status, 0);
    assert!(!run.out.contains("other-unnamed"), "{}", run.out);
}

#[test]
fn points_at_the_words_that_are_wrong() {
    let repo = Repo::new();
    repo.write("a.txt", "a").commit("base");
    repo.write("README.md", card("license: other\n", ""));
    let run = repo.check(&[]);
    assert!(run.out.contains("error[license/other-unnamed]"), "{}", run.out);
    assert!(run.out.contains("--> README.md:3:10"), "{}", run.out);
    assert!(run.out.contains("3 | license: other\n  |          ^^^^^"), "{}", run.out);
}

#[test]
fn the_threshold_decides_the_exit_status() {
    let repo = Repo::new();
    repo.write("README.md", card("license: mit\n", "")).write("model.safetensors", pointer('1')).commit("base");
    repo.write("model.safetensors", pointer('2'));
    let status = |fail_on| repo.check(&["--fail-on", fail_on]).status;
    assert_eq!(["error", "warning", "notice", "never"].map(status), [0, 1, 1, 0]);
}

#[test]
fn the_base_policy_judges_and_its_mistakes_are_told() {
    let repo = Repo::new();
    repo.write(".github/modelward.toml", "[rules]\n\"license/other-unnamed\" = \"warning\"\n\"no/rule\" = \"off\"\n")
        .commit("base");
    repo.write("README.md", card("license: other\n", ""));
    // the head may not change its own judge
    repo.write(".github/modelward.toml", "language = \"de\"\n[rules]\n\"license/other-unnamed\" = \"off\"\n");
    let run = repo.check(&["--format", "json"]);
    assert_eq!(run.status, 2);
    assert_eq!(
        run.introduced(),
        [
            "license/other-unnamed README.md:3",
            "model-card/outline README.md:5",
            "policy/relaxed .github/modelward.toml:3"
        ]
    );
    assert!(!run.out.contains("\"language\""), "{}", run.out);
    assert!(
        run.err.contains(".github/modelward.toml:3:1") && run.err.contains("there is no rule `no/rule`"),
        "{}",
        run.err
    );
}

#[test]
fn what_stops_a_run_says_what_to_do() {
    let repo = Repo::new();
    let empty = repo.check(&[]);
    assert_eq!(empty.status, 2);
    assert!(empty.err.contains("no commit yet"), "{}", empty.err);
    repo.write("a", "a").commit("base");
    let missing = repo.check(&["--base", "nowhere"]);
    assert_eq!(missing.status, 2);
    assert!(missing.err.contains("nowhere") && missing.err.contains("git rev-parse"), "{}", missing.err);
    // a revision cannot be an option
    assert_eq!(repo.check(&["--base", "--output=/tmp/x"]).status, 2);
    let (_keep, outside) = folder();
    let outside = run(&["check", "--repo", &outside.display().to_string()]);
    assert_eq!(outside.status, 2);
    assert!(outside.err.contains("not a git repository"), "{}", outside.err);
}

/// A forge that knows which commits were compared, and whose files are marked as its own.
struct Forge(ChangeSet);

impl Source for Forge {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        Ok(self.0.clone())
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        Ok(Listing::default())
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        Ok(wanted.iter().map(|_| Content::Bytes(b"from the forge".to_vec())).collect())
    }
}

async fn read_beside(directory: &std::path::Path, base: &str, head: &str) -> String {
    let change = ChangeSet { base: base.to_owned(), head: head.to_owned(), files: Vec::new(), incomplete: None };
    let mut source = CheckoutSource::new(Forge(change), Some(directory.to_owned()));
    source.changes().await.expect("a change");
    source.listing().await.expect("a listing");
    let path = RepoPath::new(b"README.md").expect("a path");
    match source.read(&[(Side::Head, path)]).await.expect("contents").pop() {
        Some(Content::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn files_come_from_a_checkout_that_has_the_commits_and_from_the_forge_otherwise() {
    let repo = Repo::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let base = repo.write("README.md", "one\n").commit("base");
    let head = repo.write("README.md", "two\n").commit("head");
    assert_eq!(read_beside(repo.path(), &base, &head).await, "two\n");
    let unknown = "1234567890123456789012345678901234567890";
    assert_eq!(read_beside(repo.path(), &base, unknown).await, "from the forge");
    let (_keep, clone) = folder();
    let from = format!("file://{}", repo.path().display());
    git(&clone, &["clone", "--quiet", "--bare", "--filter=blob:none", &from, "partial.git"]);
    assert_eq!(read_beside(&clone.join("partial.git"), &base, &head).await, "from the forge");
    git(&clone, &["clone", "--quiet", "--depth=1", &from, "shallow"]);
    assert_eq!(read_beside(&clone.join("shallow"), &base, &head).await, "from the forge");
}

const POLICY: &str = ".github/modelward.toml";

fn introduced(repo: &Repo) -> Vec<String> {
    repo.check(&["--base", "main", "--head", "HEAD", "--format", "json"]).introduced()
}

/// A repository with this base, on a branch for its change.
fn base(files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    for (path, text) in files {
        repo.write(path, text);
    }
    repo.commit("base");
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    repo
}

#[test]
fn an_excluded_file_does_not_shift_the_others() {
    let exclude = "exclude = [\"aaa/**\"]\n";
    let repo = base(&[
        (POLICY, exclude),
        ("README.md", &card("license: mit\n", LIMITS)),
        ("model.safetensors", &pointer('a')),
    ]);
    repo.write("aaa/x.md", "x").write("model.safetensors", pointer('b')).commit("new weights");
    assert_eq!(introduced(&repo), ["weights/card-not-updated model.safetensors:2"]);
}

#[test]
fn a_card_that_moves_out_of_sight_is_gone() {
    let repo = base(&[
        (POLICY, "exclude = [\"examples/**\"]\n"),
        ("m/README.md", &card("license: mit\n", LIMITS)),
        ("m/model.safetensors", &pointer('a')),
    ]);
    std::fs::create_dir(repo.path().join("examples")).expect("a folder");
    repo.git(&["mv", "m/README.md", "examples/README.md"]);
    repo.commit("move the card");
    assert_eq!(introduced(&repo), ["weights/without-card m/model.safetensors"]);
}

#[test]
fn a_namesake_does_not_stand_in_for_the_policy() {
    let kept = "exclude = [\"x/**\"]\n";
    let repo = base(&[(POLICY, kept)]);
    repo.write(POLICY, "exclude = [\"**\"]\n").write(".GITHUB/modelward.toml", kept).commit("relax");
    assert_eq!(introduced(&repo), ["policy/relaxed .github/modelward.toml:1"]);
}

#[test]
fn a_pointer_with_other_lines_is_new_content() {
    let repo = base(&[("README.md", &card("license: mit\n", LIMITS)), ("model.safetensors", &pointer('a'))]);
    repo.write("model.safetensors", pointer('a') + "payload\n").commit("change the weights");
    assert_eq!(introduced(&repo), ["weights/card-not-updated model.safetensors"]);
}

#[test]
fn a_link_is_not_read_as_a_text() {
    let repo = base(&[("LICENSE", &"Copyright me\n".repeat(3)), ("MODEL_CARD.md", &card("license: mit\n", LIMITS))]);
    for name in ["LICENSE", "MODEL_CARD.md"] {
        repo.remove(name);
        std::os::unix::fs::symlink("/etc/passwd", repo.path().join(name)).expect("a link");
    }
    repo.commit("link");
    let run = repo.check(&["--base", "main", "--head", "HEAD", "--format", "json"]);
    assert_eq!(run.skipped(), ["LICENSE is a symbolic link", "MODEL_CARD.md is a symbolic link"]);
    assert_eq!(run.introduced(), ["license/file-removed LICENSE"]);
}

#[test]
fn a_file_deleted_on_disk_is_gone() {
    let repo = base(&[
        ("README.md", &card("license: other\nlicense_name: x\nlicense_link: LICENSE\n", LIMITS)),
        ("LICENSE", "terms"),
    ]);
    repo.remove("LICENSE");
    let run = repo.check(&["--format", "json"]);
    assert_eq!(run.introduced(), ["license/file-removed LICENSE", "license/link-missing README.md:5"]);
    assert_eq!(run.skipped(), Vec::<String>::new());
}

#[test]
fn a_card_touched_only_by_blanks_was_not_updated() {
    let text = card("license: mit\n", LIMITS);
    let repo = base(&[("README.md", &text), ("model.safetensors", &pointer('a'))]);
    repo.write("model.safetensors", pointer('b')).write("README.md", format!("{text}\u{200b} \n<!-- v2 -->\n"));
    repo.commit("new weights");
    assert_eq!(introduced(&repo), ["weights/card-not-updated model.safetensors:2"]);
}

#[test]
fn another_format_is_no_other_weights() {
    // git takes files that are half alike for one that was renamed and edited
    let text = card("license: mit\n", LIMITS);
    for (before, after, expected) in [
        ("pytorch_model.bin", "model.safetensors", vec![]),
        ("model-00001-of-00002.safetensors", "model-00001-of-00003.safetensors", vec![]),
        ("old.safetensors", "new.safetensors", vec!["weights/card-not-updated new.safetensors"]),
    ] {
        let weights = "weights\n".repeat(50);
        let repo = base(&[("README.md", &text), (before, &weights)]);
        repo.remove(before).write(after, format!("{weights}and more\n")).commit("convert");
        assert_eq!(introduced(&repo), expected, "{after}");
    }
}

#[test]
fn weights_below_a_deleted_card_are_left_alone() {
    let text = card("license: mit\n", LIMITS);
    let repo = base(&[
        ("README.md", &text),
        ("weights/model.safetensors", &pointer('a')),
        ("other/README.md", &text),
        ("other/model.safetensors", &pointer('a')),
    ]);
    repo.remove("README.md").commit("delete the card");
    assert_eq!(introduced(&repo), ["weights/without-card weights/model.safetensors"]);
}

#[test]
fn an_unknown_default_branch_is_never_taken_for_no_change() {
    let repo = Repo::new();
    repo.git(&["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    repo.write("README.md", card("license: mit\n", LIMITS)).commit("base");
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    repo.write("README.md", card("license: mit\n", "")).commit("change");
    // the only other branch is what the change is compared with
    assert_eq!(repo.check(&["--format", "json"]).introduced(), ["model-card/section-removed README.md:7"]);
    repo.git(&["branch", "another"]);
    let run = repo.check(&[]);
    assert_eq!(run.status, 2, "{}", run.out);
    assert!(run.err.contains("default branch is not known") && run.err.contains("--base"), "{}", run.err);
}

#[test]
fn a_rule_yields_only_to_what_weighs_as_much() {
    let enforced = "[rules]\n\"license/changed\" = \"error\"\n\"license/contradiction\" = \"notice\"\n";
    let mit = "SPDX-License-Identifier: MIT\n";
    let repo = base(&[(POLICY, enforced), ("LICENSE", mit), ("README.md", &card("license: mit\n", LIMITS))]);
    repo.write("README.md", card("license: cc-by-nc-4.0\n", LIMITS)).commit("change");
    let run = repo.check(&["--base", "main", "--head", "HEAD", "--format", "json"]);
    assert_eq!(run.status, 1);
    assert!(run.introduced().contains(&"license/changed README.md:3".to_owned()), "{:?}", run.introduced());
}

#[test]
fn a_policy_that_does_not_parse_says_once_what_is_left_of_it() {
    let repo = base(&[("README.md", &card("license: mit\n", LIMITS))]);
    repo.write(POLICY, "exclude = [\"data/**\", \"a\", \"b\"\n").commit("change");
    let rules = introduced(&repo);
    let relaxed = rules.iter().filter(|finding| finding.starts_with("policy/relaxed")).count();
    assert!(rules.iter().any(|finding| finding.starts_with("policy/invalid")) && relaxed <= 1, "{rules:?}");
}

#[test]
fn a_folder_laid_out_as_a_repository_runs_nothing() {
    let repo = base(&[("README.md", &card("license: mit\n", LIMITS)), ("x/a.md", "x")]);
    let (_folder, outside) = folder();
    let proof = outside.join("proof");
    repo.git(&["init", "--quiet", "--bare", "trap"]);
    let trap = repo.path().join("trap");
    git(&trap, &["--git-dir=.", "--work-tree=..", "add", "../README.md"]);
    git(&trap, &["--git-dir=.", "--work-tree=..", "commit", "--quiet", "--message", "x"]);
    let config = format!(
        "[core]\n\tbare = false\n\tworktree = ..\n[filter \"x\"]\n\tclean = \"touch {}; cat\"\n",
        proof.display()
    );
    repo.write("trap/config", config).write(".gitattributes", "* filter=x\n").write("README.md", "changed\n");
    let found = run_in(&trap, &["check"]);
    assert_eq!(found.status, 2, "{}", found.out);
    // named, it is read, and its working tree is not
    let named = run(&["check", "--repo", &trap.display().to_string(), "--format", "json"]);
    assert_eq!(named.introduced(), Vec::<String>::new());
    assert!(!proof.exists());
}

#[test]
fn terms_that_were_dropped_before_are_no_news_when_the_license_is_another_one() {
    let repo = Repo::new();
    let base = "base_model: meta-llama/Llama-3.1-8B\n";
    repo.write("README.md", card(&format!("license: mit\n{base}"), "")).commit("first");
    repo.write("README.md", card(&format!("license: apache-2.0\n{base}"), ""));
    let run = repo.check(&["--format", "json"]);
    assert_eq!(run.introduced(), ["license/changed README.md:3"], "{}", run.out);
    assert_eq!(run.json()["existing"][0]["rule"], "license/base-terms-dropped");
}

#[test]
fn suggestions_that_gainsay_each_other_are_not_made() {
    let repo = Repo::new();
    repo.commit("first");
    let apache = include_str!("../LICENSE");
    let of = "license: mit\nbase_model: meta-llama/Llama-3.1-8B\n";
    repo.write("LICENSE", apache).write("README.md", card(of, ""));
    let run = repo.check(&["--format", "json"]);
    let said = ["license/base-terms-dropped README.md:3", "license/contradiction README.md:3"];
    assert!(said.iter().all(|one| run.introduced().contains(&(*one).to_owned())), "{:?}", run.introduced());
    let json = run.json();
    let fixes = json["introduced"].as_array().expect("a list").iter();
    let fixes = fixes.filter(|finding| finding["line"] == 3 && !finding["fix"].is_null());
    assert_eq!(fixes.count(), 0, "{}", run.out);
    // who decides may still have one of them applied
    let fixed = run_in(repo.path(), &["fix", "--rule", "license/contradiction"]);
    assert!(fixed.out.contains("+license: apache-2.0"), "{}{}", fixed.out, fixed.err);
}

#[test]
fn a_record_that_is_a_pointer_of_git_lfs_is_told_as_not_looked_at() {
    let repo = Repo::new();
    repo.write("a.txt", "a\n").commit("base");
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    repo.write("dataset_infos.json", pointer('a')).commit("change");
    let run = repo.check(&["--format", "json"]);
    assert_eq!(run.introduced(), Vec::<String>::new());
    assert!(run.json()["skipped"].to_string().contains("a Git LFS pointer"), "{}", run.json()["skipped"]);
}

/// What another license means is said where its change is told, and not in the table of claims as well.
#[test]
fn says_once_what_another_license_means() {
    let repo = Repo::new();
    let card = |license: &str| format!("---\nlicense: {license}\nlibrary_name: transformers\n---\n# Sorter\n");
    let base = repo.write("README.md", card("cc-by-4.0")).commit("base");
    let head = repo.write("README.md", card("cc-by-nc-4.0")).commit("head");
    for format in ["markdown", "text"] {
        let run = repo.check(&["--base", &base, "--head", &head, "--format", format, "--fail-on", "never"]);
        let text = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.matches("commercial use of the weights (yes → no)").count(), 1, "{text}");
        assert!(text.contains("license in README.md"), "{text}");
    }
}
