//! The summary comment, the review's own body, and the job summary.

use super::comment::{background, joined, proofs};
use super::page::{Frame, Page};
use super::{Links, Told, capitalized, counted, cut, folded, location, paragraphs, tally, title};
use crate::finding::{Finding, Severity};
use crate::limits;
use crate::report::escape::{block, code, code_cell, rich, rich_cell};
use crate::report::{ClaimChange, Report, diff};

const TAIL: &str = concat!(
    "<sub>Modelward ",
    env!("CARGO_PKG_VERSION"),
    " · `modelward explain RULE` tells why · settings: `.github/modelward.toml`</sub>"
);

/// The body of the review that carries the comments on lines.
#[must_use]
pub fn review_body(inline: usize, newcomer: bool) -> String {
    let told = format!("Modelward has {} on what this change claims.", counted(inline, "comment", "comments"));
    if !newcomer {
        return told;
    }
    format!(
        "Thank you for your first contribution here. This is a program that compares what the files of this project say \
         with each other. It may be wrong, its comments are about the files and not about you, and a maintainer decides.\n\n{told}"
    )
}

/// The one comment for everything that has no line. `elsewhere` are the introduced findings without a comment of their
/// own. The budget counts UTF-16 units, the larger of the two ways GitHub may count characters.
#[must_use]
pub fn summary(report: &Report, elsewhere: &[&Finding], told: Told, links: Option<&Links>, budget: usize) -> String {
    // a silent report has a summary only where an earlier one said something
    let heading = if report.is_silent() { "### Modelward: all resolved".to_owned() } else { heading(report) };
    let mut page = Page::new(&heading, TAIL, budget, |text| text.encode_utf16().count());
    if report.is_silent() {
        page.block("Nothing that was raised here is open any more.");
    }
    claims(&mut page, &report.claims);
    pointers(&mut page, told);
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let found = elsewhere.iter().filter(|finding| finding.severity == severity);
        let items: Vec<String> = found.map(|finding| compact(finding, links)).collect();
        let heading = format!("**{}s**\n\n", capitalized(severity));
        page.items(&Frame { open: &heading, between: "\n", close: "" }, &items);
    }
    rest(&mut page, report, links);
    page.finish(TAIL, "in the job summary")
}

/// Everything, for a page of its own. The budget counts bytes.
#[must_use]
pub fn job_summary(report: &Report, links: Option<&Links>, budget: usize) -> String {
    let mut page = Page::new(&heading(report), TAIL, budget, str::len);
    if report.is_silent() {
        page.block(&match report.governed {
            0 => "Nothing governed changes.".to_owned(),
            count => format!("{} looked at.", counted(count, "changed governed file", "changed governed files")),
        });
    }
    claims(&mut page, &report.claims);
    for finding in &report.introduced {
        page.block(&full(finding, links));
    }
    rest(&mut page, report, links);
    page.finish(TAIL, "in the log")
}

fn heading(report: &Report) -> String {
    let claims = counted(report.claims.len(), "claim changes", "claims change");
    let said = match (report.introduced.is_empty(), report.claims.is_empty(), report.fixed.len()) {
        (false, ..) => format!("{} in what this change claims", tally(report)),
        (true, false, 0) => format!("{claims}, nothing disagrees"),
        (true, false, _) => format!("{claims}, and what disagreed is mended"),
        (true, true, 0) => "nothing to object to".to_owned(),
        (true, true, fixed) => format!("this change mends {}", counted(fixed, "finding", "findings")),
    };
    format!("### Modelward: {said}")
}

fn claims(page: &mut Page, claims: &[ClaimChange]) {
    let value = |value: &Option<String>| match value {
        Some(value) => code_cell(&cut(value, limits::COMMENT_QUOTE_CHARS)),
        None => "not stated".to_owned(),
    };
    let means = claims.iter().any(|claim| claim.meaning.is_some());
    let row = |claim: &ClaimChange| {
        let what = rich_cell(&cut(&claim.claim, limits::COMMENT_QUOTE_CHARS));
        let row = format!("| {} | {} | {} |", what.trim(), value(&claim.before), value(&claim.after));
        let meaning = claim.meaning.as_deref().map(|meaning| rich_cell(&cut(meaning, limits::COMMENT_QUOTE_CHARS)));
        if means { format!("{row} {} |", meaning.unwrap_or_default().trim()) } else { row }
    };
    let rows: Vec<String> = claims.iter().map(row).collect();
    let open = if means {
        "| Claim | Before | After | What that means |\n| --- | --- | --- | --- |\n"
    } else {
        "| Claim | Before | After |\n| --- | --- | --- |\n"
    };
    page.items(&Frame { open, between: "\n", close: "" }, &rows);
}

