//! The controls that a finding bears on, in one line.

use super::cut;
use crate::control;
use crate::report::escape::prose;
use crate::report::words::Words;

/// Nobody reads more citations.
const SHOWN: usize = 8;

/// A list of controls in one line; empty where there are none.
pub(super) fn readable(controls: &[String], words: &Words) -> String {
    let mut names: Vec<String> = controls.iter().take(SHOWN).map(|id| prose(&cut(&control::name(id), 80))).collect();
    if controls.len() > SHOWN {
        names.push(words.more_controls.clone());
    }
    names.join("; ")
}
