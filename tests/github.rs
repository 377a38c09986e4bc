//! Whole runs of publishing and reading against a stand-in for GitHub that lives in this process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]
#![allow(unreachable_pub, dead_code, reason = "the support modules serve several tests")]

mod support;

use modelward::change::ChangeSet;
use modelward::finding::{Finding, Severity};
use modelward::github::{Drafts, Options, Outcome, PullRequest};
use modelward::report::markdown::Links;
use modelward::report::{Conclusion, Language, Report};
use serde_json::json;
use support::findings::{at, client, client_at, finding, options, pull, report, run, run_with};
use support::hub::{HEAD, HEAD_2, Hub};
use support::server::{Answer, Fault};

const REVIEW: &str = "POST /repos/octo-org/models/pulls/7/reviews";
const SUMMARY: &str = "POST /repos/octo-org/models/issues/7/comments";

/// `count` findings on the lines of a file that shows them all.
async fn usual(count: u32) -> (Hub, Report) {
    let hub = Hub::start().await;
    hub.file("README.md", 1, count.max(1));
    let findings = (1..=count).map(|line| finding("README.md", line, &format!("subject {line}"))).collect();
    (hub, report(findings))
}

/// How often the pull request tells of each finding: must be once.
fn assert_told_once(hub: &Hub, report: &Report) {
    let state = hub.state();
    for finding in &report.introduced {
        let message = format!("{}\n", finding.message);
        let inline = state.comments.iter().filter(|comment| format!("{}\n", comment.body).contains(&message)).count();
        let summary = state.issues.iter().filter(|issue| issue.body.contains(&message)).count();
        assert_eq!(inline + summary, 1, "{}: {inline} inline, {summary} in summaries", finding.message);
    }
}

fn count(calls: &[String], what: &str) -> usize {
    calls.iter().filter(|call| *call == what).count()
}

fn writes(calls: &[String]) -> usize {
    calls.iter().filter(|call| *call != "READ" && !call.starts_with("GET")).count()
}

#[tokio::test]
async fn posts_one_review_and_the_second_run_writes_nothing() {
    let (hub, report) = usual(3).await;
    let (published, ledger) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Posted(posted) if posted.inline == 3 && !posted.summary));
    let calls = hub.take();
    assert_eq!((count(&calls, REVIEW), writes(&calls)), (1, 1));
    assert!(ledger.to_string().contains("wrote 3 inline comments"), "{ledger}");
    let review = hub.state().reviews[0].clone();
    assert_eq!(review["commit_id"], support::hub::HEAD);
    assert!(review["comments"].as_array().unwrap().iter().all(|comment| {
        comment["side"] == "RIGHT" && comment["line"].is_u64() && comment.get("start_line").is_none()
    }));
    assert_told_once(&hub, &report);

    let (published, ledger) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::NothingToDo));
    assert_eq!(hub.take(), ["READ"]);
    assert_eq!(ledger.to_string(), "1 call to GitHub (1 read, 0 writes), waited 0 s, wrote nothing");
}

