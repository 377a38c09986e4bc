//! `links`: a link or an image that leads to no file of the repository, or to no heading of its own text. What lies outside
//! is never asked for, and what may be a page made later is left alone.

use super::{Evaluate, Hit, Scene};
use crate::artifact::letters;
use crate::artifact::links::{Link, read};
use crate::artifact::{Artifact, Kind};
use crate::change::RepoPath;
use crate::mistake::nearest;
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    artifacts: Vec<Kind>,
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    NoFile,
    NoHeading,
}

/// Endings of files that lie in repositories as they are linked. A page of a site may be made from something else.
const FILES: [&str; 22] = [
    "md", "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "ipynb", "py", "json", "jsonl", "yaml", "yml", "toml",
    "txt", "csv", "tsv", "parquet", "bib", "cff", "sh",
];

/// Broken links for which a near name is looked for, and names that are tried: each is compared letter by letter.
const GUESSES: usize = 20;
const CANDIDATES: usize = 200;

impl Evaluate for Links {
    fn variables(&self) -> &'static [&'static str] {
        &["target", "hint"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        // a card that did not change is looked at where what it leads to may have gone
        for card in scene.tree().of_kinds(&self.artifacts) {
            let (links, names) = read(card.text.source(), card.front.end);
            match self.finds {
                Finds::NoFile => no_file(scene, card, &links, &mut hits),
                Finds::NoHeading => no_heading(card, &links, &names, &mut hits),
            }
        }
        hits
    }
}

fn hit(card: &Artifact, link: &Link, nearest: Option<String>) -> Hit {
    let hint = nearest.map(|near| format!(" Is {} meant?", crate::finding::quote(&near))).unwrap_or_default();
    let end = card.text.line_span(card.text.line_of(link.span.start)).end;
    let span = link.span.start..link.span.end.min(end).max(link.span.start);
    Hit { edit: None, ..Hit::on(card, &span, link.target.clone()) }
        .with("target", link.target.clone())
        .with("hint", hint)
}

fn no_file(scene: &Scene<'_>, card: &Artifact, links: &[Link], hits: &mut Vec<Hit>) {
    if scene.trees.is_partial {
        return;
    }
    let directory = card.path.directory();
    let local: Vec<(&Link, RepoPath)> = links
        .iter()
        .filter_map(|link| {
            let path = decoded(link.target.split(['#', '?']).next()?)?;
            Some((link, RepoPath::resolve(&directory, local_name(&path)?)?))
        })
        .collect();
    let there = |path: &RepoPath| scene.tree().exists(path);
    // a card may be written for another place, such as a page of the Hub: there its links lead elsewhere
    let belongs_here = local.iter().any(|(_, path)| there(path));
    // seen from the card as it stands on the other side, whatever its folder is called there
    let other = scene.trees.counterpart(scene.side, &card.path);
    let was_there = |link: &Link| {
        let name = link.target.split(['#', '?']).next().and_then(decoded);
        let path = name.as_deref().and_then(local_name).zip(other.as_ref());
        let path = path.and_then(|(name, card)| RepoPath::resolve(&card.directory(), name));
        path.is_some_and(|path| scene.trees.side(scene.side.other()).exists(&path))
    };
    for (link, path) in local.iter().filter(|(_, path)| !there(path)) {
        let folder = path.directory();
        let names: Vec<String> = scene.tree().files_in(&folder).map(|path| path.name().into_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).take(CANDIDATES).collect();
        let near = if hits.len() < GUESSES { nearest(&path.name(), &names).map(str::to_owned) } else { None };
        if belongs_here || near.is_some() || was_there(link) {
            hits.push(hit(card, link, near));
        }
    }
}

/// A target that names a file by a relative path.
fn local_name(target: &str) -> Option<&str> {
    let name = target.rsplit('/').next()?;
    let is_license = name.to_ascii_lowercase().starts_with("license");
    let has_ending = name
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && FILES.iter().any(|known| known.eq_ignore_ascii_case(ending)));
    let first = target.split('/').next().unwrap_or_default();
    // `example.com/a.png`, with no scheme before it
    let is_host = target.contains('/') && first.contains('.') && !first.trim_matches('.').is_empty();
    let is_relative = !target.contains([':', '{', '<', '$', '\\']) && !target.starts_with('/') && !is_host;
    (is_relative && (has_ending || is_license)).then_some(target)
}

fn no_heading(card: &Artifact, links: &[Link], names: &[String], hits: &mut Vec<Hit>) {
    let mut known: HashSet<String> = card.markdown.sections.iter().map(|section| letters(&section.title)).collect();
    known.extend(names.iter().map(|name| letters(name)));
    let slugs: Vec<&str> = known.iter().map(String::as_str).take(CANDIDATES).collect();
    for link in links {
        let Some(anchor) = link.target.strip_prefix('#').and_then(decoded).filter(|anchor| !anchor.is_empty()) else {
            continue;
        };
        let wanted = letters(&anchor);
        // the second heading of a name gets a number
        let (bare, number) = anchor.rsplit_once('-').unwrap_or((&anchor, ""));
        let bare = if number.bytes().all(|byte| byte.is_ascii_digit()) { letters(bare) } else { String::new() };
        if matches!(wanted.as_str(), "" | "top" | "readme") || known.contains(&wanted) || known.contains(&bare) {
            continue;
        }
        let title = nearest(&wanted, &slugs)
            .and_then(|near| card.markdown.sections.iter().find(|section| letters(&section.title) == near));
        hits.push(hit(card, link, title.map(|section| section.title.clone())));
    }
}

/// The text behind `%20`; `None` where that is none.
fn decoded(target: &str) -> Option<String> {
    if !target.contains('%') {
        return Some(target.to_owned());
    }
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            bytes.push(u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
