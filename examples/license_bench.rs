//! Identifies every file of a folder and measures it: `cargo run --release --example license_bench -- <folder> [quiet]`.
//!
//! Prints one line a file (id or what it is based on, words added and missing), then how long loading and identifying
//! took and how much memory the process needed at most.

use std::error::Error;
use std::time::{Duration, Instant};

use modelward::license::{all, identify, load};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("the folder of license files is missing")?;
    let quiet = std::env::args().nth(2).is_some_and(|word| word == "quiet");
    let before = memory("VmRSS:");
    let start = Instant::now();
    let references = load();
    let loading = start.elapsed();
    let loaded = memory("VmRSS:");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut times: Vec<(Duration, String)> = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "txt")) {
        let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let start = Instant::now();
        let found = identify(&text);
        times.push((start.elapsed(), name.clone()));
        if !quiet {
            let based = found.based_on.as_ref().map(|id| format!("based on {id}")).unwrap_or_default();
            let named = found.id.clone().unwrap_or(based);
            let change =
                found.changed.first().map(|change| format!("{}: {:?} -> {:?}", change.line, change.from, change.to));
            let added = found.added.first().map(|added| format!("{}: {:?}", added.line, added.text));
            println!(
                "{name}\t{named}\t[{}]\t{:.3}\tsure={}\tmissing={}\tadded={}\t{}\t{}",
                found.ids.join(" "),
                found.score,
                found.version_sure,
                found.missing_words,
                found.added.len(),
                change.unwrap_or_default(),
                added.unwrap_or_default(),
            );
        }
    }
    times.sort();
    let total: Duration = times.iter().map(|(time, _)| *time).sum();
    let count = u32::try_from(times.len().max(1))?;
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    println!("{references} references: loading {loading:?}, {} KiB", loaded.saturating_sub(before));
    let start = Instant::now();
    println!("{} rows of the table: loading {:?}", all().count(), start.elapsed());
    println!(
        "{count} files: mean {:?}, median {:?}, p95 {:?}, slowest {:?}",
        total / count,
        at(50),
        at(95),
        times.last()
    );
    println!("memory at most {} KiB", memory("VmHWM:"));
    Ok(())
}

/// A line of the kernel's account of this process, in KiB; 0 where there is none.
fn memory(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|text| text.strip_prefix(line)).unwrap_or_default();
    found.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