#[tokio::test]
async fn a_push_that_moves_lines_makes_no_comment() {
    let (hub, mut report) = usual(3).await;
    run(&hub, &report).await;
    hub.take();
    hub.state().rows.clear();
    hub.file("README.md", 11, 3);
    hub.state().head = HEAD_2.into();
    for finding in &mut report.introduced {
        let place = finding.at.place.as_mut().unwrap();
        (place.line, place.end_line) = (place.line + 10, place.end_line + 10);
    }
    let (published, _) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::NothingToDo));
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn the_worst_are_inline_and_the_rest_in_the_summary() {
    let (hub, mut report) = usual(60).await;
    report.introduced[0].severity = Severity::Error;
    report.introduced.push(finding("NOT-IN-THE-DIFF.md", 1, "something else"));
    let (published, ledger) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Posted(posted) if posted.inline == 25 && posted.elsewhere == 36));
    let calls = hub.take();
    assert_eq!((count(&calls, REVIEW), count(&calls, SUMMARY), writes(&calls)), (1, 1, 2));
    assert_told_once(&hub, &report);
    // the summary notifies: three seconds after the review
    assert!(ledger.waited.as_secs_f64() > 2.5, "{ledger}");
    run(&hub, &report).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn comments_on_files_where_no_line_is_shown() {
    let hub = Hub::start().await;
    for n in 0..12 {
        hub.file(&format!("{n:02}.md"), 5, 1);
    }
    let report = report((0..12).map(|n| finding(&format!("{n:02}.md"), n % 2, &format!("file {n}"))).collect());
    let (published, _) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Posted(posted) if posted.file == 10 && posted.elsewhere == 2));
    assert!(hub.state().comments.iter().all(|comment| comment.sent["subject_type"] == "file"));
    assert_told_once(&hub, &report);
    hub.take();
    run(&hub, &report).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn a_clean_change_gets_nothing_and_a_mended_one_is_told_so() {
    let (hub, first) = usual(3).await;
    run(&hub, &report(vec![])).await;
    assert_eq!(hub.take(), ["READ"]);

    let mut first = first;
    first.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
    run(&hub, &first).await;
    hub.state().comments[0].replies = 1;
    hub.state().comments[1].resolved = true;
    hub.state().head = HEAD_2.into();
    hub.take();
    let (published, ledger) = run(&hub, &report(vec![])).await;
    assert!(matches!(published.outcome, Outcome::Posted(posted) if posted.edited == 2 && posted.summary), "{ledger}");
    let calls = hub.take();
    assert_eq!((writes(&calls), count(&calls, "EDIT")), (2, 1), "{calls:?}");
    assert_eq!(hub.counts(), (3, 1));
    let comments = hub.state().comments.clone();
    assert!(comments[0].body.contains("**Resolved** in bbbbbbb") && !comments[0].minimized);
    assert!(!comments[1].body.contains("Resolved"), "people settled it");
    assert!(comments[2].body.contains("**Resolved** in bbbbbbb") && comments[2].minimized);

    run(&hub, &report(vec![])).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn a_finding_that_returns_is_shown_again_in_its_place() {
    let (hub, first) = usual(2).await;
    run(&hub, &first).await;
    run(&hub, &report(vec![first.introduced[0].clone()])).await;
    assert!(hub.state().comments[1].minimized);
    hub.take();
    run(&hub, &first).await;
    let again = hub.state().comments[1].clone();
    assert!(!again.minimized && !again.body.contains("Resolved"));
    assert_eq!(hub.counts(), (2, 0));
    hub.take();
    run(&hub, &first).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn threads_are_resolved_where_that_is_asked_for_and_allowed() {
    let (hub, first) = usual(2).await;
    let resolving = Options { resolve_threads: true, ..options() };
    let change = hub.change();
    for allowed in [false, true] {
        hub.state().resolves = allowed;
        run_with(&hub, &first, &resolving, &change).await;
        run_with(&hub, &report(vec![first.introduced[0].clone()]), &resolving, &change).await;
        let gone = hub.state().comments[1].clone();
        assert!(gone.body.contains("**Resolved** in") && gone.minimized != allowed && gone.resolved == allowed);
    }
    // in a closed thread nobody would see it: told anew
    run_with(&hub, &first, &resolving, &change).await;
    assert_eq!(hub.counts(), (3, 0));
    hub.take();
    run_with(&hub, &first, &resolving, &change).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn nothing_is_withdrawn_that_could_not_be_looked_at() {
    let (hub, first) = usual(2).await;
    run(&hub, &first).await;
    hub.take();
    let mut second = report(vec![]);
    second.skipped.push(modelward::finding::Skip { path: "README.md".into(), reason: "larger than 1 MiB".into() });
    run(&hub, &second).await;
    assert_eq!(hub.take(), ["READ"]);
    let mut change = hub.change();
    change.incomplete = Some("GitHub lists only 3000 files".into());
    run_with(&hub, &report(vec![]), &options(), &change).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn what_people_settled_is_neither_reopened_nor_repeated() {
    let (hub, mut report) = usual(3).await;
    run(&hub, &report).await;
    hub.state().comments[0].resolved = true;
    hub.state().comments[1].minimized = true;
    hub.take();
    run(&hub, &report).await;
    assert_eq!(hub.take(), ["READ"]);
    report.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
    run(&hub, &report).await;
    assert!(
        hub.state().issues[0].body.contains("2 findings are still there, in threads that were resolved by hand"),
        "{}",
        hub.state().issues[0].body
    );
    assert_eq!(hub.state().comments.len(), 3);
}

#[tokio::test]
async fn a_place_that_came_after_a_thread_was_closed_is_told_once_more() {
    let part = |name: &str| finding("README.md", 1, name).fingerprint;
    let merged = |names: &[&str]| Finding {
        parts: names.iter().map(|name| part(name)).collect(),
        ..finding("README.md", 2, "several")
    };
    let (hub, _) = usual(1).await;
    run(&hub, &report(vec![merged(&["a", "b"])])).await;
    hub.state().comments[0].resolved = true;
    // one of the places is mended: what is left was seen
    run(&hub, &report(vec![merged(&["a"])])).await;
    assert_eq!(hub.state().comments.len(), 1);
    for _ in 0..2 {
        run(&hub, &report(vec![merged(&["a", "c"])])).await;
        assert_eq!(hub.state().comments.len(), 2);
    }
}

#[tokio::test]
async fn two_instances_leave_each_other_alone() {
    let (hub, report_a) = usual(3).await;
    let other = Options { id: "--> other".into(), ..options() };
    let change = hub.change();
    run(&hub, &report_a).await;
    run_with(&hub, &report_a, &other, &change).await;
    assert_eq!(hub.state().comments.len(), 6);
    hub.take();
    run_with(&hub, &report(vec![]), &other, &change).await;
    assert_eq!(hub.state().comments.iter().filter(|comment| comment.minimized).count(), 3);
    hub.take();
    run(&hub, &report_a).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn two_runs_at_once_leave_one_of_each() {
    let (hub, mut report) = usual(4).await;
    report.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
    tokio::join!(run(&hub, &report), run(&hub, &report));
    assert_told_once(&hub, &report);
    assert_eq!(hub.counts(), (4, 1));
    // a third that saw nothing of them when it began
    let stale = Hub::start().await.state().read(&json!({}));
    hub.fault("READ", 1, Fault::Answer(stale));
    let oldest = hub.state().issues[0].id;
    hub.take();
    run(&hub, &report).await;
    assert_eq!(count(&hub.take(), REVIEW), 1);
    assert_told_once(&hub, &report);
    assert_eq!((hub.counts(), hub.state().issues[0].id), ((4, 1), oldest));
    run(&hub, &report).await;
    assert_eq!(hub.take(), ["READ"]);
}

#[tokio::test]
async fn one_bad_line_costs_few_calls_and_no_finding() {
    for (total, bad) in [(1, 1), (2, 2), (7, 3), (16, 16), (25, 1), (25, 13)] {
        let (hub, report) = usual(total).await;
        let change = hub.change();
        // GitHub shows one line less than the change set claims
        let lines: Vec<_> = (1..=total).filter(|line| *line != bad).collect();
        let hunks: String = lines.iter().map(|line| format!("@@ -0,0 +{line} @@\n+x\n")).collect();
        hub.state().rows[0]["patch"] = json!(hunks);
        let (published, _) = run_with(&hub, &report, &options(), &change).await;
        let calls = hub.take();
        let most = 2 + total.next_power_of_two().ilog2() as usize;
        assert!(count(&calls, REVIEW) <= most, "{total}, {bad}: {} calls", count(&calls, REVIEW));
        assert_told_once(&hub, &report);
        assert!(
            published.notes.iter().any(|note| note.contains(&format!("README.md:{bad} "))),
            "{:?}",
            published.notes
        );
        run_with(&hub, &report, &options(), &change).await;
        assert_eq!(hub.take(), ["READ"], "the refused place is remembered");
    }
}

#[tokio::test]
async fn several_bad_lines_lose_nothing() {
    let (hub, report) = usual(20).await;
    let change = hub.change();
    hub.state().rows[0]["patch"] = json!("@@ -0,0 +3,2 @@\n+x\n+x\n@@ -0,0 +9,4 @@\n+x\n+x\n+x\n+x");
    run_with(&hub, &report, &options(), &change).await;
    assert_told_once(&hub, &report);
    assert!(count(&hub.take(), REVIEW) <= 7);
}

#[tokio::test]
async fn a_pending_review_of_ours_makes_way() {
    let (hub, report) = usual(2).await;
    hub.state().pending = true;
    let (published, _) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Posted(_)), "{published:?}");
    assert_eq!(count(&hub.take(), REVIEW), 2);
    assert_told_once(&hub, &report);

    // a person's own draft stays, and nothing is lost
    let (hub, report) = usual(2).await;
    hub.state().pending = true;
    hub.state().viewer = "octocat".into();
    run(&hub, &report).await;
    assert!(hub.state().pending);
    assert_told_once(&hub, &report);
}

#[tokio::test]
async fn a_token_that_may_not_write_names_what_it_needs() {
    for status in [403, 404] {
        let (hub, report) = usual(2).await;
        let refusal = Answer::error(status, "Resource not accessible by integration");
        hub.state().refuse = Some(refusal.with("X-Accepted-GitHub-Permissions", "pull_requests=write"));
        let (published, ledger) = run(&hub, &report).await;
        let Outcome::Degraded { reason, permission } = published.outcome else { panic!("{published:?}") };
        assert_eq!(permission.as_deref(), Some("pull-requests: write"));
        assert!(reason.contains("pull-requests: write") && !reason.contains("ghs_"), "{reason}");
        assert_eq!(ledger.writes, 1);
    }
}

#[tokio::test]
async fn a_closed_locked_or_orphaned_pull_request_is_no_crash() {
    let (hub, report) = usual(2).await;
    hub.state().open = false;
    let (published, ledger) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Degraded { ref reason, .. } if reason.contains("closed")));
    assert_eq!(ledger.writes, 0);

    hub.state().open = true;
    hub.state().refuse = Some(Answer::error(403, "Unable to create comment because issue is locked."));
    let (published, _) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Degraded { ref reason, .. } if reason.contains("locked")));

    hub.state().refuse = None;
    let mut orphan = pull(support::hub::HEAD);
    orphan.head_repository = None;
    let (client, options) = (client(&hub), options());
    let published = modelward::github::publish(&client, &at(), &orphan, &hub.change(), &report, &options).await;
    assert!(matches!(published.outcome, Outcome::Posted(_)) && published.notes[0].contains("deleted"));

    orphan.locked = true;
    let published = modelward::github::publish(&client, &at(), &orphan, &hub.change(), &report, &options).await;
    assert!(matches!(published.outcome, Outcome::Degraded { .. }));
}

