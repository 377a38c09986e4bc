//! Every bound of the program, with its reason. Input comes from strangers: what is over a bound is listed as skipped.

/// A text file that is parsed. Cards, licenses and manifests stay far below; the YAML and JSON readers are fast up to it.
pub const FILE_BYTES: usize = 1024 * 1024;

/// Large weights of which the first bytes are read, for their metadata. Each is a run of git.
pub const BEGINNINGS: usize = 20;

/// Changed source files that are read for their license tags, where the change does not show its lines. More of them are
/// a move or a new formatter.
pub const SOURCES: usize = 1_000;

/// Nested values in YAML, JSON and TOML. Real records stay below 20; every fold over nodes may recurse this deep.
pub const NODE_DEPTH: usize = 64;

/// Values in one document. A Croissant file of 1 MiB holds some 30,000.
pub const NODES: usize = 50_000;

/// Bytes of the values in one document: aliases could repeat a long one without end.
pub const NODE_BYTES: usize = 4 * FILE_BYTES;

/// Mistakes told of one file. A file with more of them is no file of its kind.
pub const PROBLEMS: usize = 200;

/// Places at which one check speaks in one file; far more than are listed.
pub const HITS: usize = 1_000;

/// Waivers of a policy, and tables of its other lists: each is held against every finding.
pub const TABLES: usize = 1_000;

/// Globs of a policy.
pub const GLOBS: usize = 500;

/// Characters of a glob: alternatives in it multiply.
pub const GLOB_CHARS: usize = 500;

/// Characters of all globs of a policy together: they are compiled before anything is judged.
pub const GLOBS_CHARS: usize = 20_000;

/// Lines of two policies that are held against each other, for each pair of globs and each rule. Real ones need hundreds.
pub const COMPARED_LINES: usize = 2_000_000;

/// Rules of a repository's own. Each runs on every change.
pub const OWN_RULES: usize = 100;

/// Examples of changed own rules that a review runs, all together.
pub const LINTED_EXAMPLES: usize = 50;

/// Bytes of these examples together. A hostile pattern may need a second for 24 KiB.
pub const LINTED_BYTES: usize = 32 * 1024;

/// Bytes of a compiled pattern of a rule. Those of the rules that come with the program need a sixteenth of it.
pub const PATTERN_BYTES: usize = 1 << 17;

/// Policies that one builds on, all together.
pub const EXTENDS: usize = 8;

/// Headings of one text. Books stay below; each is held against every name that a section may have.
pub const HEADINGS: usize = 5_000;

/// Licenses in one list. Each is looked up among hundreds of names.
pub const LICENSES: usize = 100;

/// Lines of source that a finding carries, so that every renderer can quote them.
pub const EXCERPT_LINES: u32 = 6;

/// Characters of one excerpt line: longer lines are cut around what is marked.
pub const EXCERPT_CHARS: usize = 240;

/// Files read beside the changed ones, for their claims. A monorepo with more models than this gets the rest skipped.
pub const NEIGHBORS: usize = 200;

/// Tables in the folder of data beside a changed card that are read to be counted. The edit of a README must not cost hundreds
/// of reads.
pub const COUNTED: usize = 20;

/// Files of a folder without git. Whoever checks a folder with more meant another one.
pub const FOLDER_FILES: usize = 200_000;

/// Findings of one rule in one file; the rest is counted. One broken table must not bury everything else.
pub const FINDINGS_PER_RULE_AND_FILE: usize = 20;

/// Issues of one Croissant document. Real ones stay below 100; more would only repeat what the first say.
pub const CROISSANT_ISSUES: usize = 1_000;

/// Issues of one Croissant document that are shown with their lines in a terminal. The rest is counted.
pub const CROISSANT_SHOWN: usize = 100;

/// Wrong words of one Croissant document for which a near one is looked for: each is compared with every known one.
pub const CROISSANT_GUESSES: usize = 50;

/// Characters of a stranger's value quoted in a message.
pub const QUOTE_CHARS: usize = 120;

/// Characters of a message or a help text that one comment holds. What a reader does not finish does not help.
pub const COMMENT_TEXT_CHARS: usize = 1_500;

/// Characters of a quoted line or of a claimed value in a comment.
pub const COMMENT_QUOTE_CHARS: usize = 120;

/// Places that one comment lists as proof; the rest is counted.
pub const COMMENT_PLACES: usize = 6;

/// Lines of an edit that is shown or suggested. A longer one is better made in an editor.
pub const FIX_LINES: usize = 60;

/// Bytes of such an edit.
pub const FIX_BYTES: usize = 4_000;

/// UTF-16 units of one comment; GitHub refuses more than 65,536 of whichever characters it counts.
pub const COMMENT_UNITS: usize = 60_000;

/// Bytes of one link. A path that needs more is shown and not linked.
pub const LINK_BYTES: usize = 1_000;

/// Results in a SARIF run: code scanning refuses more.
pub const SARIF_RESULTS: usize = 25_000;

/// Places of a merged finding that are named one by one. The hidden line of a comment holds 33 characters for each, and a
/// comment holds 65,536; one name stands for more of them.
pub const PARTS: usize = 50;
