//! Every bound of the program, with its reason. Input comes from strangers: what is over a bound is listed as skipped.

/// A text file that is parsed. Cards, licenses and manifests stay far below; the YAML and JSON readers are fast up to it.
pub const FILE_BYTES: usize = 1024 * 1024;

/// Nested values in YAML, JSON and TOML. Real records stay below 20; every fold over nodes may recurse this deep.
pub const NODE_DEPTH: usize = 64;

/// Values in one document. A Croissant file of 1 MiB holds some 30,000.
pub const NODES: usize = 50_000;

/// Lines of source that a finding carries, so that every renderer can quote them.
pub const EXCERPT_LINES: u32 = 6;

/// Characters of one excerpt line: longer lines are cut around what is marked.
pub const EXCERPT_CHARS: usize = 240;

/// Files read beside the changed ones, for their claims. A monorepo with more models than this gets the rest skipped.
pub const NEIGHBORS: usize = 200;

/// Findings of one rule in one file; the rest is counted. One broken table must not bury everything else.
pub const FINDINGS_PER_RULE_AND_FILE: usize = 20;

/// Characters of a stranger's value quoted in a message.
pub const QUOTE_CHARS: usize = 120;
