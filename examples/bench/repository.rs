//! Repositories made for measuring: two commits, `base` and `head`, in a folder that goes with them.

use super::process::{program, succeed};
use super::{Case, Result};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A repository with two commits, `base` and `head`, in a folder that goes with it.
pub struct Repository {
    pub path: PathBuf,
}

impl Repository {
    pub fn make(case: &Case) -> Result<Self> {
        let name = format!("modelward-bench-{}-{}", std::process::id(), case.sources);
        let repository = Self { path: std::env::temp_dir().join(name) };
        std::fs::create_dir_all(&repository.path)?;
        succeed(&mut repository.git(&["init", "--quiet", "--bare"]))?;
        let mut import = repository.git(&["fast-import", "--quiet"]);
        let mut import = import.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let mut stream = import.stdin.take().ok_or("no standard input")?;
        stream.write_all(history(case).as_bytes())?;
        drop(stream);
        if !import.wait()?.success() {
            return Err("git fast-import failed".into());
        }
        Ok(repository)
    }

    /// A git that no configuration of the user's slows down or changes.
    pub fn git(&self, arguments: &[&str]) -> Command {
        let mut git = program("git");
        git.arg("-C").arg(&self.path).args(arguments);
        git
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            eprintln!("bench: {} stays behind: {error}", self.path.display());
        }
    }
}

/// Both commits, as `git fast-import` reads them.
fn history(case: &Case) -> String {
    let mut stream = String::new();
    commit(&mut stream, "base", None);
    for number in 0..case.unchanged {
        file(&mut stream, &format!("lib/part{}/kept{number}.py", number % 20), &source(number, "kept"));
    }
    side(&mut stream, case, "before");
    commit(&mut stream, "head", Some("base"));
    side(&mut stream, case, "after");
    stream
}

fn side(stream: &mut String, case: &Case, side: &str) {
    for number in 0..case.sources {
        file(stream, &format!("src/part{}/module{number}.py", number % 100), &source(number, side));
    }
    for number in 0..case.models {
        file(stream, &format!("models/m{number}/README.md"), &card(number, side));
        file(stream, &format!("models/m{number}/model.safetensors"), &pointer(number, side));
    }
}

fn commit(stream: &mut String, branch: &str, from: Option<&str>) {
    let from = from.map(|from| format!("from refs/heads/{from}\n")).unwrap_or_default();
    let message = format!("The {branch}");
    let length = message.len();
    let _ = write!(
        stream,
        "commit refs/heads/{branch}\ncommitter Bench <bench@example.invalid> 0 +0000\ndata {length}\n{message}\n{from}"
    );
}

fn file(stream: &mut String, path: &str, text: &str) {
    let _ = writeln!(stream, "M 100644 inline {path}\ndata {}\n{text}", text.len());
}

fn source(number: usize, side: &str) -> String {
    format!("\"\"\"Module {number}.\"\"\"\n\nVALUE = {side:?}\n\n\ndef run(value):\n    return value + {number}\n")
}

/// A card that loses its limitations: one finding in each model.
fn card(number: usize, side: &str) -> String {
    let limitations = if side == "before" {
        "## Limitations\n\nTrained on English text alone; it answers in English whatever it is asked in.\n\n"
    } else {
        ""
    };
    format!(
        "---\nlicense: apache-2.0\nlanguage: en\nlibrary_name: transformers\n---\n\n# Model {number}\n\nA small \
         classifier, {side} the change.\n\n## Intended use\n\nSorting support requests by subject.\n\n{limitations}\
         ## Evaluation\n\nAccuracy on the held-out requests: 0.9{number}.\n"
    )
}

fn pointer(number: usize, side: &str) -> String {
    let digit = if side == "before" { 'a' } else { 'b' };
    let oid: String = format!("{number:08x}").chars().chain(std::iter::repeat_n(digit, 56)).collect();
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 134217728\n")
}
