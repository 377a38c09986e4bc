//! `modelward review`: reviews the pull request of the running workflow, and tells it there.

use super::output::Output;
use super::{Ended, Failure, block_on, check, publish, telling};
use crate::cli::Review as Arguments;
use crate::engine::{self, Review};
use crate::github::{
    self, ApiSource, Client, Clock, Environment, Event, Inputs, Options, PullRequest, Repository, command_files,
};
use crate::report::{Report, json, markdown};
use crate::rule;
use crate::source::checkout::CheckoutSource;
use std::io::Write as _;
use std::path::Path;

/// The JSON report, in the workspace, where the next step of the job finds it.
const REPORT: &str = "modelward-report.json";

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let ended = block_on(review(arguments, output))?;
    if let Err(failure) = &ended {
        telling::annotate(failure, output);
    }
    ended
}

async fn review(arguments: &Arguments, output: &Output) -> Result<Ended, Failure> {
    let mut environment = Environment::from_process()?;
    environment.inputs.dry_run |= arguments.dry_run;
    let event = telling::event(&environment)?;
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
            let source = ApiSource::commits(&client, run.at.clone(), commits);
            let mut source = CheckoutSource::new(source, environment.workspace.clone());
            match engine::review(&mut source, rule::builtin()).await {
                Ok(review) => run.without_comments(run.strict(review)).await,
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
        let source = ApiSource::pull(self.client, self.at.clone(), pull);
        let mut source = CheckoutSource::new(source, self.environment.workspace.clone());
        let review = self.strict(engine::review(&mut source, rule::builtin()).await?);
        let links = self.environment.links(&review.report.base, &review.report.head);
        let inputs = self.environment.inputs.under(&review.configuration.policy);
        // first what needs no permission, so that nothing is lost if posting fails
        self.write_files(&review.report, &inputs, &links)?;
        let options = Options::new(&inputs, Some(links));
        let published =
            github::publish(self.client, &self.at, pull, &review.trees.change, &review.report, &options).await;
        telling::told(&published, &review.report, self.output);
        self.check_run(&review.report, &inputs).await;
        Ok(check::ended(&review, inputs.fail_on, self.output))
    }

    /// Nothing is suggested that another suggestion gainsays. Where the workflow asks for it, a change that GitHub did not show
    /// whole fails the run.
    fn strict(&self, mut review: Review) -> Review {
        review.report.without_opposed_fixes();
        review.report.must_be_complete = self.environment.inputs.fail_on_incomplete;
        if let (true, Some(reason)) = (review.report.must_be_complete, &review.report.incomplete) {
            self.output.note(&format!("the run fails, since not all of the change is known: {reason}"));
        }
        review
    }

    /// Where the workflow asks for one. Like a comment, it never decides how the run ends.
    async fn check_run(&self, report: &Report, inputs: &Inputs) {
        if !inputs.check_run || inputs.dry_run {
            return;
        }
        let links = self.environment.links(&report.base, &report.head);
        let conclusion = report.conclusion(inputs.fail_on);
        if let Err(error) = github::check_run(self.client, &self.at, report, conclusion, &links).await {
            self.output.note(&format!("no check run was made: {error}"));
        }
    }

    /// A queue or a push has no pull request to comment on.
    async fn without_comments(&self, review: Review) -> Result<Ended, Failure> {
        let inputs = self.environment.inputs.under(&review.configuration.policy);
        let links = self.environment.links(&review.report.base, &review.report.head);
        self.write_files(&review.report, &inputs, &links)?;
        self.output.print(&telling::annotations(&review.report));
        self.check_run(&review.report, &inputs).await;
        Ok(check::ended(&review, inputs.fail_on, self.output))
    }

    /// The job summary, the JSON report, and the step's outputs.
    fn write_files(&self, report: &Report, inputs: &Inputs, links: &markdown::Links) -> Result<(), Failure> {
        let conclusion = report.conclusion(inputs.fail_on);
        telling::write_summary(self.environment, report, links)?;
        if let Some(workspace) = &self.environment.workspace {
            let file = workspace.join(REPORT);
            telling::written(&file, write_anew(&file, &json::render(report, conclusion)))?;
        }
        if let Some(file) = &self.environment.output {
            let count = report.introduced.len().to_string();
            let path = if self.environment.workspace.is_some() { REPORT } else { "" };
            for (name, value) in [("conclusion", conclusion.to_string()), ("findings", count), ("report", path.into())]
            {
                telling::written(file, command_files::set_output(file, name, &value))?;
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
