//! A check run with annotations, where the workflow asks for one. It is made by `checks: write` and shown beside the job.

use super::call::Call;
use super::client::Client;
use super::error::ForgeError;
use super::marker;
use super::repository::Repository;
use super::retry::Effect;
use crate::change::Side;
use crate::finding::{Finding, Severity};
use crate::report::markdown::{self, Links};
use crate::report::{Conclusion, Report};
use crate::visible::visible;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

const NAME: &str = "Modelward";
/// Annotations in one request; an update appends more.
const ANNOTATIONS: usize = 50;
/// Bytes of the summary: GitHub takes 65,535.
const SUMMARY_BYTES: usize = 60_000;
/// Characters of a message, far below GitHub's 64 KiB.
const MESSAGE_CHARS: usize = 4_000;

#[derive(Deserialize)]
struct Runs {
    check_runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    id: u64,
    #[serde(default)]
    external_id: Option<String>,
}

/// Makes the check run of a commit, unless the one that is there says the same. Tells whether it wrote.
pub async fn check_run(
    client: &Client,
    at: &Repository,
    report: &Report,
    conclusion: Conclusion,
    links: &Links,
) -> Result<bool, ForgeError> {
    let summary = markdown::job_summary(report, Some(links), SUMMARY_BYTES);
    let annotations: Vec<Value> = report.introduced.iter().map(annotation).collect();
    let annotated = annotations.iter().map(ToString::to_string).collect::<String>();
    let external_id = marker::digest([report.head.as_str(), &conclusion.to_string(), &summary, &annotated]);
    let list = at.path(&["commits", &report.head, "check-runs"]);
    let path = format!("{list}?check_name={NAME}&filter=latest&per_page=1");
    // where it cannot be looked for it is made: of two runs with one name GitHub shows the newer
    let there: Result<Runs, ForgeError> = client.json(&Call::get(path, "to look for the check run")).await;
    let newest = there.ok().and_then(|runs| runs.check_runs.into_iter().next()).and_then(|run| run.external_id);
    if newest.as_ref() == Some(&external_id) {
        return Ok(false);
    }
    let mut batches = annotations.chunks(ANNOTATIONS);
    let output =
        |annotations: &[Value]| json!({"title": title(report), "summary": summary, "annotations": annotations});
    let body = json!({
        "name": NAME,
        "head_sha": report.head,
        "status": "completed",
        "conclusion": conclusion.to_string(),
        "external_id": external_id,
        "output": output(batches.next().unwrap_or_default()),
    });
    let operation = "to make a check run";
    let make = Call::write(Method::POST, at.path(&["check-runs"]), Some(body), Effect::Create, operation);
    let made: Run = client.json(&make).await?;
    for batch in batches {
        let path = at.path(&["check-runs", &made.id.to_string()]);
        let body = json!({"output": output(batch)});
        client.send(&Call::write(Method::PATCH, path, Some(body), Effect::Edit, operation)).await?;
    }
    client.wrote("a check run");
    Ok(true)
}

fn title(report: &Report) -> String {
    let words = report.language.words();
    match report.introduced.len() {
        0 => words.nothing_introduced.clone(),
        count => words.findings.of(count),
    }
}

fn annotation(finding: &Finding) -> Value {
    // an annotation stands on the head; a line of the base has another number there
    let place = finding.at.place.filter(|_| finding.at.side == Side::Head);
    let (start, end) = place.map_or((1, 1), |place| (place.line, place.end_line.max(place.line)));
    let message: String = format!("{}\n\n{}", finding.message, finding.help).chars().take(MESSAGE_CHARS).collect();
    let mut annotation = json!({
        "path": finding.at.path.text(),
        "start_line": start,
        "end_line": end,
        "annotation_level": match finding.severity {
            Severity::Error => "failure",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        },
        "title": visible(&format!("{} ({})", finding.title, finding.rule)),
        "message": message.lines().map(|line| visible(line)).collect::<Vec<_>>().join("\n"),
    });
    // columns are taken only where the annotation is on one line
    if let (Some(place), Some(fields)) = (place.filter(|_| start == end), annotation.as_object_mut()) {
        fields.insert("start_column".into(), place.column.into());
        fields.insert("end_column".into(), place.end_column.max(place.column).into());
    }
    annotation
}
