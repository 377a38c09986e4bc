//! What the commands of a workflow tell, and where: the log, annotations, the job summary, the exit status.

use super::output::Output;
use super::{Ended, Failure};
use crate::configuration::Configuration;
use crate::github::{Environment, Event, Outcome, Published, command_files};
use crate::report::escape::command_data;
use crate::report::{self, Conclusion, FailOn, Report, markdown};
use std::path::Path;

/// Where what is not an annotation can be read.
const MORE: &str = "are in the job summary";

/// Tells a failure where people look first, beside the log.
pub(super) fn annotate(failure: &Failure, output: &Output) {
    output.print(&format!("::error title=Modelward::{}", command_data(&failure.to_string())));
}

/// The event that started the workflow.
pub(super) fn event(environment: &Environment) -> Result<Event, Failure> {
    let payload = std::fs::read(&environment.event_path).map_err(|source| Failure::File {
        action: "read",
        path: format!("{} (GITHUB_EVENT_PATH)", environment.event_path.display()),
        source,
    })?;
    Ok(Event::read(&environment.event, &payload)?)
}

pub(super) fn written(path: &Path, result: std::io::Result<()>) -> Result<(), Failure> {
    result.map_err(|source| Failure::File { action: "write", path: path.display().to_string(), source })
}

/// Appends the whole report to the job summary.
pub(super) fn write_summary(
    environment: &Environment,
    report: &Report,
    links: &markdown::Links,
) -> Result<(), Failure> {
    let Some(file) = &environment.step_summary else { return Ok(()) };
    let summary = markdown::job_summary(report, Some(links), command_files::SUMMARY_BYTES);
    written(file, command_files::append_summary(file, &summary))
}

/// The report as annotations.
pub(super) fn annotations(report: &Report) -> String {
    report::annotations::render(report, MORE)
}

/// Says in the log what became of the report. Where it could not be posted, it is told in annotations.
pub(super) fn told(published: &Published, report: &Report, output: &Output) {
    for note in &published.notes {
        output.note(note);
    }
    match &published.outcome {
        Outcome::Degraded { reason, permission } => {
            output.note(&format!("not posted: {reason}; the report is in the job summary and in the annotations"));
            if let Some(permission) = permission {
                output.note(&format!(
                    "the token lacks {permission}: grant it under `permissions:`; for pull requests from forks see \
                     \"Pull requests from forks\" in the README"
                ));
            }
            output.print(&annotations(report));
        }
        Outcome::Superseded { head } => {
            output.note(&format!("superseded: the head is now {head}; its own run will tell"));
        }
        Outcome::DryRun { calls } => {
            for call in calls {
                output.print(&call.to_string());
            }
        }
        Outcome::Posted(_) | Outcome::NothingToDo => {}
    }
}

/// Tells what is wrong with the configuration; a run that found nothing else wrong ends by that.
pub(super) fn configuration(configuration: &Configuration, output: &Output) -> Ended {
    for mistakes in &configuration.mistakes {
        output.mistakes(mistakes);
    }
    match configuration.mistakes.iter().map(|mistakes| mistakes.list.len()).sum::<usize>() {
        0 => return Ended::Well,
        1 => output.note("1 mistake in the configuration: what is wrong there is not applied"),
        many => output.note(&format!("{many} mistakes in the configuration: what is wrong there is not applied")),
    }
    Ended::WithMistakes
}

/// The end of a run by its findings alone: whether they could be posted plays no part.
pub(super) fn conclude(report: &Report, fail_on: FailOn) -> Ended {
    match report.conclusion(fail_on) {
        Conclusion::Failure => Ended::WithFindings,
        Conclusion::Success | Conclusion::Neutral => Ended::Well,
    }
}
