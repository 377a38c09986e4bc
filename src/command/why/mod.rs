//! `modelward why PATH[:LINE]`: what a file is, which claims it makes, and what each rule concludes of it.

mod claims;
mod show;

use super::output::Output;
use super::place::from_root;
use super::{Ended, Failure, block_on, telling, tree};
use crate::artifact::{Artifact, Kind};
use crate::change::{RepoPath, Side};
use crate::check::Mode;
use crate::cli::{AnswerFormat, Why};
use crate::engine::{self, Review};
use crate::finding::{Finding, Severity};
use crate::mistake::nearest;
use crate::rule::{self, Rule};
use serde::Serialize;
use std::path::Path;

/// All that is known of one file, as programs read it.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    version: u32,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// Absent for a file that nothing governs.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Why it was not read, where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<String>,
    claims: Vec<Claim>,
    rules: Vec<Verdict<'a>>,
}

/// Something that the file states.
#[derive(Debug, Serialize)]
struct Claim {
    line: u32,
    #[serde(skip)]
    end_line: u32,
    what: &'static str,
    value: String,
    /// How it is known, or what it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

/// What a rule concludes.
#[derive(Debug, Serialize)]
struct Verdict<'a> {
    rule: &'a str,
    title: &'a str,
    #[serde(flatten)]
    concluded: Concluded,
}

#[derive(Debug, Serialize)]
#[serde(tag = "concluded", rename_all = "kebab-case")]
enum Concluded {
    Speaks {
        severity: Severity,
        findings: Vec<Said>,
    },
    Silent,
    /// It speaks of other lines of the file.
    Elsewhere,
    /// The configuration switches the rule off.
    Off,
    /// The rule compares the sides of a change.
    ChangesOnly,
}

#[derive(Debug, Serialize)]
struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: String,
}

pub(super) fn run(arguments: &Why, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(&arguments.repo, arguments.head.as_deref())?;
    let review = block_on(engine::review(&mut source, rule::builtin()))??;
    let root = source.root().map(Path::to_owned);
    let given = arguments.place.trim_start_matches("./");
    let here = root.and_then(|root| from_root(given, &arguments.repo, &root).ok());
    // a path as reports name it is taken as well
    let found = here.and_then(|here| place(&here, &review).ok()).map_or_else(|| place(given, &review), Ok);
    let (path, line) = found?;
    let answer = answer(&review, &path, line);
    output.print(&match arguments.format {
        AnswerFormat::Text => show::text(&answer, output.colour),
        // strings and numbers always can be written
        AnswerFormat::Json => serde_json::to_string_pretty(&answer).unwrap_or_default(),
    });
    Ok(telling::configuration(&review.configuration, output))
}

/// The file and the line that a text names. A name that ends like a line is the file, where there is one.
fn place(text: &str, review: &Review) -> Result<(RepoPath, Option<u32>), Failure> {
    let known = |text: &str| RepoPath::resolve("", text).filter(|path| review.trees.head.paths.contains(path));
    if let Some(path) = known(text) {
        return Ok((path, None));
    }
    let parts = text.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse::<u32>().ok()?)));
    let name = parts.map_or(text, |(path, _)| path);
    if let Some(path) = known(name) {
        return Ok((path, parts.map(|(_, line)| line)));
    }
    let below = format!("{}/", name.trim_end_matches('/'));
    let inside = review.trees.head.paths.iter().find(|path| name == "." || path.bytes().starts_with(below.as_bytes()));
    if let Some(file) = inside {
        let help = format!("name a file in it, as in {file}; `modelward check --all` judges them all");
        return Err(Failure::Usage(format!("{name} is a folder: {help}")));
    }
    let paths: Vec<String> = review.trees.head.paths.iter().map(|path| path.text().into_owned()).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let help = match nearest(name, &paths) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "paths count from the directory one is in, or from the root of the repository".to_owned(),
    };
    Err(Failure::Usage(format!("there is no file {name:?}; {help}")))
}

fn answer<'a>(review: &'a Review, path: &RepoPath, line: Option<u32>) -> Answer<'a> {
    let artifact = review.trees.head.artifacts.get(path);
    let kind = artifact.map(|artifact| artifact.kind).or_else(|| review.trees.kind_of(path));
    let on_line = |first: u32, last: u32| line.is_none_or(|line| (first..=last).contains(&line));
    let mut claims = artifact.map(|artifact| claims::of(&review.trees.head, artifact)).unwrap_or_default();
    claims.retain(|claim| on_line(claim.line, claim.end_line));
    let seen = !review.configuration.policy.excludes(path);
    let rules = rule::builtin().iter().chain(&review.configuration.rules).filter(|_| seen);
    let verdicts = rules.filter_map(|rule| verdict(review, rule, path, kind?, &on_line)).collect();
    Answer {
        version: 1,
        path: path.to_string(),
        line,
        kind: kind.map(Kind::name),
        unread: unread(review, path, kind, artifact),
        claims,
        rules: verdicts,
    }
}

fn unread(review: &Review, path: &RepoPath, kind: Option<Kind>, artifact: Option<&Artifact>) -> Option<String> {
    if kind.is_none() || artifact.is_some() {
        return None;
    }
    if review.configuration.policy.excludes(path) {
        return Some("the configuration takes it out of sight (`exclude`)".into());
    }
    let shown = path.to_string();
    let skip = review.report.skipped.iter().find(|skip| skip.path == shown);
    Some(skip.map_or_else(|| "judged by its name; its bytes say nothing here".into(), |skip| skip.reason.clone()))
}

fn verdict<'a>(
    review: &Review,
    rule: &'a Rule,
    path: &RepoPath,
    kind: Kind,
    on_line: &impl Fn(u32, u32) -> bool,
) -> Option<Verdict<'a>> {
    let at = |finding: &&Finding| {
        finding.rule == rule.id
            && finding.at.side == Side::Head
            && (finding.at.path == *path || finding.related.iter().any(|related| related.at.path == *path))
    };
    let found: Vec<&Finding> = review.report.introduced.iter().filter(at).collect();
    if found.is_empty() && !rule.check.looks_at().contains(&kind) {
        return None;
    }
    let concluded = match found.iter().map(|finding| finding.severity).max() {
        Some(severity) => {
            let here = |finding: &&&Finding| {
                finding.at.place.is_none_or(|place| finding.at.path != *path || on_line(place.line, place.end_line))
            };
            let said: Vec<Said> = found.iter().filter(here).map(|finding| said(finding, path)).collect();
            if said.is_empty() { Concluded::Elsewhere } else { Concluded::Speaks { severity, findings: said } }
        }
        None if review.configuration.policy.severity(&rule.id, rule.severity, Some(path)).is_none() => Concluded::Off,
        None if rule.check.mode() == Mode::Change => Concluded::ChangesOnly,
        None => Concluded::Silent,
    };
    Some(Verdict { rule: &rule.id, title: &rule.title, concluded })
}

fn said(finding: &Finding, path: &RepoPath) -> Said {
    let elsewhere = if finding.at.path == *path { String::new() } else { format!("{}: ", finding.at) };
    let line = if elsewhere.is_empty() { finding.at.line() } else { None };
    Said { line, message: format!("{elsewhere}{}", finding.message) }
}
