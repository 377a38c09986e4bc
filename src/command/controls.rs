//! `modelward controls`: which controls have evidence in a tree, which lack it, and which nobody assessed here.
//!
//! Evidence is what a rule asks for and finds: a filled section, a known license. Whether it is enough, people decide.

use super::output::Output;
use super::{Ended, Failure, block_on, telling, tree};
use crate::change::{RepoPath, Side};
use crate::check::Scene;
use crate::cli::{Controls, PageFormat};
use crate::control::{self, Framework};
use crate::engine::{self, Review};
use crate::finding::Related;
use crate::mistake::did_you_mean;
use crate::order::{self, InOrder as _};
use crate::report::escape::code_cell;
use crate::rule::{self, Rule};
use crate::visible::visible;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Files named as evidence for one control; the rest is counted.
const NAMED: usize = 3;

#[derive(Debug, Serialize)]
struct Answer {
    version: u32,
    tree: String,
    frameworks: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    id: &'static str,
    name: &'static str,
    source: &'static str,
    checked: &'static str,
    controls: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: &'static str,
    /// Our own.
    title: &'static str,
    status: Status,
    /// The rules that bear on it.
    rules: Vec<String>,
    /// Where they found it.
    places: Vec<String>,
    /// Where they miss it, with the rule that says so.
    missing: Vec<String>,
    /// Files with evidence in which nothing is missing, and files in all.
    #[serde(skip)]
    files: (usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    EvidenceFound,
    /// In some files it is there, in others it is not.
    EvidenceInPart,
    EvidenceMissing,
    NotAssessed,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::EvidenceFound => "evidence found",
            Self::EvidenceInPart => "evidence in part",
            Self::EvidenceMissing => "evidence missing",
            Self::NotAssessed => "not assessed",
        }
    }
}

pub(super) fn run(arguments: &Controls, output: &Output) -> Result<Ended, Failure> {
    let frameworks = chosen(arguments.framework.as_deref())?;
    let mut source = tree::open(&arguments.repo, arguments.head.as_deref())?;
    let review = block_on(engine::review(&mut source, rule::builtin()))??;
    let list = |framework: &&'static Framework| listed(framework, &review);
    let answer =
        Answer { version: 1, tree: review.report.head.clone(), frameworks: frameworks.iter().map(list).collect() };
    output.print(&match arguments.format {
        PageFormat::Text => text(&answer, output.colour),
        PageFormat::Markdown => markdown(&answer),
        // strings and numbers always can be written
        PageFormat::Json => serde_json::to_string_pretty(&answer).unwrap_or_default(),
    });
    Ok(telling::configuration(&review.configuration, output))
}

fn chosen(id: Option<&str>) -> Result<Vec<&'static Framework>, Failure> {
    let all = control::frameworks();
    let Some(id) = id else { return Ok(all.iter().collect()) };
    let found: Vec<_> = all.iter().filter(|framework| framework.id == id).collect();
    if found.is_empty() {
        let help = did_you_mean(id, all.iter().map(|framework| framework.id));
        return Err(Failure::Usage(format!("there is no framework {id:?}; {help}")));
    }
    Ok(found)
}

fn listed(framework: &'static Framework, review: &Review) -> Listed {
    let row = |control: &control::Control| {
        let full = format!("{}:{}", framework.id, control.id);
        let bears = |rule: &&Rule| rule.controls.contains(&full);
        let configuration = &review.configuration;
        let on = |rule: &&Rule| !configuration.policy.is_off(&rule.id, rule.severity);
        let all = rule::builtin().iter().chain(&configuration.rules);
        let rules: Vec<&Rule> = all.filter(bears).filter(on).collect();
        let (found, wrong) = judged(&rules, review, control::topics(&full));
        let files = |list: &[Seen]| -> BTreeSet<RepoPath> { list.iter().map(|(path, ..)| path.clone()).into_set() };
        let (with, without) = (files(&found), files(&wrong));
        let whole = with.difference(&without).count();
        let status = match (whole, without.len()) {
            (0, 0) => Status::NotAssessed,
            (_, 0) => Status::EvidenceFound,
            (0, _) => Status::EvidenceMissing,
            _ => Status::EvidenceInPart,
        };
        Row {
            id: control.id,
            title: control.title,
            status,
            rules: rules.iter().map(|rule| rule.id.clone()).collect(),
            places: found.iter().map(place).collect(),
            missing: wrong.iter().map(place).collect(),
            files: (whole, whole + without.len()),
        }
    };
    let Framework { id, name, source, checked, .. } = framework;
    Listed { id, name, source, checked, controls: framework.controls.iter().map(row).collect() }
}

/// A file, a line of it, and what stands there or which rule misses something.
type Seen = (RepoPath, Option<u32>, String);

