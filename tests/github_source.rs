//! Reading both trees of a pull request through the API, against a stand-in that lives in this process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]
#![allow(unreachable_pub, dead_code, reason = "the support modules serve several tests")]

mod support;

use modelward::change::{Hunks, RepoPath, Side, Status};
use modelward::engine;
use modelward::github::{ApiSource, Commits, find_pull};
use modelward::rule;
use modelward::source::{Content, EntryKind, Source};
use serde_json::{Value, json};
use support::findings::{at, client, client_at, pull};
use support::hub::{HEAD, Hub, MERGE_BASE};
use support::server::{Answer, Fault};

fn path(text: &str) -> RepoPath {
    RepoPath::new(text.as_bytes()).unwrap()
}

fn leaf(path: &str, mode: &str, blob: &str, size: u64) -> (String, String, String, u64) {
    (path.into(), mode.into(), blob.into(), size)
}

fn text(content: &Content) -> String {
    match content {
        Content::Bytes(bytes) | Content::Beginning(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::Skipped(skip) => format!("({} {})", skip.path, skip.reason),
    }
}

async fn hub() -> Hub {
    let hub = Hub::start().await;
    hub.file("README.md", 1, 2);
    {
        let mut state = hub.state();
        let head = vec![
            leaf("README.md", "100644", "b1", 5),
            leaf("LICENSE", "100644", "b2", 3),
            leaf("docs", "040000", "t1", 0),
            leaf("link", "120000", "b3", 4),
            leaf("vendor", "160000", "c1", 0),
            leaf("big.json", "100644", "b4", 2_000_000),
        ];
        let base = vec![leaf("README.md", "100644", "b0", 4), leaf("LICENSE", "100644", "b2", 3)];
        state.trees = [(HEAD.to_owned(), head), (MERGE_BASE.to_owned(), base)].into();
        state.blobs = [("b0", "old\n"), ("b1", "new!\n"), ("b2", "MIT")]
            .map(|(sha, text)| (sha.to_owned(), text.as_bytes().to_vec()))
            .into();
    }
    hub
}

#[tokio::test]
async fn reads_a_change_from_the_merge_base_without_a_checkout() {
    let hub = hub().await;
    let client = client(&hub);
    let mut source = ApiSource::pull(&client, at(), &pull(HEAD));
    let change = source.changes().await.unwrap();
    assert_eq!((change.base.as_str(), change.head.as_str(), change.incomplete), (MERGE_BASE, HEAD, None));
    assert!(matches!(&change.files[0].hunks, Hunks::Known(hunks) if hunks[0].lines.len() == 2));

    let listing = source.listing().await.unwrap();
    let kind = |name: &str| listing.entries.iter().find(|entry| entry.path == path(name)).map(|entry| entry.kind);
    assert_eq!(kind("link"), Some(EntryKind::Link));
    assert_eq!(kind("vendor"), Some(EntryKind::Submodule));
    assert_eq!((kind("docs"), kind("README.md")), (None, Some(EntryKind::File)));

    let wanted = [
        (Side::Base, path("README.md")),
        (Side::Head, path("README.md")),
        (Side::Base, path("LICENSE")),
        (Side::Head, path("LICENSE")),
        (Side::Head, path("big.json")),
        (Side::Head, path("link")),
        (Side::Base, path("nowhere")),
    ];
    let read: Vec<_> = source.read(&wanted).await.unwrap().iter().map(text).collect();
    let expected = [
        "old\n",
        "new!\n",
        "MIT",
        "MIT",
        "(big.json larger than 1 MiB)",
        "(link a symbolic link)",
        "(nowhere not in the tree)",
    ];
    assert_eq!(read, expected);
    // compare, files, two trees, three blobs: what is the same on both sides is read once
    assert_eq!(client.ledger().reads, 7);
    source.read(&wanted).await.unwrap();
    assert_eq!(client.ledger().reads, 7);
}

#[tokio::test]
async fn a_blob_that_cannot_be_had_is_skipped() {
    let hub = hub().await;
    hub.state().blobs.remove("b1");
    hub.fault("git/blobs/b0", 9, Fault::Cut);
    hub.fault("git/blobs/b2", 2, Fault::Half);
    let client = client(&hub);
    let mut source = ApiSource::pull(&client, at(), &pull(HEAD));
    let wanted = [(Side::Head, path("README.md")), (Side::Base, path("README.md")), (Side::Head, path("LICENSE"))];
    let read: Vec<_> = source.read(&wanted).await.unwrap().iter().map(text).collect();
    assert!(read[0].contains("not in the tree") && read[1].contains("could not be read"), "{read:?}");
    assert_eq!(read[2], "MIT");
}

#[tokio::test]
async fn an_answer_larger_than_the_tree_promised_is_not_read() {
    let hub = hub().await;
    hub.state().blobs.insert("b1".into(), vec![b'x'; 3_000_000]);
    let client = client(&hub);
    let mut source = ApiSource::pull(&client, at(), &pull(HEAD));
    let read = source.read(&[(Side::Head, path("README.md"))]).await.unwrap();
    assert_eq!(text(&read[0]), "(README.md larger than 1 MiB)");
}

#[tokio::test]
async fn where_the_list_is_cut_files_are_asked_for_by_name() {
    let hub = hub().await;
    hub.state().truncated = true;
    hub.state().blobs.insert("cards/mod%C3%A8le%20%231.md".into(), b"card".to_vec());
    let client = client(&hub);
    let mut source = ApiSource::pull(&client, at(), &pull(HEAD));
    assert!(source.listing().await.unwrap().incomplete.is_some());
    let read = source.read(&[(Side::Base, path("cards/modèle #1.md")), (Side::Head, path("none"))]).await.unwrap();
    assert_eq!(read.iter().map(text).collect::<Vec<_>>(), ["card", "(none not in the tree)"]);
    assert!(hub.take().iter().any(|call| {
        call.ends_with(&format!("modèle #1.md?ref={MERGE_BASE}").replace("modèle #1", "mod%C3%A8le%20%231"))
    }));
}

#[tokio::test]
async fn rows_that_github_left_out_are_looked_at_again() {
    let hub = Hub::start().await;
    hub.file("a-huge.json", 1, 19_990);
    hub.file("b-card.md", 1, 20);
    hub.file("c-card.md", 1, 5);
    hub.state().rows.push(json!({"filename": "w.bin", "status": "added", "sha": "b9", "changes": 0}));
    let tree = ["b-card.md", "c-card.md"].map(|name| leaf(name, "100644", name, 10));
    let base = ["a-huge.json", "b-card.md", "c-card.md"].map(|name| leaf(name, "100644", "old", 10));
    hub.state().trees.insert(MERGE_BASE.into(), base.into());
    let weights = leaf("w.bin", "100644", "b9", 5_000_000_000);
    hub.state().trees.insert(HEAD.into(), tree.into_iter().chain([weights]).collect());
    let client = client(&hub);
    let change = ApiSource::pull(&client, at(), &pull(HEAD)).changes().await.unwrap();
    assert!(change.files.iter().all(|file| file.content_changed));
    let known: Vec<_> = change.files.iter().map(|file| matches!(file.hunks, Hunks::Known(_))).collect();
    assert_eq!(known, [true, true, true, false]);
    let calls = hub.take();
    assert_eq!(calls.iter().filter(|call| call.contains("per_page=1&page=") && call.contains("/files")).count(), 2);
}

#[tokio::test]
async fn a_pure_rename_is_told_from_one_with_an_edit() {
    let hub = Hub::start().await;
    let renamed = |name: &str, blob: &str| {
        json!({"filename": format!("new/{name}"), "previous_filename": format!("old/{name}"), "status": "renamed",
            "sha": blob, "changes": 0})
    };
    hub.state().rows = vec![renamed("same", "b1"), renamed("edited", "b2"), renamed("lost", "b3")];
    let base = [leaf("old/same", "100644", "b1", 9), leaf("old/edited", "100644", "b0", 9)];
    hub.state().trees.insert(MERGE_BASE.into(), base.into());
    let client = client(&hub);
    let change = ApiSource::pull(&client, at(), &pull(HEAD)).changes().await.unwrap();
    let changed: Vec<_> = change.files.iter().map(|file| file.content_changed).collect();
    assert_eq!(changed, [false, true, true]);
    assert!(change.files.iter().all(|file| file.status == Status::Renamed && file.previous.is_some()));
}

#[tokio::test]
async fn a_list_that_lacks_files_is_incomplete() {
    let hub = Hub::start().await;
    for n in 0..3100 {
        hub.file(&format!("{n:04}.md"), 1, 1);
    }
    let (client, mut pull) = (client(&hub), pull(HEAD));
    let change = ApiSource::pull(&client, at(), &pull).changes().await.unwrap();
    assert_eq!(change.files.len(), 3000);
    assert_eq!(change.incomplete.as_deref(), Some("GitHub lists only 3000 changed files"));
    assert_eq!(hub.take().len(), 31);
    hub.state().rows.truncate(200);
    pull.changed_files = Some(200);
    let change = ApiSource::pull(&client, at(), &pull).changes().await.unwrap();
    assert_eq!((change.files.len(), change.incomplete, hub.take().len()), (200, None, 3));
    pull.changed_files = Some(201);
    let change = ApiSource::pull(&client, at(), &pull).changes().await.unwrap();
    assert_eq!(change.incomplete.as_deref(), Some("GitHub lists only 200 of 201 changed files"));
}

#[tokio::test]
async fn a_page_that_github_cannot_answer_is_read_in_quarters() {
    let hub = Hub::start().await;
    for n in 0..130 {
        hub.file(&format!("{n:03}.md"), 1, 1);
    }
    hub.fault("per_page=100&page=1", 3, Fault::Answer(Answer::error(502, "Unicorn")));
    let client = client(&hub);
    let change = ApiSource::pull(&client, at(), &pull(HEAD)).changes().await.unwrap();
    let names: Vec<_> = change.files.iter().map(|file| file.path.to_string()).collect();
    assert_eq!(names, (0..130).map(|n| format!("{n:03}.md")).collect::<Vec<_>>());
}

#[tokio::test]
async fn two_commits_are_compared_in_one_call() {
    let hub = hub().await;
    let client = client(&hub);
    let commits = Commits { base: "feature/x".into(), head: HEAD.into() };
    let change = ApiSource::commits(&client, at(), &commits).changes().await.unwrap();
    assert_eq!((change.files.len(), change.base.as_str()), (1, MERGE_BASE));
    assert_eq!(hub.take(), [format!("GET /repos/octo-org/models/compare/feature%2Fx...{HEAD}?per_page=1&page=1")]);
    for n in 0..300 {
        hub.file(&format!("{n}.md"), 1, 1);
    }
    let change = ApiSource::commits(&client, at(), &commits).changes().await.unwrap();
    assert!(change.incomplete.unwrap().contains("300 files at most"));
}

#[tokio::test]
async fn reading_survives_faults_and_names_what_it_cannot() {
    let hub = hub().await;
    hub.fault("compare", 2, Fault::Cut);
    hub.fault("/files", 2, Fault::Half);
    hub.fault("trees", 1, Fault::Answer(Answer::error(429, "slow down").with("Retry-After", "5")));
    let at_work = client(&hub);
    let mut source = ApiSource::pull(&at_work, at(), &pull(HEAD));
    assert_eq!(source.changes().await.unwrap().files.len(), 1);
    assert_eq!(source.listing().await.unwrap().entries.len(), 5);
    hub.fault("compare", 9, Fault::Answer(Answer::error(404, "Not Found")));
    let error = ApiSource::pull(&at_work, at(), &pull(HEAD)).changes().await.unwrap_err().to_string();
    assert!(error.contains("to compare base and head: 404 Not Found"), "{error}");
    // nobody there: told as such, and without the token
    let nowhere = client_at("http://127.0.0.1:9", "http://127.0.0.1:9/graphql");
    let error = ApiSource::pull(&nowhere, at(), &pull(HEAD)).changes().await.unwrap_err().to_string();
    assert!(error.contains("no usable answer") && !error.contains("ghs_"), "{error}");
}

#[tokio::test]
async fn a_renamed_repository_is_followed_and_a_stranger_is_not() {
    let hub = hub().await;
    let moved = |to: &str| Fault::Answer(Answer::error(301, "Moved Permanently").with("Location", to));
    let first = format!("/repos/octo-org/models/compare/{}...{HEAD}?per_page=1&page=2", support::hub::BASE);
    hub.fault("compare", 1, moved(&format!("{}{first}", hub.address)));
    let client = client(&hub);
    assert!(ApiSource::pull(&client, at(), &pull(HEAD)).changes().await.is_ok());
    hub.fault("compare", 1, moved(&format!("https://evil.example{first}")));
    let error = ApiSource::pull(&client, at(), &pull(HEAD)).changes().await.unwrap_err().to_string();
    assert!(error.contains("301"), "{error}");
}

#[tokio::test]
async fn a_policy_of_another_repository_is_read_at_its_commit() {
    let hub = hub().await;
    let commit = "0123456789abcdef0123456789abcdef01234567";
    {
        let mut state = hub.state();
        for leaves in state.trees.values_mut() {
            leaves.push(leaf(".github/modelward.toml", "100644", "b9", 80));
        }
        let own = format!("extends = [\"acme/.github//org.toml@{commit}\", \"octo-org/models//org.toml@{commit}\"]\n");
        state.blobs.insert("b9".into(), own.into_bytes());
        state.blobs.insert("org.toml".into(), b"language = \"de\"\n".to_vec());
    }
    let client = client(&hub);
    let mut source = ApiSource::pull(&client, at(), &pull(HEAD));
    let (_, configuration) = engine::configuration(&mut source, rule::builtin()).await.unwrap();
    let skipped = &configuration.skipped;
    assert_eq!(configuration.policy.language().code(), "de");
    assert!(configuration.mistakes.is_empty());
    let asked = hub.take();
    let wanted = format!("GET /repos/octo-org/models/contents/org.toml?ref={commit}");
    assert!(asked.contains(&wanted), "{asked:?}");
    // the other one is not there, and that is told
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert!(skipped[0].path.starts_with("acme/.github//") && skipped[0].reason.starts_with("is not applied"));
}

#[tokio::test]
async fn the_second_stage_finds_its_pull_request_by_head_and_repository() {
    let hub = Hub::start().await;
    let run = modelward::github::WorkflowRun {
        head: HEAD.into(),
        head_branch: "patch/1".into(),
        head_repository: Some("mallory/models".into()),
    };
    let candidate = |number: u64, sha: &str, repository: Value| {
        json!({"number": number, "base": {"sha": MERGE_BASE, "repo": null},
            "head": {"sha": sha, "repo": repository}})
    };
    let mine = json!({"full_name": "Mallory/models"});
    let list = json!([
        candidate(1, "c0ffee", mine.clone()),
        candidate(2, HEAD, json!({"full_name": "octo-org/models"})),
        candidate(3, HEAD, mine)
    ]);
    hub.fault("pulls?", 1, Fault::Answer(Answer::json(200, &list)));
    let client = client(&hub);
    assert_eq!(find_pull(&client, &at(), &run).await.unwrap().map(|pull| pull.number), Some(3));
    assert!(hub.take()[0].ends_with("/pulls?state=open&head=mallory%3Apatch%2F1&per_page=100"));
    hub.fault("pulls?", 1, Fault::Answer(Answer::json(200, &json!([]))));
    assert_eq!(find_pull(&client, &at(), &run).await.unwrap(), None);
}
