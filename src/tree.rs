//! One side of a change: which files exist, and the artifacts that were read. Checks look at nothing else.

use crate::artifact::measure::Measure;
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, kind};
use crate::change::{ChangeSet, ChangedFile, RepoPath, Side, Status};
use crate::policy::Policy;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The files of one side.
#[derive(Debug, Default)]
pub struct Tree {
    pub paths: BTreeSet<RepoPath>,
    pub artifacts: BTreeMap<RepoPath, Artifact>,
    /// Digests of what is no text, where a record that was read may name them.
    pub measures: HashMap<RepoPath, Measure>,
}

impl Tree {
    /// Whether a file or a directory is there.
    #[must_use]
    pub fn exists(&self, path: &RepoPath) -> bool {
        // a submodule is listed as one path, and what it holds is not
        let submodule =
            |directory: &String| RepoPath::new(directory.as_bytes()).is_some_and(|path| self.paths.contains(&path));
        if self.paths.contains(path) || path.ancestors().iter().any(submodule) {
            return true;
        }
        let below = [path.bytes(), b"/"].concat();
        RepoPath::new(&[below.as_slice(), b"\x01"].concat())
            .and_then(|first| self.paths.range(first..).next())
            .is_some_and(|next| next.bytes().starts_with(&below))
    }

    /// Whether anything is left in a directory or below it.
    #[must_use]
    pub fn has_files_below(&self, directory: &str) -> bool {
        RepoPath::new(directory.as_bytes()).is_some_and(|path| self.exists(&path))
    }

    /// Whether anything besides a file lies in its directory or below that.
    #[must_use]
    pub fn has_others_below(&self, file: &RepoPath) -> bool {
        let prefix = format!("{}/", file.directory());
        let first = RepoPath::new(format!("{prefix}\u{1}").as_bytes());
        let below = first.into_iter().flat_map(|first| self.paths.range(first..));
        below.take_while(|path| path.bytes().starts_with(prefix.as_bytes())).any(|path| path != file)
    }

    /// The artifacts of some kinds.
    pub fn of_kinds<'a>(&'a self, kinds: &'a [Kind]) -> impl Iterator<Item = &'a Artifact> {
        self.artifacts.values().filter(move |artifact| kinds.contains(&artifact.kind))
    }

    /// The artifacts of some kinds directly in a directory.
    pub fn beside<'a>(&'a self, directory: &'a str, kinds: &'a [Kind]) -> impl Iterator<Item = &'a Artifact> {
        self.of_kinds(kinds).filter(move |artifact| artifact.path.directory() == directory)
    }

    /// The files directly in a directory.
    pub fn files_in<'a>(&'a self, directory: &str) -> impl Iterator<Item = &'a RepoPath> + use<'a> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let length = prefix.len();
        let all: Box<dyn Iterator<Item = &RepoPath>> = match RepoPath::new(format!("{prefix}\u{1}").as_bytes()) {
            Some(first) => Box::new(self.paths.range(first..)),
            None => Box::new(std::iter::empty()),
        };
        all.take_while(move |path| path.bytes().starts_with(prefix.as_bytes()))
            .filter(move |path| path.bytes().get(length..).is_some_and(|rest| !rest.contains(&b'/')))
    }

    /// The weights directly in a directory whose metadata was read.
    #[must_use]
    pub fn headers_in(&self, directory: &str) -> Vec<(&Artifact, &Node)> {
        let artifacts = self.files_in(directory).filter_map(|path| self.artifacts.get(path));
        let weights = artifacts.filter(|file| file.kind == Kind::Weights);
        weights.filter_map(|file| Some((file, file.node.as_ref()?))).collect()
    }
}

/// Both sides of a change.
#[derive(Debug)]
pub struct Trees {
    pub base: Tree,
    pub head: Tree,
    pub change: ChangeSet,
    /// Files on each side that rules about files look at: the changed ones, and the governed ones beside them.
    pub in_play: [BTreeSet<RepoPath>; 2],
    /// Files that are there and were not read: nothing may be concluded from what they do not say.
    pub unread: HashSet<(Side, RepoPath)>,
    /// What stands in the head and holds no text: links, submodules, and files in an encoding that nobody reads here.
    pub illegible: HashSet<RepoPath>,
    /// What the policy says that files are, where it is not what their names say.
    corrected: HashMap<RepoPath, Option<Kind>>,
    /// Whether not all files of the repository are known: nothing may be concluded from one that is not there.
    pub is_partial: bool,
    by_head: HashMap<RepoPath, usize>,
    by_base: HashMap<RepoPath, usize>,
    /// Directories that files left under their own names, and where they are now.
    moved: HashMap<String, String>,
}

impl Trees {
    #[must_use]
    pub fn new(change: ChangeSet, head_paths: BTreeSet<RepoPath>) -> Self {
        let base_paths = base_paths(&change, &head_paths);
        let index = |side| {
            let numbered = change.files.iter().enumerate();
            numbered.filter_map(|(at, file)| Some((file.path_on(side)?.clone(), at))).collect()
        };
        Self {
            by_head: index(Side::Head),
            by_base: index(Side::Base),
            moved: moved(&change),
            base: Tree { paths: base_paths, ..Tree::default() },
            head: Tree { paths: head_paths, ..Tree::default() },
            change,
            in_play: [BTreeSet::new(), BTreeSet::new()],
            unread: HashSet::new(),
            illegible: HashSet::new(),
            corrected: HashMap::new(),
            is_partial: false,
        }
    }

    /// Takes from the policy what files are.
    pub fn correct(&mut self, policy: &Policy) {
        if policy.corrects() {
            let paths = self.base.paths.iter().chain(&self.head.paths);
            let corrected = paths.filter(|path| policy.kind_of(path) != kind::of(path));
            self.corrected = corrected.map(|path| (path.clone(), policy.kind_of(path))).collect();
        }
    }

