//! Where a finding is shown on a pull request: on a line, on a file, or in the summary. Pure, from the forge's own hunks.

use crate::change::{ChangeSet, Hunk, Hunks, RepoPath, Side};
use crate::finding::{Finding, Fix, Location};

/// A place that a forge takes a comment at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// A line of the diff; `start` is set where the comment spans several lines of one hunk.
    Line { path: RepoPath, side: Side, line: u32, start: Option<u32> },
    /// The file is in the diff, the line is not.
    File { path: RepoPath },
    /// Neither: told in the summary.
    Summary,
}

/// Finds the best place. A line is only chosen where one of the forge's hunks shows it.
#[must_use]
pub fn place(at: &Location, change: &ChangeSet) -> Placement {
    let Some(file) = change.files.iter().find(|file| file.path_on(at.side) == Some(&at.path)) else {
        return Placement::Summary;
    };
    let on_file = || Placement::File { path: file.path.clone() };
    let (Some(place), Hunks::Known(hunks)) = (at.place, &file.hunks) else {
        return on_file();
    };
    let anchored = hunks.iter().find_map(|hunk| {
        let shown = |line| hunk.anchor(at.side, line);
        // the last line of the range that the hunk shows, and the first one before it on the same side
        let range = place.line..=last_line(place.line, place.end_line);
        let (side, line) = range.clone().rev().find_map(shown)?;
        let start = range.filter_map(shown).find(|(on, start)| *on == side && *start < line).map(|(_, start)| start);
        Some(Placement::Line { path: file.path.clone(), side, line, start })
    });
    anchored.unwrap_or_else(on_file)
}

/// Places a finding. Where one hunk shows all the lines of its fix, it stands on exactly these, so that the fix can be
/// offered as a suggestion: a suggestion replaces the lines its comment stands on.
#[must_use]
pub fn place_finding(finding: &Finding, change: &ChangeSet) -> Placement {
    let placed = place(&finding.at, change);
    let (Some(fix), Placement::Line { path, side: Side::Head, line, .. }) = (&finding.fix, &placed) else {
        return placed;
    };
    let near = fix.start_line <= *line && *line <= fix.end_line && *path == fix.path;
    let Some(Hunks::Known(hunks)) = change.file(path).map(|file| &file.hunks).filter(|_| near) else {
        return placed;
    };
    let shown = |hunk: &Hunk| (fix.start_line..=fix.end_line).all(|line| hunk.anchor(Side::Head, line).is_some());
    if last_line(fix.start_line, fix.end_line) < fix.end_line || !hunks.iter().any(shown) {
        return placed;
    }
    let start = (fix.start_line < fix.end_line).then_some(fix.start_line);
    Placement::Line { path: path.clone(), side: Side::Head, line: fix.end_line, start }
}

/// Whether the comment stands on exactly the lines that the fix replaces.
#[must_use]
pub fn takes_suggestion(fix: &Fix, place: &Placement) -> bool {
    matches!(place, Placement::Line { path, side: Side::Head, line, start }
        if *path == fix.path && *line == fix.end_line && start.unwrap_or(*line) == fix.start_line)
}

