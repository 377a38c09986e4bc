//! `modelward review`: reviews the pull request of the running workflow, and tells it there.

use super::output::Output;
use super::{Ended, Failure, block_on, check};
use crate::cli::Review as Arguments;
use crate::engine::{self, Review};
use crate::github::{
    self, ApiSource, Client, Clock, Environment, Event, Options, Outcome, PullRequest, Repository, command_files,
};
use crate::report::escape::command_data;
use crate::report::{annotations, json, markdown};
use crate::rule;
use std::path::Path;

/// The JSON report, in the workspace, where the next step of the job finds it.
const REPORT: &str = "modelward-report.json";

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let ended = block_on(review(arguments, output))?;
    if let Err(failure) = &ended {
        // beside the log, where people look first
        output.print(&format!("::error title=Modelward::{}", command_data(&failure.to_string())));
    }
    ended
}

async fn review(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let mut environment = Environment::from_process()?;
    environment.inputs.dry_run |= arguments.dry_run;
    let payload = std::fs::read(&environment.event_path).map_err(|source| Failure::File {
        action: "read",
        path: format!("{} (GITHUB_EVENT_PATH)", environment.event_path.display()),
        source,
    })?;
    let event = Event::read(&environment.event, &payload)?;
    if let Event::Nothing(reason) = &event {
        output.note(&format!("nothing to review: {reason}"));
        return Ok(Ended::Well);
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
                Ok(review) => run.told_without_comments(&review),
                Err(error) => Err(error.into()),
            }
        }
        Event::WorkflowRun(_) => Err(Failure::Usage(
            "`review` has no pull request to read in a workflow_run; `modelward publish --report FILE` posts a report there".into(),
        )),
        Event::Nothing(_) => Ok(Ended::Well),
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
        self.write_files(&review, &links)?;
        let options = Options::new(&self.environment.inputs, Some(links));
        let published = github::publish(self.client, &self.at, pull, &review.change, &review.report, &options).await;
        for note in &published.notes {
            self.output.note(note);
        }
        match &published.outcome {
            Outcome::Degraded { reason, permission } => self.degraded(&review, reason, permission.as_deref()),
            Outcome::Superseded { head } => {
                self.output.note(&format!("superseded: the head is now {head}; its own run will tell"));
            }
            Outcome::DryRun { calls } => {
                for call in calls {
                    self.output.print(&call.to_string());
                }
            }
            Outcome::Posted(_) | Outcome::NothingToDo => {}
        }
        Ok(self.ended(&review))
    }

    /// A queue or a push has no pull request to comment on.
    fn told_without_comments(&self, review: &Review) -> Result<Ended, Failure> {
        self.write_files(review, &self.environment.links(&review.report.base, &review.report.head))?;
        self.output.print(&annotations::render(&review.report, "are in the job summary"));
        Ok(self.ended(review))
    }

    fn degraded(&self, review: &Review, reason: &str, permission: Option<&str>) {
        self.output.note(&format!("not posted: {reason}; the report is in the job summary and in the annotations"));
        if let Some(permission) = permission {
            self.output.note(&format!(
                "the token lacks {permission}: grant it under `permissions:`; for pull requests from forks see \"Pull requests from forks\" in the README"
            ));
        }
        self.output.print(&annotations::render(&review.report, "are in the job summary"));
    }

    fn ended(&self, review: &Review) -> Ended {
        check::ended(review, self.environment.inputs.fail_on, self.output)
    }

    /// The job summary, the JSON report, and the step's outputs.
    fn write_files(&self, review: &Review, links: &markdown::Links) -> Result<(), Failure> {
        let report = &review.report;
        let conclusion = report.conclusion(self.environment.inputs.fail_on);
        let written = |path: &Path, result: std::io::Result<()>| {
            result.map_err(|source| Failure::File { action: "write", path: path.display().to_string(), source })
        };
        if let Some(file) = &self.environment.step_summary {
            let summary = markdown::job_summary(report, Some(links), command_files::SUMMARY_BYTES);
            written(file, command_files::append_summary(file, &summary))?;
        }
        if let Some(workspace) = &self.environment.workspace {
            let file = workspace.join(REPORT);
            written(&file, std::fs::write(&file, json::render(report, conclusion)))?;
        }
        if let Some(file) = &self.environment.output {
            let count = report.introduced.len().to_string();
            let report = if self.environment.workspace.is_some() { REPORT } else { "" };
            for (name, value) in
                [("conclusion", conclusion.to_string()), ("findings", count), ("report", report.into())]
            {
                written(file, command_files::set_output(file, name, &value))?;
            }
        }
        Ok(())
    }
}
