//! What a text states, piece by piece: the points of its lists, the rows of its tables, the sentences of its paragraphs.
//! Only what readers see is taken, and pieces are compared by their words.

use crate::artifact::markdown::Section;
use crate::artifact::{Artifact, Span};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Statements of one card. No card has more.
const STATEMENTS: usize = 10_000;

/// Words of a statement that are compared; the rest of a longer one is left out.
const WORDS: usize = 200;

/// One piece.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) text: String,
    /// The line on which it starts.
    pub(super) line: Span,
    /// The section in which it stands, by its number; 0 above the first.
    pub(super) section: usize,
    /// Topics of the innermost section that has any.
    pub(super) topics: Vec<&'static str>,
    /// A point of a list or a row of a table, which somebody put on record by itself.
    pub(super) is_point: bool,
    /// Its words as numbers, sorted.
    pub(super) words: Vec<u64>,
}

impl Statement {
    pub(super) fn is_about(&self, topics: &[String]) -> bool {
        self.topics.iter().any(|topic| topics.iter().any(|wanted| wanted == topic))
    }

    /// How much of what this says stands in the other too, in percent.
    pub(super) fn share_in(&self, other: &Self) -> usize {
        let common = self.words.iter().filter(|word| other.words.binary_search(word).is_ok()).count();
        common * 100 / self.words.len().max(1)
    }
}

/// The statements of a card's text.
pub(super) fn of(artifact: &Artifact) -> Vec<Statement> {
    let mut reader = Reader { artifact, found: Vec::new(), open: None, section: 0, around: Vec::new() };
    let mut start = artifact.front.end;
    let source = artifact.text.source();
    for line in source.get(start..).unwrap_or_default().split_inclusive('\n') {
        let span = start..start + line.len();
        start = span.end;
        if reader.found.len() >= STATEMENTS {
            break;
        }
        reader.take(span);
    }
    reader.close();
    reader.found
}

struct Reader<'a> {
    artifact: &'a Artifact,
    found: Vec<Statement>,
    /// What is being read: its text, its first line, and whether it is a point.
    open: Option<(String, Span, bool)>,
    /// Sections that begin before the line, and those of them in which it stands.
    section: usize,
    around: Vec<&'a Section>,
}

impl Reader<'_> {
    fn take(&mut self, span: Span) {
        let sections = &self.artifact.markdown.sections;
        while let Some(section) = sections.get(self.section).filter(|section| section.heading.start < span.end) {
            self.close();
            self.around.retain(|outer| outer.span.end > section.heading.start);
            self.around.push(section);
            self.section += 1;
        }
        let seen = self.artifact.markdown.seen(self.artifact.text.source(), span.clone());
        let trimmed = seen.trim();
        let is_rule = trimmed.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '=' | '*' | '_'));
        if is_rule || !self.artifact.markdown.shows(&span) {
            return self.close();
        }
        match point(trimmed) {
            Some(text) => {
                self.close();
                self.open = Some((text.to_owned(), span, true));
            }
            None => match &mut self.open {
                Some((text, _, _)) => {
                    text.push(' ');
                    text.push_str(trimmed);
                }
                None => self.open = Some((trimmed.to_owned(), span, false)),
            },
        }
    }

    fn close(&mut self) {
        let Some((text, line, is_point)) = self.open.take() else { return };
        let own = self.around.iter().rev().map(|section| &section.topics).find(|topics| !topics.is_empty());
        let topics = own.cloned().unwrap_or_default();
        // a point is one statement however many sentences it has
        let pieces = if is_point { vec![text.as_str()] } else { sentences(&text) };
        for text in pieces {
            let words = words(text);
            // a table of contents states nothing
            if !words.is_empty() && !text.contains("](#") && self.found.len() < STATEMENTS {
                let (topics, line) = (topics.clone(), line.clone());
                let (text, section) = (text.trim().to_owned(), self.section);
                self.found.push(Statement { text, line, section, topics, is_point, words });
            }
        }
    }
}

/// The text behind a bullet, a number, or the first bar of a table's row.
fn point(line: &str) -> Option<&str> {
    if line.starts_with('|') {
        return Some(line);
    }
    if let Some(rest) = ["- ", "* ", "+ ", "• "].iter().find_map(|bullet| line.strip_prefix(bullet)) {
        return Some(rest.trim_start());
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).filter(|_| (1..=3).contains(&digits))?;
    rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))
}

fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends = match c {
            '.' | '!' | '?' | ';' => text.get(end..).is_some_and(|rest| rest.starts_with(' ')),
            '。' | '！' | '？' | '；' => true,
            _ => false,
        };
        if ends {
            found.extend(text.get(start..end));
            start = end;
        }
    }
    found.extend(text.get(start..).filter(|rest| !rest.trim().is_empty()));
    found
}

/// The words of a statement without case, as sorted numbers. A script without blanks gives its characters.
pub(super) fn words(text: &str) -> Vec<u64> {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    let mut found: Vec<u64> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\'')) {
        if found.len() >= WORDS {
            break;
        }
        if word.chars().any(is_unspaced) {
            found.extend(word.char_indices().filter_map(|(at, c)| word.get(at..at + c.len_utf8())).map(number));
        } else if word.len() > 1 {
            found.push(number(word));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn number(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Beside, Kind, text::Text};
    use crate::change::{RepoPath, Side};

    fn texts(source: &str) -> Vec<(String, bool)> {
        let path = RepoPath::new(b"MODEL_CARD.md").unwrap();
        let text = Text::new(source.as_bytes().to_vec()).unwrap();
        let card = Artifact::read(path, Side::Head, Kind::ModelCard, text, Beside::Nothing);
        of(&card).into_iter().map(|statement| (statement.text, statement.is_point)).collect()
    }

    #[test]
    fn takes_a_text_apart() {
        let source = "# A\n\nOne. Two\nlines?\n\n- a point. With two sentences,\n  over two lines\n* next\n  1. nested\n\n\
            <!-- - hidden -->\n\n| a | b |\n|---|---|\n| c | d |\n";
        let expected = [
            ("One.", false),
            ("Two lines?", false),
            ("a point. With two sentences, over two lines", true),
            ("next", true),
            ("nested", true),
        ];
        let expected: Vec<(String, bool)> = expected.iter().map(|(text, point)| ((*text).to_owned(), *point)).collect();
        assert_eq!(texts(source), expected);
    }

    #[test]
    fn compares_words() {
        assert_eq!(words("It doesn\u{2019}t, it DOESN'T").len(), 2);
        assert_eq!(words("手書き").len(), 3);
    }
}
