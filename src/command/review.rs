//! `modelward review`: reviews the pull request of the running workflow, and tells it there.

use super::output::Output;
use super::{Ended, Failure, block_on, check, publish};
use crate::cli::Review as Arguments;
use crate::engine::{self, Review};
use crate::github::{
    self, ApiSource, Client, Clock, Environment, Event, Options, Outcome, Published, PullRequest, Repository,
    command_files,
};
use crate::report::escape::command_data;
use crate::report::{Conclusion, FailOn, Report, annotations, json, markdown};
use crate::rule;
use std::io::Write as _;
use std::path::Path;

/// The JSON report, in the workspace, where the next step of the job finds it.
const REPORT: &str = "modelward-report.json";

/// Where what is not an annotation can be read.
const MORE: &str = "are in the job summary";

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let ended = block_on(review(arguments, output))?;
    if let Err(failure) = &ended {
        annotate(failure, output);
    }
    ended
}

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

async fn review(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let mut environment = Environment::from_process()?;
    environment.inputs.dry_run |= arguments.dry_run;
    let event = event(&environment)?;
    match &event {
        Event::Nothing(reason) => {
            output.note(&format!("nothing to review: {reason}"));
            return Ok(Ended::Well);
        }
        Event::WorkflowRun(run) => {
            let Some(report) = &environment.inputs.report else {
                let help = "name the first stage's report in the input `report`; see \"Pull requests from forks\" in the README";
                return Err(Failure::Usage(format!("a workflow_run has no pull request to read: {help}")));
            };
            return publish::post(&environment, run, report, output).await;
        }
        Event::PullRequest(_) | Event::Commits(_) => {}
    }
    github::install_crypto();
    let client = Client::new(&environment.connection(), Clock::real())?;
    let at = Repository { owner: environment.owner.clone(), name: environment.name.clone() };
    let run = Run { environment: &environment, client: &client, at, output };
    let ended = match &event {
        Event::PullRequest(pull) => run.pull_request(pull).await,
        Event::Commits(commits) => {
            let mut source = ApiSource::commits(&client, run.at.clone(), commits);
            match engine::review(&mut source, rule::builtin()).await {
                Ok(review) => run.without_comments(&review),
                Err(error) => Err(error.into()),
            }
        }
        Event::WorkflowRun(_) | Event::Nothing(_) => Ok(Ended::Well),
    };
    output.note(&client.ledger().to_string());
    ended
}

struct Run<'r> {
    environment: &'r Environment,
    client: &'r Client,
    at: Repository,
    output: &'r Output,
}

impl Run<'_> {
    async fn pull_request(&self, pull: &PullRequest) -> Result<Ended, Failure> {
        let mut source = ApiSource::pull(self.client, self.at.clone(), pull);
        let review = engine::review(&mut source, rule::builtin()).await?;
        let links = self.environment.links(&review.report.base, &review.report.head);
        // first what needs no permission, so that nothing is lost if posting fails
        self.write_files(&review.report, &links)?;
        let options = Options::new(&self.environment.inputs, Some(links));
        let published = github::publish(self.client, &self.at, pull, &review.change, &review.report, &options).await;
        told(&published, &review.report, self.output);
        Ok(self.ended(&review))
    }

    /// A queue or a push has no pull request to comment on.
    fn without_comments(&self, review: &Review) -> Result<Ended, Failure> {
        self.write_files(&review.report, &self.environment.links(&review.report.base, &review.report.head))?;
        self.output.print(&annotations::render(&review.report, MORE));
        Ok(self.ended(review))
    }

    fn ended(&self, review: &Review) -> Ended {
        check::ended(review, self.environment.inputs.fail_on, self.output)
    }

    /// The job summary, the JSON report, and the step's outputs.
    fn write_files(&self, report: &Report, links: &markdown::Links) -> Result<(), Failure> {
        let conclusion = report.conclusion(self.environment.inputs.fail_on);
        write_summary(self.environment, report, links)?;
        if let Some(workspace) = &self.environment.workspace {
            let file = workspace.join(REPORT);
            written(&file, write_anew(&file, &json::render(report, conclusion)))?;
        }
        if let Some(file) = &self.environment.output {
            let count = report.introduced.len().to_string();
            let path = if self.environment.workspace.is_some() { REPORT } else { "" };
            for (name, value) in [("conclusion", conclusion.to_string()), ("findings", count), ("report", path.into())]
            {
                written(file, command_files::set_output(file, name, &value))?;
            }
        }
        Ok(())
    }
}

/// Writes a file of our own. A checkout of the pull request may have put a link there: it is replaced, never followed.
fn write_anew(file: &Path, text: &str) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
}

fn written(path: &Path, result: std::io::Result<()>) -> Result<(), Failure> {
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
            output.print(&annotations::render(report, MORE));
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

/// The end of a run by its findings alone: whether they could be posted plays no part.
pub(super) fn conclude(report: &Report, fail_on: FailOn) -> Ended {
    match report.conclusion(fail_on) {
        Conclusion::Failure => Ended::WithFindings,
        Conclusion::Success | Conclusion::Neutral => Ended::Well,
    }
}
