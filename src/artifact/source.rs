//! Source files, and the license tag in the comment at their head: `# SPDX-License-Identifier: MIT`.

use super::evidence::is_apart;
use super::text::Span;
use crate::change::RepoPath;

/// The words before the license.
pub const TAG: &str = "SPDX-License-Identifier:";

/// Lines of a head. Tags stand below a shebang and a copyright line or two.
pub const HEAD: usize = 20;

/// Bytes of a line that is looked at: what is longer is no comment of a head.
const LINE: usize = 1_000;

const EXTENSIONS: [&str; 42] = [
    "bash", "bat", "c", "cc", "cl", "cpp", "cs", "cu", "cuh", "cxx", "dart", "go", "h", "hh", "hpp", "java", "jl",
    "js", "jsx", "kt", "lua", "m", "metal", "mjs", "mm", "mojo", "php", "pl", "proto", "ps1", "py", "pyi", "pyx", "r",
    "rb", "rs", "scala", "sh", "swift", "ts", "tsx", "zig",
];

/// Whether a path is that of a source file. Tests, examples of others and what is vendored are not looked at.
#[must_use]
pub fn is_source(path: &RepoPath) -> bool {
    let text = path.text().to_lowercase();
    let (directory, name) = text.rsplit_once('/').unwrap_or(("", &text));
    let known = name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension));
    known && !is_apart(&directory.split('/').collect::<Vec<_>>())
}

/// Where the licenses stand in the comments at the head of a file. A second tag is for a part of the file: all of them
/// hold, and the same one twice is one.
#[must_use]
pub fn tags(source: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut within = false;
    let mut at = 0;
    for line in source.split_inclusive('\n').take(HEAD) {
        let start = at;
        at += line.len();
        let text = line.trim_start_matches('\u{feff}').trim();
        if line.len() > LINE {
            break;
        }
        if !within && !text.is_empty() && !is_comment(text) {
            break;
        }
        if text.starts_with("/*") || text.starts_with("<!--") {
            within = true;
        }
        let bare = text.trim_start_matches(|c: char| c.is_whitespace() || "#/*|-;%!<".contains(c));
        if let Some(rest) = bare.strip_prefix(TAG) {
            let value =
                ["*/", "-->", "*|"].iter().fold(rest, |rest, end| rest.strip_suffix(end).unwrap_or(rest)).trim();
            let from = start + line.find(rest).unwrap_or(0) + rest.find(value).unwrap_or(0);
            let is_new = || found.iter().all(|known| source.get(known.clone()) != Some(value));
            if !value.is_empty() && is_new() {
                found.push(from..from + value.len());
            }
        }
        if text.ends_with("*/") || text.ends_with("-->") {
            within = false;
        }
        if bare.starts_with("REUSE-IgnoreStart") {
            break;
        }
    }
    found
}

fn is_comment(text: &str) -> bool {
    // `#include` comes after the head, and a guard before it
    let guard = ["#ifndef ", "#define ", "#pragma once"].iter().any(|mark| text.starts_with(mark));
    let hash = text.strip_prefix('#').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()));
    guard
        || hash
        || ["//", "/*", "--", ";", "%", "<!--", "<?php", "@echo", "REM "].iter().any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_tag_in_the_comment_of_the_head_alone() {
        for (source, expected) in [
            ("# SPDX-License-Identifier: MIT\nimport x\n", Some("MIT")),
            (
                "#!/bin/sh\n#\n# Copyright A\n#SPDX-License-Identifier:  MIT OR Apache-2.0 \r\n",
                Some("MIT OR Apache-2.0"),
            ),
            ("/* SPDX-License-Identifier: GPL-2.0-only */\n#include <a.h>\n", Some("GPL-2.0-only")),
            ("/*\n   Copyright A\n   SPDX-License-Identifier: MIT\n */\n", Some("MIT")),
            ("\u{feff}// SPDX-License-Identifier: MIT", Some("MIT")),
            ("<?php\n// SPDX-License-Identifier: MIT\n", Some("MIT")),
            ("-- SPDX-License-Identifier: MIT\n", Some("MIT")),
            ("import x\n# SPDX-License-Identifier: MIT\n", None),
            ("\"\"\"\nSPDX-License-Identifier: MIT\n\"\"\"\n", None),
            ("# Write `SPDX-License-Identifier: MIT` here\n", None),
            ("TAG = \"SPDX-License-Identifier: MIT\"\n", None),
            ("#ifndef A\n#define A\n/*\n** SPDX-License-Identifier: MIT\n*/\n", Some("MIT")),
            ("|* SPDX-License-Identifier: MIT   *|\n", None),
            ("/*==*\\\n|* SPDX-License-Identifier: MIT   *|\n", Some("MIT")),
            ("#include <a.h>\n// SPDX-License-Identifier: MIT\n", None),
            ("/* a */ int x;\n// SPDX-License-Identifier: MIT\n", Some("MIT")),
            ("# SPDX-License-Identifier: MIT\n# SPDX-License-Identifier: ISC\n", Some("MIT+ISC")),
            ("# SPDX-License-Identifier: MIT\n#\n# SPDX-License-Identifier: MIT\n", Some("MIT")),
            ("# SPDX-License-Identifier:\n# SPDX-License-Identifier: MIT\n", Some("MIT")),
            ("# SPDX-License-Identifier:\n", None),
            ("# REUSE-IgnoreStart\n# SPDX-License-Identifier: MIT\n", None),
            ("", None),
        ] {
            let found: Vec<_> = tags(source).into_iter().map(|span| &source[span]).collect();
            assert_eq!(found.join("+"), expected.unwrap_or_default(), "{source}");
        }
        let late = format!("{}# SPDX-License-Identifier: MIT\n", "#\n".repeat(20));
        assert!(tags(&late).is_empty());
    }

    #[test]
    fn knows_sources_by_name() {
        for (path, expected) in [
            ("src/a.py", true),
            ("A.RS", true),
            ("tests/a.py", false),
            ("third_party/x/a.c", false),
            ("a.md", false),
            ("py", false),
        ] {
            assert_eq!(is_source(&RepoPath::new(path.as_bytes()).expect("a path")), expected, "{path}");
        }
    }
}
