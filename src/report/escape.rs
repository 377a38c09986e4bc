//! One escaper a sink. Everything that a pull request holds may be hostile: paths, headings, YAML values.
//!
//! The sinks are the terminal, Markdown, and GitHub's workflow commands. HTML comments hold only hexadecimal digits and
//! names checked elsewhere, and need none.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Characters that move, hide or reorder others: controls, bidirectional marks, zero-width and other format characters.
#[must_use]
pub fn is_tricky(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One line in which every character can be seen: tricky ones become `\u{…}`, a tab becomes a blank.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_tricky) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            c if is_tricky(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Markdown: a code span in which nothing is live. Its fence is longer than any run of backticks inside.
#[must_use]
pub fn code(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    // a span needs a blank where the text touches the fence, and a blank text needs something to show
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    let text = if text.is_empty() { Cow::Borrowed("\u{2423}") } else { text };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Markdown: a code span for a table cell, where a `|` would end the cell even inside the span.
#[must_use]
pub fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Markdown: a fenced block. The fence is longer than any run of backticks inside; lines keep their breaks.
#[must_use]
pub fn block(info: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    let text = text.strip_suffix('\n').unwrap_or(text);
    if text.is_empty() { format!("{fence}{info}\n{fence}") } else { format!("{fence}{info}\n{text}\n{fence}") }
}

/// Markdown: prose in which nothing is live. Quotations in `'single quotes'` belong into [`code`] instead.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut previous = ' ';
    let visible = visible(text);
    let mut rest = visible.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '_' if !(previous.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric())) => {
                out.push_str("\\_");
            }
            // an empty comment parts the sign from the word, so that neither a mention nor a reference is made
            '@' | '#' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            // `GH-1` is a reference, `://` and `www.` are links
            '-' if previous.eq_ignore_ascii_case(&'h') => out.push_str("<!-- -->-"),
            ':' if rest.peek() == Some(&'/') => out.push_str(":<!-- -->"),
            '.' if previous.eq_ignore_ascii_case(&'w') => out.push_str("<!-- -->."),
            c => out.push(c),
        }
        previous = c;
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
    let line = visible(text).replace("##[", "#\u{200b}#[");
    let start = line.trim_start();
    if start.starts_with("::") { line.replacen("::", ":\u{200b}:", 1) } else { line }
}

fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
