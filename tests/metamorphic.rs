//! What must not change a finding: lines that shift, other line ends, files that are somebody else's, a folder under
//! another name. Over every firing example of every rule.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::artifact::{Kind, kind};
use modelward::change::{ChangeSet, ChangedFile, Hunks, RepoPath, Side, Status};
use modelward::rule::{self, Rule};
use modelward::source::memory::{Files, MemorySource};
use modelward::source::{Content, Listing, Source, SourceError};
use modelward::{engine, report::Report};

/// Two trees, and which files of one are those of the other under another name.
struct Renaming {
    files: MemorySource,
    renames: Vec<(RepoPath, RepoPath)>,
}

impl Source for Renaming {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let mut change = self.files.changes().await?;
        for (old, new) in &self.renames {
            let (Some(before), Some(after)) = (self.files.base.get(old), self.files.head.get(new)) else { continue };
            change.files.retain(|file| file.path != *old && file.path != *new);
            change.files.push(ChangedFile {
                path: new.clone(),
                previous: Some(old.clone()),
                status: Status::Renamed,
                content_changed: before != after,
                hunks: Hunks::Unavailable,
            });
        }
        Ok(change)
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        self.files.listing().await
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        self.files.read(wanted).await
    }
}

fn path(text: &str) -> RepoPath {
    RepoPath::new(text.as_bytes()).expect("a path")
}

fn review(rule: &Rule, source: &mut impl Source) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(engine::review(source, std::slice::from_ref(rule))).expect("read from memory").report
}

fn found(rule: &Rule, base: Files, head: Files) -> Vec<String> {
    names(&review(rule, &mut MemorySource { base, head }))
}

fn names(report: &Report) -> Vec<String> {
    let mut names: Vec<String> =
        report.introduced.iter().map(|it| format!("{} {}", it.fingerprint.as_str(), it.at.path)).collect();
    names.sort();
    names
}

/// Both sides of every firing example, with the rule and a name for messages.
fn firing() -> Vec<(&'static Rule, String, Files, Files)> {
    let mut all = Vec::new();
    for rule in rule::with_examples() {
        for example in rule.examples.iter().filter(|example| !example.expect.is_empty()) {
            let MemorySource { base, head } = example.source();
            all.push((rule, format!("{}: {}", rule.id, example.name), base, head));
        }
    }
    all
}

/// Every file that is no blob, rewritten: what is weights or data is other bytes by that.
fn edited(files: &Files, edit: impl Fn(&RepoPath, &str) -> String) -> Files {
    let edit_one = |(path, bytes): (&RepoPath, &Vec<u8>)| {
        let text = String::from_utf8(bytes.clone()).expect("a text");
        let is_blob = matches!(kind::of(path), Some(Kind::Weights | Kind::Data | Kind::Media | Kind::Tokenizer));
        (path.clone(), if is_blob { text } else { edit(path, &text) }.into_bytes())
    };
    files.iter().map(edit_one).collect()
}

fn hold(name: &str, edit: impl Fn(&RepoPath, &str) -> String + Copy) {
    let mut failures = Vec::new();
    for (rule, example, base, head) in firing() {
        let after = found(rule, edited(&base, edit), edited(&head, edit));
        let before = found(rule, base, head);
        if before != after {
            failures.push(format!("{example}\n  before {before:?}\n  after  {after:?}"));
        }
    }
    assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
}

#[test]
fn line_ends() {
    hold("CRLF", |_, text| text.replace('\n', "\r\n"));
    hold("no newline at the end", |_, text| text.trim_end_matches('\n').to_owned());
    hold("blank lines at the end", |_, text| format!("{text}\n\n"));
}

#[test]
fn lines_that_shift() {
    hold("lines at the beginning", |path, text| {
        let name = path.name().to_lowercase();
        let extension = name.rsplit('.').next().unwrap_or_default();
        match extension {
            "yml" | "yaml" | "toml" | "cff" | "dvc" | "lock" => format!("# A remark.\n\n{text}"),
            // whatever may stand before the fence of a front matter, a reader that is stricter refuses
            "md" => match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
                Some((front, body)) => format!("---\n# A remark.\n{front}\n---\n\n\n{body}"),
                None if text.starts_with("---") => text.to_owned(),
                None => format!("\n\n{text}"),
            },
            _ => format!("\n\n{text}"),
        }
    });
}

