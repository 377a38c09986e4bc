//! Counts the calls of `review`: a whole run, and a second one of the same head, against the tests' stand-in for GitHub.

use super::Result;
use super::support::findings::{at, client, options, pull};
use super::support::hub::{HEAD, Hub, MERGE_BASE};
use modelward::github::{ApiSource, publish};
use modelward::{engine, rule};
use serde_json::{Value, json};

/// New cards, each with one finding.
const CARDS: usize = 30;

/// Two in each card: a section with nothing in it, and what else it leaves out.
const FINDINGS: usize = 2 * CARDS;
const SOURCES: usize = 370;

/// Calls by what they are for.
#[derive(Default)]
struct Calls {
    pages: usize,
    trees: usize,
    blobs: usize,
    /// Of what is on the pull request already.
    existing: usize,
    reviews: usize,
    summaries: usize,
    others: Vec<String>,
}

pub fn count() -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let hub = Hub::start().await;
        fill(&hub);
        println!("\nCalls to GitHub, {} files and {FINDINGS} findings:", CARDS + SOURCES);
        let first = run(&hub).await?;
        show("first run", &first);
        let second = run(&hub).await?;
        show("same head again", &second);
        // a new summary is followed by a look for that of a concurrent run
        let held = first.existing <= 1 + first.summaries
            && (first.reviews, first.summaries, first.others.len()) == (1, 1, 0)
            && (second.existing, second.reviews, second.summaries, second.others.len()) == (1, 0, 0, 0);
        println!(
            "  bound: 1 read and another after a new summary, 1 review, 1 summary; then 1 read, no write: {}",
            super::word(held)
        );
        Ok(held)
    })
}

async fn run(hub: &Hub) -> Result<Calls> {
    let client = client(hub);
    let pull = pull(HEAD);
    let review = engine::review(&mut ApiSource::pull(&client, at(), &pull), rule::builtin()).await?;
    if review.report.introduced.len() != FINDINGS {
        return Err(format!("{} findings, where {FINDINGS} were made", review.report.introduced.len()).into());
    }
    publish(&client, &at(), &pull, &review.trees.change, &review.report, &options()).await;
    let mut calls = Calls::default();
    for call in hub.take() {
        match call.as_str() {
            "READ" => calls.existing += 1,
            call if call.starts_with("GET") && (call.contains("/files") || call.contains("/compare/")) => {
                calls.pages += 1;
            }
            call if call.starts_with("GET") && call.contains("/git/trees/") => calls.trees += 1,
            call if call.starts_with("GET") && call.contains("/git/blobs/") => calls.blobs += 1,
            call if call.starts_with("POST") && call.ends_with("/reviews") => calls.reviews += 1,
            call if call.starts_with("POST") && call.contains("/issues/") => calls.summaries += 1,
            _ => calls.others.push(call),
        }
    }
    Ok(calls)
}

fn show(name: &str, calls: &Calls) {
    let Calls { pages, trees, blobs, existing, reviews, summaries, others } = calls;
    println!("  {name}");
    println!("    the change: {pages} for merge base and files, {trees} for trees, {blobs} for files that rules read");
    println!(
        "    the review: {existing} reads of what is there, {reviews} review, {summaries} summary, {} other",
        others.len()
    );
    for other in others {
        println!("      {other}");
    }
}

/// Source files that changed, and new cards with a heading that has nothing below it.
fn fill(hub: &Hub) {
    let mut state = hub.state();
    let (mut base, mut head) = (Vec::new(), Vec::new());
    for number in 0..SOURCES {
        let path = format!("src/module{number}.py");
        base.push((path.clone(), "100644".to_owned(), format!("a{number}"), 10));
        head.push((path.clone(), "100644".to_owned(), format!("b{number}"), 10));
        state.rows.push(row(&path, "modified", &format!("b{number}"), "@@ -1 +1 @@\n-old\n+new"));
    }
    for number in 0..CARDS {
        let path = format!("models/m{number}/MODEL_CARD.md");
        let card = format!("# Model {number}\n\nSorts requests.\n\n## Limitations\n\n## Citation\n\nNone yet.\n");
        let blob = format!("c{number}");
        head.push((path.clone(), "100644".to_owned(), blob.clone(), card.len() as u64));
        let added: Vec<String> = card.lines().map(|line| format!("+{line}")).collect();
        state.rows.push(row(&path, "added", &blob, &format!("@@ -0,0 +1,{} @@\n{}", added.len(), added.join("\n"))));
        state.blobs.insert(blob, card.into_bytes());
    }
    state.trees = [(MERGE_BASE.to_owned(), base), (HEAD.to_owned(), head)].into();
}

fn row(path: &str, status: &str, blob: &str, patch: &str) -> Value {
    let lines = |sign: char| patch.lines().filter(|line| line.starts_with(sign)).count();
    json!({"filename": path, "status": status, "sha": blob, "additions": lines('+'), "deletions": lines('-'),
        "changes": lines('+') + lines('-'), "patch": patch})
}
