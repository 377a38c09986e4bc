//! One escaper a sink. Everything that a pull request holds may be hostile: paths, headings, YAML values.
//!
//! The sinks are the terminal and logs, Markdown, and GitHub's workflow commands. HTML comments hold only hexadecimal
//! digits and names checked elsewhere, and need none.
//!
//! No escape relies on an invisible character: such a break is lost in comparisons by culture, in copies and in sight.

mod prose;

pub use prose::{prose, rich, rich_cell};

use crate::visible::visible;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Markdown: a code span in which nothing is live. Its fence is longer than any run of backticks inside.
#[must_use]
pub fn code(text: &str) -> String {
    let text = if text.is_empty() { Cow::Borrowed("\u{2423}") } else { visible(text) };
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    // a span needs a blank where the text touches the fence
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Markdown: a code span for a table cell, where a `|` would end the cell even inside the span. Parsers disagree on a
/// `|` behind a backslash, so that one is spelled out.
#[must_use]
pub fn code_cell(text: &str) -> String {
    code(text).replace("\\|", "\\\\u{7c}").replace('|', "\\|")
}

/// Markdown: a fenced block. The fence is longer than any run of backticks inside; lines keep their breaks.
#[must_use]
pub fn block(info: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    let text = text.strip_suffix('\n').unwrap_or(text);
    if text.is_empty() { format!("{fence}{info}\n{fence}") } else { format!("{fence}{info}\n{text}\n{fence}") }
}

/// A path for a URL: everything but letters, digits, `-`, `.`, `_`, `~` and `/` is encoded.
#[must_use]
pub fn percent_encoded(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(*byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The data of a workflow command, as the runner reads it back.
#[must_use]
pub fn command_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
#[must_use]
pub fn command_property(text: &str) -> String {
    command_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line for a log that the runner scans: neither `::name::` at its start nor `##[name]` anywhere survives.
#[must_use]
pub fn log_line(text: &str) -> String {
    let line = visible(text);
    let rest = line.trim_start();
    let blanks = line.get(..line.len() - rest.len()).unwrap_or_default();
    match rest.strip_prefix(':') {
        Some(rest) => format!("{blanks}\\u{{3a}}{rest}"),
        None => line.into_owned(),
    }
}

fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_hides() {
        assert_eq!(visible("a\u{202e}b\tc\r\n"), "a\\u{202e}b c\\u{d}\\u{a}");
        assert_eq!(visible("###[error]#[x]"), "###\\u{5b}error]#[x]");
        assert_eq!(visible(":\u{fe0f}:x ❤\u{fe0f}"), ":\\u{fe0f}:x ❤\u{fe0f}");
    }

    #[test]
    fn fences_spans() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("`a``"), "``` `a`` ```");
        assert_eq!(code(""), "`␣`");
        assert_eq!(code_cell("a|b\\|c"), "`a\\|b\\\\u{7c}c`");
    }

    #[test]
    fn fences_blocks() {
        assert_eq!(block("", "a\n"), "```\na\n```");
        assert_eq!(block("diff", "````"), "`````diff\n````\n`````");
    }

    #[test]
    fn keeps_commands_out_of_logs() {
        assert_eq!(log_line("  ::add-mask::x"), "  \\u{3a}:add-mask::x");
        assert_eq!(log_line("a ::b:: ##[error]c"), "a ::b:: ##\\u{5b}error]c");
        assert_eq!(log_line("\u{a0}\u{fe0f}::b::"), "\u{a0}\\u{fe0f}::b::");
        assert_eq!(log_line("a\r::b::"), "a\\u{d}::b::");
    }
}
