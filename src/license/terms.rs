//! The table: what each license grants, asks and limits. One data file a license, under `data/terms`.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// An answer of the table. What was not read in a text is unknown, never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is so.
    Yes,
    /// Within bounds that another field names.
    Limited,
    /// It is not so.
    No,
    /// Nobody looked, or the text leaves it open.
    #[default]
    Unknown,
}

impl Answer {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Limited => "limited",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// The kind of a license, for rules that treat whole kinds alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the terms of the field")]
pub enum Category {
    Permissive,
    WeakCopyleft,
    Copyleft,
    StrongCopyleft,
    Data,
    DataPermissive,
    DataCopyleft,
    NonCommercial,
    NoDerivatives,
    Rail,
    ProprietaryCommunity,
    ProprietaryPermissive,
    SourceAvailable,
    #[default]
    Unknown,
}

/// One license of the table. The short names are those that `build.rs` writes instead of the long ones of the files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The SPDX id where there is one, else a `LicenseRef-` id.
    pub id: String,
    /// Its usual name.
    #[serde(rename = "n")]
    pub name: String,
    /// Its id on the Hub.
    #[serde(rename = "h")]
    pub hub_id: Option<String>,
    /// Other spellings that people use.
    #[serde(default, rename = "al")]
    pub aliases: Vec<String>,
    /// Set for tags that stand for several licenses: what to write instead.
    pub family: Option<String>,
    /// Licenses that people call by one name share this.
    pub kin: Option<String>,
    /// Its kind.
    #[serde(default, rename = "c")]
    pub category: Category,
    /// Approved by the Open Source Initiative.
    #[serde(default, rename = "o")]
    pub osi: Answer,
    /// Whether commercial use is granted.
    #[serde(default, rename = "cu")]
    pub commercial_use: Answer,
    /// Whether changed versions may be shared.
    #[serde(default, rename = "de")]
    pub derivatives: Answer,
    /// Whether changed versions stay under the same license.
    #[serde(default, rename = "sa")]
    pub share_alike: Answer,
    /// Whether use over a network asks for the source.
    #[serde(default, rename = "ne")]
    pub network: Answer,
    /// Whether it grants patents in so many words.
    #[serde(default, rename = "pa")]
    pub patent: Answer,
    /// Whether its terms have to go with what is made from it.
    #[serde(default, rename = "fd")]
    pub flow_down: Answer,
    /// Whether outputs may improve other models.
    #[serde(default, rename = "ou")]
    pub outputs: Answer,
    /// Uses that are excluded.
    #[serde(rename = "ur")]
    pub use_restrictions: Option<String>,
    /// What has to be kept or said.
    #[serde(rename = "at")]
    pub attribution: Option<String>,
    /// How the name of a derived model has to begin.
    pub name_prefix: Option<String>,
    /// A text that has to be shown, word for word.
    pub display: Option<String>,
    /// Whether every derived model has to show it, rather than some, or at will.
    #[serde(default, rename = "dr")]
    pub display_required: bool,
    /// A file that has to come along.
    #[serde(rename = "no")]
    pub notice: Option<String>,
    /// The sentence that this file has to hold, word for word.
    #[serde(rename = "nt")]
    pub notice_text: Option<String>,
    /// Above what size another license is needed.
    #[serde(rename = "th")]
    pub threshold: Option<String>,
    /// Where it does not apply.
    #[serde(rename = "te")]
    pub territory: Option<String>,
    /// What puts an end to all rights, written so that versions of one license can be compared by how it begins.
    pub ends: Option<String>,
    /// Where this was read.
    #[serde(default = "spdx_list", rename = "s")]
    pub source: String,
    /// When.
    #[serde(rename = "d")]
    pub checked: String,
    /// What else is worth knowing.
    pub note: Option<String>,
}

/// The source of the rows that `build.rs` leaves it out of.
fn spdx_list() -> String {
    env!("SPDX_LIST").to_owned()
}

static FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/license_terms.rs"));

