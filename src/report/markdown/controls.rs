//! Names of controls as people know them: `eu-ai-act:XI.1(f)` is "EU AI Act, Annex XI.1(f)".

use super::cut;
use crate::report::escape::prose;

/// Nobody reads more citations.
const SHOWN: usize = 8;

/// A list of controls in one line; empty where there are none.
pub(super) fn readable(controls: &[String]) -> String {
    let names: Vec<String> = controls.iter().take(SHOWN).map(|control| prose(&cut(&name(control), 80))).collect();
    let more = if controls.len() > SHOWN { "; and more" } else { "" };
    names.join("; ") + more
}

fn name(control: &str) -> String {
    let Some((standard, control)) = control.split_once(':') else {
        return control.to_owned();
    };
    let spaced = || control.replace('-', " ");
    match standard {
        "iso42001" => format!("ISO/IEC 42001 {control}"),
        "nist-ai-rmf" => format!("NIST AI RMF {}", control.replacen('-', " ", 1)),
        "mof" => format!("Model Openness Framework, {}", spaced()),
        "eu-ai-act" if control.starts_with(|c: char| c.is_ascii_digit()) => format!("EU AI Act, Article {control}"),
        "eu-ai-act" => format!("EU AI Act, Annex {control}"),
        "spdx" => format!("SPDX {}", spaced()),
        "croissant" => format!("Croissant {control}"),
        "osaid" => format!("Open Source AI Definition, {}", spaced()),
        other => format!("{other} {control}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_citation() {
        let controls =
            ["iso42001:A.10.2", "mof:model-card", "eu-ai-act:XI.1(f)", "eu-ai-act:53.1(d)", "nist-ai-rmf:GOVERN-6.1"];
        assert_eq!(
            readable(&controls.map(String::from)),
            "ISO/IEC 42001 A.10.2; Model Openness Framework, model card; EU AI Act, Annex XI.1(f); \
             EU AI Act, Article 53.1(d); NIST AI RMF GOVERN 6.1"
        );
    }
}