#[tokio::test]
async fn nothing_is_posted_twice_when_an_answer_is_lost() {
    let html = Answer { status: 502, headers: vec![], body: b"<html>Unicorn</html>".to_vec() };
    let faults = [Fault::CutAfter, Fault::Instead(html.clone()), Fault::Half, Fault::Cut, Fault::Answer(html)];
    for fault in faults {
        let (hub, mut report) = usual(3).await;
        report.introduced.push(finding("README.md", 0, "the file"));
        report.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
        for place in [REVIEW, "POST /repos/octo-org/models/pulls/7/comments", SUMMARY, "READ"] {
            hub.fault(place, 1, fault.clone());
        }
        let (published, _) = run(&hub, &report).await;
        assert!(matches!(published.outcome, Outcome::Posted(_)), "{fault:?}: {published:?}");
        assert_told_once(&hub, &report);
        assert_eq!(hub.counts(), (4, 1), "{fault:?}");
        assert_eq!(hub.state().reviews.len(), 1, "{fault:?}");
        hub.take();
        run(&hub, &report).await;
        assert_eq!(hub.take(), ["READ"]);
    }
}

#[tokio::test]
async fn a_forge_that_stays_down_is_no_endless_loop() {
    let (hub, report) = usual(3).await;
    hub.fault("POST", 1000, Fault::Answer(Answer::error(503, "down")));
    let (published, ledger) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Degraded { .. }), "{published:?}");
    assert!(ledger.writes <= 3, "{ledger}");
    hub.fault("READ", 1000, Fault::Cut);
    let (published, ledger) = run(&hub, &report).await;
    assert!(matches!(published.outcome, Outcome::Degraded { .. }) && ledger.reads == 6, "{ledger}");
}

