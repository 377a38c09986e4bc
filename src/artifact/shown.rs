//! What a reader sees of a Markdown text. Comments, declarations, style sheets, references that nothing uses and
//! characters without a shape are written in the file and appear nowhere: nothing is said there.

use super::text::Span;
use crate::order;
use crate::visible::is_tricky;
use regex::Regex;
use std::sync::LazyLock;

/// Whether a text has anything to see.
#[must_use]
pub(super) fn is_visible(text: &str) -> bool {
    // U+2800 and the Hangul fillers have a width and no shape
    text.chars().any(|c| !c.is_whitespace() && !is_tricky(c) && c != '\u{2800}')
}

/// Comments of a text, from `from` on; an unclosed one runs to the end. They hide even what Markdown takes for a
/// paragraph. What stands in code is shown as it is.
fn comments(source: &str, from: usize, code: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = from;
    while let Some(start) = source.get(at..).and_then(|rest| rest.find("<!--")).map(|start| at + start) {
        if let Some(block) = holder(code, start) {
            at = block.end;
            continue;
        }
        let end = source.get(start + 4..).and_then(|rest| rest.find("-->")).map_or(source.len(), |end| start + end + 7);
        found.push(start..end);
        at = end;
    }
    found
}

/// What readers do not see from `from` on, in order: comments, and elements that ask not to be shown, with all they hold.
pub(super) fn hidden(source: &str, from: usize, code: &[Span]) -> Vec<Span> {
    let mut found = comments(source, from, code);
    let lower = source.get(from..).unwrap_or_default().to_ascii_lowercase();
    if !["hidden", "style", "<del", "<s>", "<s "]
        .iter()
        .chain(&UNSHOWN)
        .chain(&PLAYERS)
        .any(|word| lower.contains(word))
    {
        return found;
    }
    let unstyled = concealed_by_sheets(&lower);
    let mut elements = Vec::new();
    let mut never_closed = false;
    let mut at = from;
    while let Some(start) = source.get(at..).and_then(|rest| rest.find('<')).map(|start| at + start) {
        let inside = holder(code, start).or_else(|| holder(&found, start));
        at = inside.map_or(start + 1, |span| span.end);
        let Some(tag) = source.get(start..).filter(|_| inside.is_none()).and_then(tag) else { continue };
        at = start + tag.len();
        let is_struck = ["s", "del", "strike"].iter().any(|struck| struck.eq_ignore_ascii_case(name(tag)));
        let is_player = !never_closed && is_one_of(&PLAYERS, tag);
        if !is_struck && !is_player && !asks_to_be_hidden(tag, &unstyled) {
            continue;
        }
        let end = end_of_element(source, start, tag, code);
        if is_player {
            // what browsers show instead of a player that they do not know; one that is never closed is a slip
            let inside = source.get(at..end).and_then(|inside| inside.rfind("</")).map(|close| at..at + close);
            never_closed = end == source.len() && !source.ends_with('>');
            at = if never_closed { at } else { end };
            elements.extend(inside.filter(|_| !never_closed));
            continue;
        }
        let element = source.get(start..end).unwrap_or_default();
        // `<s>` is a token of language models as well: what is struck ends with its paragraph
        if !is_struck || (element.ends_with('>') && !element.contains("\n\n")) {
            elements.push(start..end);
            at = end;
        }
    }
    found.extend(elements);
    found
}

/// Spans in order, without those that stand in others.
pub(super) fn outer(mut spans: Vec<Span>) -> Vec<Span> {
    order::by_key(&mut spans, |span| span.start);
    let mut end = 0;
    spans.retain(|span| {
        let is_outer = span.start >= end;
        end = end.max(span.end);
        is_outer
    });
    spans
}

/// Elements that browsers do not show, whatever they hold.
const UNSHOWN: [&str; 4] = ["<template", "<dialog", "<noscript", "<datalist"];

