//! What reviewers read, and what no stranger may put into it.

use super::*;
use crate::change::RepoPath;
use crate::finding::{Acceptable, Accepted, Fingerprint, Fix, Place, Related, Skip};
use crate::report::placement::Placement;
use crate::report::{ClaimChange, Language, Remark, hostile, sample};
use proptest::prelude::*;

fn links() -> Links {
    let report = sample::report();
    Links {
        server: "https://github.com".into(),
        repository: "acme/aurora".into(),
        head: report.head,
        base: report.base,
    }
}

fn english() -> &'static Words {
    Language::English.words()
}

fn on_line(line: u32) -> Placement {
    Placement::Line { path: sample::finding().at.path, side: Side::Head, line, start: None }
}

#[test]
fn a_comment_is_short_and_exact() {
    let text = comment(&sample::finding(), &on_line(3), Some(&links()), english());
    let (shown, folded) = text.split_once("\n\n<details>").expect("a folded part");
    let blob = "https://github.com/acme/aurora/blob/2222222222222222222222222222222222222222/models/aurora";
    assert_eq!(
        shown,
        format!(
            "**Error: Card and license file name different licenses**\n\n\
             The card says `apache-2.0`, but `LICENSE-MODEL` is the text of `CC-BY-NC-4.0`.\n\n\
             - [`models/aurora/README.md:3`]({blob}/README.md?plain=1#L3): `license: apache-2.0`\n\
             - [`models/aurora/LICENSE-MODEL:1`]({blob}/LICENSE-MODEL#L1): `Attribution-NonCommercial 4.0 International` \
             — identified as `CC-BY-NC-4.0`\n\n\
             Name the license whose text is shipped, or ship the text of the license that is named.\n\n\
             ```suggestion\nlicense: cc-by-nc-4.0\n```"
        )
    );
    let waiver = "```toml\n[[waivers]]\nrule = \"license/card-and-file-agree\"\npath = \"models/aurora/README.md\"\n\
                  reason = \"\"\nowner = \"\"\nexpires = 2026-04-01\n```";
    assert!(folded.contains("accepts this, say why and who decided in `.github/modelward.toml`"), "{folded}");
    assert!(folded.contains(waiver), "{folded}");
    let locked = Finding { acceptable: None, ..sample::finding() };
    assert!(!comment(&locked, &on_line(3), None, english()).contains("accepts this"));
    assert!(folded.contains("`modelward explain license/card-and-file-agree`"));
}

#[test]
fn an_edit_is_suggested_only_where_it_fits() {
    let suggested = |finding: &Finding, place| comment(finding, &place, None, english()).contains("```suggestion");
    let finding = sample::finding();
    assert!(suggested(&finding, on_line(3)));
    assert!(!suggested(&finding, on_line(4)));
    assert!(!suggested(&finding, Placement::File { path: finding.at.path.clone() }));
    let mut crlf = finding.clone();
    crlf.at.excerpt = vec!["license: apache-2.0\r".into()];
    assert!(!suggested(&crlf, on_line(3)));
    let mut hidden = finding.clone();
    hidden.fix = finding.fix.map(|fix| Fix { replacement: "license: m\u{202e}it".into(), ..fix });
    assert!(!suggested(&hidden, on_line(3)));
    assert!(
        comment(&hidden, &on_line(3), None, english())
            .contains("```diff\n-license: apache-2.0\n+license: m\\u{202e}it\n```")
    );
}

#[test]
fn a_resolved_comment_stays_readable() {
    let original = comment(&sample::finding(), &on_line(3), None, english());
    let text = resolved(&original, "0123456789abcdef", english());
    assert!(text.starts_with("**Resolved** in 0123456.\n\n<details>"));
    assert!(text.contains("The card says `apache-2.0`") && !text.contains("```suggestion"));
    assert_eq!(resolved(&text, "fedcba9876543210", english()), text);
}

#[test]
fn every_language_has_the_same_shape() {
    let shapes = |language: Language| {
        let report = Report { language, ..sample::report() };
        let elsewhere: Vec<&Finding> = report.introduced.iter().collect();
        let told = Told { inline: 1, file: 1, resolved_by_people: 1 };
        let words = language.words();
        let note = comment(&sample::finding(), &Placement::Summary, Some(&links()), words);
        let gone = resolved(&note, "0123456789abcdef", words);
        assert_eq!(resolved(&gone, "fedcba9876543210", english()), gone, "{language}");
        let texts = [
            summary(&report, &elsewhere, told, Some(&links()), 60_000),
            summary(&report, &elsewhere, told, Some(&links()), 1_500),
            job_summary(&report, Some(&links()), 60_000),
            review_body(2, true, words),
            note,
            gone,
        ];
        texts.map(|text| {
            let parsed = hostile::parse(&text);
            (parsed.shapes, parsed.html.len(), parsed.links.len())
        })
    };
    for language in Language::ALL {
        let (left, right) = (shapes(language), shapes(Language::English));
        // how much a short page holds depends on the language
        for at in [0, 2, 3, 4, 5] {
            assert_eq!(left[at], right[at], "{language}");
        }
    }
}

