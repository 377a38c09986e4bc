//! A text with its line starts: turns byte spans into lines and columns, and cuts the lines a finding quotes.

use crate::change::{RepoPath, Side};
use crate::finding::{Location, Place};
use crate::limits::{EXCERPT_CHARS, EXCERPT_LINES};
use std::ops::Range;

/// Bytes `start..end` of a text.
pub type Span = Range<usize>;

/// A text file. Bytes outside UTF-8 are shown as U+FFFD; lines stay the same.
#[derive(Debug, Clone)]
pub struct Text {
    source: String,
    /// The byte at which each line begins.
    starts: Vec<usize>,
    crlf: bool,
    exact: bool,
}

/// Whether there is a NUL byte in the first 8,000 bytes, as git decides it.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(8000).any(|byte| *byte == 0)
}

impl Text {
    /// `None` for a binary file.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        if is_binary(&bytes) {
            return None;
        }
        let (source, exact) = match String::from_utf8(bytes) {
            Ok(source) => (source, true),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
        };
        Some(Self::of(source, exact))
    }

    fn of(source: String, exact: bool) -> Self {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        // every fix asks for it
        let crlf = source.contains("\r\n");
        Self { source, starts, crlf, exact }
    }

    /// What was taken out of a file, which holds other bytes.
    #[must_use]
    pub fn extract(source: String) -> Self {
        Self::of(source, false)
    }

    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text of a span; empty where the span is not on character boundaries.
    #[must_use]
    pub fn slice(&self, span: &Span) -> &str {
        self.source.get(span.clone()).unwrap_or_default()
    }

    /// Whether lines end in CRLF: a suggestion would change the endings, so none is made.
    #[must_use]
    pub fn is_crlf(&self) -> bool {
        self.crlf
    }

    /// Whether the source holds the very bytes of the file.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// The 1-based line that holds a byte.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX)
    }

    /// The span of a 1-based line, without its line end.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = self.starts.get(index) else {
            return self.source.len()..self.source.len();
        };
        let end = self.starts.get(index + 1).map_or(self.source.len(), |next| next - 1);
        let end = if self.source.get(start..end).is_some_and(|line| line.ends_with('\r')) { end - 1 } else { end };
        start..end
    }

    /// A line without its line end.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        self.slice(&self.line_span(line))
    }

    /// Lines and columns of a span. A span that ends just behind a line end is taken to end on that line.
    #[must_use]
    pub fn place(&self, span: &Span) -> Place {
        let start = span.start.min(self.source.len());
        let mut end = span.end.clamp(start, self.source.len());
        while end > start && self.source.get(start..end).is_some_and(|text| text.ends_with(['\n', '\r'])) {
            end -= 1;
        }
        let (line, end_line) = (self.line_of(start), self.line_of(end));
        Place { line, column: self.column(line, start), end_line, end_column: self.column(end_line, end) }
    }

    fn column(&self, line: u32, byte: usize) -> u32 {
        let start = self.line_span(line).start;
        let before = self.source.get(start..byte).map_or(0, |text| text.chars().count());
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    /// A location of this text, with the lines it quotes.
    #[must_use]
    pub fn locate(&self, path: &RepoPath, side: Side, span: &Span) -> Location {
        let place = self.place(span);
        let last = place.end_line.min(place.line.saturating_add(EXCERPT_LINES - 1));
        let excerpt = (place.line..=last)
            .map(|line| {
                self.line(line)
                    .chars()
                    .take(EXCERPT_CHARS.max(place.end_column as usize + 40).min(4 * EXCERPT_CHARS))
                    .collect()
            })
            .collect();
        Location { path: path.clone(), side, place: Some(place), excerpt }
    }
}

/// Letters and digits alone, in lower case: what two writings of a name, or a heading and its anchors, have in common.
#[must_use]
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The same without the sign of copyright in either form, which is written `(c)` by some.
#[must_use]
pub fn unsigned_letters(text: &str) -> String {
    letters(&text.replace("(c)", "").replace("(C)", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Text {
        Text::new(source.as_bytes().to_vec()).expect("a text")
    }

    #[test]
    fn counts_lines_and_columns_in_characters() {
        let text = text("ä b\r\nlicense: mit\n");
        let at = text.source().find("mit").expect("mit");
        assert_eq!(text.place(&(at..at + 3)), Place { line: 2, column: 10, end_line: 2, end_column: 13 });
        assert_eq!(text.place(&(3..4)), Place { line: 1, column: 3, end_line: 1, end_column: 4 });
        assert_eq!(text.line(1), "ä b");
        assert_eq!(text.line(9), "");
    }

    #[test]
    fn a_span_that_ends_behind_a_newline_ends_on_its_line() {
        assert_eq!(text("a\nb\n").place(&(0..2)).end_line, 1);
    }

    #[test]
    fn tells_binary_files() {
        assert!(Text::new(b"GGUF\0\0".to_vec()).is_none());
        assert_eq!(Text::new(b"a\xffb".to_vec()).map(|t| t.source().to_owned()), Some("a\u{fffd}b".into()));
    }
}
