//! Writes whole files into a working tree, never through a link and never outside of it.

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
            if create(root, path, content)? {
                Ok(())
            } else {
                Err(error)
            }
        }
        Err(error) => Err(error),
    }
}

/// Makes a file with the directories above it; false where something is there already. A link on the way is an error.
pub fn create(root: &Path, path: &RepoPath, content: &[u8]) -> io::Result<bool> {
    let relative = os_path(path);
    let mut directory = root.to_owned();
    for part in relative.parent().into_iter().flat_map(Path::components) {
        let Component::Normal(name) = part else { return Err(io::Error::other("is no path inside the repository")) };
        directory.push(name);
        match std::fs::create_dir(&directory) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            done => done?,
        }
        if !std::fs::symlink_metadata(&directory)?.is_dir() {
            return Err(io::Error::other(format!("{} is no directory of the repository", directory.display())));
        }
    }
    match std::fs::OpenOptions::new().write(true).create_new(true).open(root.join(relative)) {
        Ok(mut file) => file.write_all(content).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
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
