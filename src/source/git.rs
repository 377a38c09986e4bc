//! Two revisions of a local repository, or one revision and the working tree, read by calling `git`. No network: git is
//! told to fetch nothing, so what a partial clone lacks is skipped.

use super::{Content, Entry, EntryKind, Listing, Source, SourceError};
use crate::change::{ChangeSet, ChangedFile, Hunks, RepoPath, Side, Status};
use crate::finding::Skip;
use crate::limits::FILE_BYTES;
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A change in a local repository.
#[derive(Debug)]
pub struct GitSource {
    git: Git,
    /// A commit id.
    base: String,
    head: Head,
    /// Blob ids of the head's tree, and of the base where it differs. Blobs are asked for by id: paths hold anything.
    head_ids: HashMap<RepoPath, String>,
    base_ids: HashMap<RepoPath, String>,
}

#[derive(Debug, Clone)]
enum Head {
    Commit(String),
    /// Staged, unstaged and untracked files; the root of the working tree.
    WorkingTree(PathBuf),
}

/// What to compare, as the command line gives it.
#[derive(Debug, Default, Clone)]
pub struct Revisions {
    pub base: Option<String>,
    pub head: Option<String>,
}

impl GitSource {
    /// Finds the repository and the two sides.
    pub fn open(directory: &Path, revisions: &Revisions) -> Result<Self, SourceError> {
        let git = Git { directory: directory.to_owned() };
        let facts = git.run("rev-parse", &["--is-bare-repository", "--is-inside-work-tree"])?;
        let bare = !facts.contains("false\ntrue");
        let head = match &revisions.head {
            Some(head) => Head::Commit(git.commit(head)?),
            None if bare => Head::Commit(git.commit("HEAD")?),
            None => {
                let root = git.run("rev-parse", &["--show-toplevel"])?;
                Head::WorkingTree(PathBuf::from(root.trim_end_matches('\n')))
            }
        };
        let tip = match &head {
            Head::Commit(commit) => commit.clone(),
            Head::WorkingTree(_) => "HEAD".to_owned(),
        };
        let base = match &revisions.base {
            Some(named) => git.merge_base(&git.commit(named)?, &tip)?,
            None => git.default_base(&tip)?,
        };
        Ok(Self { git, base, head, head_ids: HashMap::new(), base_ids: HashMap::new() })
    }

    /// The root of the working tree, where that is the head.
    #[must_use]
    pub fn root(&self) -> Option<&Path> {
        match &self.head {
            Head::WorkingTree(root) => Some(root),
            Head::Commit(_) => None,
        }
    }

    fn untracked(&self) -> Result<Vec<RepoPath>, SourceError> {
        // from the root, so that paths count from there whatever directory was named
        let Head::WorkingTree(root) = &self.head else { return Ok(Vec::new()) };
        let git = Git { directory: root.clone() };
        Ok(paths(&git.bytes("ls-files", &["-z", "--others", "--exclude-standard"])?))
    }
}