/// Elements that show something of their own, and what they hold only where they cannot.
const PLAYERS: [&str; 5] = ["<video", "<audio", "<iframe", "<object", "<canvas"];

fn is_one_of(elements: &[&str], tag: &str) -> bool {
    elements.iter().any(|known| known.strip_prefix('<').is_some_and(|known| known.eq_ignore_ascii_case(name(tag))))
}

/// Names that the style sheets of one text hide. None has more.
const SHEET: usize = 30;

/// What the style sheets of a text, in lower case, leave unseen: names of elements, `.class` and `#id`.
fn concealed_by_sheets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for sheet in text.split("<style").skip(1).map(|rest| rest.split("</style").next().unwrap_or_default()) {
        let rules = sheet.split_once('>').map_or("", |(_, rules)| rules).split('}');
        for (before, style) in rules.filter_map(|rule| rule.rsplit_once('{')) {
            let selectors = before.rsplit('{').next().unwrap_or_default();
            if conceals(&style.split_whitespace().collect::<String>()) {
                let last = selectors.split(',').filter_map(|selector| selector.split_whitespace().last());
                found.extend(last.filter(|last| !last.contains(':')).take(SHEET).map(str::to_owned));
            }
        }
        found.truncate(SHEET);
    }
    found
}

/// Whether one of the selectors names this tag.
fn is_selected(tag: &str, selectors: &[String]) -> bool {
    let is_word = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
    selectors.iter().any(|selector| match selector.rfind(['.', '#']) {
        None => *selector == name(tag),
        Some(at) => {
            let wanted = selector.get(at + 1..).unwrap_or_default();
            tag.split(is_word).skip(1).any(|word| word == wanted)
        }
    })
}

/// The opening tag at the start of a text.
fn tag(text: &str) -> Option<&str> {
    text.as_bytes().get(1).filter(|byte| byte.is_ascii_alphabetic())?;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return text.get(..=at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            // no tag is this long
            _ if at > TAG => return None,
            _ => {}
        }
    }
    None
}

/// Bytes of one tag.
const TAG: usize = 500;

fn name(tag: &str) -> &str {
    let rest = tag.trim_start_matches(['<', '/']);
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default()
}

fn asks_to_be_hidden(tag: &str, unstyled: &[String]) -> bool {
    let lower = tag.to_ascii_lowercase();
    let mut bare = String::new();
    let mut values = String::new();
    for (index, part) in lower.split(['"', '\'']).enumerate() {
        // what stands between quotes is a value
        let (into, sign) = if index % 2 == 0 { (&mut bare, ' ') } else { (&mut values, ';') };
        into.push_str(part);
        into.push(sign);
    }
    let values: String = values.split_whitespace().collect();
    let is_void = matches!(name(&lower), "img" | "br" | "hr" | "input" | "source" | "link" | "meta" | "wbr");
    let attribute = |word: &str| word == "hidden" || word.starts_with("hidden=");
    let is_unshown = is_one_of(&UNSHOWN, &lower) || is_selected(&lower, unstyled);
    !is_void
        && (is_unshown
            || (bare.contains("style=") && conceals(&values))
            || bare.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).any(attribute))
}

/// Whether a style, in lower case and without blanks, leaves nothing to see.
fn conceals(style: &str) -> bool {
    let style = style.replace("&colon;", ":").replace("&#58;", ":").replace("&#x3a;", ":");
    let clips = style.contains("overflow:hidden");
    let is_zero = |value: &str| value.starts_with('0') && !value.contains(|c| matches!(c, '1'..='9'));
    let is_far =
        |value: &str| value.strip_prefix('-').is_some_and(|far| far.bytes().take(3).all(|b| b.is_ascii_digit()));
    // a backslash writes letters in another way, which nobody does who wants to be read
    style.contains('\\')
        || style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(name, value)| match name {
            "display" => value.starts_with("none"),
            "visibility" | "content-visibility" => value.starts_with("hidden") || value.starts_with("collapse"),
            "opacity" | "font-size" => is_zero(value),
            "color" => value.starts_with("transparent"),
            "height" | "max-height" | "width" | "max-width" => clips && is_zero(value),
            "left" | "right" | "top" | "bottom" | "text-indent" | "margin-left" => is_far(value),
            "transform" => value.starts_with("scale(0)"),
            _ => false,
        })
}

