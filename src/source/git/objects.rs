//! One `git cat-file` that is asked what objects are, and then for the contents of some.

use crate::source::SourceError;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A git that waits for the second question.
pub(super) struct Objects {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Objects {
    /// Asks for type and size of objects: one line each. Nothing where git does not know the way, or fails.
    pub(super) fn ask<'a>(mut command: Command, ids: impl Iterator<Item = &'a str>) -> Option<(Self, String)> {
        let (question, count) = questions("info", ids);
        let mut child = command.arg("--batch-command").stdin(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let stdin = child.stdin.take()?;
        let mut stdout = BufReader::new(child.stdout.take()?);
        let writer = std::thread::spawn(move || write(stdin, &question));
        let mut infos = String::new();
        for _ in 0..count {
            if stdout.read_line(&mut infos).ok()? == 0 {
                let _ = child.wait();
                return None;
            }
        }
        let stdin = writer.join().ok()??;
        Some((Self { child, stdin, stdout }, infos))
    }

    /// The contents of objects, as git writes them one after the other.
    pub(super) fn contents<'a>(mut self, ids: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, SourceError> {
        let (question, _) = questions("contents", ids);
        let fail = |message: String| SourceError::Git { operation: "cat-file".into(), message };
        let stdin = self.stdin;
        // git ends when nobody can ask any more
        let writer = std::thread::spawn(move || write(stdin, &question).is_some());
        let mut bytes = Vec::new();
        self.stdout.read_to_end(&mut bytes).map_err(|error| fail(error.to_string()))?;
        let status = self.child.wait().map_err(|error| fail(error.to_string()))?;
        if status.success() && matches!(writer.join(), Ok(true)) {
            return Ok(bytes);
        }
        Err(fail("it ended before it had answered".into()))
    }
}

fn questions<'a>(verb: &str, ids: impl Iterator<Item = &'a str>) -> (Vec<u8>, usize) {
    let mut question = Vec::new();
    let mut count = 0;
    for id in ids {
        question.extend_from_slice(format!("{verb} {id}\n").as_bytes());
        count += 1;
    }
    (question, count)
}

/// In a thread of its own, since git answers while it is still being asked.
fn write(mut stdin: ChildStdin, question: &[u8]) -> Option<ChildStdin> {
    stdin.write_all(question).ok()?;
    stdin.flush().ok()?;
    Some(stdin)
}
