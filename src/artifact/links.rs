//! Links and images of a Markdown text, with the places they stand on, and the anchors that its HTML gives.

use super::text::Span;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Where a text leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: String,
    pub span: Span,
}

/// Links in one text; more than any card has.
const LINKS: usize = 2_000;

/// The links of a text from `from` on, and the names that its HTML gives to places.
#[must_use]
pub fn read(source: &str, from: usize) -> (Vec<Link>, Vec<String>) {
    let body = source.get(from..).unwrap_or_default();
    let (mut links, mut names) = (Vec::new(), Vec::new());
    for (event, span) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        if links.len() >= LINKS {
            break;
        }
        let span = span.start + from..span.end + from;
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(Link { target: dest_url.into_string(), span });
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                links.extend(attributes(&html, &["src", "href"]).map(|target| Link { target, span: span.clone() }));
                names.extend(attributes(&html, &["id", "name"]));
            }
            _ => {}
        }
    }
    (links, names)
}

/// The values of some attributes, where they stand in quotes.
fn attributes(html: &str, names: &'static [&'static str]) -> impl Iterator<Item = String> {
    names.iter().flat_map(move |name| {
        html.match_indices(name).filter_map(move |(at, _)| {
            let starts_word = html.get(..at).is_some_and(|before| before.ends_with([' ', '\n', '\t']));
            let rest =
                html.get(at + name.len()..).filter(|_| starts_word)?.trim_start().strip_prefix('=')?.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest.get(1..)?.split_once(quote).map(|(value, _)| value.to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links_of_every_kind() {
        let source = "[a](b.md) ![c](d.png)\n\n<img alt=\"x\" src='e.svg'> <a name=\"top\"></a>\n\n[f]\n\n[f]: g.md\n\n`[no](no.md)`\n";
        let (links, names) = read(source, 0);
        let targets: Vec<&str> = links.iter().map(|link| link.target.as_str()).collect();
        assert_eq!((targets, names), (vec!["b.md", "d.png", "e.svg", "g.md"], vec!["top".to_owned()]));
        assert_eq!(&source[links[0].span.clone()], "[a](b.md)");
    }
}