#[test]
fn the_line_about_the_rest_fits_its_room() {
    for language in Language::ALL {
        let words = language.words();
        for more in [&words.more_in_summary, &words.more_in_log] {
            assert!(more.of(100_000).len() + "\n\n****\n".len() <= page::RESERVE, "{language}");
        }
    }
}

#[test]
fn the_heading_says_what_matters() {
    let heading =
        |report: &Report| summary(report, &[], Told::default(), None, 60_000).lines().next().map(str::to_owned);
    let mut report = sample::report();
    assert_eq!(
        heading(&report).as_deref(),
        Some("### Modelward: 1 error, 2 warnings and 1 notice in what this change claims")
    );
    report.introduced.clear();
    assert_eq!(heading(&report).as_deref(), Some("### Modelward: 2 claims change, and what disagreed is mended"));
    report.fixed.clear();
    assert_eq!(heading(&report).as_deref(), Some("### Modelward: 2 claims change, nothing disagrees"));
    report.claims.clear();
    assert_eq!(heading(&report).as_deref(), Some("### Modelward: all resolved"));
    let page = |report: &Report| job_summary(report, None, 60_000).lines().next().map(str::to_owned);
    assert_eq!(page(&report).as_deref(), Some("### Modelward: 1 file was not looked at"));
    report.skipped.clear();
    assert_eq!(page(&report).as_deref(), Some("### Modelward: nothing to object to"));
}

#[test]
fn the_summary_tells_everything_that_has_no_line() {
    let report = sample::report();
    let elsewhere: Vec<&Finding> = report.introduced.iter().skip(1).collect();
    let told = Told { inline: 1, file: 0, resolved_by_people: 0 };
    let text = summary(&report, &elsewhere, told, Some(&links()), 60_000);
    for finding in elsewhere.iter().copied().chain(&report.existing).chain(&report.fixed).chain(&report.waived) {
        assert!(text.contains(&finding.rule), "{}", finding.rule);
    }
    for part in ["1 comment stands in the diff.", "`models/aurora/optimizer.json`: larger than 1 MiB", "| not stated |"]
    {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("more in the job summary"));
}

#[test]
fn a_comment_is_never_too_long_to_post() {
    let long = "\u{202e}".repeat(5_000);
    let path = RepoPath::new("é\u{202e}".repeat(1_000).as_bytes()).expect("a path");
    let mut finding = sample::finding();
    finding.at = Location { path, excerpt: vec![long.clone()], ..finding.at };
    finding.related = vec![Related { at: finding.at.clone(), text: long.clone() }; 50];
    (finding.title, finding.message, finding.help) = (long.clone(), long.clone(), long.clone());
    finding.controls = vec![long; 50];
    let text = comment(&finding, &Placement::Summary, Some(&links()), english());
    assert!(text.encode_utf16().count() <= limits::COMMENT_UNITS);
    assert!(text.ends_with("</details>") && text.contains("and 44 more places"));
}

