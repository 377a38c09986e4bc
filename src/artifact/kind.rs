//! Which file is what, by its name and its neighbors. Content decides where names leave doubt (see [`super::Artifact`]).

use super::evidence::{binary, is_apart, is_data_directory};
use crate::change::RepoPath;
use serde::Deserialize;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    ModelCard,
    DatasetCard,
    /// A `README.md` that may be a card: its content decides.
    Readme,
    License,
    /// `LICENSES/MIT.txt`: the text of one license, whatever it applies to.
    LicenseText,
    /// `NOTICE`: attributions that go with copies.
    Notice,
    /// `USE_POLICY.md`: what a model may not be used for.
    UsePolicy,
    /// A file that makes weights usable: `config.json`, `adapter_config.json`, …
    ModelConfig,
    /// What turns text into numbers, as weights expect it. Never read.
    Tokenizer,
    Weights,
    Data,
    /// A picture, sound or film of a data set. Never read.
    Media,
    Croissant,
    /// Another record of provenance: `datapackage.json`, `*.dvc`, …
    Record,
    /// A file that may be a record of data: its content decides.
    Statement,
    /// A list of models that a program offers or loads: `models.json`.
    Registry,
    /// A package manifest that declares a license.
    Manifest,
    /// A list of digests, as `sha256sum` writes it.
    Checksums,
    /// A Model Openness Framework file.
    Openness,
    /// Evaluation results beside a model: `.eval_results/*.yaml`.
    EvalResults,
    /// Where people report concerns: `SECURITY.md`.
    Security,
    /// `.github/modelward.toml`.
    Policy,
    /// One of the repository's own rules.
    Rule,
    /// A source file whose license tag the change touches. No name makes a file one: the others are not looked at.
    #[serde(skip_deserializing)]
    Source,
}

impl Kind {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ModelCard => "model card",
            Self::DatasetCard => "dataset card",
            Self::Readme => "README",
            Self::License => "license file",
            Self::LicenseText => "license text",
            Self::Notice => "Notice file",
            Self::UsePolicy => "use policy",
            Self::ModelConfig => "model configuration",
            Self::Weights => "weights",
            Self::Data => "data",
            Self::Media => "media file",
            Self::Tokenizer => "tokenizer",
            Self::Statement => "provenance statement",
            Self::Croissant => "Croissant file",
            Self::Record => "data record",
            Self::Registry => "list of models",
            Self::Manifest => "package manifest",
            Self::Checksums => "list of checksums",
            Self::Openness => "Model Openness Framework file",
            Self::EvalResults => "evaluation results",
            Self::Security => "security policy",
            Self::Policy => "Modelward's configuration",
            Self::Rule => "rule of this repository",
            Self::Source => "source file",
        }
    }
}

/// What a license file speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Whatever is not licensed otherwise.
    Everything,
    Model,
    Data,
    Code,
    Docs,
}

/// The policy's path.
pub const POLICY: &str = ".github/modelward.toml";

/// Where a repository's own rules stand.
pub const RULES: &str = ".github/modelward/rules";

