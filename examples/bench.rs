//! Measures `modelward check` beside `git diff --raw base...head`, on repositories made for it:
//!
//! ```sh
//! cargo run --release --example bench
//! ```
//!
//! Both run in turn, several times, on the same repository, so that a busy machine slows both alike. Prints medians,
//! peak memory and the bounds; the exit status is 1 where a bound was missed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use serde_json::Value;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::time::{Duration, Instant};

const USAGE: &str = "\
Usage: bench [--binary FILE] [--runs N]

  --binary FILE  measure this modelward instead of building the one of this profile
  --runs N       how often each command is timed [default: 11 and 5]";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A repository to make, and what `check` may cost in it.
struct Case {
    name: &'static str,
    /// Models, each with a card and weights that the change touches.
    models: usize,
    /// Source files that the change touches.
    sources: usize,
    /// Source files that it leaves alone.
    unchanged: usize,
    runs: usize,
    bounds: Bounds,
}

/// What `check` may cost at most.
struct Bounds {
    shown: &'static str,
    /// From the median time of `git diff --raw`.
    time: fn(Duration) -> Duration,
    /// Bytes, of the program alone.
    memory: Option<u64>,
}

const CASES: [Case; 2] = [
    Case {
        name: "20 files, 2 governed",
        models: 1,
        sources: 18,
        unchanged: 300,
        runs: 11,
        bounds: Bounds { shown: "3 x git diff + 20 ms", time: |git| git * 3 + Duration::from_millis(20), memory: None },
    },
    Case {
        name: "10,000 files, 200 governed",
        models: 100,
        sources: 9_800,
        unchanged: 300,
        runs: 5,
        bounds: Bounds { shown: "1.5 s, 100 MB", time: |_| Duration::from_millis(1_500), memory: Some(100_000_000) },
    },
];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool> {
    let mut binary = None;
    let mut runs = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--binary" => binary = Some(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            "--runs" => runs = Some(arguments.next().and_then(|count| count.parse().ok()).ok_or(USAGE)?),
            _ => return Err(USAGE.into()),
        }
    }
    let binary = match binary {
        Some(binary) => binary,
        None => build()?,
    };
    if cfg!(debug_assertions) {
        eprintln!("note: this is a debug build; measure with --release");
    }
    println!("{:28}{:>11}{:>10}{:>12}{:>16}   bound", "", "git diff", "check", "its memory", "with its git");
    let mut held = true;
    for case in &CASES {
        held &= measure(case, &binary, runs.unwrap_or(case.runs))?;
    }
    Ok(held)
}

/// Brings the program beside this one up to date: cargo builds no binaries for an example.
fn build() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let directory = own.parent().and_then(Path::parent).ok_or("this program is not in a target folder")?;
    let mut cargo = program(std::env::var_os("CARGO").ok_or("start it with cargo, or give --binary")?);
    cargo.args(["build", "--quiet", "--locked", "--bin", "modelward", "--manifest-path"]);
    cargo.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    succeed(&mut cargo)?;
    Ok(directory.join(format!("modelward{}", std::env::consts::EXE_SUFFIX)))
}

fn measure(case: &Case, binary: &Path, runs: usize) -> Result<bool> {
    let repository = Repository::make(case)?;
    let diff = || repository.git(&["diff", "--raw", "base...head"]);
    let check = || {
        let mut check = program(binary);
        check.arg("check").arg("--repo").arg(&repository.path);
        check.args(["--base", "base", "--head", "head", "--format", "json", "--fail-on", "never"]);
        check
    };

    // the first of each warms the caches, and shows that the work is done
    let changed = String::from_utf8(succeed(&mut diff())?.stdout)?.lines().count();
    let report: Value = serde_json::from_slice(&succeed(&mut check())?.stdout)?;
    let introduced = report.get("introduced").and_then(Value::as_array).map_or(0, Vec::len);
    let expected = case.sources + 2 * case.models;
    if changed != expected {
        return Err(format!("{}: git sees {changed} changed files, not {expected}", case.name).into());
    }
    if introduced < case.models {
        return Err(
            format!("{}: {introduced} findings, in {} models that each have one", case.name, case.models).into()
        );
    }

    let (mut diffs, mut checks) = (Vec::new(), Vec::new());
    for _ in 0..runs.max(1) {
        diffs.push(time(diff())?);
        checks.push(time(check())?);
    }
    let (diff, time) = (median(diffs), median(checks));
    let memory = peak(check())?;

    let bound = (case.bounds.time)(diff);
    let enough = |peak: u64| case.bounds.memory.is_none_or(|bound| peak <= bound);
    let held = time <= bound && memory.as_ref().is_none_or(|memory| enough(memory.own));
    let bytes = |peak: Option<u64>| peak.map_or("unknown".to_owned(), |peak| format!("{:.1} MB", mega(peak)));
    println!(
        "{:28}{:>11}{:>10}{:>12}{:>16}   {} = {} {}",
        case.name,
        millis(diff),
        millis(time),
        bytes(memory.as_ref().map(|memory| memory.own)),
        bytes(memory.as_ref().map(|memory| memory.all)),
        case.bounds.shown,
        millis(bound),
        if held { "held" } else { "MISSED" },
    );
    Ok(held)
}

/// A repository with two commits, `base` and `head`, in a folder that goes with it.
struct Repository {
    path: PathBuf,
}

impl Repository {
    fn make(case: &Case) -> Result<Self> {
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
    fn git(&self, arguments: &[&str]) -> Command {
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

#[allow(clippy::disallowed_methods, reason = "what is measured are programs")]
fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" });
    command.stdin(Stdio::null());
    command
}

fn succeed(command: &mut Command) -> Result<Output> {
    let output = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} ended with {}\n{said}", command.get_program().display(), output.status).into())
}

fn time(mut command: Command) -> Result<Duration> {
    let start = Instant::now();
    succeed(&mut command)?;
    Ok(start.elapsed())
}

/// Bytes that were resident at once, at most.
struct Peak {
    own: u64,
    /// With the programs that it ran.
    all: u64,
}

/// A run of its own, looked at often: what was reached in the last fraction of a millisecond is missed.
fn peak(mut command: Command) -> Result<Option<Peak>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let mut peak = Peak { own: 0, all: 0 };
    while child.try_wait()?.is_none() {
        peak.own = peak.own.max(status(child.id(), "VmHWM:"));
        peak.all = peak.all.max(resident(child.id()));
        std::thread::sleep(Duration::from_micros(300));
    }
    Ok((peak.own > 0).then_some(peak))
}

/// The resident memory of a process and of those that it started.
fn resident(process: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let below: u64 = children
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .map(resident)
        .sum();
    status(process, "VmRSS:") + below
}

fn status(process: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() * 1024
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

#[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
