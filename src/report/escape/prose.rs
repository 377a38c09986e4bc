//! Markdown prose in which nothing is live: no mention, reference, link, image, HTML, emphasis, math or block.
//!
//! Marks of Markdown are escaped in place. What GitHub turns into a link *after* Markdown (mentions, issue and commit
//! references, bare URLs) knows no escape but the code span, so a word that holds such a thing becomes one.

use super::{code, code_cell, visible};

/// One line of prose. All of `text` is foreign.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut line = Line { out: String::with_capacity(text.len() + 8), code };
    line.words(text);
    line.out
}

/// One line of prose whose parts between backticks are quotations: these become code spans.
#[must_use]
pub fn rich(text: &str) -> String {
    quoted(text, code)
}

/// [`rich`] for a table cell.
#[must_use]
pub fn rich_cell(text: &str) -> String {
    quoted(text, code_cell)
}

fn quoted(text: &str, code: fn(&str) -> String) -> String {
    let mut line = Line { out: String::with_capacity(text.len() + 8), code };
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once('`').and_then(|(before, rest)| Some((before, rest.split_once('`')?)))
    {
        line.words(before);
        line.span(inside);
        rest = after;
    }
    line.words(rest);
    line.out
}

struct Line {
    out: String,
    code: fn(&str) -> String,
}

impl Line {
    /// Two spans that touch would be one.
    fn span(&mut self, text: &str) {
        if self.out.ends_with('`') {
            self.out.push(' ');
        }
        let span = (self.code)(text);
        self.out.push_str(&span);
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    fn words(&mut self, text: &str) {
        let text = text.replace(['\r', '\n'], " ");
        let text = visible(&text);
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 || text.starts_with(char::is_whitespace) {
                self.blank();
            }
            self.word(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.blank();
        }
    }

    fn word(&mut self, word: &str) {
        if !is_live(word) {
            return self.escaped(word);
        }
        let core = word.trim_start_matches(['(', '"', '\'']);
        let (lead, _) = word.split_at(word.len() - core.len());
        let trimmed = core.trim_end_matches([')', '"', '\'', '.', ',', ';', ':', '!', '?']);
        let (core, tail) = if trimmed.is_empty() { (core, "") } else { core.split_at(trimmed.len()) };
        self.escaped(lead);
        self.span(core);
        self.escaped(tail);
    }

    fn escaped(&mut self, word: &str) {
        let at_start = self.out.is_empty();
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let mut previous = self.out.chars().next_back().unwrap_or(' ');
        let mut rest = word.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let inside_word = previous.is_alphanumeric() && rest.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            match c {
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '&' => self.out.push_str("&amp;"),
                '|' => self.out.push_str("&#124;"),
                '`' => self.out.push_str("&#96;"),
                '\\' | '*' | '[' | ']' | '~' | '!' => self.out.extend(['\\', c]),
                '_' if !inside_word => self.out.push_str("\\_"),
                // what would open a list, a heading or a table at the start of a line
                '-' | '+' | '=' | ':' if at_start && at == 0 => self.out.extend(['\\', c]),
                '.' | ')' if at_start && digits > 0 && at == digits => self.out.extend(['\\', c]),
                c => self.out.push(c),
            }
            previous = c;
        }
    }
}

/// Whether GitHub might make something of this word that Markdown's escapes do not stop.
fn is_live(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    // mentions, addresses and `owner/name@sha`; references and colors; math
    lower.contains(['@', '#', '$'])
        || ["://", "www.", "mailto:", "xmpp:"].iter().any(|start| lower.contains(start))
        || ["gh-", "ghsa-", "cve-"].iter().any(|prefix| holds_word_starting(&lower, prefix))
        // commit ids
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part.len() >= 7 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || holds_emoji_name(&lower)
}

fn holds_word_starting(text: &str, prefix: &str) -> bool {
    text.match_indices(prefix)
        .any(|(at, _)| !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric)))
}

/// `:name:`
fn holds_emoji_name(text: &str) -> bool {
    let name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-'))
    };
    let parts: Vec<&str> = text.split(':').collect();
    let inner = parts.len().saturating_sub(1);
    parts.iter().take(inner).skip(1).any(|part| name(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_plain_sentences_alone() {
        for plain in ["The card says apache-2.0, 3.5 times (really).", "snake_case, high-quality, C++ and 50%"] {
            assert_eq!(prose(plain), plain);
        }
    }

    #[test]
    fn escapes_marks() {
        assert_eq!(prose("*a* [b](c) <i> _d_ ![e]"), "\\*a\\* \\[b\\](c) &lt;i&gt; \\_d\\_ \\!\\[e\\]");
        assert_eq!(prose("- a"), "\\- a");
        assert_eq!(prose("1. a 2."), "1\\. a 2.");
        assert_eq!(prose("    a"), "a");
        assert_eq!(prose("==="), "\\===");
    }

    #[test]
    fn quotes_what_has_no_escape() {
        assert_eq!(prose("thank @user, (see #12)."), "thank `@user`, (see `#12`).");
        assert_eq!(prose("GH-1 www.a.b a@b.c o/r#1 deadbeef1"), "`GH-1` `www.a.b` `a@b.c` `o/r#1` `deadbeef1`");
        assert_eq!(prose("https://a.b/c. costs $5 :tada:"), "`https://a.b/c`. costs `$5` `:tada`:");
    }

    #[test]
    fn keeps_quotations_apart() {
        assert_eq!(rich("says `a*` but"), "says `a*` but");
        assert_eq!(rich("`a``b`"), "`a` `b`");
        assert_eq!(rich("@x`y` z`"), "`@x` `y` z&#96;");
        assert_eq!(rich_cell("`a|b` c|d"), "`a\\|b` c&#124;d");
    }
}
