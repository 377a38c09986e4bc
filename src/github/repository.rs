//! A repository's place in the API, and how names become parts of a path.

use std::fmt::Write as _;

/// `owner/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    pub owner: String,
    pub name: String,
}

impl Repository {
    /// `/repos/OWNER/NAME/…`, each part encoded.
    pub(crate) fn path(&self, parts: &[&str]) -> String {
        let mut path = format!("/repos/{}/{}", encode(&self.owner), encode(&self.name));
        for part in parts {
            path.push('/');
            path.push_str(&encode(part));
        }
        path
    }
}

/// Percent-encodes one part of a path, or one value of a query.
pub(crate) fn encode(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    // a client would take these for a way up
    match out.as_str() {
        "." => "%2E".into(),
        ".." => "%2E%2E".into(),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_each_part() {
        let at = Repository { owner: "octo-org".into(), name: "models".into() };
        assert_eq!(at.path(&["contents", "é a?.md"]), "/repos/octo-org/models/contents/%C3%A9%20a%3F.md");
        assert_eq!(encode("a/../#%"), "a%2F..%2F%23%25");
        assert_eq!(encode(".."), "%2E%2E");
    }
}