/// Whatever breaks, and however often: each finding is told once in the end, and then nothing is written.
#[test]
fn random_faults_lose_and_repeat_nothing() {
    use proptest::prelude::*;
    let fault = prop_oneof![
        Just(Fault::Cut),
        Just(Fault::CutAfter),
        Just(Fault::Half),
        Just(Fault::Answer(Answer::error(503, "down"))),
        Just(Fault::Instead(Answer::error(500, "<html>"))),
        Just(Fault::Answer(Answer::error(429, "secondary rate limit").with("Retry-After", "20"))),
        Just(Fault::Answer(Answer::error(403, "Resource not accessible by integration"))),
    ];
    let place = prop_oneof![
        Just("pulls/7/reviews"),
        Just("pulls/7/comments"),
        Just("issues"),
        Just("graphql"),
        Just("READ"),
        Just("DELETE"),
        Just("PATCH"),
    ];
    let faults = prop::collection::vec((place, 1..4u32, fault), 0..5);
    let lines = prop::collection::vec(0..40u32, 1..40);
    let bad = prop::collection::btree_set(1..40u32, 0..3);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(faults in faults, lines in lines, bad in bad, at_once: bool, draft: bool)| {
        runtime.block_on(async {
            let (hub, _) = usual(30).await;
            let change = hub.change();
            let hunks = (1..=30).filter(|line| !bad.contains(line)).map(|line| format!("@@ -0,0 +{line} @@\n+x\n"));
            hub.state().rows[0]["patch"] = json!(hunks.collect::<String>());
            let found = lines.iter().enumerate().map(|(n, line)| finding("README.md", *line, &format!("{n} at {line}")));
            let report = report(found.collect());
            hub.state().draft = draft;
            for (place, times, fault) in faults {
                hub.fault(place, times, fault);
            }
            let options = options();
            if at_once {
                tokio::join!(run_with(&hub, &report, &options, &change), run_with(&hub, &report, &options, &change));
            } else {
                let (first, _) = run_with(&hub, &report, &options, &change).await;
                if matches!(first.outcome, Outcome::Posted(_)) {
                    assert_told_once(&hub, &report);
                }
            }
            hub.state().faults.clear();
            hub.state().draft = false;
            for _ in 0..2 {
                run_with(&hub, &report, &options, &change).await;
            }
            assert_told_once(&hub, &report);
            if !at_once {
                let reviews = hub.state().reviews.clone();
                let sent: Vec<_> = reviews.iter().flat_map(|review| review["comments"].as_array().unwrap()).collect();
                let unique: std::collections::BTreeSet<_> = sent.iter().map(|comment| comment["body"].as_str()).collect();
                assert_eq!(sent.len(), unique.len(), "posted twice");
            }
            hub.take();
            run_with(&hub, &report, &options, &change).await;
            assert_eq!(hub.take(), ["READ"]);
        });
    });
}

