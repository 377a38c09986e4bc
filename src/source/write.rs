//! Writes into a working tree: whole files, never through a link and never outside of it.

use super::git::os_path;
use crate::change::RepoPath;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

/// The regular file at a path below the root. A link anywhere on the way is an error: it could lead anywhere.
pub fn regular_file(root: &Path, path: &RepoPath) -> io::Result<PathBuf> {
    let relative = os_path(path);
    let mut file = root.to_owned();
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        // on a system with other separators a name may hold more than it seems
        let Component::Normal(name) = part else { return Err(io::Error::other("is no path inside the repository")) };
        file.push(name);
        let meta = std::fs::symlink_metadata(&file)?;
        if meta.is_symlink() {
            return Err(io::Error::other("is reached through a symbolic link"));
        }
        if parts.peek().is_none() && !meta.is_file() {
            return Err(io::Error::other("is no regular file"));
        }
    }
    Ok(file)
}

/// Writes a file that may not be there yet, and the directories above it.
pub fn put(root: &Path, path: &RepoPath, content: &[u8]) -> io::Result<()> {
    match regular_file(root, path) {
        Ok(file) => replace(&file, content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let file = root.join(os_path(path));
            if let Some(directory) = file.parent() {
                std::fs::create_dir_all(directory)?;
            }
            std::fs::OpenOptions::new().write(true).create_new(true).open(&file)?.write_all(content)
        }
        Err(error) => Err(error),
    }
}

/// Gives a file another content, at once: who reads it meanwhile sees the old one or the new one.
pub fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".modelward");
    let beside = file.with_file_name(name);
    let mut new = std::fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let done = new
        .write_all(content)
        .and_then(|()| new.set_permissions(std::fs::metadata(file)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, file));
    if done.is_err() {
        // what could not take its place is in the way of the next run
        let _ = std::fs::remove_file(&beside);
    }
    done
}
