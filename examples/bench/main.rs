//! Measures `modelward check` beside `git diff --raw base...head`, on repositories made for it:
//!
//! ```sh
//! cargo run --release --example bench
//! ```
//!
//! Both run in turn, several times, on the same repository, so that a busy machine slows both alike. Prints medians,
//! peak memory and the bounds. Then counts the calls that `review` makes, against the tests' stand-in for GitHub. The exit
//! status is 1 where a bound was missed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]
#![allow(unreachable_pub, reason = "the modules of a program")]

mod calls;
mod process;
mod repository;
mod support;

use process::{peak, program, succeed, time};
use repository::Repository;
use serde_json::Value;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

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
    held &= calls::count()?;
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
        word(held),
    );
    Ok(held)
}

fn word(held: bool) -> &'static str {
    if held { "held" } else { "MISSED" }
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
