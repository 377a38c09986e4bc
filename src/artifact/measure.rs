//! Digests and size of a file, as records of it name them.

use super::text::Text;
use md5::Md5;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// What the bytes of a file come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    pub sha256: String,
    pub md5: String,
    pub size: u64,
}

impl Measure {
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            sha256: hexadecimal(&Sha256::digest(bytes)),
            md5: hexadecimal(&Md5::digest(bytes)),
            size: bytes.len() as u64,
        }
    }

    /// A text as it stands, then with the line ends of other systems: git and DVC turn one into the other, so a record
    /// of either is right. Empty where the bytes were no UTF-8 and are lost.
    #[must_use]
    pub fn of_text(text: &Text) -> Vec<Self> {
        if !text.is_exact() {
            return Vec::new();
        }
        let source = text.source();
        let lf: Cow<'_, str> = if text.is_crlf() { source.replace("\r\n", "\n").into() } else { source.into() };
        let crlf = lf.replace('\n', "\r\n");
        let mut found = vec![Self::of(source.as_bytes())];
        found.extend(
            [lf.as_ref(), &crlf].into_iter().filter(|other| *other != source).map(|it| Self::of(it.as_bytes())),
        );
        found
    }
}

/// What DVC calls a directory by: the MD5 of the list of its files, by their paths in it. Paths must be in order and of plain
/// letters, as other ones are escaped there.
#[must_use]
pub fn of_directory(files: &[(&str, String)]) -> String {
    let list: Vec<String> =
        files.iter().map(|(path, md5)| format!("{{\"md5\": \"{md5}\", \"relpath\": \"{path}\"}}")).collect();
    format!("{}.dir", hexadecimal(&Md5::digest(format!("[{}]", list.join(", ")))))
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// So many lower-case hexadecimal digits.
#[must_use]
pub fn is_digest(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_as_other_tools_do() {
        // `printf 'a\n' | md5sum`, `sha256sum`
        let measure = Measure::of(b"a\n");
        assert_eq!(measure.md5, "60b725f10c9c85c70d97880dfe8191b3");
        assert_eq!(measure.sha256, "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7");
        assert_eq!(measure.size, 2);
    }

    /// As dvc-data 3.18 names it.
    #[test]
    fn names_a_directory_as_dvc_does() {
        let md5 = Measure::of(b"a\n").md5;
        let digest = of_directory(&[("a.csv", md5.clone()), ("b/c.csv", md5)]);
        assert_eq!(digest, "4ea95d821ff84a55d75fcd987b3a401a.dir");
    }

    #[test]
    fn line_ends_of_either_system_count() {
        let text = |bytes: &[u8]| Text::new(bytes.to_vec()).expect("a text");
        let sizes = |bytes: &[u8]| Measure::of_text(&text(bytes)).iter().map(|it| it.size).collect::<Vec<_>>();
        assert_eq!(sizes(b"a\nb\n"), [4, 6]);
        assert_eq!(sizes(b"a\r\nb\r\n"), [6, 4]);
        assert_eq!(sizes(b"a\r\nb\n"), [5, 4, 6]);
        assert_eq!(sizes(b"a"), [1]);
        assert_eq!(sizes(b"a\xff"), Vec::<u64>::new());
    }
}