/// A report in which a stranger wrote everything that can be written.
fn hostile_report() -> impl Strategy<Value = Report> {
    let languages = proptest::sample::select(&Language::ALL[..]);
    (proptest::collection::vec(hostile::text(), 8), any::<bool>(), languages).prop_map(|(texts, base, language)| {
        let text = |n: usize| texts.get(n).cloned().unwrap_or_default();
        let path = RepoPath::new(text(0).as_bytes()).unwrap_or_else(|| sample::path("README.md"));
        let side = if base { Side::Base } else { Side::Head };
        let place = Some(Place { line: 3, column: 1, end_line: 4, end_column: 2 });
        let at = Location { path: path.clone(), side, place, excerpt: vec![text(1), text(2)] };
        let finding = Finding {
            rule: "pack/rule".into(),
            severity: Severity::Warning,
            title: text(3),
            message: text(4),
            help: text(5),
            why: text(5),
            related: vec![Related { at: at.clone(), text: text(6) }],
            fix: Some(Fix { path, start_line: 3, end_line: 4, replacement: text(7) }),
            controls: vec![text(3), format!("mof:{}", text(4))],
            subject: text(3),
            fingerprint: Fingerprint::new("pack/rule", &at.path, "", 0),
            parts: Vec::new(),
            waiver: Some(Accepted { reason: text(4), owner: text(5), expires: Some(text(6)) }),
            acceptable: Some(Acceptable { path: text(0), expires: text(7) }),
            at,
        };
        let claim =
            |n| ClaimChange { claim: text(n), before: Some(text(n + 1)), after: None, meaning: Some(text(n + 2)) };
        let all = vec![finding; 2];
        Report {
            base: links().base,
            head: links().head,
            introduced: all.clone(),
            existing: all.clone(),
            fixed: all.clone(),
            waived: all,
            remarks: vec![Remark { at: text(2), text: text(3) }],
            skipped: vec![Skip { path: text(0), reason: text(1) }],
            incomplete: Some(text(1)),
            must_be_complete: false,
            claims: vec![claim(0), claim(3)],
            governed: 1,
            language,
        }
    })
}

fn inert(markdown: &str) -> Result<(), TestCaseError> {
    let parsed = hostile::parse(markdown);
    prop_assert_eq!(hostile::live(&parsed.text), None, "{}", markdown);
    for link in &parsed.links {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%?=#".contains(c);
        let path = link.strip_prefix("https://github.com/acme/aurora/blob/");
        prop_assert!(path.is_some_and(|path| path.chars().all(plain)), "{}", link);
    }
    for html in parsed.html.iter().flat_map(|html| html.lines()).filter(|line| !line.is_empty()) {
        let ours = ["<details>", "</details>", "<sub>", "</sub>"].contains(&html)
            || (html.starts_with("<summary>") && html.ends_with("</summary>") && html.matches('<').count() == 2);
        prop_assert!(ours, "{}", html);
    }
    let count = |tag: &str| parsed.html.iter().map(|html| html.matches(tag).count()).sum::<usize>();
    prop_assert_eq!(count("<details>"), count("</details>"), "{}", markdown);
    let known = ["Table", "TableHead", "TableRow", "TableCell", "List", "Item", "Strong", "Heading"];
    for shape in &parsed.shapes {
        prop_assert!(known.contains(&shape.as_str()), "{}\n{}", shape, markdown);
    }
    Ok(())
}

fn shapes(markdown: &str, of: &str) -> usize {
    hostile::parse(markdown).shapes.iter().filter(|shape| *shape == of).count()
}

proptest! {
    // three comments each
    #![proptest_config(ProptestConfig { cases: hostile::CASES / 3, ..hostile::config() })]

    #[test]
    fn comments_hold_nothing_live(report in hostile_report(), linked in any::<bool>()) {
        let links = Some(links()).filter(|_| linked);
        let finding = report.introduced.first().expect("a finding");
        let words = report.language.words();
        let on_fix = Placement::Line { path: finding.at.path.clone(), side: Side::Head, line: 4, start: Some(3) };
        for place in [on_fix, Placement::File { path: finding.at.path.clone() }, Placement::Summary] {
            let text = comment(finding, &place, links.as_ref(), words);
            inert(&text)?;
            inert(&resolved(&text, "", words))?;
            prop_assert_eq!(shapes(&text, "Strong"), 1, "{}", text);
            prop_assert_eq!(shapes(&text, "Heading"), 0, "{}", text);
        }
    }
}

proptest! {
    // each case parses some hundred texts
    #![proptest_config(ProptestConfig { cases: hostile::CASES / 5, ..hostile::config() })]

    #[test]
    fn summaries_hold_nothing_live(report in hostile_report(), budget in 1_000usize..9_000, linked in any::<bool>()) {
        let links = Some(links()).filter(|_| linked);
        let elsewhere: Vec<&Finding> = report.introduced.iter().collect();
        let text = summary(&report, &elsewhere, Told::default(), links.as_ref(), budget);
        inert(&text)?;
        prop_assert!(text.encode_utf16().count() <= budget);
        let text = job_summary(&report, links.as_ref(), budget);
        inert(&text)?;
        prop_assert!(text.len() <= budget);
        prop_assert_eq!(hostile::commands(&text), vec![], "{}", text);
        let text = job_summary(&report, links.as_ref(), 900_000);
        prop_assert_eq!(shapes(&text, "Table"), 1);
        prop_assert_eq!(shapes(&text, "TableCell"), 12);
        prop_assert_eq!(shapes(&text, "Heading"), 3);
    }
}
