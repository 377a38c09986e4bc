//! Hostile texts for property tests, and judges that know nothing of the escapers: a Markdown parser with GitHub's
//! filters, and the recogniser of the Actions runner.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;
use std::sync::LazyLock;

/// As many as the acceptance points ask for.
pub(crate) const CASES: u32 = 10_000;

#[rustfmt::skip]
const ATOMS: &[&str] = &[
    "`", "``", "```", "``````````", "~~~", "@user", "@org/team", "#1", "GH-1", "gh-12", "http://a.b", "https://a.b/c",
    "www.a.b", "](", "[", "]", "![", "(x)", "[a](b)", "![a](https://b.c/d.png)", "[^1]", "[x]: http://y",
    "<img src=x>", "<", ">", "</td>", "<!--", "-->", "</details>", "<details>", "<a href=x>y</a>", "\n", "\r", "\r\n",
    "\n\n", "\n---\n", "\n===\n", "::add-mask::x", "::error file=a::b", "##[error]", "##[add-mask]x", "%0A", "%0D",
    "%25", "\u{202e}", "\u{2066}", "\u{200b}", "\u{feff}", "\u{fe0f}", "\u{ad}", "|", "\\|", "||",
    "\n| a | b |\n| - | - |\n", "$x$", "$$", "$", "😀", "👩\u{200d}💻", ":tada:", "owner/repo#1",
    "0123456789abcdef0123456789abcdef01234567", "deadbee", "user@host.org", "mailto:a@b.c", "xmpp:a@b.c",
    "owner/repo@deadbeef1", "*", "**", "_", "__", "~~", "\\", "\\\\", "&", "&#64;", "&lt;", "#", "# ", "- ", "1. ",
    "+ ", "> ", "    ", "\t", " ", " ", "a", "word", "B", "7", ".", ",", ":", ";", "!", "-", "=", "'", "\"", "{", "}",
    "%", "CVE-2024-1234", "GHSA-aaaa-bbbb-cccc", "é", "重", "\u{0}", "\u{1b}[31m", "\u{7}", "\u{2028}", "\u{85}",
    "\u{a0}", "file:///x", "javascript:x", "ftp://a.b", "suggestion",
];

/// A text that a stranger might write to break out.
pub(crate) fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(ATOMS), 0..10).prop_map(|parts| parts.concat())
}

pub(crate) fn config() -> ProptestConfig {
    ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() }
}

/// What one text parses to.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// Text outside of code; other inlines leave a mark that no pattern crosses.
    pub(crate) text: String,
    pub(crate) code: Vec<String>,
    /// Fenced and indented blocks: info string and text.
    pub(crate) blocks: Vec<(String, String)>,
    pub(crate) links: Vec<String>,
    pub(crate) html: Vec<String>,
    /// Everything that is not plain text in a paragraph, by name.
    pub(crate) shapes: Vec<String>,
}

pub(crate) fn parse(markdown: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut block = None;
    // GitHub has no attributes of headings and no raised text: to it `{#` and `^` are text
    let options = Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_HEADING_ATTRIBUTES
        - Options::ENABLE_SUPERSCRIPT
        - Options::ENABLE_SUBSCRIPT;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) => match &mut block {
                Some(block) => String::push_str(block, &text),
                None => parsed.text.push_str(&text),
            },
            Event::Code(code) => {
                parsed.text.push('\u{1}');
                parsed.code.push(code.to_string());
            }
            Event::SoftBreak | Event::HardBreak => parsed.text.push('\n'),
            Event::Html(html) | Event::InlineHtml(html) => parsed.html.push(html.trim().to_owned()),
            Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
            Event::End(TagEnd::CodeBlock) => parsed.blocks.push((String::new(), block.take().unwrap_or_default())),
            Event::Start(Tag::Paragraph | Tag::HtmlBlock) => {}
            Event::Start(Tag::Link { dest_url, .. }) => {
                parsed.text.push('\u{1}');
                parsed.links.push(dest_url.to_string());
            }
            Event::Start(tag) => {
                parsed.text.push('\u{1}');
                parsed.shapes.push(format!("{tag:?}").split(['(', ' ']).next().unwrap_or_default().to_owned());
            }
            Event::End(_) => parsed.text.push('\u{1}'),
            other => parsed.shapes.push(format!("{other:?}")),
        }
    }
    parsed
}

static LIVE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"(?i)(^|[^a-z0-9_])@[a-z0-9]",
        r"(?i)[a-z0-9._-]@[a-z0-9]",
        r"#[0-9]",
        r"(?i)\bgh-[0-9]",
        r"(?i)[a-z]://",
        r"(?i)\bwww\.",
        r"(?i)\b(mailto|xmpp):",
        r"\b[0-9a-f]{7,40}\b",
        r"(?i)\b(cve|ghsa)-[0-9a-z]",
        r":[a-z0-9_+-]+:",
        r"\$",
    ]
    .iter()
    .map(|pattern| Regex::new(pattern).expect("a pattern"))
    .collect()
});

