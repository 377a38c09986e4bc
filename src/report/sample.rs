//! A report as a real pull request would make it, for the tests of the renderers.

use super::{ClaimChange, Report};
use crate::change::{RepoPath, Side};
use crate::finding::{Acceptable, Finding, Fingerprint, Fix, Location, Place, Related, Severity, Skip};

pub(crate) fn path(text: &str) -> RepoPath {
    RepoPath::new(text.as_bytes()).expect("a path")
}

/// `columns` is the marked part of the first line, 1-based, its end exclusive.
pub(crate) fn at(name: &str, side: Side, line: u32, columns: (u32, u32), excerpt: &[&str]) -> Location {
    let place = Place { line, column: columns.0, end_line: line, end_column: columns.1 };
    Location {
        place: Some(place),
        excerpt: excerpt.iter().map(ToString::to_string).collect(),
        ..Location::file(path(name), side)
    }
}

/// Two files that disagree about a license, with a fix.
pub(crate) fn finding() -> Finding {
    let at_card =
        at("models/aurora/README.md", Side::Head, 3, (10, 20), &["license: apache-2.0", "library_name: transformers"]);
    Finding {
        rule: "license/card-and-file-agree".into(),
        severity: Severity::Error,
        title: "Card and license file name different licenses".into(),
        message: "The card says `apache-2.0`, but `LICENSE-MODEL` is the text of `CC-BY-NC-4.0`.".into(),
        why: "People rely on the card and tools read it: downstream filters and license scanners take the front matter's \
              word."
            .into(),
        help: "Name the license whose text is shipped, or ship the text of the license that is named.".into(),
        related: vec![Related {
            at: at("models/aurora/LICENSE-MODEL", Side::Head, 1, (1, 46), &["Attribution-NonCommercial 4.0 International"]),
            text: "identified as `CC-BY-NC-4.0`".into(),
        }],
        fix: Some(Fix { path: path("models/aurora/README.md"), start_line: 3, end_line: 3, replacement: "license: cc-by-nc-4.0".into() }),
        controls: vec!["iso42001:A.10.2".into(), "mof:model-card".into(), "eu-ai-act:XI.1(f)".into(), "nist-ai-rmf:GOVERN-6.1".into()],
        subject: "license of the weights".into(),
        fingerprint: Fingerprint::new("license/card-and-file-agree", &at_card.path, "license of the weights", 0),
        parts: Vec::new(),
        waiver: None,
        acceptable: Some(Acceptable { path: "models/aurora/README.md".into(), expires: "2026-04-01".into() }),
        at: at_card,
    }
}

fn other(rule: &str, severity: Severity, title: &str, message: &str, at: Location) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        title: title.into(),
        message: message.into(),
        why: String::new(),
        help: "Say what the model should not be used for, and what is known to go wrong.".into(),
        related: vec![],
        fix: None,
        controls: vec!["mof:model-card".into()],
        subject: title.into(),
        fingerprint: Fingerprint::new(rule, &at.path, title, 0),
        parts: Vec::new(),
        waiver: None,
        acceptable: None,
        at,
    }
}

pub(crate) fn findings() -> Vec<Finding> {
    let weights = Location::file(path("models/aurora/model.safetensors"), Side::Head);
    let removed = at(
        "models/aurora/README.md",
        Side::Base,
        41,
        (1, 15),
        &["## Limitations", "", "Aurora was trained on English text only."],
    );
    vec![
        finding(),
        other(
            "weights/changed-without-card",
            Severity::Warning,
            "Weights changed, the card did not",
            "The weights are other ones (`sha256` `4f2a…` → `91bc…`), and nothing in `README.md` says what changed.",
            weights,
        ),
        other(
            "model-card/section-removed",
            Severity::Warning,
            "A section people rely on is gone",
            "`Limitations` was there before, and no other section covers it.",
            removed,
        ),
        other(
            "dataset/no-provenance",
            Severity::Notice,
            "Where does this dataset come from?",
            "`data/train.parquet` was added and no card beside it says where it comes from.",
            Location::file(path("data/train.parquet"), Side::Head),
        ),
    ]
}

pub(crate) fn report() -> Report {
    let existing = other(
        "model-card/no-contact",
        Severity::Notice,
        "No contact",
        "The card names nobody to write to.",
        at("README.md", Side::Head, 1, (1, 4), &["---"]),
    );
    let fixed = other(
        "license/other-without-name",
        Severity::Warning,
        "License `other` has no name",
        "`license: other` needs `license_name` and `license_link`.",
        at("README.md", Side::Base, 2, (1, 15), &["license: other"]),
    );
    Report {
        base: "1111111111111111111111111111111111111111".into(),
        head: "2222222222222222222222222222222222222222".into(),
        introduced: findings(),
        existing: vec![existing.clone()],
        fixed: vec![fixed],
        waived: vec![Finding { rule: "model-card/no-language".into(), title: "No language".into(), ..existing }],
        skipped: vec![Skip::new(&path("models/aurora/optimizer.json"), "larger than 1 MiB")],
        claims: vec![
            ClaimChange {
                claim: "license of the weights (`models/aurora`)".into(),
                before: Some("apache-2.0".into()),
                after: Some("cc-by-nc-4.0".into()),
                meaning: Some("tightened: commercial use yes → no".into()),
            },
            ClaimChange {
                claim: "base model (`models/aurora`)".into(),
                before: None,
                after: Some("meta-llama/Llama-3.1-8B".into()),
                meaning: None,
            },
        ],
        governed: 5,
        ..Report::default()
    }
}