/// Where an element ends: behind its closing tag, or with the text.
fn end_of_element(source: &str, start: usize, tag: &str, code: &[Span]) -> usize {
    let name_of = name(tag).to_ascii_lowercase();
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(next) = source.get(at..).and_then(|rest| rest.find('<')).map(|next| at + next) {
        at = next + 1;
        let rest = source.get(next..).unwrap_or_default();
        if holder(code, next).is_some()
            || !name(rest.get(..rest.floor_char_boundary(40)).unwrap_or_default()).eq_ignore_ascii_case(&name_of)
        {
            continue;
        }
        if !rest.starts_with("</") {
            depth += 1;
        } else if depth <= 1 {
            return rest.find('>').map_or(source.len(), |end| next + end + 1);
        } else {
            depth -= 1;
        }
    }
    source.len()
}

/// The one of the ordered spans that holds a byte.
pub(super) fn holder(spans: &[Span], at: usize) -> Option<&Span> {
    let next = spans.partition_point(|span| span.start <= at);
    spans.get(next.checked_sub(1)?).filter(|span| span.contains(&at))
}

/// The lines of a block of HTML on which something is to see.
pub(super) fn of_html(block: &str) -> Vec<Span> {
    static UNSEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?is)<!--.*?(?:-->|\z)|<\?.*?(?:\?>|\z)|<!\[CDATA\[.*?(?:\]\]>|\z)|<![a-z].*?(?:>|\z)",
            r"|<(?:style|script)\b.*?(?:</(?:style|script)\s*>|\z)",
            r"|<h[1-6](?:\s[^>]*)?>.*?</h[1-6]\s*>|&(?:nbsp|#160|#8203|zwnj|zwj|shy);",
        ))
        .ok()
    });
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"</?[A-Za-z][^>]*>?").ok());
    let (Some(unseen), Some(tag)) = (UNSEEN.as_ref(), TAG.as_ref()) else { return Vec::new() };
    // bytes and lines stay where they are
    let blank = |text: &str| text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect::<String>();
    let rest = unseen.replace_all(block, |found: &regex::Captures<'_>| blank(&found[0]));
    let rest = tag.replace_all(
        &rest,
        |found: &regex::Captures<'_>| {
            if is_picture(&found[0]) { found[0].to_owned() } else { blank(&found[0]) }
        },
    );
    let mut start = 0;
    let mut lines = Vec::new();
    for line in rest.split_inclusive('\n') {
        if is_visible(line) {
            lines.push(start..start + line.len());
        }
        start += line.len();
    }
    lines
}

/// A tag that shows something without a text.
pub(super) fn is_picture(tag: &str) -> bool {
    const NAMES: [&str; 8] = ["img", "video", "audio", "iframe", "picture", "svg", "object", "embed"];
    let name = tag.trim_start_matches('<').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_shapes_from_nothing() {
        assert!(is_visible("a") && is_visible("✅"));
        assert!(!is_visible(" \u{200b}\u{a0}\u{2800}\u{3164}\n"));
    }

    #[test]
    fn sees_through_html() {
        let lines = |html: &str| of_html(html).into_iter().map(|span| html[span].trim().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines("<p>\nseen <b>x</b>\n</p>"), ["seen <b>x</b>"]);
        assert_eq!(lines("<img src=\"a\">"), ["<img src=\"a\">"]);
        for nothing in ["<br>", "<p>&nbsp;</p>", "<? a\nb ?>", "<!a b>", "<![CDATA[ a ]]>", "<style>\na\n</style>"] {
            assert_eq!(lines(nothing), Vec::<String>::new(), "{nothing}");
        }
    }
}
