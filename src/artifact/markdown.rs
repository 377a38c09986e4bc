//! The sections of a Markdown text: headings of every kind, what they are about, and whether anything stands below them.

use super::filling::content_of;
use super::shown::{hidden, holder, is_picture, is_visible, of_html, outer};
use super::text::Span;
use super::topics;
use crate::limits::HEADINGS;
use crate::order;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use regex::Regex;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// A bold line that stands for a heading, below every real level.
const BOLD_LINE: u8 = 7;

/// A heading and what belongs to it.
#[derive(Debug, Clone)]
pub struct Section {
    /// 1 to 6; 7 for a bold line of its own.
    pub level: u8,
    pub title: String,
    /// The heading line.
    pub heading: Span,
    /// From the heading to the next one of the same or a higher level.
    pub span: Span,
    /// Ids of [`topics`].
    pub topics: Vec<&'static str>,
}

/// How much a section says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Filled,
    /// Nothing but white space, comments and headings.
    Empty,
    /// Nothing but fillers such as `[More Information Needed]`.
    Placeholder,
}

/// The structure of a text.
#[derive(Debug, Clone, Default)]
pub struct Markdown {
    pub sections: Vec<Section>,
    /// Fenced and indented code: what stands there is an example, not a statement.
    pub code: Vec<Span>,
    /// Whether headings were left out, since there are too many.
    pub is_cut: bool,
    /// Where something is to see besides the headings, in order.
    shown: Vec<Span>,
    /// What is written and not shown, in order.
    hidden: Vec<Span>,
}

/// Reads the text from `from` on; spans count from the start of `source`.
#[must_use]
pub fn read(source: &str, from: usize) -> Markdown {
    let body = source.get(from..).unwrap_or_default();
    let mut reader = Reader {
        from,
        source,
        headings: Vec::new(),
        code: Vec::new(),
        shown: Vec::new(),
        verbatim: Vec::new(),
        unseen: Vec::new(),
        notes: Vec::new(),
        used: HashSet::new(),
        open: None,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for (event, span) in Parser::new_ext(body, options).into_offset_iter() {
        reader.take(&event, span);
    }
    let Reader { mut headings, code, mut shown, verbatim, mut unseen, notes, used, .. } = reader;
    unseen.extend(hidden(source, from, &verbatim));
    // a note that nothing refers to is not shown
    unseen.extend(notes.into_iter().filter(|(label, _)| !used.contains(label)).map(|(_, span)| span));
    let hidden = outer(unseen);
    headings.retain(|(_, _, span)| holder(&hidden, span.start).is_none());
    order::by_key(&mut headings, |(_, _, span)| span.start);
    let is_cut = headings.len() > HEADINGS;
    headings.truncate(HEADINGS);
    let titles: Vec<Span> = headings.iter().map(|(_, _, span)| span.clone()).collect();
    shown.retain(|span| holder(&hidden, span.start).is_none() && holder(&titles, span.start).is_none());
    order::by_key(&mut shown, |span| span.start);
    let ends = ends(&headings, source.len());
    let sections = headings
        .into_iter()
        .zip(ends)
        .map(|((level, title, heading), end)| Section {
            level,
            topics: topics::of_heading(&title).into_iter().map(|topic| topic.id.as_str()).collect(),
            title,
            span: heading.start..end,
            heading,
        })
        .collect();
    Markdown { sections, code, is_cut, shown, hidden }
}

/// Where each section ends, in one pass from the last heading to the first.
fn ends(headings: &[(u8, String, Span)], length: usize) -> Vec<usize> {
    // the next start of a heading at each level or above
    let mut next = [length; BOLD_LINE as usize + 1];
    let mut ends: Vec<usize> = headings
        .iter()
        .rev()
        .map(|(level, _, span)| {
            let level = usize::from(*level).min(next.len() - 1);
            let end = next.get(level).copied().unwrap_or(length);
            next.iter_mut().skip(level).for_each(|start| *start = span.start);
            end
        })
        .collect();
    ends.reverse();
    ends
}

struct Reader<'a> {
    from: usize,
    source: &'a str,
    headings: Vec<(u8, String, Span)>,
    code: Vec<Span>,
    shown: Vec<Span>,
    /// Code in blocks and in lines, where nothing is HTML.
    verbatim: Vec<Span>,
    /// Titles of links, texts in place of pictures, and what is struck through.
    unseen: Vec<Span>,
    /// Footnotes, and those that something refers to.
    notes: Vec<(String, Span)>,
    used: HashSet<String>,
    /// A heading or paragraph being read: its level, its text, and whether all of it is bold.
    open: Option<Open>,
}

