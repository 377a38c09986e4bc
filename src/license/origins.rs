//! Dated tables: which license a published model or dataset is under, by its exact id. Never by the name of a family.

use super::terms::{Terms, terms};
use serde::Deserialize;
use std::sync::OnceLock;

/// A published work, or several under one license. `build.rs` shortens names of fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Ids in lower case; `*` stands at the end only.
    ids: Vec<String>,
    license: String,
    /// Where the owner says so.
    #[serde(rename = "s")]
    pub source: String,
    /// When that was read.
    #[serde(rename = "d")]
    pub checked: String,
    /// What else is worth knowing.
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    work: Vec<Origin>,
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Model,
    Data,
}

impl Origin {
    /// The row of its license.
    #[must_use]
    pub fn terms(&self) -> Option<&'static Terms> {
        terms(&self.license)
    }
}

fn table(work: Work) -> &'static [Origin] {
    static MODELS: OnceLock<Vec<Origin>> = OnceLock::new();
    static DATASETS: OnceLock<Vec<Origin>> = OnceLock::new();
    let read = |text: &str| toml::from_str::<File>(text).map(|file| file.work).unwrap_or_default();
    match work {
        Work::Model => MODELS.get_or_init(|| read(include_str!(concat!(env!("OUT_DIR"), "/models.toml")))),
        Work::Data => DATASETS.get_or_init(|| read(include_str!(concat!(env!("OUT_DIR"), "/datasets.toml")))),
    }
}

/// The entry of a work, by its id on the Hub.
#[must_use]
pub fn origin(work: Work, id: &str) -> Option<&'static Origin> {
    let id = id.to_lowercase();
    table(work).iter().find(|origin| {
        origin.ids.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => id.len() > start.len() && id.starts_with(start),
            None => *known == id,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_names_a_license_of_the_table() {
        for origin in table(Work::Model).iter().chain(table(Work::Data)) {
            assert!(origin.terms().is_some(), "{}", origin.license);
            assert!(origin.source.starts_with("https://") && origin.checked.len() == 10, "{}", origin.license);
            for id in &origin.ids {
                assert_eq!(*id, id.to_lowercase());
                assert!(!id.trim_end_matches('*').contains('*'), "{id}");
            }
        }
    }

    #[test]
    fn exact_ids_and_no_families() {
        let license = |id| origin(Work::Model, id).map(|origin| origin.license.as_str());
        assert_eq!(license("meta-llama/Llama-3.1-8B-Instruct"), Some("llama3.1"));
        assert_eq!(license("meta-llama/Meta-Llama-3-8B"), Some("llama3"));
        assert_eq!(license("google/gemma-2-9b"), Some("gemma"));
        assert_eq!(license("google/gemma-4-31B-it"), Some("Apache-2.0"));
        assert_eq!(license("Qwen/Qwen2.5-7B"), Some("Apache-2.0"));
        assert_eq!(license("Qwen/Qwen2.5-72B"), None);
        assert_eq!(license("Qwen/Qwen2.5-3B-Instruct"), Some("LicenseRef-qwen-research"));
        assert_eq!(license("CohereForAI/c4ai-command-r-v01"), Some("cc-by-nc-4.0"));
        assert_eq!(license("tiiuae/falcon-180B"), Some("LicenseRef-falcon-180b"));
        assert_eq!(license("deepseek-ai/DeepSeek-V3-0324"), None);
        assert_eq!(license("someone/llama-3.1-8b"), None);
        assert_eq!(license("Llama-3.1-8B"), None);
        assert_eq!(origin(Work::Data, "anli").map(|origin| origin.license.as_str()), Some("cc-by-nc-4.0"));
    }
}