    /// What a file is, by its name or by the policy.
    #[must_use]
    pub fn kind_of(&self, path: &RepoPath) -> Option<Kind> {
        self.corrected.get(path).copied().unwrap_or_else(|| kind::of(path))
    }

    #[must_use]
    pub fn side(&self, side: Side) -> &Tree {
        match side {
            Side::Base => &self.base,
            Side::Head => &self.head,
        }
    }

    pub fn side_mut(&mut self, side: Side) -> &mut Tree {
        match side {
            Side::Base => &mut self.base,
            Side::Head => &mut self.head,
        }
    }

    /// The files that rules about files look at on one side, of some kinds by name.
    pub fn files<'a>(&'a self, side: Side, kinds: &'a [Kind]) -> impl Iterator<Item = &'a RepoPath> {
        let [base, head] = &self.in_play;
        let files = if side == Side::Base { base } else { head };
        files.iter().filter(move |path| self.kind_of(path).is_some_and(|kind| kinds.contains(&kind)))
    }

    /// The change to a file, by its path on one side.
    #[must_use]
    pub fn changed(&self, side: Side, path: &RepoPath) -> Option<&ChangedFile> {
        let index = if side == Side::Base { &self.by_base } else { &self.by_head };
        index.get(path).and_then(|at| self.change.files.get(*at))
    }

    /// The same file on the other side; `None` where it is not there.
    #[must_use]
    pub fn counterpart(&self, side: Side, path: &RepoPath) -> Option<RepoPath> {
        match self.changed(side, path) {
            Some(file) => file.path_on(side.other()).cloned(),
            None => Some(path.clone()),
        }
    }

    /// The path that names a file across the change: its path in the head, where it has one.
    #[must_use]
    pub fn lasting_path(&self, side: Side, path: &RepoPath) -> RepoPath {
        match side {
            Side::Head => path.clone(),
            Side::Base if self.base.paths.contains(path) => {
                self.counterpart(side, path).unwrap_or_else(|| path.clone())
            }
            // what only a record speaks of moves with the directory
            Side::Base => {
                let directory = self.lasting_directory(side, &path.directory());
                RepoPath::resolve(&directory, &path.name()).unwrap_or_else(|| path.clone())
            }
        }
    }

    /// The directory's name in the head: another one where the change renames it as a whole.
    #[must_use]
    pub fn lasting_directory(&self, side: Side, directory: &str) -> String {
        let mut above = directory;
        while side == Side::Base && !self.moved.is_empty() && !above.is_empty() {
            if let Some(now) = self.moved.get(above).filter(|_| !self.head.has_files_below(above)) {
                return format!("{now}{}", directory.get(above.len()..).unwrap_or_default());
            }
            above = above.rfind('/').and_then(|end| above.get(..end)).unwrap_or_default();
        }
        directory.to_owned()
    }

    /// Whether the other side of a file is there and was not read.
    #[must_use]
    pub fn is_unread_on_the_other_side(&self, side: Side, path: &RepoPath) -> bool {
        let other = self.counterpart(side, path);
        other.is_some_and(|other| self.unread.contains(&(side.other(), other)))
    }

    /// A README that is a card on one side is judged as one on both: a key more or less in its metadata makes no other text.
    pub fn agree_on_cards(&mut self) {
        let cards = [Kind::ModelCard, Kind::DatasetCard];
        let kinds = |(before, after): (&Artifact, &Artifact)| {
            let kind = match (before.kind, after.kind) {
                (one, other) if one == other => return None,
                (card, Kind::Readme) | (Kind::Readme | Kind::ModelCard | Kind::DatasetCard, card) => card,
                _ => return None,
            };
            cards.contains(&kind).then(|| (before.path.clone(), after.path.clone(), kind))
        };
        for (before, after, kind) in self.pairs().filter_map(kinds).collect::<Vec<_>>() {
            for (side, path) in [(Side::Base, before), (Side::Head, after)] {
                if let Some(card) = self.side_mut(side).artifacts.get_mut(&path) {
                    card.kind = kind;
                }
            }
        }
    }

    /// Artifacts that were read on both sides, whatever was done to them.
    pub fn pairs(&self) -> impl Iterator<Item = (&Artifact, &Artifact)> {
        self.base.artifacts.values().filter_map(|before| {
            let path = self.counterpart(Side::Base, &before.path)?;
            Some((before, self.head.artifacts.get(&path)?))
        })
    }
}

/// The base's files follow from the head's and what changed.
fn base_paths(change: &ChangeSet, head: &BTreeSet<RepoPath>) -> BTreeSet<RepoPath> {
    let mut base = head.clone();
    for file in &change.files {
        if matches!(file.status, Status::Added | Status::Renamed) {
            base.remove(&file.path);
        }
    }
    base.extend(change.files.iter().filter_map(|file| file.path_on(Side::Base).cloned()));
    base
}

/// What each renamed file says of the directories above it: `a/x/f` that became `b/x/f` moves `a/x` to `b/x`, and `a` to `b`.
fn moved(change: &ChangeSet) -> HashMap<String, String> {
    let mut moved = HashMap::new();
    for file in change.files.iter().filter(|file| file.status == Status::Renamed) {
        let Some(previous) = &file.previous else { continue };
        for (before, after) in previous.ancestors().into_iter().zip(file.path.ancestors()) {
            let rest = |path: &RepoPath, above: &str| path.bytes().get(above.len()..).map(<[u8]>::to_vec);
            if before.is_empty() || after.is_empty() || rest(previous, &before) != rest(&file.path, &after) {
                break;
            }
            moved.entry(before).or_insert(after);
        }
    }
    moved
}
