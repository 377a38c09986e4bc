//! The keys that a policy may hold, as one table: what is wrong in a file, the JSON Schema and the reference all come from
//! it, so that they cannot disagree.

/// What a value must look like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Any text but an empty one.
    Text,
    /// One license, by its id or name.
    License,
    /// One of some words.
    Word(&'static [&'static str]),
    /// One of the languages that findings are told in.
    Language,
    Flag,
    /// A whole number in a range, both ends included.
    Number(u32, u32),
    /// A TOML date: `2027-03-31`.
    Date,
    /// A pattern for paths: `vendor/**`.
    Glob,
    /// A policy to build on.
    Place,
    /// The id of a rule, or `pack/*`.
    Rule,
    /// A heading topic of `src/artifact/topics.toml`.
    Topic,
    /// A heading topic of `src/artifact/topics.toml` and the headings that have it beside the known ones.
    Topics,
    /// Rule ids, or `pack/*`, and their severities.
    Severities,
    /// 32 hexadecimal digits.
    Fingerprint,
    /// A list of one form.
    List(&'static Form),
    Table(&'static [Key]),
    /// `[[name]]`
    Tables(&'static [Key]),
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    /// What it does, as a sentence.
    pub about: &'static str,
    /// Written as TOML.
    pub example: &'static str,
    pub required: bool,
}

const fn key(name: &'static str, form: Form, about: &'static str, example: &'static str) -> Key {
    Key { name, form, about, example, required: false }
}

const fn required(name: &'static str, form: Form, about: &'static str, example: &'static str) -> Key {
    Key { required: true, ..key(name, form, about, example) }
}

/// The words for a severity, weakest first.
pub const SEVERITIES: [&str; 4] = ["off", "notice", "warning", "error"];

const THRESHOLDS: &[&str] = &["never", "notice", "warning", "error"];

/// Kinds that a file can be said to be; `none` takes it out of what is governed.
pub const KINDS: [&str; 17] = [
    "none",
    "model-card",
    "dataset-card",
    "license",
    "license-text",
    "notice",
    "use-policy",
    "model-config",
    "weights",
    "data",
    "croissant",
    "record",
    "manifest",
    "checksums",
    "registry",
    "tokenizer",
    "media",
];

const LICENSE_LISTS: [Key; 3] = [
    key(
        "allowed",
        Form::List(&Form::License),
        "Licenses that are welcome; any other is a finding of `license/not-allowed`.",
        "[\"Apache-2.0\", \"MIT\"]",
    ),
    key(
        "denied",
        Form::List(&Form::License),
        "Licenses that are not accepted: a finding of `license/denied`.",
        "[\"CC-BY-NC-4.0\"]",
    ),
    key(
        "review",
        Form::List(&Form::License),
        "Licenses that somebody should look at: a finding of `license/to-review`.",
        "[\"llama3.1\"]",
    ),
];

const LICENSE: [Key; 6] = [
    LICENSE_LISTS[0],
    LICENSE_LISTS[1],
    LICENSE_LISTS[2],
    key(
        "model",
        Form::Table(&LICENSE_LISTS),
        "The same lists for models and their weights alone; a list here takes the place of the general one.",
        "{ denied = [\"GPL-3.0-only\"] }",
    ),
    key("data", Form::Table(&LICENSE_LISTS), "The same lists for data alone.", "{ allowed = [\"CC-BY-4.0\"] }"),
    key("code", Form::Table(&LICENSE_LISTS), "The same lists for code alone.", "{ allowed = [\"Apache-2.0\"] }"),
];

const OVERRIDE: [Key; 2] = [
    required(
        "paths",
        Form::List(&Form::Glob),
        "The files it is about, by their path from the repository's root.",
        "[\"experiments/**\"]",
    ),
    required("rules", Form::Severities, "Severities that hold for these files.", "{ \"model-card/*\" = \"notice\" }"),
];

const ARTIFACT: [Key; 2] = [
    required("paths", Form::List(&Form::Glob), "The files it is about.", "[\"cards/*.md\"]"),
    required("kind", Form::Word(&KINDS), "What these files are; `none` takes them out of sight.", "\"model-card\""),
];

const WAIVER: [Key; 6] = [
    key("rule", Form::Rule, "The rule whose findings are accepted, or `pack/*`.", "\"weights/pickle\""),
    key("path", Form::Glob, "The files where they are.", "\"models/legacy/**\""),
    key(
        "fingerprint",
        Form::Fingerprint,
        "One finding alone, instead of a path: as the JSON report names it.",
        "\"0123456789abcdef0123456789abcdef\"",
    ),
    required(
        "reason",
        Form::Text,
        "Why it is accepted. It is shown with the finding.",
        "\"Converted in the next release\"",
    ),
    required("owner", Form::Text, "Who decided, and whom to ask: a name, a team or an address.", "\"@model-team\""),
    key(
        "expires",
        Form::Date,
        "The last day on which it holds. Required unless `waiving.expires` says otherwise.",
        "2027-03-31",
    ),
];

const WAIVING: [Key; 2] = [
    key(
        "expires",
        Form::Word(&["required", "optional"]),
        "Whether each waiver must say when it ends. Without this key it must.",
        "\"optional\"",
    ),
    key(
        "in-file",
        Form::Flag,
        "Whether `<!-- modelward: allow RULE -- reason -->` in a file is taken. Without this key it is not.",
        "true",
    ),
];

const ESSENTIAL: [Key; 2] = [
    key(
        "model-card",
        Form::List(&Form::Topic),
        "What a new model card is asked for, by topic and in this order. Without this key: what the model is for, its \
         limitations, training data, evaluation and license.",
        "[\"uses\", \"limitations\", \"evaluation\"]",
    ),
    key(
        "dataset-card",
        Form::List(&Form::Topic),
        "The same of a new dataset card. Without this key: where the data is from, personal information and limitations, and \
         license.",
        "[\"collection\", \"privacy\", \"license\"]",
    ),
];

const COMMENTS: [Key; 2] = [
    key(
        "max",
        Form::Number(0, 100),
        "The most comments on lines and files that one pull request gets. Without this key 25.",
        "10",
    ),
    key(
        "drafts",
        Form::Word(&["summary", "full", "off"]),
        "What a draft gets: one comment, everything, or nothing. Without this key `summary`.",
        "\"off\"",
    ),
];

/// Everything that may stand at the top of a policy.
pub const KEYS: [Key; 15] = [
    key(
        "extends",
        Form::List(&Form::Place),
        "Policies that this one builds on, the nearest last: a path from the repository's root, or \
         `owner/repository//path@commit` with the full commit id.",
        "[\"acme/.github//modelward.toml@0123456789abcdef0123456789abcdef01234567\"]",
    ),
    key(
        "profiles",
        Form::List(&Form::Word(&super::profile::NAMES)),
        "Ready-made sets of severities; they come before everything else.",
        "[\"mof\"]",
    ),
    key("language", Form::Language, "What comments and summaries are written in.", "\"de\""),
    key(
        "fail-on",
        Form::Word(THRESHOLDS),
        "From which severity on a review fails. The action's input wins.",
        "\"error\"",
    ),
    key("exclude", Form::List(&Form::Glob), "Files that are not looked at.", "[\"vendor/**\"]"),
    key(
        "rules",
        Form::Severities,
        "The severity of a rule, or `off`; `pack/*` names all rules of a pack.",
        "{ \"weights/pickle\" = \"error\" }",
    ),
    key(
        "overrides",
        Form::Tables(&OVERRIDE),
        "Severities for some files alone. Where several match, the last one holds.",
        "",
    ),
    key(
        "artifacts",
        Form::Tables(&ARTIFACT),
        "What a file is, where its name does not say so. The last match holds.",
        "",
    ),
    key(
        "sections",
        Form::Topics,
        "More headings by which sections are known, by topic.",
        "{ limitations = [\"Where it breaks\"] }",
    ),
    key(
        "essential",
        Form::Table(&ESSENTIAL),
        "The sections that a new card is asked for by `model-card/outline` and `dataset/outline`. An empty list asks for \
         nothing.",
        "",
    ),
    key(
        "license",
        Form::Table(&LICENSE),
        "Which licenses are welcome: ids of SPDX or of the Hub, full names, or names of one's own as `license_name` gives \
         them. `GPL-3.0`, in a list or on a card, means `GPL-3.0-only` and `GPL-3.0-or-later`, so that one of them in a list \
         is enough; these two are two licenses, and so is one with an exception. `denied` comes first, then `review`, then \
         `allowed`. Of a choice (`MIT OR GPL-3.0-only`) the best counts, of licenses that hold together the worst.",
        "",
    ),
    key("waivers", Form::Tables(&WAIVER), "Findings that are accepted, by whom, why, and until when.", ""),
    key("waiving", Form::Table(&WAIVING), "What waivers must look like.", ""),
    key(
        "locked",
        Form::List(&Form::Rule),
        "Rules that policies built on this one cannot relax or waive. What those `exclude` stays in sight of these rules, and \
         their `artifacts` have no effect.",
        "[\"license/*\"]",
    ),
    key("comments", Form::Table(&COMMENTS), "How pull requests are commented on.", ""),
];