struct Open {
    level: u8,
    title: String,
    span: Span,
    bold: usize,
    plain: bool,
}

impl Reader<'_> {
    fn take(&mut self, event: &Event<'_>, span: Span) {
        let span = span.start + self.from..span.end + self.from;
        match event {
            Event::Code(text) if is_visible(text) => {
                self.shown.push(span.clone());
                self.verbatim.push(span.clone());
            }
            Event::Text(text) if is_visible(text) => self.shown.push(span.clone()),
            Event::InlineHtml(tag) if is_picture(tag) => self.shown.push(span.clone()),
            Event::Start(Tag::Image { .. }) => self.shown.push(span.clone()),
            _ => {}
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.start(level_number(*level), span),
            Event::Start(Tag::Paragraph) => self.start(BOLD_LINE, span),
            Event::Start(Tag::Strong) => self.with(|open| open.bold += 1),
            Event::End(TagEnd::Strong) => self.with(|open| open.bold = open.bold.saturating_sub(1)),
            Event::Text(text) | Event::Code(text) => self.with(|open| {
                open.plain |= open.bold == 0 && !matches!(text.trim(), "" | ":");
                open.title.push_str(text);
            }),
            Event::SoftBreak | Event::HardBreak => self.with(|open| {
                open.plain = true;
                open.title.push(' ');
            }),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) => self.finish(),
            Event::Start(Tag::CodeBlock(_)) => {
                self.verbatim.push(span.clone());
                self.code.push(span);
            }
            Event::Start(Tag::HtmlBlock) => self.html(&span),
            Event::Start(Tag::Link { title, .. }) => self.title(title, &span),
            Event::Start(Tag::Image { title, .. }) => {
                self.title(title, &span);
                let end = self.source.get(span.clone()).and_then(|image| image.rfind("]("));
                self.unseen.extend(end.filter(|end| *end > 2).map(|end| span.start + 2..span.start + end));
            }
            // one tilde stands for "about" as well
            Event::Start(Tag::Strikethrough)
                if self.source.get(span.start..).is_some_and(|it| it.starts_with("~~")) =>
            {
                self.unseen.push(span);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => self.notes.push((label.to_string(), span)),
            Event::FootnoteReference(label) => {
                self.used.insert(label.to_string());
            }
            _ => {}
        }
    }

    /// What a link says to those who point at it, and to nobody else.
    fn title(&mut self, title: &str, span: &Span) {
        let link = self.source.get(span.clone()).filter(|_| !title.is_empty());
        let start = link.and_then(|link| link.rfind(title).or_else(|| link.rfind("](")));
        self.unseen.extend(start.map(|start| span.start + start..span.end));
    }

    fn with(&mut self, f: impl FnOnce(&mut Open)) {
        if let Some(open) = &mut self.open {
            f(open);
        }
    }

    fn start(&mut self, level: u8, span: Span) {
        self.open = Some(Open { level, title: String::new(), span, bold: 0, plain: false });
    }

    fn finish(&mut self) {
        let Some(open) = self.open.take() else { return };
        let title = open.title.trim().to_owned();
        let is_heading = open.level < BOLD_LINE || (!open.plain && !title.is_empty() && title.len() < 120);
        if is_heading {
            self.headings.push((open.level, title, open.span));
        }
    }

    fn html(&mut self, span: &Span) {
        static HEADING: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"(?is)<h([1-6])(?:\s[^>]*)?>(.*?)</h[1-6]\s*>").ok());
        let (Some(heading), Some(html)) = (HEADING.as_ref(), self.source.get(span.clone())) else { return };
        let lines = of_html(html).into_iter();
        self.shown.extend(lines.map(|line| span.start + line.start..span.start + line.end));
        for found in heading.captures_iter(html) {
            let (Some(whole), Some(level), Some(title)) = (found.get(0), found.get(1), found.get(2)) else { continue };
            let level = level.as_str().parse().unwrap_or(6);
            let title = without_tags(title.as_str());
            self.headings.push((level, title, span.start + whole.start()..span.start + whole.end()));
        }
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

