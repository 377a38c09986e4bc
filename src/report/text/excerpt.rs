//! The lines that a location carries, made visible, with the marked stretch in bytes of what is shown.

use crate::finding::{Location, Place};
use crate::visible::visible;
use std::ops::Range;

pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) marked: Range<usize>,
}

impl Excerpt {
    /// `None` where there is no line to show.
    pub(super) fn new(at: &Location) -> Option<Self> {
        let place = at.place.filter(|_| !at.excerpt.is_empty())?;
        let mut text = String::new();
        let (mut start, mut end) = (0, 0);
        for (number, line) in (place.line..=place.end_line.max(place.line)).zip(&at.excerpt) {
            if number > place.line {
                text.push('\n');
            }
            let (from, to) = columns(place, number, line);
            let offset = text.len();
            let shown = |chars: usize| visible(&line.chars().take(chars).collect::<String>()).len();
            if number == place.line {
                start = offset + shown(from);
            }
            end = offset + shown(to);
            text.push_str(&visible(line.trim_end_matches('\r')));
        }
        let end = end.min(text.len());
        Some(Self { line: usize::try_from(place.line).unwrap_or(1), marked: start.min(end)..end, text })
    }
}

/// The marked characters of one line, from 0 on, the end exclusive.
fn columns(place: Place, number: u32, line: &str) -> (usize, usize) {
    let length = line.trim_end().chars().count();
    let zero_based = |column: u32| usize::try_from(column.saturating_sub(1)).unwrap_or(0).min(length);
    let from = if number == place.line { zero_based(place.column) } else { 0 };
    let to = if number == place.end_line { zero_based(place.end_column) } else { length };
    (from, if number == place.line { to.max(from) } else { to })
}
