//! What records of data state of its origin: source, license, date, way of collection, people in it.

use crate::artifact::node::Node;
use crate::artifact::statement::{Format, cyclonedx_data, format_of, spdx_datasets, squeezed};
use crate::artifact::{Artifact, Kind, Span, filling};
use crate::change::RepoPath;

/// What people need to know of data and cannot read off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    Source,
    License,
    Date,
    Collection,
    PersonalData,
}

impl Element {
    /// Its name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "the source",
            Self::License => "the license",
            Self::Date => "a date",
            Self::Collection => "how it was collected",
            Self::PersonalData => "personal data",
        }
    }
}

/// One data set in a record.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The data set's own name, where the record speaks of several.
    pub name: String,
    pub stated: Vec<Element>,
    /// What its format has a place for and what readers of that format look for.
    pub asked: &'static [Element],
    /// The keys of those places, in words for a help text.
    pub keys: &'static str,
    /// Where it begins.
    pub span: Span,
    /// What it describes, where that is one file or folder, which need not be data.
    pub of: Option<RepoPath>,
}

pub const ELEMENTS: [Element; 5] =
    [Element::License, Element::Source, Element::Date, Element::Collection, Element::PersonalData];

const BOTH: &[Element] = &[Element::License, Element::Source];

/// What a record says of each data set in it.
#[must_use]
pub fn of(record: &Artifact) -> Vec<Provenance> {
    let (Some(root), Kind::Record | Kind::Croissant) = (&record.node, record.kind) else { return Vec::new() };
    if root.fields().is_empty() {
        return Vec::new();
    }
    let name = record.path.name().to_lowercase();
    match name.as_str() {
        "datapackage.json" | "datapackage.yaml" => vec![data_package(root)],
        "dataset-metadata.json" => vec![kaggle(root)],
        "dataset_infos.json" => infos(root),
        "dvc.lock" | "dvc.yaml" => vec![pipeline(root)],
        _ if name.strip_suffix(".dvc").is_some() => dvc(record, root).into_iter().collect(),
        _ if record.kind == Kind::Croissant => vec![croissant(root)],
        _ => match format_of(root) {
            Some(Format::CycloneDx) => cyclonedx_data(root).into_iter().map(cyclonedx).collect(),
            Some(Format::Spdx) => spdx_datasets(root).into_iter().map(|data| spdx(root, data)).collect(),
            Some(Format::Schema) => vec![schema(root)],
            Some(Format::Elements) => vec![elements(root, &ELEMENTS)],
            None => vec![elements(root, BOTH)],
        },
    }
}

/// Whether a key holds something.
fn has(node: &Node, keys: &[&str]) -> bool {
    keys.iter().any(|key| node.get(key).is_some_and(says))
}

/// Whether a value says anything: not that nothing is known.
fn says(node: &Node) -> bool {
    !node.is_empty() && !filling::is_nothing(&node.summary())
}

fn made(root: &Node, asked: &'static [Element], keys: &'static str, stated: &[(Element, bool)]) -> Provenance {
    let stated = stated.iter().filter(|(_, is)| *is).map(|(element, _)| *element).collect();
    // the first line of it
    Provenance { name: String::new(), stated, asked, keys, span: root.span.start..root.span.start + 1, of: None }
}

fn data_package(root: &Node) -> Provenance {
    let resources = root.get("resources").map(Node::items).unwrap_or_default();
    let every = |keys: &[&str]| has(root, keys) || (!resources.is_empty() && resources.iter().all(|it| has(it, keys)));
    // resources that lie elsewhere are named by their address
    let remote = resources.iter().any(|it| it.get("path").is_some_and(|path| path.summary().contains("://")));
    made(
        root,
        BOTH,
        "`licenses` and `sources`",
        &[
            (Element::License, every(&["licenses", "license"])),
            (
                Element::Source,
                every(&["sources"]) || has(root, &["homepage", "contributors"]) || remote || has_address(root),
            ),
            (Element::Date, has(root, &["created", "version"])),
        ],
    )
}