/// Sorts a path into its kind by name alone; `None` for what nobody governs.
#[must_use]
pub fn of(path: &RepoPath) -> Option<Kind> {
    // exactly this path is read; a namesake in other case would be compared in its place
    if path.bytes() == POLICY.as_bytes() {
        return Some(Kind::Policy);
    }
    if let Some(name) = path.text().strip_prefix(RULES) {
        return (name.starts_with('/') && name.rsplit_once('.').is_some_and(|(_, extension)| extension == "toml"))
            .then_some(Kind::Rule);
    }
    let written = path.name();
    let text = path.text().to_lowercase();
    let (directory, name) = text.rsplit_once('/').unwrap_or(("", &text));
    let parts: Vec<&str> = directory.split('/').collect();
    if is_apart(&parts) {
        return None;
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    document(scope_of_name(&written, name).is_some(), stem, extension, &parts)
        .or_else(|| record(name, stem, extension, &parts))
        .or_else(|| binary(name, &parts))
}

fn document(is_license: bool, stem: &str, extension: &str, parts: &[&str]) -> Option<Kind> {
    if is_license {
        // REUSE keeps one file per license there, whatever they apply to
        return if parts.last() == Some(&"licenses") { None } else { Some(Kind::License) };
    }
    if parts.last() == Some(&"licenses") {
        return matches!(extension, "txt" | "md" | "").then_some(Kind::LicenseText);
    }
    let is_text = matches!(extension, "md" | "mdx" | "markdown" | "rst" | "txt" | "");
    let word = squeeze(stem);
    if is_text && word == "notice" {
        return Some(Kind::Notice);
    }
    if is_text
        && matches!(
            word.as_str(),
            "usepolicy"
                | "acceptableuse"
                | "acceptableusepolicy"
                | "prohibitedusepolicy"
                | "responsibleusepolicy"
                | "userestrictions"
        )
    {
        return Some(Kind::UsePolicy);
    }
    if is_text && matches!(extension, "md" | "mdx" | "markdown" | "rst") {
        let under_cards = parts.iter().any(|part| is_card_folder(part) && *part != "cards");
        if word.starts_with("modelcard") || word.ends_with("modelcard") || (under_cards && word != "contributing") {
            return Some(Kind::ModelCard);
        }
        if ["datacard", "datasetcard", "datasheet"].iter().any(|card| word.starts_with(card) || word.ends_with(card)) {
            return Some(Kind::DatasetCard);
        }
        if matches!(word.as_str(), "datasources" | "dataprovenance" | "datasetprovenance")
            || (matches!(word.as_str(), "provenance" | "sources") && parts.iter().any(|part| is_data_directory(part)))
        {
            return Some(Kind::DatasetCard);
        }
        // the origin of vendored code is told under that name too
        if word == "readme" || (word == "provenance" && matches!(parts, ["" | "docs"])) {
            return Some(Kind::Readme);
        }
    }
    (word == "security" && is_text && matches!(parts, ["" | ".github" | "docs"])).then_some(Kind::Security)
}

fn record(name: &str, stem: &str, extension: &str, parts: &[&str]) -> Option<Kind> {
    match name {
        "pyproject.toml" | "cargo.toml" | "package.json" | "citation.cff" | "setup.cfg" | "setup.py" | "reuse.toml" => {
            return Some(Kind::Manifest);
        }
        "datapackage.json"
        | "datapackage.yaml"
        | "dataset-metadata.json"
        | "dataset_infos.json"
        | "dvc.lock"
        | "dvc.yaml" => return Some(Kind::Record),
        "metadata.json" | "metadata.jsonld" | "dataset.json" | "dataset.jsonld" | "bom.json" | "sbom.json"
        | "aibom.json" => return Some(Kind::Statement),
        "sha512sums" | "sha512sums.txt" | "sha256sums" | "sha256sums.txt" | "sha256sum.txt" | "checksums.txt"
        | "checksums.sha256" | "checksum.txt" | "md5sums" | "md5sums.txt" | "md5sum.txt" | "checksums.md5" => {
            return Some(Kind::Checksums);
        }
        "tokenizer.json"
        | "tokenizer.model"
        | "tokenizer_config.json"
        | "special_tokens_map.json"
        | "preprocessor_config.json" => return Some(Kind::Tokenizer),
        "config.json"
        | "generation_config.json"
        | "adapter_config.json"
        | "model_index.json"
        | "mergekit_config.yml"
        | "mergekit_config.yaml" => {
            return Some(Kind::ModelConfig);
        }
        "models.json"
        | "model_list.json"
        | "model-list.json"
        | "model_registry.json"
        | "model-registry.json"
        | "models_registry.json"
        | "model_zoo.json"
        | "model-zoo.json"
        | "model_catalog.json"
        | "model-catalog.json" => {
            return Some(Kind::Registry);
        }
        "mof.yml" | "mof.yaml" => return Some(Kind::Openness),
        _ => {}
    }
    match extension {
        "json" | "jsonld" if name.starts_with("croissant") || name.ends_with("croissant.json") => Some(Kind::Croissant),
        "dvc" if name.len() > 4 => Some(Kind::Record),
        "yml" | "yaml" if parts.last() == Some(&".eval_results") => Some(Kind::EvalResults),
        "sha256" | "md5" => Some(Kind::Checksums),
        "json" | "jsonld" if [".cdx", ".spdx", ".spdx3", ".aibom"].iter().any(|end| stem.ends_with(end)) => {
            Some(Kind::Statement)
        }
        "json" | "yaml" | "yml"
            if matches!(squeeze(stem).as_str(), "provenance" | "dataprovenance" | "datasetprovenance" | "dps")
                || stem.starts_with("dps-")
                || stem.starts_with("dps_") =>
        {
            Some(Kind::Statement)
        }
        "yml" | "yaml" if parts == ["models"] => Some(Kind::Openness),
        _ => None,
    }
}

/// The directory that a folder of cards belongs to: `models/docs` to `models`, `docs` to the root. `None` for any other
/// directory.
#[must_use]
pub fn home(directory: &str) -> Option<&str> {
    let (parent, last) = directory.rsplit_once('/').unwrap_or(("", directory));
    (is_card_folder(last) || last.eq_ignore_ascii_case("docs") || last.eq_ignore_ascii_case("doc")).then_some(parent)
}

/// Whether a directory of this name keeps the cards of many models.
#[must_use]
pub fn is_card_folder(name: &str) -> bool {
    matches!(squeeze(&name.to_lowercase()).as_str(), "modelcards" | "modelcard" | "cards")
}

/// Ends of names of programs and their settings: `license.rs` deals with licenses and is none.
const CODE: [&str; 25] = [
    "c", "cc", "cpp", "cs", "css", "go", "h", "hpp", "java", "js", "json", "jsx", "kt", "php", "pl", "py", "rb", "rs",
    "sh", "swift", "toml", "ts", "tsx", "yaml", "yml",
];

/// The scope that a license file's name gives; `None` where it is no license file.
#[must_use]
pub fn scope(path: &RepoPath) -> Option<Scope> {
    let written = path.name();
    scope_of_name(&written, &written.to_lowercase())
}

/// By the name as it is written, and in lower case.
fn scope_of_name(written: &str, name: &str) -> Option<Scope> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = match extension {
        "" | "md" | "txt" | "rst" => stem,
        // `LICENSE.model`, `LICENSE.apache`
        _ if matches!(stem, "license" | "licence") && !CODE.contains(&extension) => name,
        _ => return None,
    };
    let mut words: Vec<&str> = stem.split(['-', '_', '.', ' ']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        // TERMS is a license; a file of another case may be a list of words
        ["terms"] if written.starts_with("TERMS") => words = vec!["license"],
        [of @ .., "terms", "of", "use"] => words = [of, &["license"]].concat(),
        _ => {}
    }
    let is_license = |word: &&str| matches!(*word, "license" | "licence" | "copying" | "unlicense" | "eula");
    let (first, last) = (words.first()?, words.last()?);
    if !is_license(first) && !is_license(last) {
        return None;
    }
    let mut scope = Scope::Everything;
    for word in words.iter().filter(|word| !is_license(word)) {
        scope = match *word {
            "model" | "models" | "weights" | "weight" | "checkpoint" => Scope::Model,
            "data" | "dataset" | "datasets" | "corpus" => Scope::Data,
            "code" | "software" | "src" => Scope::Code,
            "docs" | "doc" | "documentation" | "card" => Scope::Docs,
            // a plate, a key or a server that licenses have is none of them
            // and what goes to the head of every source file only names one
            "plate" | "plates" | "key" | "keys" | "server" | "checker" | "recognition" | "detection" | "header"
            | "headers" => return None,
            // a license named after itself or its holder: `LICENSE-APACHE`
            _ if is_license(first) => scope,
            // `third-party-licenses`, `check_license`
            _ => return None,
        };
    }
    Some(scope)
}

