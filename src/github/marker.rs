//! The hidden first line of every comment of ours: by it, and by its author, a later run knows what was told.
//!
//! It holds hexadecimal digits and fixed words only, so that nothing can end it early. A marker in a comment by
//! somebody else means nothing.

use sha2::{Digest, Sha256};

const OPEN: &str = "<!-- modelward:1 ";
const CLOSE: &str = " -->";

/// What a comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// On a line of the diff.
    Line,
    /// On a file of the diff.
    File,
    /// A comment whose finding is gone.
    Gone,
    /// The one comment on the pull request as a whole.
    Summary,
    /// The body of a review.
    Review,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Line, "line"),
    (Kind::File, "file"),
    (Kind::Gone, "gone"),
    (Kind::Summary, "summary"),
    (Kind::Review, "review"),
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marker {
    /// Two configurations on one pull request leave each other's comments alone.
    pub(crate) instance: String,
    pub(crate) kind: Kind,
    /// The finding told; in a summary, those whose place GitHub refused.
    pub(crate) fingerprints: Vec<String>,
    /// The head that this was written for. A review's own `commit_id` may be moved by a force push.
    pub(crate) head: String,
    /// Of what is told, so that the same is not written twice.
    pub(crate) digest: String,
}

impl Marker {
    /// A comment: the marker, then its text.
    pub(crate) fn before(&self, text: &str) -> String {
        let kind = KINDS.iter().find(|(kind, _)| *kind == self.kind).map_or("", |(_, word)| *word);
        let fingerprints = self.fingerprints.join(",");
        let or_none = |text: &str| if text.is_empty() { "-".to_owned() } else { hex_only(text) };
        let fingerprints = if fingerprints.is_empty() { "-".to_owned() } else { fingerprints };
        let (head, digest) = (or_none(&self.head), or_none(&self.digest));
        format!("{OPEN}{} {kind} {fingerprints} {head} {digest}{CLOSE}\n{text}", self.instance)
    }

    /// The marker of a comment and the text after it; `None` where the first line is no marker of this version.
    pub(crate) fn split(comment: &str) -> Option<(Self, &str)> {
        let (line, text) = comment.split_once('\n').unwrap_or((comment, ""));
        let mut parts = line.trim_end().strip_prefix(OPEN)?.strip_suffix(CLOSE)?.split(' ');
        let mut next = || parts.next();
        let (instance, kind, fingerprints, head, digest) = (next()?, next()?, next()?, next()?, next()?);
        if next().is_some() {
            return None;
        }
        let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = |text: &str| (text == "-" || hex(text)).then(|| text.trim_start_matches('-').to_owned());
        let list = if fingerprints == "-" { Vec::new() } else { fingerprints.split(',').map(str::to_owned).collect() };
        let known = hex(instance) && list.iter().all(|fingerprint| hex(fingerprint) && !fingerprint.is_empty());
        let kind = KINDS.iter().find(|(_, word)| *word == kind)?.0;
        known
            .then_some(Self {
                instance: instance.to_owned(),
                kind,
                fingerprints: list,
                head: value(head)?,
                digest: value(digest)?,
            })
            .map(|marker| (marker, text))
    }
}

/// An `id` input may be any text; the marker holds a hash of it.
pub(crate) fn instance(id: &str) -> String {
    digest([id]).chars().take(8).collect()
}

/// 16 hexadecimal digits for what is told.
pub(crate) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn hex_only(text: &str) -> String {
    text.chars().filter(char::is_ascii_hexdigit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker() -> Marker {
        Marker {
            instance: instance("any --> id"),
            kind: Kind::Line,
            fingerprints: vec!["00ff".into(), "11".into()],
            head: "abc123".into(),
            digest: digest(["a", "b"]),
        }
    }

    #[test]
    fn comes_back_as_it_was_written() {
        let text = marker().before("text\nmore");
        assert_eq!(Marker::split(&text), Some((marker(), "text\nmore")));
        assert_eq!(Marker::split(&text.replace('\n', "\r\n")).map(|(marker, _)| marker), Some(marker()));
        let bare = Marker { fingerprints: vec![], head: String::new(), ..marker() };
        assert_eq!(Marker::split(&bare.before("")), Some((bare, "")));
    }

    #[test]
    fn cannot_be_broken_or_quoted() {
        let hostile = Marker { head: "--> <b>".into(), ..marker() }.before("");
        assert_eq!(hostile.matches("-->").count(), 1);
        assert!(Marker::split(&format!("> {}", marker().before(""))).is_none());
        assert!(Marker::split(&format!("text\n{}", marker().before(""))).is_none());
        for bad in
            ["<!-- modelward:2 aa line - - - -->", "<!-- modelward:1 aa word - - - -->", "", "<!-- modelward:1  -->"]
        {
            assert!(Marker::split(bad).is_none(), "{bad}");
        }
    }
}
