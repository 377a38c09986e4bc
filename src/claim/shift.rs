//! What another license means for those who use the work, in words.

use super::{LicenseClaim, Subject};
use crate::license::{self, Expression};

/// What the change from one license to another allows, forbids and asks for, in words.
#[must_use]
pub fn license_shift(before: &LicenseClaim<'_>, after: &LicenseClaim<'_>, subject: Subject) -> String {
    let (Some(old), Some(new)) = (before.expression(), after.expression()) else {
        return "no license that is known here, so that the terms cannot be compared".to_owned();
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
        return "looser or stricter: the list does not say whether all of its licenses hold or one may be chosen"
            .into();
    }
    let word = match shift.direction {
        license::Direction::Loosened => "looser",
        license::Direction::Tightened => "stricter",
        license::Direction::Mixed => "looser in some ways and stricter in others",
        license::Direction::Equal => "as permissive as before",
        license::Direction::Unknown => {
            return "not to be compared, as the terms of one of them are not known here".into();
        }
    };
    let mut parts = Vec::new();
    for (label, list) in [
        ("now allowed", &shift.allowed),
        ("no longer allowed", &shift.forbidden),
        ("now required", &shift.required),
        ("no longer required", &shift.released),
    ] {
        if !list.is_empty() {
            parts.push(format!("{label}: {}", list.join("; ")));
        }
    }
    match (parts.is_empty(), shift.direction) {
        (true, _) => word.to_owned(),
        (false, license::Direction::Equal) => format!("about {word} ({})", parts.join(". ")),
        (false, _) => format!("{word} ({})", parts.join(". ")),
    }
}
