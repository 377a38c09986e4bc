//! Git LFS pointers: the digest and the size of a file whose bytes are elsewhere.

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
    if source.len() > MAX || !source.starts_with("version https://git-lfs.github.com/spec/v1") {
        return None;
    }
    let (mut oid, mut size) = (None, None);
    for line in source.lines() {
        if let Some(digest) = line.strip_prefix("oid sha256:") {
            let digest = digest.trim_end();
            let start = digest.as_ptr() as usize - source.as_ptr() as usize;
            (is_sha256(digest)).then(|| oid = Some((digest.to_owned(), start..start + digest.len())));
        } else if let Some(bytes) = line.strip_prefix("size ") {
            size = bytes.trim().parse().ok();
        }
    }
    let (oid, oid_span) = oid?;
    Some(Pointer { oid, oid_span, size: size? })
}

/// 64 lower-case hexadecimal digits.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
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
    }
}
