//! Controls that rules are evidence for: `iso42001:A.10.2` and the like, and their names for people.
//!
//! Ids are facts; titles of standards are not repeated here, those of the table are our own.

mod table;

pub use table::{Control, Framework, frameworks};

use crate::mistake::did_you_mean;

/// The control that `<framework>:<id>` names.
#[must_use]
pub fn find(control: &str) -> Option<&'static Control> {
    let (framework, id) = control.split_once(':')?;
    framework_of(framework)?.controls.iter().find(|known| known.id == id)
}

fn framework_of(id: &str) -> Option<&'static Framework> {
    frameworks().iter().find(|framework| framework.id == id)
}

/// Topics of the sections that are evidence for a control; of any other control, every section that a rule asks for is.
#[must_use]
pub fn topics(control: &str) -> &'static [&'static str] {
    match control {
        "iso42001:A.5.4" => &["limitations", "bias", "out-of-scope", "privacy"],
        "iso42001:A.7.3" | "iso42001:A.7.5" => &["collection", "training-data", "license"],
        "iso42001:A.9.4" | "eu-ai-act:XI.1(a)" | "nist-ai-rmf:MAP-1.1" => &["uses", "out-of-scope"],
        "eu-ai-act:XI.2(c)" => &["collection", "training-data", "bias"],
        "nist-ai-rmf:MAP-2.2" => &["limitations", "bias", "out-of-scope"],
        "nist-ai-rmf:MEASURE-2.5" => &["evaluation", "limitations", "out-of-scope"],
        "nist-ai-rmf:MEASURE-2.10" => &["privacy"],
        _ => &[],
    }
}

/// What is wrong with a control that is not known: the message, and what was meant.
#[must_use]
pub fn mistake(control: &str) -> Option<(String, String)> {
    if find(control).is_some() {
        return None;
    }
    let (prefix, id) = control.split_once(':').unwrap_or((control, ""));
    let Some(framework) = framework_of(prefix) else {
        let help = did_you_mean(prefix, frameworks().iter().map(|framework| framework.id));
        return Some((format!("unknown framework in the control {control:?}"), help));
    };
    let near = did_you_mean(id, framework.controls.iter().map(|control| control.id));
    let help = if near.is_empty() { "`modelward controls` lists them all".to_owned() } else { near };
    Some((format!("{} has no control {id:?}", framework.name), help))
}

/// The control as people cite it, with our title: "ISO/IEC 42001 A.10.2 (Responsibilities are shared out)".
#[must_use]
pub fn titled(control: &str) -> String {
    let name = name(control);
    find(control).map_or_else(|| name.clone(), |known| format!("{name} ({})", known.title))
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
    fn the_topics_of_a_control_are_known() {
        for control in frameworks().iter().flat_map(|of| of.controls.iter().map(|one| format!("{}:{}", of.id, one.id)))
        {
            for topic in topics(&control) {
                assert!(crate::artifact::topics::find(topic).is_some(), "{control}: {topic}");
            }
        }
        assert!(find("iso42001:A.5.4").is_some() && !topics("iso42001:A.5.4").is_empty());
    }

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
            assert!(find(control).is_some(), "{control}");
            assert_eq!(name(control), expected);
        }
        assert_eq!(titled("mof:code"), "Model Openness Framework, code");
        assert_eq!(titled("osaid:code"), "Open Source AI Definition, code (All code to train and run it)");
    }

    #[test]
    fn tells_what_was_meant() {
        let told = |control| mistake(control).expect("a mistake");
        assert_eq!(told("iso:A.10.2").0, "unknown framework in the control \"iso:A.10.2\"");
        assert_eq!(told("iso4201:A.10.2").1, "did you mean `iso42001`?");
        let (message, help) = told("mof:model-crad");
        assert_eq!(message, "Model Openness Framework 1.0 has no control \"model-crad\"");
        assert_eq!(help, "did you mean `model-card`?");
        assert_eq!(told("mof").0, "Model Openness Framework 1.0 has no control \"\"");
        assert_eq!(mistake("iso42001:A.10.2"), None);
    }
}
