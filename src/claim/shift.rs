//! What another license means for those who use the work, in words.

use super::{LicenseClaim, Subject};
use crate::finding::quote;
use crate::license::{self, Expression};
use std::fmt::Write as _;

/// What the change from one license to another allows, forbids and asks for, in words.
#[must_use]
pub fn license_shift(before: &LicenseClaim<'_>, after: &LicenseClaim<'_>, subject: Subject) -> String {
    let Some(new) = after.expression() else {
        return "no license that is known here, so that the terms cannot be compared".to_owned();
    };
    let Some(old) = before.expression() else {
        return format!("clearer: {} did not say which terms held", quote(&before.words));
    };
    let artifact = match subject {
        Subject::Data => license::Artifact::Data,
        Subject::Code | Subject::Docs => license::Artifact::Code,
        Subject::Model | Subject::Everything => license::Artifact::Weights,
    };
    let shift = license::shift(old, new, artifact);
    let together = |claim: &LicenseClaim<'_>, read: &Expression| match read {
        Expression::Any(parts) if claim.is_list() => Expression::All(parts.clone()),
        _ => read.clone(),
    };
    // where all of a list hold, a license more takes something away
    if license::shift(&together(before, old), &together(after, new), artifact).direction != shift.direction {
        return "looser or stricter: that depends on whether all licenses of the list hold, or one may be chosen"
            .into();
    }
    let word = match shift.direction {
        license::Direction::Loosened => "looser",
        license::Direction::Tightened => "stricter",
        license::Direction::Mixed => "looser in some ways and stricter in others",
        license::Direction::Equal => "about as permissive as before",
        license::Direction::Unknown => {
            let both = old.ids().into_iter().chain(new.ids());
            let unread: Vec<String> = both.filter(|id| license::terms(id).is_none()).map(quote).collect();
            return match unread.as_slice() {
                [] => "neither looser nor stricter as far as the terms are known here".to_owned(),
                ids => {
                    format!("neither called looser nor stricter, as the terms of {} are not known here", ids.join(", "))
                }
            };
        }
    };
    let mut out = word.to_owned();
    for (label, list) in [
        ("More is allowed", &shift.allowed),
        ("Less is allowed", &shift.forbidden),
        ("New duties", &shift.required),
        ("Duties that end", &shift.released),
    ] {
        // said, and no weight in the direction
        let told = list.iter().filter(|line| *line != license::PATENTS);
        let told: Vec<&str> = told.map(|line| line.strip_prefix("must ").unwrap_or(line)).collect();
        if !told.is_empty() {
            let _ = write!(out, ". {label}: {}", told.join("; "));
        }
    }
    let patents = |list: &[String]| list.iter().any(|line| line == license::PATENTS);
    if patents(&shift.allowed) {
        out += ". Unlike the one before, it grants the holders' patents expressly";
    } else if patents(&shift.forbidden) {
        out += ". Unlike the one before, it grants no patents expressly";
    }
    out
}