/// The name without what parts its words.
fn squeeze(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str) -> Option<Kind> {
        of(&RepoPath::new(path.as_bytes()).expect("a path"))
    }

    #[test]
    fn knows_files_by_name() {
        for (path, expected) in [
            ("MODEL_CARD.md", Some(Kind::ModelCard)),
            ("docs/model-card.md", Some(Kind::ModelCard)),
            ("MODEL_CARD_VISION.md", Some(Kind::ModelCard)),
            ("hf_model_card.md", Some(Kind::ModelCard)),
            ("model-cards/a.md", Some(Kind::ModelCard)),
            ("data/DATASHEET.md", Some(Kind::DatasetCard)),
            ("README.md", Some(Kind::Readme)),
            ("LICENSE", Some(Kind::License)),
            ("models/a/LICENSE-MODEL", Some(Kind::License)),
            ("DATA_LICENSE.txt", Some(Kind::License)),
            ("LICENSES/MIT.txt", Some(Kind::LicenseText)),
            ("LICENSES/LICENSE.md", None),
            ("NOTICE", Some(Kind::Notice)),
            ("models/a/USE_POLICY.md", Some(Kind::UsePolicy)),
            ("mergekit_config.yml", Some(Kind::ModelConfig)),
            ("check_license.py", None),
            ("docs/license_header.txt", None),
            ("src/license.rs", None),
            ("scripts/licence.py", None),
            ("LICENSE.apache", Some(Kind::License)),
            ("model.safetensors", Some(Kind::Weights)),
            ("pytorch_model.bin", Some(Kind::Weights)),
            ("firmware.bin", None),
            ("models/a.pkl", Some(Kind::Weights)),
            ("cache/a.pkl", None),
            ("data/train.parquet", Some(Kind::Data)),
            ("results/table.csv", None),
            ("tests/data/a.csv", None),
            ("croissant.json", Some(Kind::Croissant)),
            ("data/a.csv.dvc", Some(Kind::Record)),
            ("PROVENANCE.md", Some(Kind::Readme)),
            ("vendor-notes/PROVENANCE.md", None),
            ("data/PROVENANCE.md", Some(Kind::DatasetCard)),
            ("DATA_SOURCES.md", Some(Kind::DatasetCard)),
            ("data/provenance.yaml", Some(Kind::Statement)),
            ("release.cdx.json", Some(Kind::Statement)),
            ("tokenizer.json", Some(Kind::Tokenizer)),
            ("pyproject.toml", Some(Kind::Manifest)),
            ("app/models.json", Some(Kind::Registry)),
            ("registry.json", None),
            ("SHA256SUMS", Some(Kind::Checksums)),
            ("config.json", Some(Kind::ModelConfig)),
            (".github/modelward.toml", Some(Kind::Policy)),
            (".GITHUB/modelward.toml", None),
            ("src/main.rs", None),
            ("SECURITY.md", Some(Kind::Security)),
            ("models/a/.eval_results/gpqa.yaml", Some(Kind::EvalResults)),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }

    #[test]
    fn reads_the_scope_from_the_name() {
        for (name, expected) in [
            ("LICENSE", Some(Scope::Everything)),
            ("LICENSE.md", Some(Scope::Everything)),
            ("LICENSE-APACHE", Some(Scope::Everything)),
            ("LICENSE_weights", Some(Scope::Model)),
            ("LICENSE-DATA.txt", Some(Scope::Data)),
            ("MODEL_LICENSE.md", Some(Scope::Model)),
            ("license.code", Some(Scope::Code)),
            ("third-party-licenses.txt", None),
            ("EULA.md", Some(Scope::Everything)),
            ("TERMS.md", Some(Scope::Everything)),
            ("terms.md", None),
            ("terms_of_use.txt", Some(Scope::Everything)),
            ("WEIGHTS_TERMS_OF_USE.md", Some(Scope::Model)),
            ("OUTPUT_TERMS_OF_USE.md", None),
        ] {
            assert_eq!(scope_of_name(name, &name.to_lowercase()), expected, "{name}");
        }
    }
}
