//! `modelward rules test --watch`: runs again whenever a rule file changes, appears or goes.

use super::test;
use crate::command::output::Output;
use crate::command::{Ended, Failure};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the files are looked at: soon enough for who saved one, and rarely enough to cost nothing.
const PAUSE: Duration = Duration::from_millis(500);

/// The files with what tells that they changed.
type Seen = Vec<(PathBuf, Option<SystemTime>, u64)>;

pub(super) fn run(path: &Path, output: &Output) -> Result<Ended, Failure> {
    // a path that is wrong from the start is no reason to wait
    test::rule_files(path)?;
    let mut run = |changed: &[&Path]| {
        if !changed.is_empty() {
            let names: Vec<String> = changed.iter().map(|file| file.display().to_string()).collect();
            output.note(&format!("\nchanged: {}", names.join(", ")));
        }
        if let Err(failure) = test::files(path, output) {
            output.error(&failure.to_string());
        }
        output.note(&format!("watching {}; Ctrl-C ends", path.display()));
    };
    let mut wait = || {
        std::thread::sleep(PAUSE);
        true
    };
    watch(&mut || seen(path), &mut wait, &mut run);
    Ok(Ended::Well)
}

fn seen(path: &Path) -> Seen {
    let files = test::rule_files(path).unwrap_or_default().into_iter();
    let with_time = files.map(|file| {
        let meta = std::fs::metadata(&file).ok();
        let length = meta.as_ref().map_or(0, std::fs::Metadata::len);
        (file, meta.and_then(|meta| meta.modified().ok()), length)
    });
    with_time.collect()
}

/// Runs at once, and after each wait in which something changed, until a wait says that it was the last.
fn watch(seen: &mut dyn FnMut() -> Seen, wait: &mut dyn FnMut() -> bool, run: &mut dyn FnMut(&[&Path])) {
    // what changes during a run is seen by the next look
    let mut before = seen();
    run(&[]);
    while wait() {
        let now = seen();
        let changed = now.iter().filter(|file| !before.contains(file));
        let gone = before.iter().filter(|(path, ..)| !now.iter().any(|(other, ..)| other == path));
        let all: Vec<&Path> = changed.chain(gone).map(|(path, ..)| path.as_path()).collect();
        if !all.is_empty() {
            run(&all);
            before = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_again_when_something_changed_and_only_then() {
        let file = |name: &str, length| (PathBuf::from(name), None, length);
        let looks = [
            vec![file("a", 1)],
            vec![file("a", 1)],
            vec![file("a", 2)],
            vec![file("a", 2), file("b", 1)],
            vec![file("a", 2), file("b", 1)],
            vec![file("b", 1)],
        ];
        let mut looks = looks.into_iter();
        let mut left = looks.len();
        let mut runs: Vec<Vec<PathBuf>> = Vec::new();
        watch(
            &mut || looks.next().unwrap_or_default(),
            &mut || {
                left -= 1;
                left > 0
            },
            &mut |changed| runs.push(changed.iter().map(|path| path.to_path_buf()).collect()),
        );
        assert_eq!(runs, [vec![], vec!["a".into()], vec!["b".into()], vec![PathBuf::from("a")]]);
    }
}
