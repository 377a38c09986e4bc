//! The license arguments of `setup.py`: a program, of which only literals are read. Nothing is run.

use super::Subject;
use super::license::{LicenseClaim, named};
use super::manifest::classified;
use crate::artifact::{Artifact, Span};

/// Bytes of a literal that names a license. Longer ones are texts.
const LITERAL: usize = 150;

/// What a program gives a name to.
#[derive(Default)]
struct Given<'s> {
    /// Names with the literals that they are set to.
    literals: Vec<(&'s str, Span)>,
    /// Names with the names that they are set to.
    names: Vec<(&'s str, &'s str)>,
    classifiers: Vec<(&'s str, Span)>,
}

pub(super) fn script(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    let source = artifact.text.source();
    let given = given(source);
    let is_license = |name: &str| matches!(name, "license" | "licence");
    let own = given.literals.iter().filter(|(name, _)| is_license(name));
    let passed = given.names.iter().filter(|(name, other)| is_license(name) && !is_license(other));
    // nobody needs more, and each is looked for among all
    let set = passed.take(8).flat_map(|(_, other)| given.literals.iter().filter(move |(name, _)| name == other));
    let mut claims = Vec::new();
    let mut all = own.chain(set).map(|(_, span)| span);
    // of two, nobody knows which is passed on
    if let (Some(span), None) = (all.next(), all.next())
        && let Some(words) = source.get(span.clone()).filter(|words| !words.trim().is_empty())
    {
        claims.push(named(artifact, Subject::Code, &[words.trim()], span.clone()));
    }
    claims.extend(classified(artifact, &given.classifiers));
    claims
}

/// Goes through a program once: comments are passed over, and what stands in a text is no program.
fn given(source: &str) -> Given<'_> {
    let bytes = source.as_bytes();
    let mut given = Given::default();
    let (mut name, mut is_set) = ("", false);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = source.get(at..).unwrap_or_default();
        match byte {
            b'#' => at += rest.find('\n').unwrap_or(rest.len()),
            b'"' | b'\'' => {
                let span = literal(bytes, at);
                at = span.end + (span.start - at);
                let text = source.get(span.clone()).unwrap_or_default();
                if text.len() <= LITERAL && text.starts_with("License ::") {
                    given.classifiers.push((text, span));
                } else if is_set && text.len() <= LITERAL {
                    given.literals.push((name, span));
                }
                (name, is_set) = ("", false);
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                at += end;
                // r"…" is a text as well
                let is_prefix = word.len() < 3 && matches!(bytes.get(at), Some(b'"' | b'\''));
                if is_set && !is_prefix {
                    given.names.push((name, word));
                }
                if !is_prefix {
                    (name, is_set) = (word, false);
                }
            }
            b'=' if bytes.get(at + 1) == Some(&b'=') => {
                (name, is_set) = ("", false);
                at += 2;
            }
            b'=' => {
                is_set = !name.is_empty();
                at += 1;
            }
            _ => {
                let goes_on = byte.is_ascii_whitespace() || (byte == b'(' && is_set);
                if !goes_on {
                    (name, is_set) = ("", false);
                }
                at += 1;
            }
        }
    }
    given
}

/// What a text holds that begins at a quotation mark, between marks of the same length.
fn literal(bytes: &[u8], at: usize) -> Span {
    let mark = bytes.get(at).copied().unwrap_or_default();
    let long = bytes.get(at..at + 3).is_some_and(|marks| marks.iter().all(|byte| *byte == mark));
    let start = at + if long { 3 } else { 1 };
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let closes = if long {
            bytes.get(end..end + 3).is_some_and(|marks| marks.iter().all(|byte| *byte == mark))
        } else {
            byte == mark || byte == b'\n'
        };
        if closes {
            break;
        }
        end += if byte == b'\\' { 2 } else { 1 };
    }
    start..end.min(bytes.len())
}
