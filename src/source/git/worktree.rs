//! Reads files of the working tree.

use crate::artifact::header::is_readable;
use crate::change::RepoPath;
use crate::finding::Skip;
use crate::limits::FILE_BYTES;
use crate::source::{Content, NO_FILE};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Reads a file of the working tree without following links.
pub(in crate::source) fn read_file(root: &Path, path: &RepoPath) -> Content {
    let skip = |reason: String| Content::Skipped(Skip::new(path, reason));
    let file = root.join(os_path(path));
    let meta = match std::fs::symlink_metadata(&file) {
        Ok(meta) => meta,
        Err(error) => return skip(format!("could not be read: {}", error.kind())),
    };
    if !meta.is_file() {
        return skip(NO_FILE.into());
    }
    if meta.len() > FILE_BYTES as u64 && !is_readable(path) {
        return skip(too_large());
    }
    let mut bytes = Vec::new();
    // the size may change after it was asked for
    match std::fs::File::open(&file).and_then(|file| file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes)) {
        Ok(_) if bytes.len() > FILE_BYTES && is_readable(path) => Content::Beginning(bytes),
        Ok(_) if bytes.len() > FILE_BYTES => skip(too_large()),
        Ok(_) => Content::Bytes(bytes),
        Err(error) => skip(format!("could not be read: {}", error.kind())),
    }
}

pub(super) fn too_large() -> String {
    "is larger than 1 MiB".into()
}

#[cfg(unix)]
pub(in crate::source) fn os_path(path: &RepoPath) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(path.bytes()))
}

#[cfg(not(unix))]
pub(in crate::source) fn os_path(path: &RepoPath) -> PathBuf {
    PathBuf::from(path.text().into_owned())
}