#[tokio::test]
async fn limits_are_waited_for_within_the_budget() {
    let limit = |header: Option<(&str, &str)>| {
        let answer = Answer::error(403, "You have exceeded a secondary rate limit.");
        Fault::Answer(header.map_or(answer.clone(), |(name, value)| answer.with(name, value)))
    };
    for (times, fault, waited) in
        [(1, limit(Some(("Retry-After", "7"))), 7), (3, limit(Some(("Retry-After", "30"))), 90), (1, limit(None), 60)]
    {
        let (hub, report) = usual(2).await;
        hub.fault(REVIEW, times, fault);
        let (published, ledger) = run(&hub, &report).await;
        assert!(matches!(published.outcome, Outcome::Posted(_)), "{published:?}");
        assert!((waited..waited + 10).contains(&ledger.waited.as_secs()), "{ledger}");
        assert_told_once(&hub, &report);
    }
    for (times, fault) in
        [(1, limit(Some(("Retry-After", "121")))), (2, limit(None)), (9, limit(Some(("Retry-After", "1"))))]
    {
        let (hub, report) = usual(2).await;
        hub.fault(REVIEW, times, fault);
        let (published, ledger) = run(&hub, &report).await;
        let Outcome::Degraded { reason, .. } = published.outcome else { panic!("{published:?}") };
        assert!(reason.contains("rate limit") && ledger.waited.as_secs() <= 120, "{reason}, {ledger}");
        assert!(hub.state().reviews.is_empty());
    }
}

