//! The summary comment, the review's own body, and the job summary.

use super::comment::{background, joined, proofs};
use super::page::{Frame, Page};
use super::{Links, Told, cut, folded, head, location, paragraphs, tally, title};
use crate::finding::{Accepted, Finding, Severity};
use crate::limits::{self, COMMENT_QUOTE_CHARS as QUOTE_CHARS};
use crate::policy;
use crate::report::escape::{block, code, code_cell, rich, rich_cell};
use crate::report::words::Words;
use crate::report::{ClaimChange, Remark, Report, diff};

/// The last line of a page.
fn tail(words: &Words) -> String {
    let said = words.footer.with(&[("command", &code("modelward explain RULE")), ("file", &code(policy::PATH))]);
    format!("<sub>Modelward {} · {said}</sub>", env!("CARGO_PKG_VERSION"))
}

/// The body of the review that carries the comments on lines.
#[must_use]
pub fn review_body(inline: usize, newcomer: bool, words: &Words) -> String {
    let told = words.review.of(inline);
    if newcomer { format!("{}\n\n{told}", words.welcome) } else { told }
}

/// The one comment for everything that has no line. `elsewhere` are the introduced findings without a comment of their
/// own. The budget counts UTF-16 units, the larger of the two ways GitHub may count characters.
#[must_use]
pub fn summary(report: &Report, elsewhere: &[&Finding], told: Told, links: Option<&Links>, budget: usize) -> String {
    let words = report.language.words();
    let tail = tail(words);
    // a silent report has a summary only where an earlier one said something
    let heading = if report.is_silent() { headed(&words.all_resolved) } else { heading(report, words) };
    let mut page = Page::new(&heading, &tail, budget, |text| text.encode_utf16().count());
    if report.is_silent() {
        page.block(&words.nothing_open);
    }
    claims(&mut page, report, words);
    pointers(&mut page, told, words);
    for (severity, name) in
        [(Severity::Error, &words.errors), (Severity::Warning, &words.warnings), (Severity::Notice, &words.notices)]
    {
        let found = elsewhere.iter().filter(|finding| finding.severity == severity);
        let items: Vec<String> = found.map(|finding| compact(finding, links, words)).collect();
        list(&mut page, name, &items);
    }
    rest(&mut page, report, links, words);
    page.finish(&tail, &words.more_in_summary)
}

/// Everything, for a page of its own. The budget counts bytes.
#[must_use]
pub fn job_summary(report: &Report, links: Option<&Links>, budget: usize) -> String {
    let words = report.language.words();
    let tail = tail(words);
    let mut page = Page::new(&heading(report, words), &tail, budget, str::len);
    if report.is_silent() {
        page.block(&match report.governed {
            0 => words.not_governed.clone(),
            count => words.looked_at.of(count),
        });
    }
    claims(&mut page, report, words);
    by_rule(&mut page, report, words);
    for finding in &report.introduced {
        page.block(&full(finding, links, words));
    }
    rest(&mut page, report, links, words);
    page.finish(&tail, &words.more_in_log)
}

fn headed(said: &str) -> String {
    format!("### Modelward: {said}")
}

fn heading(report: &Report, words: &Words) -> String {
    let claims = words.claims.of(report.claims.len());
    if report.is_whole_tree() && !report.introduced.is_empty() {
        return headed(&words.in_tree.with(&[("tally", &tally(report, words))]));
    }
    headed(&match (report.introduced.is_empty(), report.claims.is_empty(), report.fixed.len()) {
        (false, ..) => words.introduced.with(&[("tally", &tally(report, words))]),
        (true, false, 0) => words.claims_agree.with(&[("claims", &claims)]),
        (true, false, _) => words.claims_mended.with(&[("claims", &claims)]),
        // what was not looked at is not acquitted
        (true, true, 0) if !report.skipped.is_empty() => skipped(report, words),
        (true, true, 0) => words.nothing.clone(),
        (true, true, fixed) => words.mends.of(fixed),
    })
}

/// Of a whole tree: how many findings each rule has.
fn by_rule(page: &mut Page, report: &Report, words: &Words) {
    let row = |(rule, [errors, warnings, notices]): (&str, [usize; 3])| {
        format!("| {} | {errors} | {warnings} | {notices} |", code_cell(rule))
    };
    let rows: Vec<String> = report.by_rule().into_iter().map(row).collect();
    let open =
        format!("| | {} | {} | {} |\n| --- | ---: | ---: | ---: |\n", words.errors, words.warnings, words.notices);
    page.items(&Frame { open: &open, between: "\n", close: "" }, &rows);
}

