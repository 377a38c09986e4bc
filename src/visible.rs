//! Characters that hide, and lines in which every one can be seen. Every sink begins here, and so does reading.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Characters that move, hide or reorder others: controls, bidirectional marks, zero-width and other format characters.
#[must_use]
pub fn is_tricky(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// One line in which every character can be seen: tricky ones become `\u{…}`, a tab becomes a blank. The runner's older
/// command form, `##[name]`, is live anywhere in a line, so it is broken here, for all sinks at once.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let variation = |c| matches!(c, '\u{fe00}'..='\u{fe0f}');
    if !text.chars().any(|c| is_tricky(c) || variation(c)) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            // where there is nothing to vary it hides something
            c if is_tricky(c)
                || (variation(c)
                    && out.chars().next_back().is_none_or(|before| before.is_ascii() || before.is_whitespace())) =>
            {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            '[' if out.ends_with("##") => out.push_str("\\u{5b}"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
