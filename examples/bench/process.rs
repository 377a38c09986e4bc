//! Runs programs, and says what they took.

use super::Result;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

#[allow(clippy::disallowed_methods, reason = "what is measured are programs")]
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" });
    command.stdin(Stdio::null());
    command
}

pub fn succeed(command: &mut Command) -> Result<Output> {
    let output = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} ended with {}\n{said}", command.get_program().display(), output.status).into())
}

pub fn time(mut command: Command) -> Result<Duration> {
    let start = Instant::now();
    succeed(&mut command)?;
    Ok(start.elapsed())
}

/// Bytes that were resident at once, at most.
pub struct Peak {
    pub own: u64,
    /// With the programs that it ran.
    pub all: u64,
}

/// A run of its own, looked at often: what was reached in the last fraction of a millisecond is missed.
pub fn peak(mut command: Command) -> Result<Option<Peak>> {
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
