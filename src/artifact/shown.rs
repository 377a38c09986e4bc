//! What a reader sees of a Markdown text. Comments, declarations, style sheets, references that nothing uses and
//! characters without a shape are written in the file and appear nowhere: nothing is said there.

use super::text::Span;
use crate::report::escape::is_tricky;
use regex::Regex;
use std::sync::LazyLock;

/// Whether a text has anything to see.
#[must_use]
pub(super) fn is_visible(text: &str) -> bool {
    // U+2800 and the Hangul fillers have a width and no shape
    text.chars().any(|c| !c.is_whitespace() && !is_tricky(c) && c != '\u{2800}')
}

/// Comments of a text, from `from` on; an unclosed one runs to the end. They hide even what Markdown takes for a
/// paragraph. What stands in code is shown as it is.
pub(super) fn comments(source: &str, from: usize, code: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = from;
    while let Some(start) = source.get(at..).and_then(|rest| rest.find("<!--")).map(|start| at + start) {
        if let Some(block) = holder(code, start) {
            at = block.end;
            continue;
        }
        let end = source.get(start + 4..).and_then(|rest| rest.find("-->")).map_or(source.len(), |end| start + end + 7);
        found.push(start..end);
        at = end;
    }
    found
}

/// The one of the ordered spans that holds a byte.
pub(super) fn holder(spans: &[Span], at: usize) -> Option<&Span> {
    let next = spans.partition_point(|span| span.start <= at);
    spans.get(next.checked_sub(1)?).filter(|span| span.contains(&at))
}

/// The lines of a block of HTML on which something is to see.
pub(super) fn of_html(block: &str) -> Vec<Span> {
    static UNSEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?is)<!--.*?(?:-->|\z)|<\?.*?(?:\?>|\z)|<!\[CDATA\[.*?(?:\]\]>|\z)|<![a-z].*?(?:>|\z)",
            r"|<(?:style|script)\b.*?(?:</(?:style|script)\s*>|\z)",
            r"|<h[1-6](?:\s[^>]*)?>.*?</h[1-6]\s*>|&(?:nbsp|#160|#8203|zwnj|zwj|shy);",
        ))
        .ok()
    });
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"</?[A-Za-z][^>]*>?").ok());
    let (Some(unseen), Some(tag)) = (UNSEEN.as_ref(), TAG.as_ref()) else { return Vec::new() };
    // bytes and lines stay where they are
    let blank = |text: &str| text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect::<String>();
    let rest = unseen.replace_all(block, |found: &regex::Captures<'_>| blank(&found[0]));
    let rest = tag.replace_all(
        &rest,
        |found: &regex::Captures<'_>| {
            if is_picture(&found[0]) { found[0].to_owned() } else { blank(&found[0]) }
        },
    );
    let mut start = 0;
    let mut lines = Vec::new();
    for line in rest.split_inclusive('\n') {
        if is_visible(line) {
            lines.push(start..start + line.len());
        }
        start += line.len();
    }
    lines
}

/// A tag that shows something without a text.
pub(super) fn is_picture(tag: &str) -> bool {
    const NAMES: [&str; 8] = ["img", "video", "audio", "iframe", "picture", "svg", "object", "embed"];
    let name = tag.trim_start_matches('<').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_shapes_from_nothing() {
        assert!(is_visible("a") && is_visible("✅"));
        assert!(!is_visible(" \u{200b}\u{a0}\u{2800}\u{3164}\n"));
    }

    #[test]
    fn sees_through_html() {
        let lines = |html: &str| of_html(html).into_iter().map(|span| html[span].trim().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines("<p>\nseen <b>x</b>\n</p>"), ["seen <b>x</b>"]);
        assert_eq!(lines("<img src=\"a\">"), ["<img src=\"a\">"]);
        for nothing in ["<br>", "<p>&nbsp;</p>", "<? a\nb ?>", "<!a b>", "<![CDATA[ a ]]>", "<style>\na\n</style>"] {
            assert_eq!(lines(nothing), Vec::<String>::new(), "{nothing}");
        }
    }
}
