//! Git LFS pointers: the digest and the size of a file whose bytes are elsewhere.

use super::measure::is_digest;
use super::text::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    pub oid: String,
    pub oid_span: Span,
    /// Bytes of the content.
    pub size: u64,
}

/// Pointers hold at most 1,024 bytes.
const MAX: usize = 1024;

/// Reads a pointer; `None` for anything else.
#[must_use]
pub fn read(source: &str) -> Option<Pointer> {
    let rest = source.strip_prefix("version https://git-lfs.github.com/spec/v1")?;
    if source.len() > MAX || !rest.starts_with(['\n', '\r']) {
        return None;
    }
    // Git LFS takes a file with other lines, or with a line twice, for content: it is no pointer to anything
    let mut lines = rest.lines().skip(1).filter(|line| !line.starts_with("ext-"));
    let digest = lines.next()?.strip_prefix("oid sha256:")?.trim_end();
    let size = lines.next()?.strip_prefix("size ")?.trim_end().parse().ok()?;
    let is_whole = lines.next().is_none() && is_digest(digest, 64);
    let start = source.find("\noid ")? + "\noid sha256:".len();
    is_whole.then(|| Pointer { oid: digest.to_owned(), oid_span: start..start + digest.len(), size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_digest_and_size() {
        let oid = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
        let source = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12345\n");
        let pointer = read(&source).expect("a pointer");
        assert_eq!((pointer.oid.as_str(), pointer.size), (oid, 12345));
        assert_eq!(&source[pointer.oid_span], oid);
        assert_eq!(read(&source.replace("4d7a", "4D7A")), None);
        assert_eq!(read("version 1"), None);
        // what Git LFS would check out as it stands
        assert_eq!(read(&format!("{source}payload\n")), None);
        assert_eq!(read(&source.replace("size", &format!("oid sha256:{}\nsize", "b".repeat(64)))), None);
        let extended = source.replace("oid ", &format!("ext-0-x sha256:{}\noid ", "c".repeat(64)));
        assert_eq!(read(&extended.replace('\n', "\r\n")).map(|pointer| pointer.oid), Some(oid.into()));
    }
}
