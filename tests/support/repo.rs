//! A git repository in a temporary folder, and the program run on it in a clean environment.

#![allow(clippy::disallowed_methods, reason = "tests run git and the program")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub struct Repo {
    folder: TempDir,
}

impl Repo {
    /// An empty repository on branch `main`.
    pub fn new() -> Self {
        let repo = Self { folder: tempfile::tempdir().expect("a folder") };
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        std::fs::write(file, text).expect("written");
        self
    }

    pub fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.path().join(path)).expect("removed");
        self
    }

    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        git(self.path(), arguments)
    }

    pub fn check(&self, arguments: &[&str]) -> Run {
        run(&[&["check", "--repo", &self.path().display().to_string()], arguments].concat())
    }
}

/// Runs git with a fixed identity and without the user's configuration.
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a run of the program left.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }

    /// `rule path:line` of what is introduced.
    pub fn introduced(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["introduced"].as_array().cloned().unwrap_or_default();
        let mut list: Vec<String> = findings
            .iter()
            .map(|finding| {
                let line = finding["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
                format!(
                    "{} {}{line}",
                    finding["rule"].as_str().unwrap_or_default(),
                    finding["path"].as_str().unwrap_or_default()
                )
            })
            .collect();
        list.sort();
        list
    }

    pub fn skipped(&self) -> Vec<String> {
        let json = self.json();
        let skipped = json["skipped"].as_array().cloned().unwrap_or_default();
        skipped
            .iter()
            .map(|skip| {
                format!("{} {}", skip["path"].as_str().unwrap_or_default(), skip["reason"].as_str().unwrap_or_default())
            })
            .collect()
    }
}

/// Runs the program, offline and without the variables of a surrounding workflow.
pub fn run(arguments: &[&str]) -> Run {
    run_in(Path::new("."), arguments)
}

/// Runs the program in a folder.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_modelward"));
    for (name, _) in std::env::vars() {
        if ["GH_", "GITHUB_", "INPUT_", "RUNNER_", "ACTIONS_", "GIT_", "NO_COLOR", "CLICOLOR"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(name);
        }
    }
    let output = command
        .current_dir(folder)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("the program runs");
    finished(&output)
}

pub fn finished(output: &Output) -> Run {
    Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A card of a model, with some lines more in its metadata.
pub fn card(metadata: &str, body: &str) -> String {
    format!("---\nlibrary_name: transformers\n{metadata}---\n# Model\n\n{body}\n")
}

/// A Git LFS pointer whose digest is one digit, repeated.
pub fn pointer(digit: char) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 1000\n", digit.to_string().repeat(64))
}

pub fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    (folder, path)
}

/// A repository whose card has one finding.
pub fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("README.md", card("license: other\n", "")).commit("first");
    repo
}

pub fn command(repo: &Repo, arguments: &[&str]) -> Run {
    run_in(repo.path(), arguments)
}
