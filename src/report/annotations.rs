//! GitHub's workflow commands: annotations on lines, for runs whose token may not comment.

use super::Report;
use super::escape::{command_data, command_property};
use crate::change::Side;
use crate::finding::{Finding, Severity};
use crate::visible::visible;
use std::fmt::Write as _;

/// A step shows so many of each level; the rest would vanish in silence.
const PER_LEVEL: usize = 10;

/// The runner cuts a message behind so many UTF-16 units.
const MESSAGE_UNITS: usize = 4_096;

/// One command a finding, worst first. `more` says where the rest can be read, as in `are in the job summary`.
#[must_use]
pub fn render(report: &Report, more: &str) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let all = report.introduced.iter().filter(|finding| finding.severity == severity);
        let count = report.count(severity);
        // the line about the rest is a notice and takes the place of one
        let rest_is_told = severity == Severity::Notice && (left_out > 0 || count > PER_LEVEL);
        let room = if rest_is_told { PER_LEVEL - 1 } else { PER_LEVEL };
        for finding in all.take(room) {
            out.push_str(&command(finding));
        }
        left_out += count.saturating_sub(room);
    }
    if left_out > 0 {
        let _ =
            writeln!(out, "::notice title=Modelward::{}", command_data(&format!("{left_out} more {}", visible(more))));
    }
    out
}

fn command(finding: &Finding) -> String {
    let mut properties = vec![("file", finding.at.path.to_string())];
    // an annotation stands in the head: lines of the base would be others there
    if let Some(place) = finding.at.place.filter(|_| finding.at.side == Side::Head) {
        properties.extend([("line", place.line.to_string()), ("endLine", place.end_line.to_string())]);
        if place.line == place.end_line && place.column < place.end_column {
            properties.extend([("col", place.column.to_string()), ("endColumn", place.end_column.to_string())]);
        }
    }
    properties.push(("title", visible(&finding.title).into_owned()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", command_property(value))).collect();
    format!("::{} {}::{}\n", finding.severity, properties.join(","), command_data(&message(finding)))
}

/// What is wrong, what proves it, and where more is told.
fn message(finding: &Finding) -> String {
    let mut lines = vec![visible(&finding.message.replace('\n', " ")).into_owned()];
    if finding.at.side == Side::Base && finding.at.place.is_some() {
        lines.push(format!("{} before the change", finding.at));
    }
    lines.extend(finding.related.iter().map(|related| format!("{}: {}", related.at, visible(&related.text))));
    let tail = format!("modelward explain {}", visible(&finding.rule));
    let room = MESSAGE_UNITS.saturating_sub(tail.encode_utf16().count() + 2);
    format!("{}\n{tail}", cut(&lines.join("\n"), room))
}

fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > units
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Location;
    use crate::report::{hostile, sample};
    use proptest::prelude::*;

    #[test]
    fn stands_on_the_words() {
        let report = Report { introduced: vec![sample::finding()], ..Report::default() };
        assert_eq!(
            render(&report, ""),
            "::error file=models/aurora/README.md,line=3,endLine=3,col=10,endColumn=20,\
             title=Card and license file name different licenses::\
             The card says `apache-2.0`, but `LICENSE-MODEL` is the text of `CC-BY-NC-4.0`.%0A\
             models/aurora/LICENSE-MODEL:1: identified as `CC-BY-NC-4.0`%0A\
             modelward explain license/card-and-file-agree\n"
        );
    }

    #[test]
    fn a_removed_line_is_not_one_of_the_head() {
        let report = Report { introduced: sample::findings(), ..Report::default() };
        let removed = render(&report, "").lines().find(|line| line.contains("section-removed")).map(str::to_owned);
        let removed = removed.expect("an annotation");
        assert!(!removed.contains("line="));
        assert!(removed.contains("models/aurora/README.md:41 before the change"));
    }

    #[test]
    fn tells_how_many_are_left_out() {
        let introduced = vec![Finding { severity: Severity::Notice, ..sample::finding() }; 12];
        let text = render(&Report { introduced, ..Report::default() }, "are in the log");
        assert_eq!(text.lines().filter(|line| line.starts_with("::notice ")).count(), 10);
        assert!(text.ends_with("::notice title=Modelward::3 more are in the log\n"));
        let introduced = vec![sample::finding(); 10];
        assert_eq!(render(&Report { introduced, ..Report::default() }, "").lines().count(), 10);
    }

    #[test]
    fn a_message_is_not_longer_than_the_runner_takes() {
        let finding = Finding { message: "😀".repeat(5_000), ..sample::finding() };
        assert!(message(&finding).encode_utf16().count() <= MESSAGE_UNITS);
        assert!(message(&finding).ends_with(&finding.rule));
    }

    proptest! {
        #![proptest_config(hostile::config())]

        #[test]
        fn commands_nothing_else(a in hostile::text(), b in hostile::text(), c in hostile::text()) {
            let mut finding = Finding { title: a.clone(), message: b, rule: c, ..sample::finding() };
            if let Some(path) = crate::change::RepoPath::new(a.as_bytes()) {
                finding.at = Location { path, ..finding.at };
            }
            let text = render(&Report { introduced: vec![finding], ..Report::default() }, "");
            let commands = hostile::commands(&text);
            prop_assert_eq!(commands.len(), 1, "{}", text);
            prop_assert!(commands.iter().all(|(head, _)| head.starts_with("error file=")), "{}", text);
            prop_assert_eq!(text.lines().count(), 1, "{}", text);
            prop_assert!(!text.contains('\r'));
        }
    }
}