/// Whether the description names an address.
fn has_address(root: &Node) -> bool {
    root.get("description").and_then(Node::text).is_some_and(|text| text.contains("://"))
}

fn kaggle(root: &Node) -> Provenance {
    made(
        root,
        &[Element::License],
        "`licenses`, a list with one `name`",
        &[
            (Element::License, root.at("licenses[].name").into_iter().any(says)),
            (Element::Source, has(root, &["userSpecifiedSources", "description"])),
        ],
    )
}

fn infos(root: &Node) -> Vec<Provenance> {
    let one = |field: &crate::artifact::node::Field| {
        let info = &field.value;
        let stated = made(
            info,
            BOTH,
            "`license`, and `homepage` or `citation`",
            &[
                (Element::License, has(info, &["license"])),
                (Element::Source, has(info, &["homepage", "citation", "download_checksums", "description"])),
            ],
        );
        Provenance { name: field.key.clone(), span: field.key_span.clone(), ..stated }
    };
    root.fields().iter().filter(|field| field.value.get("features").is_some()).map(one).collect()
}

/// Stages say how data is made, not what it is made from.
fn pipeline(root: &Node) -> Provenance {
    made(root, &[], "", &[(Element::Collection, has(root, &["stages"]))])
}

/// A `.dvc` file: a copy of something elsewhere (`deps`), or of unknown origin.
fn dvc(record: &Artifact, root: &Node) -> Option<Provenance> {
    let path = root.at("outs[].path").into_iter().find_map(Node::text)?;
    let out = RepoPath::resolve(&record.path.directory(), path)?;
    // what is made from other data is from there
    if out.text().split('/').any(|part| matches!(part, "interim" | "processed")) {
        return None;
    }
    // nothing is in it yet
    if ["outs[].size", "outs[].nfiles"].iter().flat_map(|key| root.at(key)).any(|count| count.text() == Some("0")) {
        return None;
    }
    let notes = [root.get("meta"), root.get("desc"), root.at("outs[].desc").first().copied()];
    let text: String = notes.into_iter().flatten().map(|note| note.summary().to_lowercase()).collect();
    let stated = made(
        root,
        BOTH,
        "`deps` of an import, and `meta`",
        &[
            (Element::Source, has(root, &["deps"]) || text.contains("source") || text.contains("://")),
            (Element::License, text.contains("licen")),
        ],
    );
    Some(Provenance { of: Some(out), ..stated })
}

fn croissant(root: &Node) -> Provenance {
    let rai = |name: &str| has(root, &[name, &format!("rai:{name}")]);
    let source = ["prov:wasDerivedFrom", "isBasedOn", "sourceOrganization", "creator", "url", "sc:url", "sc:creator"];
    made(
        root,
        &[],
        "",
        &[
            (Element::License, has(root, &["license", "sc:license"])),
            (Element::Source, has(root, &source)),
            (Element::Date, has(root, &["datePublished", "dateCreated"]) || rai("dataCollectionTimeframe")),
            (Element::Collection, rai("dataCollection") || rai("dataCollectionType")),
            (Element::PersonalData, rai("personalSensitiveInformation")),
        ],
    )
}

fn schema(root: &Node) -> Provenance {
    let source =
        ["creator", "publisher", "isBasedOn", "url", "sameAs", "sourceOrganization", "provider", "distribution"];
    made(
        root,
        BOTH,
        "`license`, and `creator` or `isBasedOn`",
        &[
            (Element::License, has(root, &["license"])),
            (Element::Source, has(root, &source)),
            (Element::Date, has(root, &["datePublished", "dateCreated", "temporalCoverage"])),
            (Element::Collection, has(root, &["measurementTechnique", "measurementMethod"])),
        ],
    )
}