/// What GitHub would make live in text outside of code.
pub(crate) fn live(text: &str) -> Option<String> {
    LIVE.iter().find_map(|pattern| pattern.find(text)).map(|found| found.as_str().to_owned())
}

const COMMANDS: &[&str] = &[
    "add-mask",
    "set-output",
    "save-state",
    "add-matcher",
    "remove-matcher",
    "echo",
    "stop-commands",
    "error",
    "warning",
    "notice",
    "group",
    "endgroup",
    "debug",
    "set-env",
    "add-path",
];

/// The commands that the runner recognises in an output, as it does: by name and data.
pub(crate) fn commands(output: &str) -> Vec<(String, String)> {
    // a reader that compares by culture passes over what cannot be seen
    let seen: String =
        output.chars().filter(|c| !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{200b}'..='\u{200f}' | '\u{ad}')).collect();
    seen.split(['\n', '\r']).filter_map(|line| newer(line).or_else(|| older(line))).collect()
}

fn newer(line: &str) -> Option<(String, String)> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    named(head, data)
}

fn older(line: &str) -> Option<(String, String)> {
    let (_, rest) = line.split_once("##[")?;
    let (head, data) = rest.split_once(']')?;
    named(head, data)
}

fn named(head: &str, data: &str) -> Option<(String, String)> {
    let name = head.split(' ').next()?.to_ascii_lowercase();
    COMMANDS.contains(&name.as_str()).then(|| (head.to_owned(), data.to_owned()))
}

mod escapers {
    use super::*;
    use crate::report::escape;

    fn is_plain(rendered: &str) -> Result<Parsed, TestCaseError> {
        let parsed = parse(rendered);
        prop_assert_eq!(&parsed.shapes, &Vec::<String>::new(), "{}", rendered);
        prop_assert!(parsed.links.is_empty() && parsed.html.is_empty() && parsed.blocks.is_empty(), "{}", rendered);
        prop_assert_eq!(live(&parsed.text), None, "{}", rendered);
        Ok(parsed)
    }

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn prose_is_inert(text in text()) {
            is_plain(&escape::prose(&text))?;
            is_plain(&escape::rich(&text))?;
        }

        #[test]
        fn code_is_one_span(text in text()) {
            let parsed = is_plain(&format!("a {} b", escape::code(&text)))?;
            prop_assert_eq!(parsed.code.len(), 1);
            prop_assert_eq!(parsed.text, "a \u{1} b\u{1}");
        }

        #[test]
        fn a_table_keeps_its_cells(a in text(), b in text()) {
            let table = format!(
                "| x | y | z |\n| - | - | - |\n| {} {} | {} | end |\n",
                escape::rich_cell(&a), escape::rich_cell(&b), escape::code_cell(&b)
            );
            let parsed = parse(&table);
            let row = ["TableRow", "TableCell", "TableCell", "TableCell"];
            let shapes = [&["Table", "TableHead"][..], &row[1..], &row].concat();
            prop_assert_eq!(&parsed.shapes, &shapes, "{}", table);
            // a cell too many would push the last one out
            prop_assert!(parsed.text.trim_end_matches('\u{1}').ends_with("\u{1}end"), "{}", table);
            prop_assert_eq!(live(&parsed.text), None, "{}", table);
            prop_assert!(parsed.links.is_empty() && parsed.html.is_empty(), "{}", table);
        }

        #[test]
        fn a_block_holds_its_text(text in text()) {
            let markdown = format!("before\n\n{}\n\nafter", escape::block("suggestion", &text));
            let parsed = parse(&markdown);
            prop_assert_eq!(parsed.blocks.len(), 1, "{}", markdown);
            prop_assert_eq!(parsed.text, "before\u{1}after\u{1}", "{}", markdown);
        }

        #[test]
        fn a_log_line_commands_nothing(text in text()) {
            let line = escape::log_line(&text);
            prop_assert_eq!(commands(&line), vec![], "{}", line);
            prop_assert!(!line.chars().any(crate::visible::is_tricky));
        }

        #[test]
        fn a_command_says_only_its_own(title in text(), data in text()) {
            let line = format!("::error title={}::{}", escape::command_property(&title), escape::command_data(&data));
            prop_assert_eq!(commands(&line).len(), 1, "{}", line);
            prop_assert!(!line.contains(['\n', '\r']));
        }
    }
}
