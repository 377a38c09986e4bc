//! `modelward policy`: what the configuration comes to, and the policies elsewhere that it builds on.

use super::output::Output;
use super::{Ended, Failure, block_on, telling, tree};
use crate::cli::{AnswerFormat, Policy as Arguments};
use crate::configuration::Configuration;
use crate::engine;
use crate::github::{self, Client, Clock, Connection, ForgeError};
use crate::policy::{Date, Foreign, Setting, Standing, Waiver, selects, word};
use crate::rule;
use crate::source::{Source as _, cache};
use crate::visible::visible;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// What holds, as programs read it.
#[derive(Debug, Serialize)]
struct Answer {
    version: u32,
    /// The policies, the nearest first, and those that could not be had.
    builds_on: Vec<String>,
    not_applied: Vec<NotApplied>,
    language: String,
    /// What is decided besides severities and waivers.
    settings: Vec<Setting>,
    /// Rules that weigh something else than without a policy.
    rules: Vec<Weighed>,
    overrides: Vec<Override>,
    waivers: Vec<Waived>,
    own_rules: Vec<String>,
}

#[derive(Debug, Serialize)]
struct NotApplied {
    policy: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Weighed {
    rule: String,
    without: String,
    with: String,
    /// The policy that says so, or a profile.
    by: String,
    locked: bool,
}

#[derive(Debug, Serialize)]
struct Override {
    rule: String,
    paths: String,
    severity: String,
    by: String,
}

#[derive(Debug, Serialize)]
struct Waived {
    what: String,
    reason: String,
    owner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    holds: bool,
    /// A rule that it names is held fast.
    locked: bool,
    by: String,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    match arguments {
        Arguments::Show { repo, format } => show(repo, *format, output),
        Arguments::Fetch { repo } => block_on(fetch(repo, output))?,
    }
}

fn show(repo: &Path, format: AnswerFormat, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(repo, None)?;
    let (_, configuration) = block_on(engine::configuration(&mut source, rule::builtin()))??;
    let answer = answer(&configuration, source.today());
    output.print(&match format {
        AnswerFormat::Text => text(&answer),
        // strings and numbers always can be written
        AnswerFormat::Json => serde_json::to_string_pretty(&answer).unwrap_or_default(),
    });
    Ok(telling::configuration(&configuration, output))
}

fn answer(configuration: &Configuration, today: Date) -> Answer {
    let policy = &configuration.policy;
    let rules = policy.changes(&configuration.catalog).into_iter().map(|moved| Weighed {
        rule: moved.rule.to_owned(),
        without: moved.without.to_string(),
        with: word(moved.with),
        by: moved.by,
        locked: moved.locked,
    });
    let overrides = policy.layers().flat_map(|policy| policy.overrides().map(move |line| (line, &policy.name)));
    let waivers = policy.layers().flat_map(|policy| policy.waivers.iter().map(move |waiver| (waiver, &policy.name)));
    Answer {
        version: 1,
        builds_on: policy.layers().map(|policy| policy.name.clone()).filter(|name| !name.is_empty()).collect(),
        not_applied: configuration
            .skipped
            .iter()
            .filter(|skip| skip.reason.starts_with("is not applied"))
            .map(|skip| NotApplied { policy: skip.path.clone(), reason: skip.reason.clone() })
            .collect(),
        language: policy.language().code().to_owned(),
        settings: policy.settings(),
        rules: rules.collect(),
        overrides: overrides
            .map(|(line, by)| Override {
                rule: line.rule.clone(),
                paths: line.text.clone(),
                severity: word(line.severity),
                by: by.clone(),
            })
            .collect(),
        waivers: waivers
            .map(|(waiver, by)| (waiver, by, is_locked(waiver, configuration)))
            .map(|(waiver, by, locked)| Waived {
                what: waiver.subject(),
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: waiver.expires.map(|day| day.to_string()),
                holds: !locked && !matches!(waiver.standing(today), Standing::Ended(_)),
                locked,
                by: by.clone(),
            })
            .collect(),
        own_rules: configuration.rules.iter().map(|rule| rule.id.clone()).collect(),
    }
}

fn is_locked(waiver: &Waiver, configuration: &Configuration) -> bool {
    let names = |id: &String| waiver.rule.as_ref().is_some_and(|rule| selects(rule, id));
    configuration.catalog.keys().any(|id| names(id) && configuration.policy.locks(id))
}

fn text(answer: &Answer) -> String {
    let mut out = String::new();
    if answer.builds_on.is_empty() {
        out.push_str("There is no .github/modelward.toml: every rule weighs what it says itself.\n");
    } else {
        let _ = writeln!(out, "The policies, the nearest first:");
        for name in &answer.builds_on {
            let _ = writeln!(out, "  {}", visible(name));
        }
    }
    for not in &answer.not_applied {
        let _ = writeln!(out, "  {} {}", visible(&not.policy), visible(&not.reason));
    }
    let settings = answer.settings.iter().map(|said| [said.key.clone(), said.value.clone(), said.by.clone()]);
    table(&mut out, "What they decide", settings.collect());
    let rules = answer.rules.iter().map(|rule| {
        let lock = if rule.locked { ", locked" } else { "" };
        [rule.rule.clone(), format!("{} → {}{lock}", rule.without, rule.with), rule.by.clone()]
    });
    table(&mut out, "Rules that weigh something else than without them", rules.collect());
    let overrides = answer.overrides.iter();
    let overrides =
        overrides.map(|one| [one.rule.clone(), format!("{} in {}", one.severity, one.paths), one.by.clone()]);
    table(&mut out, "For some files alone", overrides.collect());
    let waivers = answer.waivers.iter().map(|waiver| {
        let until = waiver.expires.as_ref().map_or("without an end".to_owned(), |day| format!("until {day}"));
        let ended = match (waiver.holds, waiver.locked) {
            (true, _) => "",
            (false, true) => ", but locked",
            (false, false) => ", which has passed",
        };
        let said = format!("{until}{ended}: {} ({})", waiver.reason, waiver.owner);
        [waiver.what.clone(), said, waiver.by.clone()]
    });
    table(&mut out, "Accepted", waivers.collect());
    if !answer.builds_on.is_empty() && !out.contains("\n\n") {
        out.push_str("\nThey change nothing: every rule weighs what it says itself.\n");
    }
    if !answer.own_rules.is_empty() {
        let _ = writeln!(out, "\nRules of its own: {}", answer.own_rules.join(", "));
    }
    out
}

/// What is said, and by whom, in columns.
fn table(out: &mut String, title: &str, rows: Vec<[String; 3]>) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}:");
    let rows: Vec<[String; 3]> = rows.into_iter().map(|row| row.map(|cell| visible(&cell).into_owned())).collect();
    // a long cell stands out rather than widening all
    let width = |of: fn(&[String; 3]) -> &String| {
        rows.iter().map(|row| of(row).chars().count()).filter(|width| *width <= WIDE).max().unwrap_or_default()
    };
    let (first, second) = (width(|[first, ..]| first), width(|[_, second, _]| second));
    for [what, said, by] in &rows {
        let _ = writeln!(out, "  {what:first$}  {said:second$}  {by}");
    }
}

