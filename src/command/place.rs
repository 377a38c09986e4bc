//! Paths as people give them on the command line: from the directory one is in.

use super::Failure;
use std::path::{Component, Path, PathBuf};

/// A path or pattern that somebody gave in a directory, from the root, as git takes it.
pub(super) fn from_root(given: &str, directory: &Path, root: &Path) -> Result<String, Failure> {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (directory, root) = (whole(directory), whole(root));
    let below = directory.strip_prefix(&root).map(Path::to_owned).unwrap_or_default();
    let mut parts: Vec<String> =
        below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.is_empty() && !given.contains("..") {
        return Ok(given.to_owned());
    }
    for part in PathBuf::from(given).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::ParentDir if parts.pop().is_some() => {}
            _ => return Err(Failure::Usage(format!("{given:?} leads out of the repository"))),
        }
    }
    Ok(parts.join("/"))
}
