//! The controls that a finding bears on, in one line.

use super::cut;
use crate::control;
use crate::report::escape::prose;

/// Nobody reads more citations.
const SHOWN: usize = 8;

/// A list of controls in one line; empty where there are none.
pub(super) fn readable(controls: &[String]) -> String {
    let names: Vec<String> = controls.iter().take(SHOWN).map(|id| prose(&cut(&control::name(id), 80))).collect();
    let more = if controls.len() > SHOWN { "; and more" } else { "" };
    names.join("; ") + more
}