/// Characters of a column.
const WIDE: usize = 44;

async fn fetch(repo: &Path, output: &Output) -> Result<Ended, Failure> {
    let mut refused: BTreeSet<String> = BTreeSet::new();
    // each one may build on others that are known only once it is here
    loop {
        let mut source = tree::open(repo, None)?;
        let (_, configuration) = engine::configuration(&mut source, rule::builtin()).await?;
        let missing = configuration.skipped.iter().filter(|skip| !refused.contains(&skip.path));
        let missing: Vec<Foreign> = missing.filter_map(|skip| Foreign::parse(&skip.path)).collect();
        if missing.is_empty() {
            if refused.is_empty() {
                output.note("every policy that is built on is here");
                return Ok(telling::configuration(&configuration, output));
            }
            return Ok(Ended::WithMistakes);
        }
        let connection = Connection::from_environment()?;
        github::install_crypto();
        let client = Client::new(&connection, Clock::real())?;
        for at in &missing {
            match github::foreign(&client, at).await {
                Ok(bytes) => {
                    let failure = |source| Failure::File { action: "keep", path: at.to_string(), source };
                    cache::write(at, &bytes).map_err(failure)?;
                    output.note(&format!("fetched {at}"));
                }
                Err(error) => {
                    let help = match &error {
                        ForgeError::Refused(refusal) if refusal.status == 404 => {
                            "; look at its path and commit; a private repository needs a GITHUB_TOKEN that may read it"
                        }
                        _ => "",
                    };
                    output.error(&format!("{at}: {error}{help}"));
                    refused.insert(at.to_string());
                }
            }
        }
    }
}
