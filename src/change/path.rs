//! A path inside the repository. Paths come from strangers, so their bytes are kept and only ever shown escaped.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A relative, `/`-separated path without empty, `.` or `..` parts.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepoPath(Arc<[u8]>);

impl RepoPath {
    /// `None` where the bytes are no path inside a repository: empty, absolute, or with an empty, `.` or `..` part.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let inside = bytes.split(|b| *b == b'/').all(|part| !matches!(part, b"" | b"." | b"..") && !part.contains(&0));
        inside.then(|| Self(bytes.into()))
    }

    /// Resolves a reference written in a file (`./LICENSE`, `../LICENSE`) against the directory of that file.
    #[must_use]
    pub fn resolve(directory: &str, reference: &str) -> Option<Self> {
        let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
        let reference = reference.strip_prefix('/').map_or(reference, |rest| {
            parts.clear();
            rest
        });
        for part in reference.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Self::new(parts.join("/").as_bytes())
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path for matching against names and globs; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// The last part.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        let start = self.0.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
        String::from_utf8_lossy(self.0.get(start..).unwrap_or_default())
    }

    /// Everything before the last `/`; empty for the root.
    #[must_use]
    pub fn directory(&self) -> Cow<'_, str> {
        let end = self.0.iter().rposition(|b| *b == b'/').unwrap_or(0);
        String::from_utf8_lossy(self.0.get(..end).unwrap_or_default())
    }

    /// The directory of this path, its parent and so on up to the root, which is the empty string.
    #[must_use]
    pub fn ancestors(&self) -> Vec<String> {
        let mut directory = self.directory().into_owned();
        let mut all = vec![directory.clone()];
        while !directory.is_empty() {
            directory.truncate(directory.rfind('/').unwrap_or(0));
            all.push(directory.clone());
        }
        all
    }
}

/// Shows the path on one line: control, bidirectional and invisible characters and bytes outside UTF-8 are escaped.
impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(&crate::visible::visible(chunk.valid()))?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

impl AsRef<[u8]> for RepoPath {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_leaves_the_repository() {
        for bad in ["", "/etc/passwd", "a//b", "a/../b", "./a", "a/", "a\0b"] {
            assert!(RepoPath::new(bad.as_bytes()).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn resolves_references_and_stops_at_the_root() {
        let resolve = |d, r| RepoPath::resolve(d, r).map(|p| p.text().into_owned());
        assert_eq!(resolve("models/a", "../LICENSE"), Some("models/LICENSE".into()));
        assert_eq!(resolve("models/a", "/LICENSE"), Some("LICENSE".into()));
        assert_eq!(resolve("", "./LICENSE"), Some("LICENSE".into()));
        assert_eq!(resolve("a", "../../LICENSE"), None);
    }

    #[test]
    fn shows_bytes_and_tricks_escaped() {
        let shown = |b: &[u8]| RepoPath::new(b).map(|p| p.to_string());
        assert_eq!(shown(b"a\xff\nb"), Some("a\\xff\\u{a}b".into()));
        assert_eq!(shown("a\u{202e}b".as_bytes()), Some("a\\u{202e}b".into()));
        assert_eq!(shown("modèle/重み.bin".as_bytes()), Some("modèle/重み.bin".into()));
    }

    #[test]
    fn lists_ancestors_up_to_the_root() {
        let path = RepoPath::new(b"a/b/c.md").expect("a path");
        assert_eq!(path.ancestors(), ["a/b", "a", ""]);
    }
}