struct Table {
    rows: Vec<Terms>,
    by_id: HashMap<String, usize>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows: Vec<Terms> = FILES.iter().filter_map(|file| toml::from_str(file).ok()).collect();
        let mut by_id = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            for id in [Some(&row.id), row.hub_id.as_ref()].into_iter().flatten() {
                by_id.entry(id.to_lowercase()).or_insert(at);
            }
        }
        Table { rows, by_id }
    })
}

/// The row of a license, by its SPDX, `LicenseRef-` or Hub id in any case. "Only" and "or later" share one row.
#[must_use]
pub fn terms(id: &str) -> Option<&'static Terms> {
    let table = table();
    let lower = id.to_lowercase();
    let bare = bare(&lower);
    let at = table.by_id.get(lower.as_str()).or_else(|| table.by_id.get(bare))?;
    table.rows.get(*at)
}

/// All rows, in the order of their file names.
pub fn all() -> impl Iterator<Item = &'static Terms> {
    table().rows.iter()
}

/// An id without "only", "or later" or `+`, in any case.
#[must_use]
pub fn bare(id: &str) -> &str {
    for end in ["-only", "-or-later", "+"] {
        let at = id.len().saturating_sub(end.len());
        if let (Some(start), Some(tail)) = (id.get(..at), id.get(at..))
            && tail.eq_ignore_ascii_case(end)
            && !start.is_empty()
        {
            return start;
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_row() {
        for file in FILES {
            let row: Result<Terms, _> = toml::from_str(file);
            assert!(row.is_ok(), "{file}\n{row:?}");
        }
        assert!(all().count() >= 103);
    }

    #[test]
    fn ids_are_unique_and_of_the_list() {
        let mut seen = std::collections::HashSet::new();
        for row in all() {
            assert!(seen.insert(row.id.to_lowercase()), "{}", row.id);
            assert!(!row.source.is_empty() && row.checked.len() == 10, "{}", row.id);
            let special = row.family.is_some() || row.id == "other" || row.id == "NOASSERTION";
            assert!(
                special || row.id.starts_with("LicenseRef-") || spdx::license_id(&row.id).is_some(),
                "{} is no id of the list",
                row.id
            );
        }
    }

    #[test]
    fn a_row_is_found_by_any_id() {
        assert_eq!(terms("apache-2.0").map(|row| row.id.as_str()), Some("Apache-2.0"));
        assert_eq!(terms("GPL-3.0-or-later").map(|row| row.id.as_str()), Some("GPL-3.0"));
        assert_eq!(terms("llama3.1").and_then(|row| row.display.as_deref()), Some("Built with Llama"));
        assert_eq!(terms("openrail++").map(|row| row.category), Some(Category::Rail));
        assert_eq!(terms("bsl-1.0").map(|row| row.id.as_str()), Some("BSL-1.0"));
        assert!(terms("banana").is_none());
    }

    /// The facts that rules lean on.
    #[test]
    fn what_matters_is_right() {
        for id in ["CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "llama", "deepfloyd-if-license"] {
            let row = terms(id).or_else(|| terms("LicenseRef-scancode-llama-license-2023"));
            assert_eq!(row.map(|row| row.commercial_use), Some(Answer::No), "{id}");
        }
        for id in
            ["carsidock", "chatglm-6b-zh", "ltx-video-0.9", "apple-epfl-sample-code-1.1", "yi-1.0", "minimax-m2.7-nc"]
        {
            let row = terms(&format!("LicenseRef-{id}"));
            assert_eq!(row.map(|row| row.commercial_use), Some(Answer::No), "{id}");
        }
        for id in ["CC-BY-ND-4.0", "LicenseRef-exaone-1.0-nc", "LicenseRef-deca", "LicenseRef-openpose"] {
            assert_eq!(terms(id).map(|row| row.derivatives), Some(Answer::No), "{id}");
        }
        // only encouraged
        assert!(all().all(|row| row.kin.as_deref() != Some("tencent-hunyuan") || row.display.is_none()));
        assert_eq!(terms("AGPL-3.0").map(|row| row.network), Some(Answer::Yes));
        assert_eq!(terms("llama3").and_then(|row| row.threshold.as_deref()), Some("700 million monthly users"));
    }
}