impl Source for GitSource {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let options =
            ["--raw", "-z", "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty", "--no-abbrev"];
        let mut arguments = vec!["--find-renames"];
        arguments.extend(options);
        arguments.push(&self.base);
        let head = match &self.head {
            Head::Commit(commit) => {
                arguments.push(commit);
                commit.clone()
            }
            Head::WorkingTree(_) => "working tree".to_owned(),
        };
        arguments.push("--");
        let listed = self.git.bytes("diff", &arguments).or_else(|_| {
            // a partial clone may lack what is needed to see that an edited file was renamed
            if let Some(renames) = arguments.first_mut() {
                *renames = "--find-renames=100%";
            }
            self.git.bytes("diff", &arguments)
        })?;
        let rows = raw_diff(&listed);
        self.base_ids =
            rows.iter().filter_map(|(file, id)| Some((file.path_on(Side::Base)?.clone(), id.clone()))).collect();
        let mut files: Vec<ChangedFile> = rows.into_iter().map(|(file, _)| file).collect();
        // an unmerged path is listed twice
        files.dedup_by(|a, b| a.path == b.path);
        for path in self.untracked()? {
            // a file that left the index and stayed on disk is modified, not removed
            if let Some(file) = files.iter_mut().find(|file| file.path == path) {
                (file.status, file.content_changed) = (Status::Modified, true);
                continue;
            }
            files.push(ChangedFile {
                path,
                previous: None,
                status: Status::Added,
                content_changed: true,
                hunks: Hunks::Unavailable,
            });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(ChangeSet { base: self.base.clone(), head, files, incomplete: None })
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        let rows = match &self.head {
            Head::Commit(commit) => entries(&self.git.bytes("ls-tree", &["-r", "-z", "--full-tree", commit])?),
            Head::WorkingTree(root) => {
                let git = Git { directory: root.clone() };
                entries(&git.bytes("ls-files", &["-z", "--stage"])?)
            }
        };
        self.head_ids = rows.iter().map(|(entry, id)| (entry.path.clone(), id.clone())).collect();
        let mut entries: Vec<Entry> = rows.into_iter().map(|(entry, _)| entry).collect();
        let untracked = self.untracked()?;
        entries.extend(untracked.into_iter().map(|path| Entry { path, kind: EntryKind::File }));
        Ok(Listing { entries, incomplete: None })
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        let id = |side: Side, path: &RepoPath| match side {
            Side::Base => self.base_ids.get(path).or_else(|| self.head_ids.get(path)),
            Side::Head => self.head_ids.get(path),
        };
        let mut contents: Vec<Content> = Vec::with_capacity(wanted.len());
        let mut objects = Vec::new();
        for (slot, (side, path)) in wanted.iter().enumerate() {
            let not_there = || Content::Skipped(Skip::new(path, "is not in the tree"));
            contents.push(match (&self.head, side) {
                (Head::WorkingTree(root), Side::Head) => read_file(root, path),
                _ => not_there(),
            });
            if let (Head::Commit(_), _) | (_, Side::Base) = (&self.head, side)
                && let Some(id) = id(*side, path)
            {
                objects.push((slot, id.as_str(), path));
            }
        }
        for (slot, content) in self.git.objects(&objects)? {
            if let Some(place) = contents.get_mut(slot) {
                *place = content;
            }
        }
        Ok(contents)
    }
}

/// Reads a file of the working tree without following links.
fn read_file(root: &Path, path: &RepoPath) -> Content {
    let skip = |reason: String| Content::Skipped(Skip::new(path, reason));
    let file = root.join(os_path(path));
    let meta = match std::fs::symlink_metadata(&file) {
        Ok(meta) => meta,
        Err(error) => return skip(format!("could not be read: {}", error.kind())),
    };
    if !meta.is_file() {
        return skip("is no regular file".into());
    }
    if meta.len() > FILE_BYTES as u64 {
        return skip(too_large());
    }
    let mut bytes = Vec::new();
    // the size may change after it was asked for
    match std::fs::File::open(&file).and_then(|file| file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes)) {
        Ok(_) if bytes.len() > FILE_BYTES => skip(too_large()),
        Ok(_) => Content::Bytes(bytes),
        Err(error) => skip(format!("could not be read: {}", error.kind())),
    }
}

fn too_large() -> String {
    "is larger than 1 MiB".into()
}

#[cfg(unix)]
fn os_path(path: &RepoPath) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(path.bytes()))
}

#[cfg(not(unix))]
fn os_path(path: &RepoPath) -> PathBuf {
    PathBuf::from(path.text().into_owned())
}

/// The paths of a `-z` list.
fn paths(list: &[u8]) -> Vec<RepoPath> {
    list.split(|byte| *byte == 0).filter_map(RepoPath::new).collect()
}

/// `mode type id\tpath` of ls-tree, or `mode id stage\tpath` of ls-files: entries with their blob ids.
fn entries(list: &[u8]) -> Vec<(Entry, String)> {
    let mut entries: Vec<(Entry, String)> = list
        .split(|byte| *byte == 0)
        .filter_map(|row| {
            let tab = row.iter().position(|byte| *byte == b'\t')?;
            let fields = String::from_utf8_lossy(row.get(..tab)?);
            let mut fields = fields.split(' ');
            let kind = match fields.next()? {
                "120000" => EntryKind::Link,
                "160000" => EntryKind::Submodule,
                _ => EntryKind::File,
            };
            let id = fields.find(|field| field.len() >= 40)?.to_owned();
            Some((Entry { path: RepoPath::new(row.get(tab + 1..)?)?, kind }, id))
        })
        .collect();
    // an unmerged path stands in the index three times
    entries.dedup_by(|a, b| a.0.path == b.0.path);
    entries
}