fn claims(page: &mut Page, report: &Report, words: &Words) {
    let value = |value: &Option<String>| match value {
        Some(value) => code_cell(&cut(value, limits::COMMENT_QUOTE_CHARS)),
        None => words.not_stated.clone(),
    };
    let means = report.claims.iter().any(|claim| report.meaning_of(claim).is_some());
    let row = |claim: &ClaimChange| {
        let what = rich_cell(&cut(&claim.claim, limits::COMMENT_QUOTE_CHARS));
        let row = format!("| {} | {} | {} |", what.trim(), value(&claim.before), value(&claim.after));
        let meaning = report.meaning_of(claim).map(|meaning| rich_cell(&cut(meaning, limits::COMMENT_QUOTE_CHARS)));
        if means { format!("{row} {} |", meaning.unwrap_or_default().trim()) } else { row }
    };
    let rows: Vec<String> = report.claims.iter().map(row).collect();
    let mut columns = vec![words.claim_column.as_str(), &words.before_column, &words.after_column];
    columns.extend(means.then_some(words.meaning_column.as_str()));
    let open = format!("| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()));
    page.items(&Frame { open: &open, between: "\n", close: "" }, &rows);
}

/// Where the other comments are.
fn pointers(page: &mut Page, told: Told, words: &Words) {
    let mut said = Vec::new();
    if told.inline + told.file > 0 {
        said.push(words.comments.of(told.inline + told.file));
    }
    if told.resolved_by_people > 0 {
        said.push(words.closed_by_people.of(told.resolved_by_people));
    }
    if !said.is_empty() {
        page.block(&said.join(" "));
    }
}

/// What is not news: mended, there before, accepted, not looked at.
fn rest(page: &mut Page, report: &Report, links: Option<&Links>, words: &Words) {
    let lines = |all: &[Finding]| all.iter().map(|finding| line(finding, links, words)).collect::<Vec<_>>();
    if report.fixed.len() <= 3 {
        list(page, &words.mended, &lines(&report.fixed));
    } else {
        fold(page, &words.mended_count.of(report.fixed.len()), &lines(&report.fixed));
    }
    fold(page, &words.existing.of(report.existing.len()), &lines(&report.existing));
    let accepted = |finding: &Finding| match &finding.waiver {
        None => line(finding, links, words),
        Some(waiver) => format!("{}  \n  {}", line(finding, links, words), why_accepted(waiver, words)),
    };
    fold(page, &words.waived.of(report.waived.len()), &report.waived.iter().map(accepted).collect::<Vec<_>>());
    let remark =
        |remark: &Remark| format!("- {}: {}", code(&remark.at), rich(&cut(&remark.text, limits::COMMENT_TEXT_CHARS)));
    fold(page, &words.remarks.of(report.remarks.len()), &report.remarks.iter().map(remark).collect::<Vec<_>>());
    let items: Vec<String> = report
        .skipped
        .iter()
        .map(|skip| {
            let reason = rich(&cut(&skip.reason, limits::COMMENT_QUOTE_CHARS));
            if skip.path.is_empty() { format!("- {reason}") } else { format!("- {}: {reason}", code(&skip.path)) }
        })
        .collect();
    fold(page, &skipped(report, words), &items);
}

fn skipped(report: &Report, words: &Words) -> String {
    let all_files = report.skipped.iter().all(|skip| !skip.path.is_empty());
    let said = if all_files { &words.skipped_files } else { &words.skipped_things };
    said.of(report.skipped.len())
}

/// Why a finding is accepted, by whom and until when. What a policy says is a stranger's text in a fork's own pipeline.
fn why_accepted(waiver: &Accepted, words: &Words) -> String {
    let reason = rich(&cut(&waiver.reason, limits::COMMENT_TEXT_CHARS));
    let said = words.accepted.with(&[("reason", &reason), ("owner", &code(&cut(&waiver.owner, QUOTE_CHARS)))]);
    let until =
        waiver.expires.as_ref().map(|day| words.accepted_until.with(&[("date", &code(&cut(day, QUOTE_CHARS)))]));
    [Some(said), until].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn list(page: &mut Page, name: &str, items: &[String]) {
    page.items(&Frame { open: &format!("**{name}**\n\n"), between: "\n", close: "" }, items);
}

fn fold(page: &mut Page, summary: &str, items: &[String]) {
    let open = format!("<details>\n<summary>{summary}</summary>\n\n");
    page.items(&Frame { open: &open, between: "\n", close: "\n\n</details>" }, items);
}

/// A finding in one line, for lists of what is not news.
fn line(finding: &Finding, links: Option<&Links>, words: &Words) -> String {
    format!("- {} · {} · {}", title(finding), location(&finding.at, links, words), code(&finding.rule))
}

/// A finding as a list item with its places.
fn compact(finding: &Finding, links: Option<&Links>, words: &Words) -> String {
    let mut item = format!("- **{}** · {}  \n", title(finding), code(&finding.rule));
    let said = joined(&[paragraphs(&finding.message), places(finding, links, words)]);
    for line in said.lines().filter(|line| !line.is_empty()) {
        item.push_str("  ");
        item.push_str(line);
        item.push('\n');
    }
    item.truncate(item.trim_end().len());
    item
}

/// Its places, at the least the file.
fn places(finding: &Finding, links: Option<&Links>, words: &Words) -> String {
    let at = || format!("- {}", location(&finding.at, links, words));
    let own = if finding.at.place.is_some() { String::new() } else { at() };
    let all = [own, proofs(finding, true, links, words)];
    all.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// A finding with everything about it.
fn full(finding: &Finding, links: Option<&Links>, words: &Words) -> String {
    let mut parts = vec![format!("#### {}", head(finding, words))];
    parts.push(paragraphs(&finding.message));
    parts.push(places(finding, links, words));
    parts.push(paragraphs(&finding.help));
    if let Some(edit) = diff::edit(finding) {
        parts.push(block("diff", &edit.lines().join("\n")));
    }
    parts.push(folded(&words.background, &background(finding, words)));
    joined(&parts)
}