/// Where the rules of one control find evidence in the tree, and where they miss it.
fn judged(rules: &[&Rule], review: &Review, topics: &[&str]) -> (Vec<Seen>, Vec<Seen>) {
    let of_rule = |id: &str| rules.iter().any(|rule| rule.id == id);
    let wrong = review.report.introduced.iter().filter(|finding| of_rule(&finding.rule));
    let wrong = wrong.map(|finding| (finding.at.path.clone(), finding.at.line(), finding.rule.clone()));
    let scene = Scene { trees: &review.trees, side: Side::Head, configuration: &review.configuration };
    let shown = rules.iter().flat_map(|rule| rule.check.evidence(&scene));
    let shown = shown.filter(|shown| is_about(shown, review, topics));
    let mut seen: Vec<Seen> = shown.map(|shown| (shown.at.path.clone(), shown.at.line(), shown.text)).collect();
    order::by(&mut seen, Ord::cmp);
    seen.dedup();
    // several rules may see one place
    let mut places: Vec<Seen> = Vec::new();
    for (path, line, text) in seen {
        match places.last_mut() {
            Some((last, at, texts)) if *last == path && *at == line => *texts = format!("{texts}, {text}"),
            _ => places.push((path, line, text)),
        }
    }
    (places, wrong.collect())
}

/// Whether a section that a rule asks for is about what a control asks for. A rule may ask for several.
fn is_about(shown: &Related, review: &Review, topics: &[&str]) -> bool {
    let artifact = review.trees.head.artifacts.get(&shown.at.path);
    let sections = artifact.filter(|_| !topics.is_empty()).into_iter().flat_map(|artifact| &artifact.markdown.sections);
    let mut here = sections
        .filter(|section| artifact.map(|artifact| artifact.text.line_of(section.heading.start)) == shown.at.line());
    here.next().is_none_or(|section| section.topics.iter().any(|topic| topics.contains(topic)))
}

fn place((path, line, text): &Seen) -> String {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{path}{line} ({text})")
}

fn places(row: &Row) -> String {
    let (whole, all) = row.files;
    match row.status {
        Status::EvidenceInPart => format!("in {whole} of {all} files, missing in: {}", named(&row.missing)),
        Status::EvidenceMissing => named(&row.missing),
        Status::EvidenceFound | Status::NotAssessed => named(&row.places),
    }
}

fn named(places: &[String]) -> String {
    let shown: Vec<&str> = places.iter().take(NAMED).map(String::as_str).collect();
    match places.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// `12 with evidence, 2 in part, 1 with evidence missing, 25 not assessed`
fn counts(listed: &Listed) -> String {
    let count = |status| listed.controls.iter().filter(|row| row.status == status).count();
    let (found, missing) = (count(Status::EvidenceFound), count(Status::EvidenceMissing));
    let (part, rest) = (count(Status::EvidenceInPart), count(Status::NotAssessed));
    format!("{found} with evidence, {part} in part, {missing} with evidence missing, {rest} not assessed")
}

const CLOSING: &str = "Evidence is what a rule asks for and finds here. Whether it is enough, people decide.\n\
     Not assessed: no rule here can tell, and nothing is said about it.";

fn text(answer: &Answer, colour: bool) -> String {
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut out = String::new();
    for listed in &answer.frameworks {
        let _ = writeln!(out, "{}  ({})", bold(listed.name), counts(listed));
        let width = |of: fn(&Row) -> &str| listed.controls.iter().map(of).map(str::len).max().unwrap_or_default();
        let (ids, titles) = (width(|row| row.id), width(|row| row.title));
        for row in &listed.controls {
            let line = format!(
                "  {:ids$}  {:titles$}  {:16}  {}",
                row.id,
                row.title,
                row.status.name(),
                visible(&places(row))
            );
            let _ = writeln!(out, "{}", line.trim_end());
        }
        let _ = writeln!(out, "  from: {} (read {})\n", listed.source, listed.checked);
    }
    out.push_str(CLOSING);
    out
}

fn markdown(answer: &Answer) -> String {
    let mut out = String::new();
    for listed in &answer.frameworks {
        let _ =
            writeln!(out, "### {}\n\n{}. Read {}: {}.\n", listed.name, counts(listed), listed.checked, listed.source);
        let _ = writeln!(out, "| Control | What it is about | In this tree | Where |\n| --- | --- | --- | --- |");
        for row in &listed.controls {
            let place = if row.places.is_empty() { String::new() } else { code_cell(&places(row)) };
            let _ = writeln!(out, "| {} | {} | {} | {place} |", row.id, row.title, row.status.name());
        }
        out.push('\n');
    }
    out.push_str(CLOSING);
    out
}
