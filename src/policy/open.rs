//! What a broken policy or rule leaves open. A reader of TOML tells that at the end of the file, and of every line before it.

use crate::artifact::Span;
use crate::mistake::Mistake;

/// A bracket, brace or quotation mark that nothing closes.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) mistake: Mistake,
    /// Where the table or key begins that it belongs to: what stands above can be read.
    pub(super) whole: usize,
}

/// Finds the first one, where there is one.
pub(crate) fn find(source: &str) -> Option<Open> {
    let bytes = source.as_bytes();
    let mut stack: Vec<usize> = Vec::new();
    // the table, and the line of the key
    let (mut table, mut line, mut in_header) = (None, 0, false);
    let mut at = 0;
    let mut is_fresh = true;
    while let Some(byte) = bytes.get(at) {
        let top = stack.last().copied();
        let opener = top.and_then(|top| bytes.get(top));
        match byte {
            b'\n' if in_header => return Some(open(source, stack.first().copied()?, table, "name")),
            b'\n' if stack.is_empty() => (line, is_fresh) = (at + 1, true),
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'#' => at += source.get(at..)?.find('\n').unwrap_or(source.len()) - 1,
            b'"' | b'\'' => match string(source, at) {
                Some(end) => (at, is_fresh) = (end - 1, false),
                None => return Some(open(source, at, table.or(Some(line)), "text")),
            },
            b'[' | b'{' => {
                if stack.is_empty() && is_fresh {
                    (table, in_header) = (Some(at), true);
                }
                is_fresh = false;
                stack.push(at);
            }
            b']' | b'}' => match opener {
                Some(b'[') if *byte == b']' => drop(stack.pop()),
                Some(b'{') if *byte == b'}' => drop(stack.pop()),
                Some(_) => break,
                // one that closes nothing is told well enough
                None => return None,
            },
            b'=' if opener == Some(&b'[') => {
                let lists = stack.iter().rev().take_while(|at| bytes.get(**at) == Some(&b'['));
                let first = lists.last().copied().or(top)?;
                return Some(open(source, first, table.or(Some(line)), if in_header { "name" } else { "list" }));
            }
            _ => is_fresh = false,
        }
        in_header &= !stack.is_empty();
        at += 1;
    }
    let first = if at < bytes.len() { stack.last() } else { stack.first() };
    let what = if in_header { "name" } else { "list" };
    first.map(|first| open(source, *first, table.or(Some(line)), what))
}

fn open(source: &str, at: usize, whole: Option<usize>, what: &str) -> Open {
    let rest = source.get(at..).unwrap_or_default();
    let (message, help) = match (what, rest.as_bytes()) {
        ("text", [b'\'', ..]) => ("the text is not closed", "write `'` at its end"),
        ("text", _) => ("the text is not closed", "write `\"` at its end"),
        ("name", [b'[', b'[', ..]) => ("the name of the table is not closed", "write `]]` behind it"),
        ("name", _) => ("the name of the table is not closed", "write `]` behind it"),
        (_, [b'{', ..]) => ("the table is not closed", "write `}` at its end"),
        _ => ("the list is not closed", "write `]` behind its last item"),
    };
    let help = format!("{help}; what follows was not read");
    let span: Span = at..at + 1;
    Open { mistake: Mistake::new(span, message, help), whole: whole.unwrap_or_default() }
}

/// Where a string ends that begins at a quotation mark; `None` where it does not.
fn string(source: &str, start: usize) -> Option<usize> {
    let rest = source.get(start..)?;
    let mark = rest.get(..1)?;
    let long = mark.repeat(3);
    let (marks, is_long) = if rest.starts_with(&long) { (long.as_str(), true) } else { (mark, false) };
    let mut at = start + marks.len();
    loop {
        let rest = source.get(at..)?;
        if rest.starts_with(marks) {
            at += marks.len();
            // up to two more belong to the text
            while is_long && source.get(at..)?.starts_with(mark) {
                at += 1;
            }
            return Some(at);
        }
        let next = rest.chars().next().filter(|c| is_long || *c != '\n')?;
        at += next.len_utf8();
        if next == '\\' && mark == "\"" {
            at += source.get(at..)?.chars().next().filter(|c| is_long || *c != '\n')?.len_utf8();
        }
    }
}