/// Where the other comments are.
fn pointers(page: &mut Page, told: Told) {
    let mut said = Vec::new();
    match told.inline + told.file {
        0 => {}
        1 => said.push("1 comment stands in the diff.".to_owned()),
        many => said.push(format!("{many} comments stand in the diff.")),
    }
    match told.resolved_by_people {
        0 => {}
        1 => said.push("1 finding is still there, in a thread that was resolved by hand.".to_owned()),
        many => said.push(format!("{many} findings are still there, in threads that were resolved by hand.")),
    }
    if !said.is_empty() {
        page.block(&said.join(" "));
    }
}

/// What is not news: mended, there before, accepted, not looked at.
fn rest(page: &mut Page, report: &Report, links: Option<&Links>) {
    let list = |all: &[Finding]| all.iter().map(|finding| line(finding, links)).collect::<Vec<_>>();
    if report.fixed.len() <= 3 {
        page.items(&Frame { open: "**Mended by this change**\n\n", between: "\n", close: "" }, &list(&report.fixed));
    } else {
        fold(page, &format!("{} mended by this change", report.fixed.len()), &list(&report.fixed));
    }
    let existing = counted(report.existing.len(), "finding was there before", "findings were there before");
    fold(page, &existing, &list(&report.existing));
    let waived = counted(report.waived.len(), "finding is accepted", "findings are accepted");
    fold(page, &format!("{waived} by the configuration"), &list(&report.waived));
    let skipped: Vec<String> = report
        .skipped
        .iter()
        .map(|skip| {
            let reason = rich(&cut(&skip.reason, limits::COMMENT_QUOTE_CHARS));
            if skip.path.is_empty() { format!("- {reason}") } else { format!("- {}: {reason}", code(&skip.path)) }
        })
        .collect();
    let said = if report.skipped.iter().all(|skip| !skip.path.is_empty()) {
        counted(skipped.len(), "file was not looked at", "files were not looked at")
    } else {
        counted(skipped.len(), "thing was not looked at", "things were not looked at")
    };
    fold(page, &said, &skipped);
}

fn fold(page: &mut Page, summary: &str, items: &[String]) {
    let open = format!("<details>\n<summary>{summary}</summary>\n\n");
    page.items(&Frame { open: &open, between: "\n", close: "\n\n</details>" }, items);
}

/// A finding in one line, for lists of what is not news.
fn line(finding: &Finding, links: Option<&Links>) -> String {
    format!("- {} · {} · {}", title(finding), location(&finding.at, links), code(&finding.rule))
}

/// A finding as a list item with its places.
fn compact(finding: &Finding, links: Option<&Links>) -> String {
    let mut item = format!("- **{}** · {}  \n", title(finding), code(&finding.rule));
    for line in joined(&[paragraphs(&finding.message), places(finding, links)]).lines().filter(|line| !line.is_empty())
    {
        item.push_str("  ");
        item.push_str(line);
        item.push('\n');
    }
    item.truncate(item.trim_end().len());
    item
}

/// Its places, at the least the file.
fn places(finding: &Finding, links: Option<&Links>) -> String {
    let own = if finding.at.place.is_some() { String::new() } else { format!("- {}", location(&finding.at, links)) };
    let all = [own, proofs(finding, true, links)];
    all.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// A finding with everything about it.
fn full(finding: &Finding, links: Option<&Links>) -> String {
    let mut parts = vec![format!("#### {}: {}", capitalized(finding.severity), title(finding))];
    parts.push(paragraphs(&finding.message));
    parts.push(places(finding, links));
    parts.push(paragraphs(&finding.help));
    if let Some(edit) = diff::edit(finding) {
        parts.push(block("diff", &edit.lines().join("\n")));
    }
    parts.push(folded("Why, and how to accept it", &background(finding)));
    joined(&parts)
}
