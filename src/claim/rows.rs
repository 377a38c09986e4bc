//! How many rows a table holds, counted as the `datasets` library loads it. What it would refuse has no count.

use super::columns;
use crate::artifact::{Artifact, Kind};
use serde::de::IgnoredAny;

/// The rows of a table that was read whole.
#[must_use]
pub fn count(artifact: &Artifact) -> Option<u64> {
    let is_table = artifact.kind == Kind::Data && artifact.pointer.is_none() && artifact.text.is_exact();
    let source = artifact.text.source();
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let name = artifact.path.name().to_lowercase();
    match name.rsplit_once('.').map(|(_, extension)| extension).filter(|_| is_table)? {
        "jsonl" | "ndjson" => objects(source),
        // a first line of values is taken for a header by the library, and not by people
        "csv" | "tsv" if columns::of(artifact).is_empty() => None,
        "csv" => records(source.as_bytes(), b','),
        "tsv" => records(source.as_bytes(), b'\t'),
        _ => None,
    }
}

/// One object a line. Blank lines are none.
fn objects(source: &str) -> Option<u64> {
    let mut rows = 0;
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_object = line.starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok();
        rows += is_object.then_some(1)?;
    }
    Some(rows)
}

/// Records below the header, by the reader of pandas: a quote opens only at the start of a field, quoted fields hold line
/// ends, and lines of nothing but blanks are left out. A record that is wider than the header is refused.
fn records(source: &[u8], delimiter: u8) -> Option<u64> {
    let (mut rows, mut width, mut fields) = (0_u64, None, 1_usize);
    let (mut is_quoted, mut at_start, mut is_blank) = (false, true, true);
    let mut bytes = source.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if is_quoted => is_quoted = bytes.next_if_eq(&b'"').is_some(),
            _ if is_quoted => {}
            b'"' if at_start => (is_quoted, at_start, is_blank) = (true, false, false),
            b'\n' | b'\r' => {
                rows += u64::from(!is_blank);
                if !is_blank && fields > *width.get_or_insert(fields) {
                    return None;
                }
                (fields, at_start, is_blank) = (1, true, true);
            }
            _ if byte == delimiter => (fields, at_start, is_blank) = (fields + 1, true, false),
            _ => (at_start, is_blank) = (false, is_blank && matches!(byte, b' ' | b'\t')),
        }
    }
    if !is_blank {
        rows += 1;
    }
    let is_whole = !is_quoted && (is_blank || width.is_none_or(|width| fields <= width));
    // another delimiter than the one of the name: whoever wrote it counts otherwise
    let is_delimited = width.or(Some(fields)).is_some_and(|width| width > 1)
        || !source.iter().any(|b| matches!(b, b';' | b'\t' | b'|'));
    // of a header alone the library makes nothing
    rows.checked_sub(1).filter(|rows| *rows > 0 && is_whole && is_delimited)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Beside, text::Text};
    use crate::change::{RepoPath, Side};

    fn rows(name: &str, source: &str) -> Option<u64> {
        let path = RepoPath::new(format!("data/{name}").as_bytes()).unwrap();
        let text = Text::new(source.as_bytes().to_vec()).unwrap();
        count(&Artifact::read(path, Side::Head, Kind::Data, text, Beside::Nothing))
    }

    /// Each was counted with datasets 5.2.0 and pandas 3.1.1.
    #[test]
    fn counts_as_the_library_does() {
        for (source, expected) in [
            ("a,b\n1,2\n3,4\n", Some(2)),
            ("a,b\n1,2\n3,4", Some(2)),
            ("\u{feff}a,b\r\n1,2\r\n\r\n  \n3,4\r\n", Some(2)),
            ("a,b\n1,\"two\nlines, \"\"quoted\"\"\"\n3,4\n", Some(2)),
            ("a,b\n1,5\" pipe\n2,6\" pipe\n", Some(2)),
            ("a,b\n,\n1\n", Some(2)),
            ("a\n1\n\n2\n", Some(2)),
            ("a,b\n", None),
            ("a,b\n1,\"never closed\n2,3\n", None),
            ("a,b\n1,2,3\n", None),
            ("a;b\n1;2\n", None),
            ("1,2\n3,4\n", None),
            ("", None),
        ] {
            assert_eq!(rows("a.csv", source), expected, "{source:?}");
        }
        assert_eq!(rows("a.tsv", "a\tb\n1\t2\n"), Some(1));
        assert_eq!(rows("a.jsonl", "{\"a\": 1}\n\n{\"a\": 2}"), Some(2));
        assert_eq!(rows("a.jsonl", "[{\"a\": 1}]\n"), None);
        assert_eq!(rows("a.jsonl", "{\"a\":\n1}\n"), None);
        assert_eq!(rows("a.json", "[]"), None);
    }
}