/// Ranges are as long as a finding makes them; nobody reads a comment that marks more than a screen.
fn last_line(start: u32, end: u32) -> u32 {
    end.clamp(start, start.saturating_add(40))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{ChangedFile, HunkLine, Status, parse_patch};
    use crate::finding::Place;
    use crate::report::{hostile, sample};
    use proptest::prelude::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text.as_bytes()).expect("a path")
    }

    fn change(files: Vec<ChangedFile>) -> ChangeSet {
        ChangeSet { base: "a".into(), head: "b".into(), files, incomplete: None }
    }

    fn file(hunks: Hunks) -> ChangedFile {
        ChangedFile { path: path("a.md"), previous: None, status: Status::Modified, content_changed: true, hunks }
    }

    fn patch(text: &str) -> ChangeSet {
        change(vec![file(Hunks::Known(parse_patch(text)))])
    }

    fn at(side: Side, line: u32, end_line: u32) -> Location {
        let place = Some(Place { line, column: 1, end_line, end_column: 1 });
        Location { place, ..Location::file(path("a.md"), side) }
    }

    fn line(side: Side, line: u32, start: Option<u32>) -> Placement {
        Placement::Line { path: path("a.md"), side, line, start }
    }

    const PATCH: &str = "@@ -1,4 +1,4 @@\n a\n-b\n-c\n+B\n+C\n d";

    #[test]
    fn stands_on_the_lines_a_hunk_shows() {
        let change = patch(PATCH);
        assert_eq!(place(&at(Side::Head, 2, 2), &change), line(Side::Head, 2, None));
        assert_eq!(place(&at(Side::Head, 2, 9), &change), line(Side::Head, 4, Some(2)));
        assert_eq!(place(&at(Side::Base, 2, 3), &change), line(Side::Base, 3, Some(2)));
        assert_eq!(place(&at(Side::Base, 4, 4), &change), line(Side::Head, 4, None));
        assert_eq!(place(&at(Side::Head, 9, 9), &change), Placement::File { path: path("a.md") });
    }

    #[test]
    fn falls_back_to_the_file_and_to_the_summary() {
        let unavailable = change(vec![file(Hunks::Unavailable)]);
        assert_eq!(place(&at(Side::Head, 1, 1), &unavailable), Placement::File { path: path("a.md") });
        assert_eq!(place(&at(Side::Head, 1, 1), &change(vec![])), Placement::Summary);
    }

    #[test]
    fn stands_where_the_fix_can_be_suggested() {
        let change = patch(PATCH);
        let fix = |start_line, end_line| Fix { path: path("a.md"), start_line, end_line, replacement: "x".into() };
        let placed = |fix: &Fix| {
            let finding = Finding { at: at(Side::Head, 2, 2), fix: Some(fix.clone()), ..sample::finding() };
            place_finding(&finding, &change)
        };
        assert_eq!(placed(&fix(2, 3)), line(Side::Head, 3, Some(2)));
        assert!(takes_suggestion(&fix(2, 3), &placed(&fix(2, 3))));
        assert_eq!(placed(&fix(2, 9)), line(Side::Head, 2, None));
        assert!(!takes_suggestion(&fix(2, 9), &placed(&fix(2, 9))));
    }

    fn hunk_line() -> impl Strategy<Value = HunkLine> {
        let number = || prop_oneof![1u32..60, Just(u32::MAX), Just(0)];
        prop_oneof![
            (number(), number()).prop_map(|(base, head)| HunkLine::Context(base, head)),
            number().prop_map(HunkLine::Removed),
            number().prop_map(HunkLine::Added),
        ]
    }

    fn any_change() -> impl Strategy<Value = ChangeSet> {
        let hunks = prop_oneof![
            1 => Just(Hunks::Unavailable),
            4 => proptest::collection::vec(
                proptest::collection::vec(hunk_line(), 0..12).prop_map(|lines| Hunk { lines, is_tagged: false }), 0..4
            ).prop_map(Hunks::Known),
        ];
        let status = proptest::sample::select(vec![Status::Added, Status::Modified, Status::Removed, Status::Renamed]);
        let file = (proptest::sample::select(vec!["a.md", "b.md"]), status, hunks).prop_map(|(name, status, hunks)| {
            ChangedFile { path: path(name), previous: Some(path("old.md")), status, content_changed: true, hunks }
        });
        proptest::collection::vec(file, 0..3).prop_map(change)
    }

    fn any_finding() -> impl Strategy<Value = Finding> {
        let number = || prop_oneof![0u32..60, Just(u32::MAX)];
        let place = proptest::option::of((number(), number()));
        let fix = proptest::option::of((number(), number()));
        let name = proptest::sample::select(vec!["a.md", "b.md", "old.md", "c.md"]);
        (name, any::<bool>(), place, fix).prop_map(|(name, head, place, fix)| Finding {
            at: Location {
                place: place.map(|(line, end_line)| Place { line, column: 1, end_line, end_column: 1 }),
                ..Location::file(path(name), if head { Side::Head } else { Side::Base })
            },
            fix: fix.map(|(start_line, end_line)| Fix {
                path: path(name),
                start_line,
                end_line,
                replacement: String::new(),
            }),
            ..sample::finding()
        })
    }

    proptest! {
        #![proptest_config(hostile::config())]

        #[test]
        fn never_outside_of_a_hunk(change in any_change(), finding in any_finding()) {
            let placed = place_finding(&finding, &change);
            let file = |path: &RepoPath| change.files.iter().find(|file| file.path == *path);
            match &placed {
                Placement::Summary => prop_assert!(
                    change.files.iter().all(|file| file.path_on(finding.at.side) != Some(&finding.at.path))
                ),
                Placement::File { path } => prop_assert!(file(path).is_some()),
                Placement::Line { side, line, start, .. } => {
                    let shown = |hunk: &Hunk, line: u32| hunk.lines.iter().any(|shown| match (*shown, side) {
                        (HunkLine::Removed(base), Side::Base) => base == line,
                        (HunkLine::Added(head) | HunkLine::Context(_, head), Side::Head) => head == line,
                        _ => false,
                    });
                    let all = change.files.iter().filter_map(|file| match &file.hunks {
                        Hunks::Known(hunks) => Some(hunks),
                        Hunks::Unavailable => None,
                    });
                    // both ends in one hunk, the start strictly before the end
                    prop_assert!(start.is_none_or(|start| start < *line));
                    prop_assert!(
                        all.flatten().any(|hunk| shown(hunk, *line) && start.is_none_or(|start| shown(hunk, start)))
                    );
                }
            }
            if let Some(fix) = finding.fix.as_ref().filter(|fix| takes_suggestion(fix, &placed)) {
                prop_assert!(fix.start_line <= fix.end_line);
            }
        }
    }
}
