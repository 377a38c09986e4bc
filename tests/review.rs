//! `modelward review` and `publish` as a workflow runs them: the program itself, its environment, and a stand-in for GitHub.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "these are tests")]

mod support;

use serde_json::{Value, json};
use std::path::PathBuf;
use support::hub::{BASE, HEAD, Hub, MERGE_BASE};
use support::repo::{Run, card, finished};
use support::server::Answer;
use tempfile::TempDir;

const TOKEN: &str = "ghs_secret";

struct Workflow {
    hub: Hub,
    folder: TempDir,
    event: &'static str,
    payload: Value,
    inputs: Vec<(&'static str, String)>,
}

impl Workflow {
    /// A pull request that takes the limitations out of a card.
    async fn new() -> Self {
        let hub = Hub::start().await;
        let before = card("license: mit\n", "## Limitations\n\nIt fails on handwriting.\n");
        let after = card("license: mit\n", "");
        let patch = "@@ -5,6 +5,2 @@\n # Model\n \n-## Limitations\n-\n-It fails on handwriting.\n-";
        {
            let mut state = hub.state();
            state.rows = vec![json!({"filename": "README.md", "status": "modified", "sha": "b1", "additions": 0,
                "deletions": 4, "changes": 4, "patch": patch})];
            let leaf = |blob: &str| vec![("README.md".to_owned(), "100644".to_owned(), blob.to_owned(), 100)];
            state.trees = [(HEAD.to_owned(), leaf("b1")), (MERGE_BASE.to_owned(), leaf("b0"))].into();
            state.blobs = [("b0".to_owned(), before.into_bytes()), ("b1".to_owned(), after.into_bytes())].into();
        }
        let repository = json!({"full_name": "octo-org/models"});
        let payload = json!({"action": "opened", "number": 7, "repository": repository, "pull_request": {
            "number": 7, "state": "open", "draft": false, "locked": false, "changed_files": 1,
            "author_association": "MEMBER", "user": {"login": "octocat"},
            "base": {"sha": BASE, "ref": "main", "repo": repository},
            "head": {"sha": HEAD, "ref": "change", "repo": repository},
        }});
        let folder = tempfile::tempdir().unwrap();
        Self { hub, folder, event: "pull_request", payload, inputs: Vec::new() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    async fn run(&self, arguments: &[&str]) -> Run {
        std::fs::write(self.file("event.json"), self.payload.to_string()).unwrap();
        #[allow(clippy::disallowed_methods, reason = "the test runs the program")]
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_modelward"));
        command.args(arguments).env_clear();
        for (name, value) in [
            ("GITHUB_REPOSITORY", "octo-org/models".to_owned()),
            ("GITHUB_EVENT_NAME", self.event.to_owned()),
            ("GITHUB_EVENT_PATH", self.file("event.json").display().to_string()),
            ("GITHUB_API_URL", self.hub.address.clone()),
            ("GITHUB_GRAPHQL_URL", format!("{}/graphql", self.hub.address)),
            ("GITHUB_OUTPUT", self.file("output").display().to_string()),
            ("GITHUB_STEP_SUMMARY", self.file("summary").display().to_string()),
            ("GITHUB_WORKSPACE", self.folder.path().display().to_string()),
            ("INPUT_GITHUB-TOKEN", TOKEN.to_owned()),
        ] {
            command.env(name, value);
        }
        for (name, value) in &self.inputs {
            command.env(name, value);
        }
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let run = finished(&output);
        let everything = [&run.out, &run.err, &self.read("output"), &self.read("summary")];
        assert!(everything.iter().all(|text| !text.contains(TOKEN)), "the token was printed");
        run
    }
}

#[tokio::test]
async fn a_pull_request_is_reviewed_once() {
    let workflow = Workflow::new().await;
    let run = workflow.run(&["review"]).await;
    assert_eq!((run.status, workflow.hub.counts()), (0, (1, 0)), "{}{}", run.out, run.err);
    let comment = workflow.hub.state().comments[0].clone();
    assert_eq!((comment.sent["line"].clone(), comment.sent["side"].clone()), (json!(7), json!("LEFT")));
    assert!(comment.body.contains("A section that users rely on is gone"), "{}", comment.body);
    assert!(workflow.read("summary").contains("A section that users rely on is gone"));
    let output = workflow.read("output");
    assert!(output.contains("\nneutral\n") && output.contains("\n1\n"), "{output}");
    assert!(output.contains("\nmodelward-report.json\n"), "{output}");
    let report: Value = serde_json::from_str(&workflow.read("modelward-report.json")).unwrap();
    assert_eq!((&report["head"], &report["introduced"][0]["line"]), (&json!(HEAD), &json!(7)));

    workflow.hub.take();
    let again = workflow.run(&["review"]).await;
    assert!(again.err.contains("0 writes") && workflow.hub.counts() == (1, 0), "{}", again.err);
}

#[tokio::test]
async fn a_link_in_the_workspace_is_replaced_and_not_followed() {
    let workflow = Workflow::new().await;
    std::fs::write(workflow.file("precious"), "kept").unwrap();
    std::os::unix::fs::symlink(workflow.file("precious"), workflow.file("modelward-report.json")).unwrap();
    workflow.run(&["review"]).await;
    assert_eq!(workflow.read("precious"), "kept");
    assert!(workflow.read("modelward-report.json").contains("\"version\": 1"));
}

#[tokio::test]
async fn the_base_decides_the_language() {
    let workflow = Workflow::new().await;
    {
        let mut state = workflow.hub.state();
        for tree in [MERGE_BASE, HEAD] {
            let leaf = (".github/modelward.toml".to_owned(), "100644".to_owned(), "p0".to_owned(), 100);
            state.trees.get_mut(tree).unwrap().push(leaf);
        }
        state.blobs.insert("p0".to_owned(), b"language = \"de\"\n".to_vec());
    }
    let run = workflow.run(&["review"]).await;
    assert_eq!((run.status, workflow.hub.counts()), (0, (1, 0)), "{}{}", run.out, run.err);
    let comment = workflow.hub.state().comments[0].clone();
    assert!(comment.body.contains("Ein Abschnitt, auf den sich Nutzer verlassen, fehlt jetzt**"), "{}", comment.body);
    assert!(comment.body.contains("Warum, und wie man es akzeptiert"), "{}", comment.body);
    assert!(workflow.read("summary").contains("in den Angaben dieser Änderung"));
    let report: Value = serde_json::from_str(&workflow.read("modelward-report.json")).unwrap();
    assert_eq!(report["language"], "de");
    workflow.hub.take();
    let again = workflow.run(&["review"]).await;
    assert!(again.err.contains("0 writes"), "{}", again.err);
}

#[tokio::test]
async fn a_token_that_may_only_read_loses_nothing() {
    let mut workflow = Workflow::new().await;
    let refused = Answer::error(403, "Resource not accessible by integration")
        .with("X-Accepted-GitHub-Permissions", "pull_requests=write");
    workflow.hub.state().refuse = Some(refused);
    let run = workflow.run(&["review"]).await;
    assert_eq!((run.status, workflow.hub.counts()), (0, (0, 0)), "{}", run.err);
    assert!(run.out.contains("::warning file=README.md"), "{}", run.out);
    assert!(run.err.contains("pull-requests: write"), "{}", run.err);
    assert!(workflow.read("summary").contains("A section that users rely on is gone"));
    // findings decide the exit status, and whether they could be posted does not
    workflow.inputs.push(("INPUT_FAIL-ON", "warning".into()));
    assert_eq!(workflow.run(&["review"]).await.status, 1);
}

#[tokio::test]
async fn a_dry_run_prints_the_calls_and_makes_none() {
    let workflow = Workflow::new().await;
    let run = workflow.run(&["review", "--dry-run"]).await;
    assert_eq!((run.status, workflow.hub.counts()), (0, (0, 0)));
    assert!(run.out.contains("POST /repos/octo-org/models/pulls/7/reviews"), "{}", run.out);
}

#[tokio::test]
async fn a_merge_queue_is_summarised_without_comments() {
    let mut workflow = Workflow::new().await;
    workflow.event = "merge_group";
    workflow.payload = json!({"action": "checks_requested", "repository": {"full_name": "octo-org/models"},
        "merge_group": {"base_sha": BASE, "head_sha": HEAD, "head_ref": "refs/heads/queue", "base_ref": "refs/heads/main"}});
    let run = workflow.run(&["review"]).await;
    assert_eq!((run.status, workflow.hub.counts()), (0, (0, 0)), "{}{}", run.out, run.err);
    assert!(run.out.contains("::warning file=README.md"), "{}", run.out);
}

#[tokio::test]
async fn the_second_stage_posts_only_what_its_event_vouches_for() {
    let mut workflow = Workflow::new().await;
    workflow.run(&["review", "--dry-run"]).await;
    workflow.event = "workflow_run";
    workflow.payload = json!({"action": "completed", "repository": {"full_name": "octo-org/models"}, "workflow_run": {
        "head_sha": BASE, "head_branch": "change", "event": "pull_request", "head_repository": {"full_name": "octo-org/models"}}});
    let report = workflow.file("modelward-report.json").display().to_string();
    let run = workflow.run(&["publish", "--report", &report]).await;
    assert_eq!((run.status, workflow.hub.counts()), (2, (0, 0)));
    assert!(run.err.contains("a report of another commit is not posted"), "{}", run.err);
    let endless = workflow.run(&["publish", "--report", "/dev/zero"]).await;
    assert!(endless.status == 2 && endless.err.contains("no regular file"), "{}", endless.err);
}

#[tokio::test]
async fn what_stops_a_run_says_what_to_do() {
    let mut workflow = Workflow::new().await;
    let outside = support::repo::run(&["review"]);
    assert_eq!(outside.status, 2);
    assert!(outside.err.contains("modelward check"), "{}", outside.err);
    workflow.inputs.push(("INPUT_FAIL-ON", "sometimes".into()));
    let wrong = workflow.run(&["review"]).await;
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("error, warning, notice or never"), "{}", wrong.err);
    workflow.inputs = vec![("GITHUB_EVENT_PATH", "/nowhere/event.json".into())];
    let absent = workflow.run(&["review"]).await;
    assert_eq!(absent.status, 2);
    assert!(absent.err.contains("GITHUB_EVENT_PATH"), "{}", absent.err);
    workflow.inputs = vec![("GITHUB_EVENT_NAME", "issue_comment".into())];
    let unknown = workflow.run(&["review"]).await;
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("issue_comment"), "{}", unknown.err);
}

#[tokio::test]
async fn policies_elsewhere_are_fetched_once_with_what_they_build_on() {
    let mut workflow = Workflow::new().await;
    let at = |path: &str| format!("octo-org/models//{path}@{HEAD}");
    let org = format!("extends = [\"{}\"]\nlocked = [\"weights/*\"]\n", at("deep/below.toml"));
    workflow.hub.state().blobs =
        [("org.toml".to_owned(), org.into_bytes()), ("deep/below.toml".to_owned(), b"language = \"de\"\n".to_vec())]
            .into();
    let file = workflow.file(".github/modelward.toml");
    std::fs::create_dir_all(workflow.file(".github")).unwrap();
    let policy = |list: &str| std::fs::write(&file, format!("extends = [{list}]\n")).unwrap();
    policy(&format!("\"{}\"", at("org.toml")));
    let folder = workflow.folder.path().display().to_string();
    workflow.inputs =
        vec![("XDG_CACHE_HOME", workflow.file("cache").display().to_string()), ("GITHUB_TOKEN", TOKEN.into())];
    let fetch = ["policy", "fetch", "--repo", &folder];
    let run = workflow.run(&fetch).await;
    let told = format!(
        "fetched {}\nfetched {}\nevery policy that is built on is here\n",
        at("org.toml"),
        at("deep/below.toml")
    );
    assert_eq!((run.status, run.err), (0, told));
    let shown = workflow.run(&["policy", "show", "--repo", &folder]).await.out;
    assert!(shown.contains("language  de") && shown.contains("locked    weights/*"), "{shown}");
    // a commit names its content: nothing is asked for twice
    let calls = workflow.hub.state().calls.len();
    assert_eq!(workflow.run(&fetch).await.status, 0);
    assert_eq!(workflow.hub.state().calls.len(), calls);
    // what cannot be had is told once, and the rest is fetched
    workflow.hub.state().blobs.insert("more.toml".to_owned(), b"fail-on = \"eror\"\n".to_vec());
    policy(&format!("\"{}\", \"{}\"", at("gone.toml"), at("more.toml")));
    let run = workflow.run(&fetch).await;
    assert_eq!((run.status, run.err.matches("gone.toml").count()), (2, 1), "{}", run.err);
    assert!(
        run.err.contains("a private repository needs a GITHUB_TOKEN") && run.err.contains("fetched "),
        "{}",
        run.err
    );
    // and a mistake in it is told at once
    policy(&format!("\"{}\"", at("more.toml")));
    let run = workflow.run(&fetch).await;
    assert!(run.status == 2 && run.err.contains("`fail-on` cannot be `eror`"), "{}", run.err);
}