#[test]
fn files_of_others() {
    for (rule, example, mut base, mut head) in firing() {
        let before = found(rule, base.clone(), head.clone());
        base.insert(path("elsewhere/old.py"), b"pass\n".to_vec());
        head.insert(path("elsewhere/new.py"), b"pass\n".to_vec());
        head.insert(path("zz/notes.txt"), b"Notes.\n".to_vec());
        head.insert(path("zz/models/x/config.toml"), b"a = 1\n".to_vec());
        assert_eq!(before, found(rule, base, head), "{example}");
    }
}

fn below(folder: &str, files: &Files) -> Files {
    files.iter().map(|(at, bytes)| (path(&format!("{folder}/{at}")), bytes.clone())).collect()
}

/// Files that mean something at the root alone.
fn is_for_the_root(files: &Files) -> bool {
    files.keys().any(|at| matches!(kind::of(at), Some(Kind::Policy | Kind::Security | Kind::Openness)))
}

#[test]
fn a_folder_under_another_name_brings_nothing_new() {
    let mut failures = Vec::new();
    for (rule, example, base, head) in firing() {
        for (name, files) in [("head", head), ("base", base)] {
            let renames = files.keys().map(|at| (path(&format!("old/{at}")), path(&format!("new/{at}")))).collect();
            let files = MemorySource { base: below("old", &files), head: below("new", &files) };
            let report = review(rule, &mut Renaming { files, renames });
            if !report.introduced.is_empty() || !report.fixed.is_empty() {
                failures.push(format!("{example} ({name}): {:?}, {} fixed", names(&report), report.fixed.len()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_folder_that_is_renamed_by_the_way_hides_and_adds_nothing() {
    let mut failures = Vec::new();
    for (rule, example, base, head) in
        firing().into_iter().filter(|(.., base, head)| !is_for_the_root(base) && !is_for_the_root(head))
    {
        let before = found(rule, below("new", &base), below("new", &head));
        let renames = base.keys().map(|at| (path(&format!("old/{at}")), path(&format!("new/{at}")))).collect();
        let files = MemorySource { base: below("old", &base), head: below("new", &head) };
        let after = review(rule, &mut Renaming { files, renames });
        // what is gone is told where it was
        let after: Vec<String> = names(&after).iter().map(|name| name.replace(" old/", " new/")).collect();
        if before.len() != after.len() {
            failures.push(format!("{example}\n  before {before:?}\n  after  {after:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn rule(id: &str) -> &'static Rule {
    rule::builtin().iter().find(|rule| rule.id == id).expect("a rule")
}

fn head(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(at, text)| (path(at), text.as_bytes().to_vec())).collect()
}

#[test]
fn what_was_told_keeps_its_name_when_parts_of_it_are_mended() {
    let pointer =
        |digit: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 1\n", digit.repeat(64));
    let sums = |second: &str| format!("{}  a.safetensors\n{}  b.safetensors\n", "1".repeat(64), second.repeat(64));
    let files = |second: &str| {
        let (pointer, sums) = (pointer("3"), sums(second));
        head(&[("a.safetensors", &pointer), ("b.safetensors", &pointer), ("SHA256SUMS", &sums)])
    };
    let checksum = |files: Files| found(rule("weights/checksum-mismatch"), Files::new(), files);
    assert_eq!(checksum(files("2")), checksum(files("3")));
    assert_eq!(checksum(files("3")).len(), 1);

    // half of an old debt is paid: the other half is no news
    let card = |fields: &str| head(&[("MODEL_CARD.md", &format!("---\nlicense: other\n{fields}---\n# M\n"))]);
    let other = rule("license/other-unnamed");
    assert_eq!(found(other, Files::new(), card("")).len(), 1);
    assert_eq!(found(other, card(""), card("license_name: own\n")), Vec::<String>::new());
}
