//! Controls that rules are evidence for: `iso42001:A.10.2` and the like, and their names for people.
//!
//! Ids are facts; titles of standards are not repeated here.

/// The frameworks that rules may name, by prefix.
pub const FRAMEWORKS: [&str; 5] = ["iso42001", "mof", "eu-ai-act", "nist-ai-rmf", "osaid"];

/// Whether a text is `<framework>:<id>`.
#[must_use]
pub fn is_known(control: &str) -> bool {
    control.split_once(':').is_some_and(|(framework, id)| FRAMEWORKS.contains(&framework) && !id.is_empty())
}

/// The control as people cite it: `eu-ai-act:XI.1(f)` is "EU AI Act, Annex XI.1(f)".
#[must_use]
pub fn name(control: &str) -> String {
    let Some((framework, id)) = control.split_once(':') else { return control.to_owned() };
    let spaced = || id.replace('-', " ");
    match framework {
        "iso42001" if id.starts_with('A') => format!("ISO/IEC 42001 {id}"),
        "iso42001" => format!("ISO/IEC 42001 clause {id}"),
        "nist-ai-rmf" => format!("NIST AI RMF {}", id.replacen('-', " ", 1)),
        "mof" => format!("Model Openness Framework, {}", spaced()),
        "eu-ai-act" if id.starts_with("CoP") => {
            format!("EU Code of Practice for general-purpose AI, {}", id.trim_start_matches("CoP-"))
        }
        "eu-ai-act" if id.starts_with(|c: char| c.is_ascii_digit()) => format!("EU AI Act, Article {id}"),
        "eu-ai-act" => format!("EU AI Act, Annex {id}"),
        "osaid" => format!("Open Source AI Definition, {}", spaced()),
        _ => control.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_citation() {
        for (control, expected) in [
            ("iso42001:A.10.2", "ISO/IEC 42001 A.10.2"),
            ("iso42001:6.3", "ISO/IEC 42001 clause 6.3"),
            ("mof:model-card", "Model Openness Framework, model card"),
            ("eu-ai-act:XI.1(f)", "EU AI Act, Annex XI.1(f)"),
            ("eu-ai-act:53(1)(d)", "EU AI Act, Article 53(1)(d)"),
            ("nist-ai-rmf:GOVERN-6.1", "NIST AI RMF GOVERN 6.1"),
        ] {
            assert!(is_known(control), "{control}");
            assert_eq!(name(control), expected);
        }
        assert!(!is_known("iso:A.1") && !is_known("mof"));
    }
}
