//! A page under a budget: it is cut only between items, what is left out is counted, and what is opened is closed.

use crate::report::words::Counted;
use std::fmt::Write as _;

/// Built from blocks that stand a blank line apart.
pub(super) struct Page {
    out: String,
    room: usize,
    measure: fn(&str) -> usize,
    left_out: usize,
}

/// Room for the line that says how much was left out.
pub(super) const RESERVE: usize = 120;

/// A list, a table or the like: what stands before its items, and after them.
pub(super) struct Frame<'a> {
    pub(super) open: &'a str,
    pub(super) between: &'a str,
    pub(super) close: &'a str,
}

impl Page {
    /// `head` is always shown, and room is kept for the `tail` of [`Page::finish`].
    pub(super) fn new(head: &str, tail: &str, budget: usize, measure: fn(&str) -> usize) -> Self {
        let room = budget.saturating_sub(measure(head) + measure(tail) + RESERVE);
        Self { out: head.to_owned(), room, measure, left_out: 0 }
    }

    /// A block of its own.
    pub(super) fn block(&mut self, text: &str) {
        self.items(&Frame { open: "", between: "", close: "" }, &[text.to_owned()]);
    }

    /// As many items as there is room for.
    pub(super) fn items(&mut self, frame: &Frame, items: &[String]) {
        let mut cost = (self.measure)(frame.open) + (self.measure)(frame.close) + 2;
        let mut shown = 0;
        for item in items {
            cost += (self.measure)(item) + (self.measure)(frame.between);
            if cost > self.room {
                break;
            }
            shown += 1;
        }
        let some = items.get(..shown).unwrap_or_default();
        self.left_out += items.len() - some.len();
        if some.is_empty() {
            return;
        }
        let text = format!("\n\n{}{}{}", frame.open, some.join(frame.between), frame.close);
        self.room = self.room.saturating_sub((self.measure)(&text));
        self.out.push_str(&text);
    }

    /// `more` says where the rest can be read.
    pub(super) fn finish(mut self, tail: &str, more: &Counted) -> String {
        if self.left_out > 0 {
            let _ = write!(self.out, "\n\n**{}**", more.of(self.left_out));
        }
        if !tail.is_empty() {
            self.out.push_str("\n\n");
            self.out.push_str(tail);
        }
        self.out.push('\n');
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::Language;

    #[test]
    fn cuts_between_items_and_counts() {
        let items: Vec<String> = (0..9).map(|n| format!("- item {n}")).collect();
        let mut page = Page::new("head", "tail", 180, str::len);
        page.items(&Frame { open: "<details>\n\n", between: "\n", close: "\n\n</details>" }, &items);
        let text = page.finish("tail", &Language::English.words().more_in_log);
        assert_eq!(
            text,
            "head\n\n<details>\n\n- item 0\n- item 1\n- item 2\n\n</details>\n\n**6 more in the log.**\n\ntail\n"
        );
    }
}