fn cyclonedx(component: &Node) -> Provenance {
    let data = component.get("data").map(Node::items).unwrap_or_default();
    let within = |keys: &[&str]| has(component, keys) || data.iter().any(|it| has(it, keys));
    let url = data.iter().any(|it| it.get("contents").is_some_and(|contents| has(contents, &["url"])));
    let source =
        ["externalReferences", "supplier", "manufacturer", "publisher", "author", "authors", "pedigree", "purl"];
    let stated = made(
        component,
        BOTH,
        "`licenses`, and `externalReferences` or `supplier`",
        &[
            (Element::License, has(component, &["licenses"])),
            (Element::Source, within(&source) || within(&["governance"]) || url),
            (Element::PersonalData, within(&["sensitiveData", "classification"])),
        ],
    );
    Provenance { name: component.get("name").map(Node::summary).unwrap_or_default(), ..stated }
}

/// SPDX 3 gives the license in a relationship of its own.
fn spdx(root: &Node, data: &Node) -> Provenance {
    let any = |names: &[&str]| {
        data.fields().iter().any(|field| {
            let name = field.key.rsplit(['_', '/', ':']).next().unwrap_or_default();
            names.contains(&name) && says(&field.value)
        })
    };
    let id = data.get("spdxId").or_else(|| data.get("@id")).and_then(Node::text).unwrap_or_default();
    let licensed = root.get("@graph").map(Node::items).unwrap_or_default().iter().any(|element| {
        let kind = element.get("relationshipType").and_then(Node::text).unwrap_or_default();
        let from = element.get("from").and_then(Node::text).unwrap_or_default();
        matches!(kind.rsplit('/').next(), Some("hasDeclaredLicense" | "hasConcludedLicense")) && from == id
    });
    let stated = made(
        data,
        &[Element::License, Element::Source, Element::Date],
        "a relationship `hasDeclaredLicense`, `originatedBy`, and `builtTime` or `releaseTime`",
        &[
            (Element::License, licensed),
            (Element::Source, any(&["originatedBy", "downloadLocation", "suppliedBy"])),
            (Element::Date, any(&["builtTime", "releaseTime"])),
            (Element::Collection, any(&["dataCollectionProcess"])),
            (Element::PersonalData, any(&["hasSensitivePersonalInformation", "anonymizationMethodUsed"])),
        ],
    );
    Provenance { name: data.get("name").map(Node::summary).unwrap_or_default(), ..stated }
}

/// Keys that state an element, in the Data Provenance Standards and in files that follow none: parts of the squeezed key.
const KEYS: [(Element, &[&str]); 5] = [
    (Element::Source, &["source", "origin", "issuer", "provider", "url", "doi", "derivedfrom", "homepage"]),
    (Element::License, &["licen", "rights", "terms"]),
    (Element::Date, &["date", "collectedon", "retrieved", "downloaded", "accessed", "period", "year", "created"]),
    (Element::Collection, &["method", "collect", "how", "process", "acquisition"]),
    (Element::PersonalData, &["personal", "pii", "confidential", "consent", "privacy", "sensitive", "anonym"]),
];

/// Words by which a value names terms, under whatever key.
const TERMS: [&str; 5] = ["licen", "cc by", "cc-by", "cc0", "public domain"];

fn elements(root: &Node, asked: &'static [Element]) -> Provenance {
    let groups = || root.fields().iter().map(|field| &field.value);
    let maps = || std::iter::once(root).chain(groups()).chain(groups().flat_map(Node::items));
    let filled: Vec<_> = maps().flat_map(Node::fields).filter(|field| says(&field.value)).take(1_000).collect();
    let keys: Vec<String> = filled.iter().map(|field| squeezed(&field.key)).collect();
    let named = filled.iter().filter_map(|field| field.value.text()).any(|text| {
        let text = text.to_lowercase();
        TERMS.iter().any(|word| text.contains(word))
    });
    let stated = KEYS.map(|(element, words)| {
        let by_key = keys.iter().any(|key| words.iter().any(|word| key.contains(word)));
        (element, by_key || (element == Element::License && named))
    });
    let keys = if asked.len() > 2 {
        "`source`, `license to use`, `issue date`, `method`, `confidentiality classification`"
    } else {
        "`source` and `license`"
    };
    made(root, asked, keys, &stated)
}
