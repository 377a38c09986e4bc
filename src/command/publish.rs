//! `modelward publish`: the second stage for pull requests from forks. Posts a report that an earlier workflow computed.
//!
//! The report comes from a run that the pull request's author controls. So the pull request is found by what the event
//! vouches for, never by a number in the report; titles, reasons and controls are taken from our own rules; and
//! everything else is escaped like any other text of a stranger.

use super::output::Output;
use super::{Ended, Failure, block_on, telling};
use crate::cli::Publish;
use crate::engine;
use crate::finding::Finding;
use crate::github::{self, ApiSource, Client, Clock, Environment, Event, Options, Repository, WorkflowRun};
use crate::report::{Language, Report, json};
use crate::rule::{self, Rule};
use std::io::Read as _;
use std::path::Path;

/// A report of 10,000 findings stays far below.
const REPORT_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn run(arguments: &Publish, output: &Output) -> Result<Ended, Failure> {
    let ended = block_on(publish(arguments, output))?;
    if let Err(failure) = &ended {
        telling::annotate(failure, output);
    }
    ended
}

async fn publish(arguments: &Publish, output: &Output) -> Result<Ended, Failure> {
    let mut environment = Environment::from_process()?;
    environment.inputs.dry_run |= arguments.dry_run;
    match telling::event(&environment)? {
        Event::WorkflowRun(event) => post(&environment, &event, &arguments.report, output).await,
        _ => Err(Failure::Usage(
            "`publish` runs in a workflow_run workflow; for a pull_request use `modelward review`".into(),
        )),
    }
}

/// Posts the report of a file on the pull request of an event.
pub(super) async fn post(
    environment: &Environment,
    event: &WorkflowRun,
    file: &Path,
    output: &Output,
) -> Result<Ended, Failure> {
    let report = bound(&read(file)?, event)?;
    github::install_crypto();
    let client = Client::new(&environment.connection(), Clock::real())?;
    let at = Repository { owner: environment.owner.clone(), name: environment.name.clone() };
    let Some(pull) = github::find_pull(&client, &at, event).await? else {
        output.note("nothing to publish: no open pull request has the head commit of this run");
        return Ok(Ended::Well);
    };
    let mut source = ApiSource::pull(&client, at.clone(), &pull);
    let (change, configuration) = engine::configuration(&mut source, rule::builtin()).await?;
    let report = in_our_words(report, &configuration.rules, output);
    let inputs = environment.inputs.under(&configuration.policy);
    // the merge base is GitHub's, whatever the report says
    let report = Report { base: change.base.clone(), ..report };
    let links = environment.links(&report.base, &report.head);
    telling::write_summary(environment, &report, &links)?;
    let options = Options::new(&inputs, Some(links));
    let published = github::publish(&client, &at, &pull, &change, &report, &options).await;
    telling::told(&published, &report, output);
    output.note(&client.ledger().to_string());
    Ok(telling::conclude(&report, inputs.fail_on))
}

fn read(file: &Path) -> Result<json::JsonReport, Failure> {
    let shown = || file.display().to_string();
    let failure = |source| Failure::File { action: "read", path: shown(), source };
    // an artifact may hold a link to a device without an end
    if !std::fs::symlink_metadata(file).map_err(failure)?.is_file() {
        return Err(Failure::Usage(format!("{} is no regular file", shown())));
    }
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(failure)?;
    let size = opened.take(REPORT_BYTES + 1).read_to_string(&mut text).map_err(failure)?;
    if size as u64 > REPORT_BYTES {
        return Err(Failure::Usage(format!("{} holds more than {REPORT_BYTES} bytes", shown())));
    }
    json::read(&text).map_err(|error| Failure::Usage(format!("{} is no report: {error}", shown())))
}

/// The report, if it is about the commit that the event names.
fn bound(report: &json::JsonReport, event: &WorkflowRun) -> Result<Report, Failure> {
    if report.head != event.head {
        return Err(Failure::Usage(format!(
            "the report is about {}, the event about {}: a report of another commit is not posted",
            report.head, event.head
        )));
    }
    report.report().map_err(|error| Failure::Usage(format!("the report cannot be used: {error}")))
}

/// The report in the words of our own rules and of those that the base has.
fn in_our_words(mut report: Report, own: &[Rule], output: &Output) -> Report {
    let language = report.language;
    for list in [&mut report.introduced, &mut report.existing, &mut report.fixed, &mut report.waived] {
        let before = list.len();
        list.retain_mut(|finding| reword(finding, own, language));
        if list.len() < before {
            output.note(&format!(
                "{} findings of rules that this version does not have were left out",
                before - list.len()
            ));
        }
    }
    report
}

/// Takes everything that does not depend on the pull request from our own rule; false where there is none.
fn reword(finding: &mut Finding, own: &[Rule], language: Language) -> bool {
    let Some(rule) = rule::builtin().iter().chain(own).find(|rule| rule.id == finding.rule) else { return false };
    let texts = rule.texts(language);
    texts.title.clone_into(&mut finding.title);
    finding.controls.clone_from(&rule.controls);
    texts.why.clone_into(&mut finding.why);
    finding.help = texts.help.sentence(&Vec::new());
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Colour;
    use crate::report::{Conclusion, sample};

    #[test]
    fn the_language_stays_and_brings_our_own_words() {
        let finding = Finding { rule: "license/changed".into(), ..sample::finding() };
        let report = Report { introduced: vec![finding], language: Language::German, ..sample::report() };
        let text = json::render(&report, Conclusion::Failure);
        let event = WorkflowRun { head: report.head, head_branch: "change".into(), head_repository: None };
        let output = Output::new(Colour::Never);
        let read = json::read(&text).expect("a report");
        let ours = in_our_words(bound(&read, &event).expect("a report of this commit"), &[], &output);
        assert_eq!(ours.language, Language::German);
        assert_eq!(ours.introduced.first().map(|finding| finding.title.as_str()), Some("Die Lizenz ändert sich"));
        let unknown = json::read(&text.replace("\"language\": \"de\"", "\"language\": \"xx\"")).expect_err("an error");
        assert!(unknown.to_string().contains("unknown variant `xx`"), "{unknown}");
    }
}
