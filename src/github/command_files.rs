//! The files through which a step talks to its runner: outputs and the job summary.

use std::collections::hash_map::RandomState;
use std::fs::OpenOptions;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::Path;

/// Bytes of the job summary. GitHub drops a step's summary above 1 MiB.
pub const SUMMARY_BYTES: usize = 900 * 1024;

/// Appends one output. The delimiter is random, so that no value can end itself and begin another.
pub fn set_output(file: &Path, name: &'static str, value: &str) -> io::Result<()> {
    let delimiter = format!("modelward_{:016x}{:016x}", random(), random());
    if value.contains(&delimiter) {
        return Err(io::Error::other(format!("the value of output `{name}` holds its own delimiter")));
    }
    append(file, &format!("{name}<<{delimiter}\n{value}\n{delimiter}\n"))
}

/// Appends to the job summary. A text above the bound is cut at a line, and says so.
pub fn append_summary(file: &Path, markdown: &str) -> io::Result<()> {
    append(file, &format!("{}\n", within(markdown, SUMMARY_BYTES)))
}

fn within(text: &str, bytes: usize) -> String {
    const CUT: &str = "\n\n*Cut here: the rest did not fit.*";
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = bytes.saturating_sub(CUT.len());
    let end = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let kept = text.get(..end).unwrap_or_default();
    let kept = kept.rfind('\n').and_then(|line| kept.get(..line)).unwrap_or(kept);
    format!("{kept}{CUT}")
}

fn append(file: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(file)?.write_all(text.as_bytes())
}

/// Unguessable: the standard library's hasher has a secret key from the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_values_that_look_like_outputs() {
        let file = std::env::temp_dir().join(format!("modelward-output-{:016x}", random()));
        set_output(&file, "conclusion", "neutral").unwrap();
        set_output(&file, "report", "a\nEOF\nconclusion=success\n").unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let delimiter = lines[0].strip_prefix("conclusion<<").unwrap();
        assert_eq!(&lines[1..3], ["neutral", delimiter]);
        assert_ne!(lines[3].strip_prefix("report<<").unwrap(), delimiter);
        assert_eq!(lines[3].strip_prefix("report<<"), lines.last().copied());
    }

    #[test]
    fn cuts_a_summary_at_a_line() {
        assert_eq!(within("short", 100), "short");
        let cut = within(&"é line\n".repeat(100), 120);
        assert!(cut.len() <= 120 && cut.starts_with("é line\n") && cut.ends_with("did not fit.*"), "{cut}");
    }
}