#[tokio::test]
async fn a_run_that_is_overtaken_stops() {
    let (hub, report) = usual(2).await;
    let change = hub.change();
    hub.state().head = HEAD_2.into();
    let (published, ledger) = run_with(&hub, &report, &options(), &change).await;
    assert!(matches!(published.outcome, Outcome::Superseded { ref head } if head == HEAD_2));
    assert_eq!(ledger.writes, 0);
}

#[tokio::test]
async fn a_forged_marker_is_no_marker() {
    let (hub, report) = usual(2).await;
    run(&hub, &report).await;
    let comments = hub.state().comments.clone();
    for forger in ["mallory", "github-actions"] {
        let hub = Hub::start().await;
        hub.file("README.md", 1, 2);
        hub.state().comments = comments.clone();
        for comment in &mut hub.state().comments {
            comment.author = forger.into();
        }
        run(&hub, &report).await;
        assert_eq!(hub.state().comments.len(), 4, "{forger}");
        assert!(hub.state().comments[..2].iter().all(|comment| !comment.minimized));
    }
}

#[tokio::test]
async fn a_draft_gets_one_comment_until_it_is_ready() {
    let (hub, report) = usual(3).await;
    hub.state().draft = true;
    let off = Options { drafts: Drafts::Off, ..options() };
    let (published, _) = run_with(&hub, &report, &off, &hub.change()).await;
    assert!(matches!(published.outcome, Outcome::NothingToDo));
    run(&hub, &report).await;
    assert_eq!(hub.counts(), (0, 1));
    assert_told_once(&hub, &report);
    hub.state().draft = false;
    run(&hub, &report).await;
    assert_told_once(&hub, &report);
    assert_eq!(hub.counts(), (3, 1));
}

#[tokio::test]
async fn a_summary_stays_below_githubs_bound() {
    let (hub, report) = usual(4000).await;
    run(&hub, &report).await;
    let summary = hub.state().issues[0].body.clone();
    assert!(summary.encode_utf16().count() <= 60_000 && summary.contains("more in the job summary"));
}

#[tokio::test]
async fn earlier_comments_on_later_pages_are_found() {
    let (hub, mut report) = usual(3).await;
    for _ in 0..250 {
        hub.state().say("octocat", "LGTM");
    }
    report.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
    run(&hub, &report).await;
    for _ in 0..150 {
        hub.state().say("octocat", "and one more");
    }
    let mut noise = hub.state().comments[0].clone();
    noise.author = "octocat".into();
    for n in 0..230 {
        noise.id = n;
        let noise = noise.clone();
        hub.state().comments.insert(0, noise);
    }
    hub.take();
    // also where a full page is too much for GitHub
    for faults in [0, 3] {
        hub.fault("READ", faults, Fault::Answer(Answer::error(502, "Unicorn")));
        let (published, _) = run(&hub, &report).await;
        assert!(matches!(published.outcome, Outcome::NothingToDo), "{published:?}");
        assert!(hub.take().iter().all(|call| call == "READ"));
    }
}

#[tokio::test]
async fn a_dry_run_shows_the_calls_that_a_run_makes() {
    let (hub, mut report) = usual(3).await;
    report.introduced.push(finding("README.md", 0, "the file"));
    report.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
    let dry = Options { dry_run: true, ..options() };
    let (published, ledger) = run_with(&hub, &report, &dry, &hub.change()).await;
    let Outcome::DryRun { calls } = published.outcome else { panic!("{published:?}") };
    assert_eq!((ledger.writes, hub.take().len()), (0, 1));
    run(&hub, &report).await;
    let made: Vec<_> = hub.state().calls.iter().filter(|call| !call.path.ends_with("/graphql")).cloned().collect();
    assert_eq!(made.len(), 3);
    for (planned, made) in calls.iter().zip(&made) {
        assert_eq!(format!("{} {}", planned.method, planned.path), made.line());
        assert_eq!(planned.body.as_ref(), Some(&made.body));
        assert!(planned.to_string().starts_with(&made.line()));
    }
}

