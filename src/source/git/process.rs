//! Runs git, and nothing else. What a partial clone lacks is not fetched.

use super::objects::Objects;
use super::worktree::too_large;
use crate::artifact::header::is_readable;
use crate::change::RepoPath;
use crate::finding::Skip;
use crate::limits::{BEGINNINGS, FILE_BYTES};
use crate::source::{Content, SourceError};
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a blob that a partial clone lacks is skipped.
pub(in crate::source) const NOT_HERE: &str = "is not in this clone";

#[derive(Debug, Clone)]
pub(super) struct Git {
    pub(super) directory: PathBuf,
}

impl Git {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that runs a program")]
    fn command(&self, operation: &str) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.directory);
        if self.is_bare() {
            command.arg("--git-dir=.");
        }
        command
            .args(["--no-optional-locks", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
            // a folder of a checkout that is laid out like a repository brings a configuration of a stranger
            .args(["-c", "safe.bareRepository=explicit", operation])
            // a partial clone must not fetch what it lacks, and no transport may be used for it
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_ALLOW_PROTOCOL", "")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stderr(Stdio::piped())
            .stdout(Stdio::piped());
        command
    }

    /// Whether the directory is itself laid out as a repository, and somebody named it.
    pub(super) fn is_bare(&self) -> bool {
        let has = |name: &str| self.directory.join(name).exists();
        self.directory != Path::new(".") && !has(".git") && has("HEAD") && has("objects") && has("refs")
    }

    pub(super) fn bytes(&self, operation: &str, arguments: &[&str]) -> Result<Vec<u8>, SourceError> {
        let fail = |message: String| SourceError::Git { operation: operation.to_owned(), message };
        let output = self
            .command(operation)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| fail(format!("{error}; is git installed and on the PATH?")))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(fail(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }

    pub(super) fn run(&self, operation: &str, arguments: &[&str]) -> Result<String, SourceError> {
        Ok(String::from_utf8_lossy(&self.bytes(operation, arguments)?).into_owned())
    }

    pub(super) fn commit(&self, revision: &str) -> Result<String, SourceError> {
        let peeled = format!("{revision}^{{commit}}");
        self.run("rev-parse", &["--verify", "--quiet", "--end-of-options", &peeled]).map(|id| id.trim().to_owned()).map_err(|_| {
            SourceError::NotFound(format!(
                "there is no revision {revision:?} in {}; name a branch, tag or commit that `git rev-parse` knows (a shallow clone may lack it: `git fetch --unshallow`)",
                self.directory.display()
            ))
        })
    }

    pub(super) fn lacks_working_tree(&self) -> Result<bool, SourceError> {
        let facts = self.run("rev-parse", &["--is-bare-repository", "--is-inside-work-tree"])?;
        Ok(!facts.contains("false\ntrue"))
    }

    /// The root of the working tree.
    pub(super) fn root(&self) -> Result<PathBuf, SourceError> {
        let root = self.run("rev-parse", &["--show-toplevel"])?;
        Ok(PathBuf::from(root.trim_end_matches('\n')))
    }

    pub(super) fn merge_base(&self, base: &str, tip: &str) -> Result<String, SourceError> {
        self.run("merge-base", &["--", base, tip]).map(|id| id.trim().to_owned()).or_else(|_| {
            // the usual reason is a name that git does not know: its own message says which
            self.commit(base)?;
            self.commit(tip)?;
            Err(SourceError::NotFound(format!(
                "{base} and {tip} have no common commit here; in a shallow clone fetch more history with `git fetch --unshallow`, or name --base"
            )))
        })
    }

    /// The merge base with the default branch: the remote's, else `main` or `master`; else the commit itself.
    pub(super) fn default_base(&self, tip: &str) -> Result<String, SourceError> {
        let candidates = [
            "refs/remotes/origin/HEAD",
            "refs/remotes/origin/main",
            "refs/remotes/origin/master",
            "refs/heads/main",
            "refs/heads/master",
        ];
        let known =
            self.run("for-each-ref", &[&["--format=%(refname) %(objectname)"], candidates.as_slice()].concat())?;
        let refs: HashMap<&str, &str> = known.lines().filter_map(|line| line.split_once(' ')).collect();
        match candidates.iter().find_map(|name| refs.get(name)) {
            Some(branch) => self.merge_base(branch, tip),
            None => self.base_among_branches(tip),
        }
    }

    /// Where no branch has a usual name: the only other branch, or the commit itself where there is no other. Comparing
    /// a change with itself would show nothing, so a doubt is told.
    fn base_among_branches(&self, tip: &str) -> Result<String, SourceError> {
        self.commit(tip).map_err(|_| {
            SourceError::NotFound("the repository has no commit yet; commit once, then check again".into())
        })?;
        let current = self.run("symbolic-ref", &["--quiet", "HEAD"]).unwrap_or_default();
        let branches = self.run("for-each-ref", &["--format=%(refname)", "refs/heads"])?;
        let others: Vec<&str> = branches.lines().filter(|branch| *branch != current.trim()).collect();
        match others.as_slice() {
            [] if !current.is_empty() => self.commit(tip),
            [other] => self.merge_base(other, tip),
            _ => Err(SourceError::NotFound("the default branch is not known; name it with `--base BRANCH`".into())),
        }
    }

    /// Reads blobs by id, sizes first, so that a huge one is never loaded.
    pub(super) fn objects(&self, wanted: &[(usize, &str, &RepoPath)]) -> Result<Vec<(usize, Content)>, SourceError> {
        let ids = || wanted.iter().map(|(_, id, _)| *id);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        // one git for both questions; one before 2.36 does not know the way and is asked twice
        let mut asked = Objects::ask(self.command("cat-file"), ids());
        let infos = match asked.as_ref().map(|(_, infos)| infos) {
            Some(infos) => infos.clone(),
            None => String::from_utf8_lossy(&self.cat_file("--batch-check", ids())?).into_owned(),
        };
        let mut found = Vec::new();
        let mut small = Vec::new();
        let mut begun = 0;
        for ((slot, id, path), info) in wanted.iter().zip(infos.lines()) {
            let mut words = info.split(' ').skip(1);
            let reason = match (words.next(), words.next().and_then(|size| size.parse::<usize>().ok())) {
                (Some("blob"), Some(size)) if size <= FILE_BYTES => {
                    small.push((*slot, *id, size));
                    continue;
                }
                (Some("blob"), Some(_)) => {
                    begun += usize::from(is_readable(path));
                    if is_readable(path)
                        && begun <= BEGINNINGS
                        && let Some(bytes) = self.beginning(id)
                    {
                        found.push((*slot, Content::Beginning(bytes)));
                        continue;
                    }
                    too_large()
                }
                (Some("commit"), _) => "is a submodule".into(),
                _ => NOT_HERE.into(),
            };
            found.push((*slot, Content::Skipped(Skip::new(path, reason))));
        }
        let ids = small.iter().map(|(_, id, _)| *id);
        let blobs = match asked.take() {
            Some((objects, _)) => objects.contents(ids)?,
            None => self.cat_file("--batch", ids)?,
        };
        let mut rest = blobs.as_slice();
        for (slot, _, size) in small {
            // `<id> blob <size>\n<bytes>\n`
            let header = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
            let bytes = rest.get(header..header + size).unwrap_or_default().to_vec();
            rest = rest.get(header + size + 1..).unwrap_or_default();
            found.push((slot, Content::Bytes(bytes)));
        }
        Ok(found)
    }

    /// The first bytes of a large blob. Git unpacks it as it is read, and is stopped when that is enough.
    fn beginning(&self, id: &str) -> Option<Vec<u8>> {
        let mut command = self.command("cat-file");
        // otherwise git unpacks all of it before the first byte
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "core.bigFileThreshold")
            .env("GIT_CONFIG_VALUE_0", "1m");
        let mut child = command.args(["blob", id]).stdin(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let mut bytes = Vec::new();
        let read = child.stdout.take()?.take(FILE_BYTES as u64).read_to_end(&mut bytes);
        let _ = child.kill();
        let _ = child.wait();
        read.ok().map(|_| bytes)
    }

    fn cat_file<'a>(&self, mode: &str, ids: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, SourceError> {
        let input: Vec<u8> = ids.flat_map(|id| id.bytes().chain([b'\n'])).collect();
        if input.is_empty() {
            return Ok(Vec::new());
        }
        let fail = |message: String| SourceError::Git { operation: "cat-file".into(), message };
        let mut child = self
            .command("cat-file")
            .arg(mode)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|error| fail(error.to_string()))?;
        let stdin = child.stdin.take();
        // a thread, since git answers while it is still being asked
        let writer = std::thread::spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(&input)));
        let output = child.wait_with_output().map_err(|error| fail(error.to_string()))?;
        let written = writer.join();
        if output.status.success() && matches!(written, Ok(Ok(()))) {
            return Ok(output.stdout);
        }
        Err(fail(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }
}
