//! What `examples/license_bench.rs` measures, of two other tools: `cargo run --release -- spdx|askalono FOLDER [LEAST]`.
//!
//! Prints one line a file (the best match and its score; nothing below LEAST), then loading, times and memory. askalono
//! comes without texts: it is given those of the `spdx` crate, and its loading is that of its own cache of them.

use std::error::Error;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(tool), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("name a tool, spdx or askalono, and a folder of license files".into());
    };
    let least: f32 = arguments.next().map_or(Ok(0.8), |word| word.parse())?;
    match tool.as_str() {
        "spdx" => {
            let start = Instant::now();
            let store = spdx::detection::Store::load_inline()?;
            let loading = start.elapsed();
            measure(&folder, loading, |text| {
                let found = store.analyze(&spdx::detection::TextData::new(text));
                (found.score >= least).then(|| (found.name.to_owned(), found.score))
            })
        }
        "askalono" => {
            let cache = std::env::temp_dir().join("license-peers.cache");
            if !cache.exists() {
                let mut store = askalono::Store::new();
                for (id, text) in spdx::text::LICENSE_TEXTS {
                    store.add_license((*id).to_owned(), askalono::TextData::new(text));
                }
                store.to_cache(std::fs::File::create(&cache)?)?;
                println!("wrote the cache; run this once more to measure");
                return Ok(());
            }
            let bytes = std::fs::read(&cache)?;
            let start = Instant::now();
            let store = askalono::Store::from_cache(bytes.as_slice())?;
            let loading = start.elapsed();
            measure(&folder, loading, |text| {
                let found = store.analyze(&askalono::TextData::new(text));
                (found.score >= least).then(|| (found.name.to_owned(), found.score))
            })
        }
        other => Err(format!("{other} is none of spdx and askalono").into()),
    }
}

fn measure(folder: &str, loading: Duration, identify: impl Fn(&str) -> Option<(String, f32)>) -> Outcome<()> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    let mut times = Vec::new();
    for path in &paths {
        let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // the best of three, for other programs run beside this one
        let mut best = Duration::MAX;
        let mut found = None;
        for _ in 0..3 {
            let start = Instant::now();
            found = identify(&text);
            best = best.min(start.elapsed());
        }
        times.push(best);
        let (id, score) = found.unwrap_or_default();
        println!("{name}\t{id}\t{score:.3}");
    }
    times.sort();
    let total: Duration = times.iter().sum();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    println!("loading {loading:?}");
    println!(
        "{} files: mean {:?}, median {:?}, p95 {:?}, slowest {:?}",
        times.len(),
        total / u32::try_from(times.len().max(1))?,
        at(50),
        at(95),
        times.last()
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("memory: {}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("unknown"));
    Ok(())
}