#[tokio::test]
async fn an_enterprise_server_is_asked_at_its_own_addresses() {
    let (hub, report) = usual(2).await;
    let client = client_at(&format!("{}/api/v3", hub.address), &format!("{}/api/graphql", hub.address));
    hub.state().old = true;
    let publish = async |report: &Report| {
        modelward::github::publish(&client, &at(), &pull(support::hub::HEAD), &hub.change(), report, &options()).await
    };
    publish(&report).await;
    let calls = hub.state().calls.clone();
    assert!(calls.iter().all(|call| call.path.starts_with("/api/v3/repos/") || call.path == "/api/graphql"));
    for call in &calls {
        assert_eq!(call.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).count(), 1);
        assert_eq!(call.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("user-agent")).count(), 1);
        assert!(call.header("user-agent").unwrap().starts_with("modelward/"));
        assert_eq!(call.header("x-github-api-version"), Some("2022-11-28"));
        assert!(call.header("accept").unwrap().contains("github"));
    }
    // a server without the mutation still gets the text edited
    publish(&support::findings::report(vec![])).await;
    assert!(hub.state().comments.iter().all(|comment| comment.body.contains("**Resolved** in") && !comment.minimized));
}

#[tokio::test]
async fn a_first_contribution_is_welcomed_once() {
    let (hub, report) = usual(2).await;
    let newcomer = PullRequest { association: "FIRST_TIME_CONTRIBUTOR".into(), ..pull(HEAD) };
    let change = hub.change();
    let told = |hub: &Hub| hub.state().reviews.iter().map(ToString::to_string).collect::<Vec<_>>();
    publish_for(&hub, &newcomer, &report, &change).await;
    assert!(told(&hub)[0].contains("Thank you for your first contribution"), "{:?}", told(&hub));
    let more =
        Report { introduced: [report.introduced.clone(), vec![finding("README.md", 2, "another")]].concat(), ..report };
    publish_for(&hub, &newcomer, &more, &change).await;
    assert!(told(&hub).iter().skip(1).all(|review| !review.contains("Thank you")), "{:?}", told(&hub));
}

async fn publish_for(hub: &Hub, author: &PullRequest, report: &Report, change: &ChangeSet) {
    modelward::github::publish(&client(hub), &at(), author, change, report, &options()).await;
}

#[tokio::test]
async fn a_check_run_is_made_once_with_every_annotation() {
    let (hub, report) = usual(120).await;
    let links = Links {
        server: "https://github.com".into(),
        repository: "octo-org/models".into(),
        head: HEAD.into(),
        base: HEAD.into(),
    };
    for wrote in [true, false] {
        let made = modelward::github::check_run(&client(&hub), &at(), &report, Conclusion::Neutral, &links).await;
        assert_eq!(made.expect("a check run"), wrote);
    }
    let checks = hub.state().checks.clone();
    assert_eq!((checks.len(), checks[0]["output"]["annotations"].as_array().map(Vec::len)), (1, Some(120)));
    assert_eq!(checks[0]["conclusion"], "neutral");
    assert!(hub.take().iter().filter(|call| call.starts_with("PATCH")).count() == 2);
}

#[tokio::test]
async fn another_language_edits_once_and_is_stable() {
    let (hub, mut first) = usual(2).await;
    first.introduced.push(finding("ELSEWHERE.md", 1, "elsewhere"));
    run(&hub, &first).await;
    hub.take();
    let german = Report { language: Language::German, ..first };
    run(&hub, &german).await;
    let calls = hub.take();
    assert_eq!((writes(&calls), count(&calls, "EDIT")), (2, 1), "{calls:?}");
    assert_told_once(&hub, &german);
    assert_eq!(hub.counts(), (2, 1));
    assert!(hub.state().comments.iter().all(|comment| comment.body.contains("**Warnung: Licenses disagree**")));
    run(&hub, &german).await;
    assert_eq!(hub.take(), ["READ"]);

    // what is withdrawn is said in the language of its time, and stays
    run(&hub, &Report { language: Language::German, ..report(vec![]) }).await;
    assert!(hub.state().comments.iter().all(|comment| comment.body.contains("**Erledigt** mit aaaaaaa")));
    hub.take();
    run(&hub, &Report { language: Language::German, ..report(vec![]) }).await;
    assert_eq!(hub.take(), ["READ"]);
}
