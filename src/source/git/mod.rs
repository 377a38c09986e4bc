//! Two revisions of a local repository, or one revision and the working tree, read by calling `git`. No network: git is
//! told to fetch nothing, so what a partial clone lacks is skipped.

mod listing;
mod objects;
mod process;
mod worktree;

use super::{Content, Entry, EntryKind, Listing, Source, SourceError};
use crate::change::{ChangeSet, ChangedFile, Hunks, RepoPath, Side, Status};
use crate::finding::Skip;
use crate::order;
use listing::{Object, entries, paths, raw_diff};
use process::Git;
pub(super) use process::NOT_HERE;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
pub(super) use worktree::{os_path, read_file};

/// A change in a local repository.
#[derive(Debug)]
pub struct GitSource {
    git: Git,
    /// A commit id.
    base: String,
    head: Head,
    /// Blob ids of the head's tree, and of the base where it differs. Blobs are asked for by id: paths hold anything.
    head_ids: HashMap<RepoPath, Object>,
    base_ids: HashMap<RepoPath, Object>,
    /// What the change removes: the index may still list it.
    removed: HashSet<RepoPath>,
    /// The head's tree or the index, which git lists while it compares the two sides.
    listed: Option<JoinHandle<Result<Vec<u8>, SourceError>>>,
    untracked: Option<Vec<RepoPath>>,
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
        let head = Self::head(&git, revisions.head.as_deref())?;
        let tip = match &head {
            Head::Commit(commit) => commit.clone(),
            Head::WorkingTree(_) => "HEAD".to_owned(),
        };
        let base = match &revisions.base {
            Some(named) => git.merge_base(named, &tip)?,
            None => git.default_base(&tip)?,
        };
        Ok(Self::new(git, base, head, HashSet::new()))
    }

    fn new(git: Git, base: String, head: Head, removed: HashSet<RepoPath>) -> Self {
        let (head_ids, base_ids) = (HashMap::new(), HashMap::new());
        Self { git, base, head, head_ids, base_ids, removed, listed: None, untracked: None }
    }

    /// One tree without a base, for [`super::whole::WholeTree`]: a revision, or the working tree as it is.
    pub fn tree(directory: &Path, revision: Option<&str>) -> Result<Self, SourceError> {
        let git = Git { directory: directory.to_owned() };
        let head = Self::head(&git, revision)?;
        let mut removed = HashSet::new();
        if let Head::WorkingTree(root) = &head {
            let git = Git { directory: root.clone() };
            removed.extend(paths(&git.bytes("ls-files", &["-z", "--deleted"])?));
        }
        Ok(Self::new(git, String::new(), head, removed))
    }

    fn head(git: &Git, revision: Option<&str>) -> Result<Head, SourceError> {
        Ok(match revision {
            Some(revision) => Head::Commit(git.commit(revision)?),
            // of a bare one no working tree is read, whatever its configuration says: that could run the programs it
            // names as filters
            None if git.is_bare() || git.lacks_working_tree()? => Head::Commit(git.commit("HEAD")?),
            None => Head::WorkingTree(git.root()?),
        })
    }

    /// What the head is called: a commit, or `working tree`.
    #[must_use]
    pub fn head_name(&self) -> &str {
        match &self.head {
            Head::Commit(commit) => commit,
            Head::WorkingTree(_) => "working tree",
        }
    }

    /// The root of the working tree, where that is the head.
    #[must_use]
    pub fn root(&self) -> Option<&Path> {
        match &self.head {
            Head::WorkingTree(root) => Some(root),
            Head::Commit(_) => None,
        }
    }

    fn untracked(&mut self) -> Result<Vec<RepoPath>, SourceError> {
        if let Some(known) = &self.untracked {
            return Ok(known.clone());
        }
        // from the root, so that paths count from there whatever directory was named
        let Head::WorkingTree(root) = &self.head else { return Ok(Vec::new()) };
        let git = Git { directory: root.clone() };
        let found = paths(&git.bytes("ls-files", &["-z", "--others", "--exclude-standard"])?);
        self.untracked = Some(found.clone());
        Ok(found)
    }

    /// Lets git list what the head holds.
    fn list(&self) -> JoinHandle<Result<Vec<u8>, SourceError>> {
        let (git, head) = (self.git.clone(), self.head.clone());
        std::thread::spawn(move || match head {
            Head::Commit(commit) => git.bytes("ls-tree", &["-r", "-z", "--full-tree", &commit]),
            Head::WorkingTree(directory) => Git { directory }.bytes("ls-files", &["-z", "--stage"]),
        })
    }
}

impl Source for GitSource {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        self.listed = Some(self.list());
        let options = [
            "--raw",
            "-z",
            "--no-relative",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--ignore-submodules=dirty",
            "--no-abbrev",
        ];
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
        order::by(&mut files, |a, b| a.path.cmp(&b.path));
        let gone = files.iter().filter(|file| file.path_on(Side::Head).is_none());
        self.removed = gone.map(|file| file.path.clone()).collect();
        Ok(ChangeSet { base: self.base.clone(), head, files, incomplete: None })
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        let listed = self.listed.take().unwrap_or_else(|| self.list());
        let lost = |_| SourceError::NotFound("the list of files was lost; run again".into());
        let rows = entries(&listed.join().map_err(lost)??);
        let object = |(entry, id): &(Entry, String)| {
            (entry.path.clone(), Object { id: id.clone(), is_link: entry.kind == EntryKind::Link })
        };
        self.head_ids = rows.iter().map(object).collect();
        let there = rows.into_iter().map(|(entry, _)| entry).filter(|entry| !self.removed.contains(&entry.path));
        let mut entries: Vec<Entry> = there.collect();
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
                && let Some(object) = id(*side, path)
            {
                // the blob of a link is a path, and no text of this name
                if object.is_link {
                    if let Some(place) = contents.last_mut() {
                        *place = Content::Skipped(Skip::new(path, "is a symbolic link"));
                    }
                    continue;
                }
                objects.push((slot, object.id.as_str(), path));
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