/// Reads `git diff --raw -z`, `:mode mode id id status\0path\0[path\0]`: files with their blob ids in the base.
fn raw_diff(list: &[u8]) -> Vec<(ChangedFile, String)> {
    let mut parts = list.split(|byte| *byte == 0);
    let mut files = Vec::new();
    while let Some(head) = parts.next() {
        let head = String::from_utf8_lossy(head);
        let fields: Vec<&str> = head.split(' ').collect();
        let [_, _, before, after, status] = fields.as_slice() else { break };
        let letter = status.as_bytes().first().copied();
        let Some(first) = parts.next() else { break };
        let (previous, path) = match letter {
            Some(b'R' | b'C') => (RepoPath::new(first), parts.next().and_then(RepoPath::new)),
            _ => (None, RepoPath::new(first)),
        };
        let Some(path) = path else { continue };
        let (status, previous) = match letter {
            Some(b'A' | b'C') => (Status::Added, None),
            Some(b'D') => (Status::Removed, None),
            Some(b'R') => (Status::Renamed, previous),
            // unmerged files are in the working tree with their markers
            Some(b'M' | b'T' | b'U') => (Status::Modified, None),
            _ => continue,
        };
        // git writes zeros for what it did not hash in the working tree; such a file counts as changed
        let content_changed = before != after;
        let file = ChangedFile { path, previous, status, content_changed, hunks: Hunks::Unavailable };
        files.push((file, (*before).to_owned()));
    }
    files
}

#[derive(Debug)]
struct Git {
    directory: PathBuf,
}

impl Git {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that runs a program")]
    fn command(&self, operation: &str) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(&self.directory)
            .args(["--no-optional-locks", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", operation])
            // a partial clone must not fetch what it lacks, and no transport may be used for it
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stderr(Stdio::piped())
            .stdout(Stdio::piped());
        command
    }

    fn bytes(&self, operation: &str, arguments: &[&str]) -> Result<Vec<u8>, SourceError> {
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

    fn run(&self, operation: &str, arguments: &[&str]) -> Result<String, SourceError> {
        Ok(String::from_utf8_lossy(&self.bytes(operation, arguments)?).into_owned())
    }

    fn commit(&self, revision: &str) -> Result<String, SourceError> {
        let peeled = format!("{revision}^{{commit}}");
        self.run("rev-parse", &["--verify", "--quiet", "--end-of-options", &peeled]).map(|id| id.trim().to_owned()).map_err(|_| {
            SourceError::NotFound(format!(
                "there is no revision {revision:?} in {}; name a branch, tag or commit that `git rev-parse` knows (a shallow clone may lack it: `git fetch --unshallow`)",
                self.directory.display()
            ))
        })
    }

    fn merge_base(&self, base: &str, tip: &str) -> Result<String, SourceError> {
        self.run("merge-base", &[base, tip]).map(|id| id.trim().to_owned()).map_err(|_| {
            SourceError::NotFound(format!(
                "{base} and {tip} have no common commit here; in a shallow clone fetch more history with `git fetch --unshallow`, or name --base"
            ))
        })
    }

    /// The merge base with the default branch: the remote's, else `main` or `master`; else the commit itself.
    fn default_base(&self, tip: &str) -> Result<String, SourceError> {
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
            None => self.commit(tip).map_err(|_| {
                SourceError::NotFound("the repository has no commit yet; commit once, then check again".into())
            }),
        }
    }

    /// Reads blobs by id, sizes first, so that a huge one is never loaded.
    fn objects(&self, wanted: &[(usize, &str, &RepoPath)]) -> Result<Vec<(usize, Content)>, SourceError> {
        let infos = self.cat_file("--batch-check", wanted.iter().map(|(_, id, _)| *id))?;
        let infos = String::from_utf8_lossy(&infos);
        let mut found = Vec::new();
        let mut small = Vec::new();
        for ((slot, id, path), info) in wanted.iter().zip(infos.lines()) {
            let mut words = info.split(' ').skip(1);
            let reason = match (words.next(), words.next().and_then(|size| size.parse::<usize>().ok())) {
                (Some("blob"), Some(size)) if size <= FILE_BYTES => {
                    small.push((*slot, *id, size));
                    continue;
                }
                (Some("blob"), Some(_)) => too_large(),
                (Some("commit"), _) => "is a submodule".into(),
                _ => "is not in this clone".into(),
            };
            found.push((*slot, Content::Skipped(Skip::new(path, reason))));
        }
        let blobs = self.cat_file("--batch", small.iter().map(|(_, id, _)| *id))?;
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
