//! Policies of other repositories, kept on this machine: a commit names its content, so nothing kept ever grows old.

use super::Content;
use crate::finding::Skip;
use crate::limits::FILE_BYTES;
use crate::policy::Foreign;
use std::io;
use std::path::PathBuf;

/// Where a policy is kept: below `XDG_CACHE_HOME`, or the cache directory of the home directory.
#[must_use]
pub fn place(at: &Foreign) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let root = set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .or_else(|| set("LOCALAPPDATA"))
        .filter(|root| root.is_absolute())?;
    let parts = ["modelward", "policies", &at.owner, &at.repository, &at.commit];
    Some(parts.iter().fold(root, |path, part| path.join(part)).join(&at.path))
}

/// What is kept of a policy; `None` where it was never fetched.
#[must_use]
pub fn read(at: &Foreign) -> Option<Vec<u8>> {
    let bytes = std::fs::read(place(at)?).ok()?;
    (bytes.len() <= FILE_BYTES).then_some(bytes)
}

/// What is kept, or how to get it.
#[must_use]
pub fn content(at: &Foreign) -> Content {
    let reason = "it was not fetched yet; run `modelward policy fetch`";
    let skip = || Content::Skipped(Skip { path: at.to_string(), reason: reason.into() });
    read(at).map_or_else(skip, Content::Bytes)
}

/// Keeps a policy.
pub fn write(at: &Foreign, bytes: &[u8]) -> io::Result<()> {
    let place = place(at).ok_or_else(|| io::Error::other("there is no cache directory: set XDG_CACHE_HOME"))?;
    if let Some(directory) = place.parent() {
        std::fs::create_dir_all(directory)?;
    }
    // whole or not at all, whoever else writes it
    let unfinished = place.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&unfinished, bytes)?;
    std::fs::rename(&unfinished, &place)
}
