//! Numbers of a card's text by what they are called: cells of tables, and points such as `Accuracy: 0.93`.

use super::results::number;
use crate::artifact::letters;
use crate::artifact::{Artifact, Span};

/// A number and its name.
#[derive(Debug)]
pub(super) struct Figure {
    /// The column's head, or what stands before the colon; letters and digits alone.
    pub(super) name: String,
    /// As it is written.
    pub(super) title: String,
    /// The row's cells without a number; empty for a point.
    pub(super) row: String,
    pub(super) value: String,
    pub(super) line: Span,
    /// Whether it stands in a section about results.
    pub(super) is_result: bool,
}

/// Figures of one card. No card has more.
const FIGURES: usize = 2_000;

/// The numbers of a card, in order.
pub(super) fn of(card: &Artifact) -> Vec<Figure> {
    let source = card.text.source();
    let mut found = Vec::new();
    let mut heads: Vec<String> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    let sections: Vec<&Span> = card
        .markdown
        .sections
        .iter()
        .filter(|section| section.topics.contains(&"evaluation"))
        .map(|section| &section.span)
        .collect();
    let mut start = card.front.end;
    for line in source.get(start..).unwrap_or_default().split_inclusive('\n') {
        let span = start..start + line.len();
        start = span.end;
        if found.len() >= FIGURES {
            break;
        }
        let line = line.trim();
        let is_result = sections.iter().take(FIGURES / 20).any(|section| section.contains(&span.start));
        if !line.contains('|') || line.starts_with(['-', '*', '+']) {
            (heads, before) = (Vec::new(), Vec::new());
            if card.markdown.shows(&span) {
                found.extend(point(line, &span, is_result));
            }
            continue;
        }
        let cells: Vec<String> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().trim_matches(['*', '_', '`']).to_owned())
            .collect();
        let is_rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')));
        if is_rule {
            heads.clone_from(&before);
        } else if !heads.is_empty() && card.markdown.shows(&span) {
            // `MBPP+` is another set than `MBPP`
            let named = |cell: &String| letters(&cell.replace('+', "plus"));
            let row: String = cells.iter().filter(|cell| number(cell).is_none()).map(named).collect();
            for (head, cell) in heads.iter().zip(&cells).skip(1) {
                let named = !row.is_empty() && !letters(head).is_empty() && number(head).is_none();
                if named && number(cell).is_some_and(|(_, _, rest)| rest.chars().count() < 4) {
                    found.push(Figure {
                        name: letters(head),
                        title: head.clone(),
                        row: row.clone(),
                        value: cell.clone(),
                        line: span.clone(),
                        is_result,
                    });
                }
            }
        }
        before = cells;
    }
    found
}

/// `- **Accuracy:** 0.93`
fn point(line: &str, span: &Span, is_result: bool) -> Option<Figure> {
    let text = ["- ", "* ", "+ "].iter().find_map(|bullet| line.strip_prefix(bullet))?;
    let (name, value) = text.split_once([':', '='])?;
    let (name, value) = (name.trim().trim_matches(['*', '_', '`']), value.trim().trim_matches(['*', '_', '`']).trim());
    let is_short = (1..=4).contains(&name.split_whitespace().count());
    let (_, _, rest) = number(value).filter(|_| is_short)?;
    (rest.chars().count() < 3).then(|| Figure {
        name: letters(name),
        title: name.to_owned(),
        row: String::new(),
        value: value.to_owned(),
        line: span.clone(),
        is_result,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Beside, Kind, text::Text};
    use crate::change::{RepoPath, Side};

    #[test]
    fn reads_tables_and_points() {
        let source = "# A\n\n## Results\n\n| Set | Acc. | F1 |\n|---|:-:|---|\n| IMDb | **93.1** | 0.9 |\n\n- **Loss:** 0.31\n\
            - Seed: 42 of many\n";
        let path = RepoPath::new(b"MODEL_CARD.md").unwrap();
        let text = Text::new(source.as_bytes().to_vec()).unwrap();
        let card = Artifact::read(path, Side::Head, Kind::ModelCard, text, Beside::Nothing);
        let found: Vec<(String, String, String)> =
            of(&card).into_iter().map(|figure| (figure.row, figure.name, figure.value)).collect();
        let expected = [("imdb", "acc", "93.1"), ("imdb", "f1", "0.9"), ("", "loss", "0.31")];
        let expected: Vec<_> = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())).into();
        assert_eq!(found, expected);
    }
}
