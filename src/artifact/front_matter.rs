//! Finds the YAML block at the top of a card, by the rules of the Hugging Face Hub.
//!
//! White space may precede the opening `---`, nothing else may. The block ends at the first following line of exactly
//! `---`, blanks behind it allowed.

use super::node::{Node, Value};
use super::problem::{Problem, ProblemKind};
use super::text::Span;
use super::yaml;

/// The block and what it says.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// The mapping; `None` where it does not parse or is none.
    pub node: Option<Node>,
    /// From the opening to the closing fence, fences included; empty where there is no block.
    pub span: Span,
    pub problems: Vec<Problem>,
}

/// Reads the front matter of a card.
#[must_use]
pub fn read(source: &str) -> FrontMatter {
    let Some(opening) = opening(source) else { return displaced(source) };
    let Some((content, end)) = content(source, opening.end) else {
        // a thematic break may open a text: a key on the next line tells a block that was meant
        let next = source.get(opening.end..).unwrap_or_default();
        if looks_like_key(next) {
            let problem = Problem::new(ProblemKind::Unclosed, opening, "the block opened by --- is never closed");
            return FrontMatter { problems: vec![problem], ..FrontMatter::default() };
        }
        return FrontMatter::default();
    };
    let (node, mut problems) = yaml::read(source.get(content.clone()).unwrap_or_default(), content.start);
    let span = opening.start..end;
    let node = node.filter(|node| match node.value {
        Value::Map(_) => true,
        Value::Scalar { .. } if node.is_null() => false,
        _ => {
            let message = "the block must hold keys and values";
            problems.push(Problem::new(ProblemKind::NotMapping, node.span.clone(), message));
            false
        }
    });
    FrontMatter { node, span, problems }
}

/// The opening fence with its line end.
fn opening(source: &str) -> Option<Span> {
    let start = source.len() - source.trim_start().len();
    fence(source, start)
}

/// A line of `---` at `start`, with its line end.
fn fence(source: &str, start: usize) -> Option<Span> {
    let rest = source.get(start..)?.strip_prefix("---")?;
    let end = match rest.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => return None,
    };
    Some(start..start + 3 + end)
}

/// The content between the fences, and the end of the closing one.
fn content(source: &str, from: usize) -> Option<(Span, usize)> {
    let mut line_start = from;
    loop {
        let rest = source.get(line_start..)?;
        let line = rest.split(['\n', '\r']).next()?;
        if let Some(blanks) = line.strip_prefix("---")
            && blanks.chars().all(|c| c == ' ' || c == '\t')
        {
            return Some((from..line_start, line_start + line.len()));
        }
        let end = line_start + line.len();
        line_start = match source.as_bytes().get(end..)? {
            [b'\r', b'\n', ..] => end + 2,
            [_, ..] => end + 1,
            [] => return None,
        };
    }
}

/// A block that readers do not see: behind a byte order mark, or below a first line of text.
fn displaced(source: &str) -> FrontMatter {
    let message = if source.starts_with('\u{feff}') {
        "a byte order mark stands before the block"
    } else {
        "text stands before the block"
    };
    // only the first lines are searched: further down, `---` is a thematic break
    let (mut at, mut seen) = (0, 0);
    for line in source.split_inclusive('\n') {
        seen += usize::from(!line.trim().is_empty());
        if seen > 3 {
            break;
        }
        let skip = if at == 0 { line.len() - line.trim_start_matches('\u{feff}').len() } else { 0 };
        if let Some(opening) = fence(source, at + skip)
            && let Some((content, _)) = content(source, opening.end)
            && looks_like_key(source.get(content.clone()).unwrap_or_default())
            && let (Some(node), _) = yaml::read(source.get(content.clone()).unwrap_or_default(), content.start)
            && matches!(node.value, Value::Map(_))
        {
            let problem = Problem::new(ProblemKind::Misplaced, opening, message);
            return FrontMatter { problems: vec![problem], ..FrontMatter::default() };
        }
        at += line.len();
    }
    FrontMatter::default()
}

fn looks_like_key(text: &str) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            && (rest.is_empty() || rest.starts_with([' ', '\r']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn license(source: &str) -> Option<String> {
        read(source).node?.get("license")?.text().map(str::to_owned)
    }

    fn problem(source: &str) -> Option<ProblemKind> {
        read(source).problems.first().map(|problem| problem.kind)
    }

    #[test]
    fn follows_the_hub() {
        assert_eq!(license("---\nlicense: mit\n---\n# A"), Some("mit".into()));
        assert_eq!(license("\n \n---\r\nlicense: mit\r\n--- \t\r\n"), Some("mit".into()));
        assert_eq!(license("---\rlicense: mit\r---"), Some("mit".into()));
        assert_eq!(license("---\nlicense: mit\n---oops\n"), None);
        assert_eq!(license("# A\n\ntext\n\n---\nlicense: mit\n---\n"), None);
    }

    #[test]
    fn spans_are_absolute() {
        let source = "\n---\nlicense: 'mit'\n---\n";
        let front = read(source);
        let node = front.node.expect("a map");
        assert_eq!(&source[node.get("license").expect("license").span.clone()], "'mit'");
        assert_eq!(&source[front.span], "---\nlicense: 'mit'\n---");
    }

    #[test]
    fn names_what_is_wrong_with_the_block() {
        assert_eq!(problem("---\nlicense: mit\n"), Some(ProblemKind::Unclosed));
        assert_eq!(problem("\u{feff}---\nlicense: mit\n---\n"), Some(ProblemKind::Misplaced));
        assert_eq!(problem("# Title\n---\nlicense: mit\n---\n"), Some(ProblemKind::Misplaced));
        assert_eq!(problem("---\n- a\n- b\n---\n"), Some(ProblemKind::NotMapping));
        assert_eq!(problem("---\nlicense: mit\nlicense: gpl\n---\n"), Some(ProblemKind::DuplicateKey));
        assert_eq!(problem("---\nlicense: \"mit\n---\n"), Some(ProblemKind::Unreadable));
    }

    #[test]
    fn leaves_rules_between_paragraphs_alone() {
        assert_eq!(problem("---\n\nA text.\n\n"), None);
        assert_eq!(problem("Title\n---\nSee: the docs\n"), None);
        assert_eq!(problem("---\n---\n"), None);
    }

    #[test]
    fn hostile_blocks_end_with_a_problem() {
        let bomb = format!(
            "---\na: &a [x,x,x,x,x,x,x,x,x]\n{}---\n",
            ('b'..='z')
                .map(|c| {
                    let before = char::from(c as u8 - 1);
                    format!("{c}: &{c} [{}]\n", vec![format!("*{before}"); 9].join(","))
                })
                .collect::<String>()
        );
        assert_eq!(problem(&bomb), Some(ProblemKind::Unreadable));
        for deep in ["- ".repeat(100_000), "[".repeat(100_000), "{a: ".repeat(20_000), "? ".repeat(50_000)] {
            assert_eq!(problem(&format!("---\n{deep}\n---\n")), Some(ProblemKind::Unreadable));
        }
        assert!(read("---\na: &a [*a]\n---\n").node.is_some());
    }
}
