//! Takes the text of a card into sentences, each with the place it stands on. Code, quotes, comments and headings are no
//! statements.

use crate::artifact::markdown::Section;
use crate::artifact::{Artifact, Span};

/// A sentence, and whether a section on the license holds it.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) span: Span,
    /// Which license section it stands in, by its start.
    pub(super) section: Option<usize>,
    /// Which run of lines it stands in, by its start.
    pub(super) block: usize,
}

pub(super) fn sentences(artifact: &Artifact) -> Vec<Sentence> {
    let source = artifact.text.source();
    let mut found = Vec::new();
    let mut at = artifact.front.end;
    let mut block = at;
    let mut in_comment = false;
    for line in source.get(at..).unwrap_or_default().split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        let text = line.trim();
        let commented = in_comment || text.starts_with("<!--");
        in_comment = if in_comment { !text.contains("-->") } else { commented && !text.contains("-->") };
        let starts_anew =
            text.is_empty() || text.starts_with(['-', '*', '+', '|', '>', '#']) || starts_with_number(text);
        if starts_anew {
            block = span.start;
        }
        let around = section_at(artifact, span.start);
        let heading = around.is_some_and(|section| section.heading.contains(&span.start) && section.level < 7);
        if text.is_empty() || commented || text.starts_with('>') || heading || is_code(artifact, span.start) {
            continue;
        }
        let section = around.filter(|section| section.topics.contains(&"license")).map(|section| section.heading.start);
        // a line that goes on where a sentence was left open belongs to it
        let mut from = span.start;
        for end in ends(line) {
            push(&mut found, source, from..span.start + end, section, block);
            from = span.start + end;
        }
        push(&mut found, source, from..span.end, section, block);
    }
    found
}

fn starts_with_number(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    digits > 0 && text.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "))
}

fn push(found: &mut Vec<Sentence>, source: &str, span: Span, section: Option<usize>, block: usize) {
    let Some(text) = source.get(span.clone()) else { return };
    if text.trim().is_empty() {
        return;
    }
    if let Some(last) = found.last_mut()
        && last.block == block
        && last.section == section
        && last.span.end == span.start
        && source
            .get(last.span.clone())
            .is_some_and(|text| !text.trim_end().ends_with(['.', '。', '!', '！', ';', '；']))
    {
        last.span.end = span.end;
        return;
    }
    found.push(Sentence { span, section, block });
}

/// Where sentences end within a line: a full stop with a new start behind it.
fn ends(line: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, c) in line.char_indices() {
        let after = at + c.len_utf8();
        let starts = || {
            let rest = line.get(after..).unwrap_or_default();
            let next = rest.trim_start().chars().next();
            rest.starts_with([' ', '\t'])
                && next.is_some_and(|next| next.is_uppercase() || !next.is_ascii() || next == '[' || next == '`')
        };
        match c {
            '。' | '！' | '；' => ends.push(after),
            '.' | '!' | ';' if starts() => ends.push(after),
            _ => {}
        }
    }
    ends
}

/// The innermost section that holds a byte: the last that begins before it.
pub(super) fn section_at(artifact: &Artifact, at: usize) -> Option<&Section> {
    let sections = &artifact.markdown.sections;
    let behind = sections.partition_point(|section| section.heading.start <= at);
    behind.checked_sub(1).and_then(|index| sections.get(index))
}

/// Code blocks stand in their order, so this need not look at all of them for every line.
fn is_code(artifact: &Artifact, at: usize) -> bool {
    let code = &artifact.markdown.code;
    let behind = code.partition_point(|span| span.start <= at);
    behind.checked_sub(1).and_then(|index| code.get(index)).is_some_and(|span| at < span.end)
}