impl Markdown {
    /// What a section says, with everything below it.
    #[must_use]
    pub fn content(&self, source: &str, section: &Section) -> Content {
        let body = section.heading.end..section.span.end;
        let lines = self.lines(source, &body);
        content_of(&lines.collect::<String>())
    }

    /// The lines within a span on which a reader sees something, headings and what is hidden left out.
    pub fn lines<'a>(&'a self, source: &'a str, within: &Span) -> impl Iterator<Item = Cow<'a, str>> {
        let first = self.shown.partition_point(|span| span.start < within.start);
        let (mut at, end) = (within.start, within.end);
        let shown = self.shown.iter().skip(first).take_while(move |span| span.start < end);
        shown.filter_map(move |span| {
            // several stretches may stand on one line
            let (from, to) = (span.start.max(at), span.end.min(end));
            let to = if source.get(from..to)?.ends_with('\n') { to - 1 } else { to };
            let start = source.get(at..from)?.rfind('\n').map_or(at, |line| at + line + 1);
            let stop = source.get(to..end)?.find('\n').map_or(end, |line| to + line + 1);
            at = stop;
            Some(self.seen(source, start..stop))
        })
    }

    /// A stretch of the text without what is hidden in it.
    #[must_use]
    pub fn seen<'a>(&self, source: &'a str, within: Span) -> Cow<'a, str> {
        let first = self.hidden.partition_point(|span| span.end <= within.start);
        let mut hidden = self.hidden.iter().skip(first).take_while(|span| span.start < within.end).peekable();
        if hidden.peek().is_none() {
            return source.get(within).unwrap_or_default().into();
        }
        let mut out = String::new();
        let mut at = within.start;
        for span in hidden {
            out.push_str(source.get(at..span.start).unwrap_or_default());
            at = span.end;
        }
        out.push_str(source.get(at..within.end).unwrap_or_default());
        out.into()
    }

    /// The text with blanks in the place of what is hidden, so that lines stay where they are.
    #[must_use]
    pub fn blanked(&self, source: &str) -> String {
        let mut out = String::with_capacity(source.len());
        let mut at = 0;
        for span in &self.hidden {
            out.push_str(source.get(at..span.start).unwrap_or_default());
            let hidden = source.get(span.start.max(at)..span.end).unwrap_or_default();
            out.extend(hidden.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            at = span.end.max(at);
        }
        out.push_str(source.get(at..).unwrap_or_default());
        out
    }

    /// Whether a reader sees anything within a span, headings left out.
    #[must_use]
    pub fn shows(&self, within: &Span) -> bool {
        let next = self.shown.partition_point(|span| span.end <= within.start);
        self.shown.get(next).is_some_and(|span| span.start < within.end)
    }

    /// What a span holds besides blocks of code.
    #[must_use]
    pub fn prose(&self, within: &Span) -> Vec<Span> {
        let mut at = within.start;
        let mut found = Vec::new();
        for code in self.code.iter().filter(|code| code.start < within.end && code.end > within.start) {
            found.push(at..code.start.max(at));
            at = code.end;
        }
        found.push(at..within.end.max(at));
        found
    }

    /// Whether a byte stands in a code block.
    #[must_use]
    pub fn is_code(&self, at: usize) -> bool {
        holder(&self.code, at).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(source: &str) -> Vec<(u8, String)> {
        read(source, 0).sections.into_iter().map(|s| (s.level, s.title)).collect()
    }

    fn content(source: &str) -> Content {
        let markdown = read(source, 0);
        markdown.content(source, &markdown.sections[0])
    }

    #[test]
    fn finds_headings_of_every_kind_and_no_others() {
        let source = "# A\n\nSet\n===\n\n<h3 align=\"center\">C <b>d</b></h3>\n\n**Bold line**\n\ntext **bold**\n\n```\n# no\n```\n";
        let expected = [(1, "A"), (1, "Set"), (3, "C d"), (7, "Bold line")].map(|(l, t)| (l, t.to_owned()));
        assert_eq!(titles(source), expected);
    }

    #[test]
    fn what_nobody_sees_says_nothing() {
        for nothing in [
            "\u{200b}",
            "&nbsp;",
            "&#8203;",
            "\u{3164}",
            "\u{2800}",
            "<br>",
            "<p></p>",
            "<details></details>",
            ".",
            "[](x)",
            "[x]: y \"It fails\"",
            "<? It fails ?>",
            "<!it fails>",
            "<div>\n<!-- a\n\nIt fails -->",
            "<div hidden>\n\nIt fails.\n\n<div>\n\nOften.\n\n</div>\n\nIt fails.\n</div>",
            "<p style=\"color: red; display : none\">It fails.</p>",
            "<span hidden=\"\">It fails.</span>",
            "<template>It fails.</template>",
        ] {
            assert_eq!(content(&format!("## A\n{nothing}\n")), Content::Empty, "{nothing}");
        }
        assert_eq!(titles("<h2>\nA\n</h2>\n\n<!-- <h2>B</h2> -->\n"), [(2, "A".to_owned())]);
        assert_eq!(titles("<div hidden>\n\n## A\n\n</div>\n\n## B\n"), [(2, "B".to_owned())]);
        for something in [
            "<div aria-hidden=\"true\">It fails.</div>",
            "<div class=\"hidden\">It fails.</div>",
            "`<div hidden>` fails.",
        ] {
            assert_eq!(content(&format!("## A\n{something}\n")), Content::Filled, "{something}");
        }
    }

    #[test]
    fn sections_end_at_the_next_of_their_level() {
        let source = "# A\n## B\nb\n### C\nc\n## D\nd\n";
        let spans: Vec<&str> = read(source, 0).sections.iter().map(|s| &source[s.span.clone()]).collect();
        assert_eq!(spans, [source, "## B\nb\n### C\nc\n", "### C\nc\n", "## D\nd\n"]);
    }

    #[test]
    fn tells_filled_from_empty() {
        assert_eq!(content("## A\n<!-- say something -->\n\n### B\n\n"), Content::Empty);
        assert_eq!(content("## A\n[More Information Needed]\n"), Content::Placeholder);
        assert_eq!(
            content("## A\n- **Homepage:** [Needs More Information](https://x.y)\n### B\nTODO\n"),
            Content::Placeholder
        );
        assert_eq!(content("## A\nN/A, because the data is synthetic.\n"), Content::Filled);
        assert_eq!(content("## A\n```\ncode\n```\n"), Content::Filled);
        assert_eq!(content("## A\n![](plot.png)\n"), Content::Filled);
        assert_eq!(content("## B\n`<!--` hides.\n\n## A\n"), Content::Filled);
        assert_eq!(content("## A\nTODO <!-- say more -->\n"), Content::Placeholder);
        for filler in [
            "[À compléter]",
            "待补充",
            "準備中。",
            "Noch zu ergänzen",
            "Users (both direct and downstream) should be made aware of the risks, biases and limitations of the model. \
             More information needed for further recommendations.",
        ] {
            assert_eq!(content(&format!("## A\n{filler}\n")), Content::Placeholder, "{filler}");
        }
        assert_eq!(content("## A\nN/A\n"), Content::Filled);
        assert_eq!(content("## A\n| a | b |\n|---|---|\n| 1 | 2 |\n"), Content::Filled);
        assert_eq!(content("## A\n- a\n  - nested\n"), Content::Filled);
        assert_eq!(content("## A\n<p>It fails.</p>\n"), Content::Filled);
        assert_eq!(
            content("## A\n- **Homepage:** https://x.y\n- **Paper:** [More Information Needed]\n"),
            Content::Filled
        );
    }
}
