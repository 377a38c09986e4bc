//! Where a finding is shown on a pull request: on a line, on a file, or in the summary. Pure, from the forge's own hunks.

use crate::change::{ChangeSet, Hunks, RepoPath, Side};
use crate::finding::Location;

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
        // the last line of the range that the hunk shows, and the first one before it on the same side
        let (side, line) =
            (place.line..=last_line(place.line, place.end_line)).rev().find_map(|line| hunk.anchor(at.side, line))?;
        let start = (place.line..place.end_line.min(line + 1))
            .filter_map(|line| hunk.anchor(at.side, line))
            .find(|(start_side, start)| *start_side == side && *start < line)
            .map(|(_, start)| start);
        Some(Placement::Line { path: file.path.clone(), side, line, start })
    });
    anchored.unwrap_or_else(on_file)
}

/// Ranges are as long as a finding makes them; nobody reads a comment that marks more than a screen.
fn last_line(start: u32, end: u32) -> u32 {
    end.clamp(start, start.saturating_add(40))
}
