//! Every command and every snippet of the documentation is run or read, page by page, in a repository of its own.
//!
//! - `console`: lines behind `$ ` are run by `sh`, one after the other; a page starts with a small model's repository, or
//!   with an empty folder where `<!-- starts: empty -->` says so. The lines below a command must stand in its output in
//!   this order; `…` stands for any. A command ends well unless `# exit status N` stands behind it.
//! - A block below `<!-- file: PATH -->` is written there, and below `<!-- append: PATH -->` added there.
//! - `toml` is read as a configuration, or as a rule where it has a check; `yaml` must be YAML.
//! - A block below `<!-- not run: REASON -->` is left alone, and says why.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test file")]

mod support;

use modelward::{artifact, policy, rule};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::repo::{Repo, card};

/// A fenced block, and the comment above it.
struct Block {
    line: usize,
    kind: String,
    text: String,
    comment: Option<(String, String)>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut comment = None;
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(inside) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
            comment = inside.split_once(": ").map(|(key, value)| (key.to_owned(), value.to_owned()));
        } else if let Some(kind) = line.trim_start().strip_prefix("```") {
            let indent = line.len() - line.trim_start().len();
            let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim_start() != "```");
            let text = inside.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect();
            found.push(Block { line: number + 1, kind: kind.to_owned(), text, comment: comment.take() });
        } else if !line.trim().is_empty() {
            comment = None;
        }
    }
    found
}

/// The pages: the README, the guide, and everything below docs/.
fn pages() -> Vec<PathBuf> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    walk(&root.join("docs"), &mut found);
    found.sort();
    found
}

/// Where a page begins: a model with a card, a license, and two tags.
fn start(page: &str) -> Repo {
    let repo = Repo::new();
    if page.contains("<!-- starts: empty -->") {
        std::fs::remove_dir_all(repo.path().join(".git")).expect("removed");
        return repo;
    }
    let license = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE")).expect("a license");
    repo.write("LICENSE", license).write("model.safetensors", "x");
    repo.write("README.md", card("license: apache-2.0\n", "## Limitations\n\nIt fails on handwriting.\n"));
    repo.commit("a model");
    repo.git(&["tag", "v1.0"]);
    repo.write("README.md", card("license: apache-2.0\n", "## Limitations\n\nIt fails on handwriting, and on maps.\n"));
    repo.commit("more limits");
    repo.git(&["tag", "v1.1"]);
    repo
}

/// The commands of a block with what they print.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_owned(), Vec::new())),
            (None, Some((_, printed))) => printed.push(line.to_owned()),
            (None, None) => panic!("a line before the first command: {line}"),
        }
    }
    found
}

fn run(command: &str, folder: &Path) -> (i32, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_modelward"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().expect("a folder").display());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "A")))
        .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "a@example.org")))
        .output()
        .expect("a shell");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether lines stand in a text in this order. Blanks at the ends of lines play no part.
fn stands(expected: &[String], printed: &str) -> bool {
    let mut rest = printed.lines().map(str::trim_end);
    expected
        .iter()
        .filter(|line| !line.is_empty() && *line != "…")
        .all(|line| rest.any(|found| found == line.trim_end()))
}

fn read_toml(text: &str) -> Vec<String> {
    if text.contains("\n[check.") && text.contains("title = ") {
        return rule::parse("rules/docs/example.toml", text).err().map(|told| told.to_string()).into_iter().collect();
    }
    if text.starts_with("[check.") || text.starts_with("[text.") {
        return toml::from_str::<toml::Table>(text).err().map(|error| error.to_string()).into_iter().collect();
    }
    let catalog = rule::builtin().iter().map(|rule| (rule.id.clone(), rule.severity)).collect();
    policy::read(text, &catalog).1.into_iter().map(|mistake| format!("{}: {}", mistake.message, mistake.help)).collect()
}

fn console(block: &Block, folder: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    for (line, expected) in commands(&block.text) {
        let (command, comment) = line.split_once(" #").map_or((line.as_str(), ""), |(command, rest)| (command, rest));
        let command = command.trim().replace("cargo run -- ", "modelward ");
        let status =
            comment.split_once("exit status ").map_or(0, |(_, number)| number.trim().parse().expect("a number"));
        let (ended, printed) = run(&command, folder);
        if ended != status || !stands(&expected, &printed) {
            wrong.push(format!("$ {command}\nended with {ended}, and printed:\n{printed}"));
        }
    }
    wrong
}

fn write(folder: &Path, path: &str, text: &str, append: bool) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    let before = if append { std::fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
    std::fs::write(file, before + text).expect("written");
}

fn judge(block: &Block, folder: &Path) -> Vec<String> {
    let (key, value) = block.comment.as_ref().map_or(("", ""), |(key, value)| (key, value));
    match key {
        "not run" if value.len() > 8 => return Vec::new(),
        "not run" => return vec!["the comment gives no reason".to_owned()],
        "file" | "append" => write(folder, value, &block.text, key == "append"),
        _ => {}
    }
    match block.kind.as_str() {
        "console" => console(block, folder),
        "toml" => read_toml(&block.text),
        "yaml" => artifact::yaml::read(&block.text, 0).1.into_iter().map(|problem| problem.message).collect(),
        "bash" | "sh" | "shell" => vec!["commands stand in `console` blocks, behind `$ `".to_owned()],
        _ => Vec::new(),
    }
}

#[test]
fn every_command_and_snippet_works() {
    let mut wrong = Vec::new();
    for path in pages() {
        // the day on which the examples' waivers end must not come
        let page = std::fs::read_to_string(&path).expect("a page").replace("2027-03-31", "2999-03-31");
        let blocks = blocks(&page);
        let repo = blocks.iter().any(|block| block.kind == "console" || block.comment.is_some()).then(|| start(&page));
        let nowhere = std::env::temp_dir();
        let folder = repo.as_ref().map_or(nowhere.as_path(), Repo::path);
        for block in &blocks {
            let told = judge(block, folder);
            wrong.extend(told.into_iter().map(|told| format!("{}:{}: {told}", path.display(), block.line)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).expect("a page");
        // what stands in a block is an example
        let prose: String = page.split("\n```").step_by(2).collect();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let outside = target.contains("://") || file.is_empty() || target.contains(' ');
            if !outside && !path.parent().expect("a folder").join(file).exists() {
                wrong.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
