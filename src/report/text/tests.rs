//! What a terminal shows, and what no stranger may make of it.

use super::*;
use crate::change::RepoPath;
use crate::finding::{Fix, Place, Related, Skip};
use crate::report::{ClaimChange, hostile, sample};
use crate::visible::is_tricky;
use proptest::prelude::*;

fn lone(finding: Finding) -> Report {
    Report { introduced: vec![finding], ..Report::default() }
}

#[test]
fn reads_like_a_compiler() {
    let finding = Finding { help: "Name the license whose text is shipped.".into(), ..sample::finding() };
    assert_eq!(
        render(&lone(finding), false, false),
        "\
error[license/card-and-file-agree]: Card and license file name different licenses
 --> models/aurora/README.md:3:10
  |
3 | license: apache-2.0
  |          ^^^^^^^^^^ The card says `apache-2.0`, but `LICENSE-MODEL` is the text of `CC-BY-NC-4.0`.
  |
 ::: models/aurora/LICENSE-MODEL:1:1
  |
1 | Attribution-NonCommercial 4.0 International
  | ------------------------------------------- identified as `CC-BY-NC-4.0`
  |
  = help: Name the license whose text is shipped.
help: this edit mends it
  |
3 - license: apache-2.0
3 + license: cc-by-nc-4.0
  |

1 error introduced
"
    );
}

#[test]
fn says_which_side_a_line_is_of() {
    let text = render(&sample::report(), false, false);
    assert!(text.contains("  --> models/aurora/README.md:41:1 (base)\n"), "{text}");
    assert!(text.contains("--> data/train.parquet\n"), "{text}");
}

#[test]
fn closes_with_the_counts() {
    let text = render(&sample::report(), false, false);
    let last = text.lines().next_back();
    assert_eq!(
        last,
        Some("1 error, 2 warnings, 1 notice introduced; 1 existed before; 1 fixed; 1 accepted; 1 file skipped")
    );
    let nothing = Report { governed: 1, ..Report::default() };
    assert_eq!(render(&nothing, false, false), "nothing introduced; 1 changed governed file looked at\n");
}

#[test]
fn tells_the_rest_when_asked() {
    let (short, long) = (render(&sample::report(), false, false), render(&sample::report(), false, true));
    for rule in ["model-card/no-contact", "model-card/no-language", "license/other-without-name"] {
        assert!(!short.contains(rule) && long.contains(rule));
    }
    assert!(
        short.contains("claims that change:\n  license of the weights (models/aurora)  apache-2.0 → cc-by-nc-4.0 ")
    );
    assert!(short.contains("not looked at:\n  models/aurora/optimizer.json: larger than 1 MiB\n"));
}

#[test]
fn marks_what_is_shown_not_what_is_written() {
    let at = sample::at("a.md", Side::Head, 7, (3, 5), &["\u{202e}\tab"]);
    let text = render(&lone(Finding { at, related: vec![], fix: None, ..sample::finding() }), false, false);
    assert!(text.contains("7 | \\u{202e} ab\n  |          ^^ "), "{text}");
}

#[test]
fn colours_only_when_told() {
    assert!(render(&sample::report(), true, true).contains('\u{1b}'));
    assert!(!render(&sample::report(), false, true).contains('\u{1b}'));
}

proptest! {
    // a case renders three reports
    #![proptest_config(ProptestConfig { cases: hostile::CASES / 2, ..hostile::config() })]

    #[test]
    fn nothing_escapes_to_the_terminal(
        texts in proptest::collection::vec(hostile::text(), 7),
        (line, lines) in (prop_oneof![0u32..9, Just(u32::MAX)], 0u32..4),
        (column, end_column) in (0u32..40, 0u32..40),
        base in any::<bool>(),
    ) {
        let text = |n: usize| texts.get(n).cloned().unwrap_or_default();
        let path = RepoPath::new(text(0).as_bytes()).unwrap_or_else(|| sample::path("a.md"));
        let place = Place { line, column, end_line: line.saturating_add(lines), end_column };
        let at = Location {
            path: path.clone(),
            side: if base { Side::Base } else { Side::Head },
            place: Some(place),
            excerpt: vec![text(1).replace('\n', ""), text(2).replace('\n', "")],
        };
        let finding = Finding {
            rule: text(3),
            title: text(4),
            message: text(5),
            help: text(6),
            why: text(6),
            related: vec![Related { at: at.clone(), text: text(3) }],
            fix: Some(Fix { path, start_line: line, end_line: line, replacement: text(2) }),
            at,
            ..sample::finding()
        };
        let claims = vec![ClaimChange { claim: text(0), before: Some(text(1)), after: None, meaning: Some(text(2)) }];
        let skipped = vec![Skip { path: text(3), reason: text(4) }];
        let report = Report { fixed: vec![finding.clone()], claims, skipped, ..lone(finding) };
        for verbose in [false, true] {
            let shown = render(&report, false, verbose);
            prop_assert!(!shown.chars().any(|c| c != '\n' && is_tricky(c)), "{:?}", shown);
            prop_assert_eq!(hostile::commands(&shown), vec![], "{}", shown);
        }
        prop_assert_eq!(hostile::commands(&render(&report, true, true)), vec![]);
    }
}
