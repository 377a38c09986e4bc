//! `modelward policy`: what the configuration comes to, and the policies elsewhere that it builds on.

use super::output::Output;
use super::{Ended, Failure, block_on, telling, tree};
use crate::cli::{AnswerFormat, Policy as Arguments};
use crate::configuration::Configuration;
use crate::engine;
use crate::github::{self, Client, Clock, Connection};
use crate::policy::{Date, Foreign, Policy, Standing, word};
use crate::report::escape::visible;
use crate::rule;
use crate::source::{Source as _, cache};
use serde::Serialize;
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
}

#[derive(Debug, Serialize)]
struct Waived {
    what: String,
    reason: String,
    owner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    holds: bool,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    match arguments {
        Arguments::Show { repo, format } => show(repo, *format, output),
        Arguments::Fetch { repo } => fetch(repo, output),
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
    let mut rules = Vec::new();
    for (id, default) in &configuration.catalog {
        let with = policy.severity(id, *default, None);
        let locked = policy.locks(id);
        if with != Some(*default) || locked {
            rules.push(Weighed {
                rule: id.clone(),
                without: default.to_string(),
                with: word(with),
                by: policy.says(id).unwrap_or_default(),
                locked,
            });
        }
    }
    let overrides = policy.layers().flat_map(Policy::overrides);
    let waivers = policy.layers().flat_map(|policy| &policy.waivers);
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
        rules,
        overrides: overrides
            .map(|line| Override { rule: line.rule.clone(), paths: line.text.clone(), severity: word(line.severity) })
            .collect(),
        waivers: waivers
            .map(|waiver| Waived {
                what: waiver.subject(),
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: waiver.expires.map(|day| day.to_string()),
                holds: !matches!(waiver.standing(today), Standing::Ended(_)),
            })
            .collect(),
        own_rules: configuration.rules.iter().map(|rule| rule.id.clone()).collect(),
    }
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
    let _ = writeln!(out, "Findings are told in: {}", answer.language);
    if !answer.rules.is_empty() {
        let width = answer.rules.iter().map(|rule| rule.rule.len()).max().unwrap_or_default();
        let _ = writeln!(out, "\nRules that weigh something else than without them:");
        for rule in &answer.rules {
            let lock = if rule.locked { ", locked" } else { "" };
            let by = if rule.by.is_empty() { String::new() } else { format!("  {}", visible(&rule.by)) };
            let _ = writeln!(out, "  {:width$}  {} → {}{lock}{by}", rule.rule, rule.without, rule.with);
        }
    }
    if !answer.overrides.is_empty() {
        out.push_str("\nFor some files alone:\n");
        for one in &answer.overrides {
            let _ = writeln!(out, "  {} is {} in {}", visible(&one.rule), one.severity, visible(&one.paths));
        }
    }
    if !answer.waivers.is_empty() {
        out.push_str("\nAccepted:\n");
        for waiver in &answer.waivers {
            let until = waiver.expires.as_ref().map_or(String::new(), |day| format!(" until {day}"));
            let ended = if waiver.holds { "" } else { ", which has passed" };
            let (what, owner, reason) = (visible(&waiver.what), visible(&waiver.owner), visible(&waiver.reason));
            let _ = writeln!(out, "  {what}{until}{ended}: {reason} ({owner})");
        }
    }
    if !answer.own_rules.is_empty() {
        let _ = writeln!(out, "\nRules of its own: {}", answer.own_rules.join(", "));
    }
    out
}

fn fetch(repo: &Path, output: &Output) -> Result<Ended, Failure> {
    let mut ended = Ended::Well;
    // each one may build on others that are known only once it is here
    loop {
        let mut source = tree::open(repo, None)?;
        let (_, configuration) = block_on(engine::configuration(&mut source, rule::builtin()))??;
        let missing: Vec<Foreign> =
            configuration.skipped.iter().filter_map(|skip| Foreign::parse(&skip.path)).collect();
        if missing.is_empty() {
            output.note("every policy that is built on is here");
            return Ok(ended);
        }
        let connection = Connection::from_environment()?;
        github::install_crypto();
        let client = Client::new(&connection, Clock::real())?;
        let mut got = 0;
        for at in &missing {
            match block_on(github::foreign(&client, at))? {
                Ok(bytes) => {
                    let failure = |source| Failure::File { action: "keep", path: at.to_string(), source };
                    cache::write(at, &bytes).map_err(failure)?;
                    output.note(&format!("fetched {at}"));
                    got += 1;
                }
                Err(error) => {
                    output.error(&format!("{at}: {error}"));
                    ended = Ended::WithMistakes;
                }
            }
        }
        if got == 0 {
            return Ok(ended);
        }
    }
}
