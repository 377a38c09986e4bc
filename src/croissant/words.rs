//! Properties that no vocabulary of Croissant has: a typing error, most times.

use super::issue::{Issues, Level, shown};
use super::nodes::Judge;
use super::properties::properties;
use super::vocabulary::{Class, RAI, SCHEMA_ORG, Version};
use crate::order;

/// Words of the specification that the reference does not read.
const MORE: [&str; 7] =
    ["isLiveDataset", "excludes", "recordSet", "containedIn", "equivalentProperty", "key", "dataManipulationProtocol"];
/// Words of the RAI vocabulary that the reference does not read.
const MORE_RAI: [&str; 3] = ["dataCollectionTimeframe", "dataManipulationProtocol", "hasSyntheticData"];
/// Words of schema.org that data sets and files use beside those of Croissant.
const SCHEMA: [&str; 58] = [
    "about",
    "abstract",
    "accessMode",
    "accountablePerson",
    "additionalType",
    "alternateName",
    "alternativeHeadline",
    "audience",
    "author",
    "citation",
    "conditionsOfAccess",
    "contentLocation",
    "contributor",
    "copyrightHolder",
    "copyrightNotice",
    "copyrightYear",
    "creditText",
    "dataFeedElement",
    "disambiguatingDescription",
    "editor",
    "encoding",
    "expires",
    "fileFormat",
    "funder",
    "funding",
    "genre",
    "hasPart",
    "headline",
    "identifier",
    "image",
    "includedInDataCatalog",
    "isAccessibleForFree",
    "isBasedOn",
    "isPartOf",
    "issn",
    "mainEntity",
    "mainEntityOfPage",
    "maintainer",
    "measurementMethod",
    "measurementTechnique",
    "mentions",
    "numberOfItems",
    "potentialAction",
    "provider",
    "publishingPrinciples",
    "size",
    "sourceOrganization",
    "spatialCoverage",
    "sponsor",
    "subjectOf",
    "temporalCoverage",
    "text",
    "thumbnailUrl",
    "uploadDate",
    "usageInfo",
    "variableMeasured",
    "releaseNotes",
    "sdPublisher",
];

impl Judge<'_, '_> {
    /// Warns of words that mean nothing, where a known one is near or the vocabulary is Croissant's own.
    pub(super) fn unknown_words(&mut self) {
        let classes: Vec<(Class, usize)> = {
            let mut classes: Vec<_> = self.done.iter().copied().collect();
            order::by_key(&mut classes, |(class, index)| (*index, class.noun()));
            classes
        };
        for (class, index) in classes {
            let known: Vec<String> = properties(class).iter().map(|property| property.iri(self.version)).collect();
            let names: Vec<&str> = properties(class).iter().map(|property| property.name).collect();
            for (iri, items) in &self.resource(index).properties {
                let Some(item) = items.first().filter(|_| !known.contains(iri)) else { continue };
                let Some((local, near)) = judged_word(&mut self.issues, class, iri, &names) else { continue };
                let message = match near {
                    Some(near) if near == local => {
                        format!(
                            "{} means {} here, which Croissant does not read; see the `@context`",
                            shown(item.key),
                            shown(iri)
                        )
                    }
                    Some(near) => {
                        format!("{} has no property {}; did you mean `{near}`?", article(class), shown(local))
                    }
                    None => format!("{} has no property {}", article(class), shown(local)),
                };
                let label = self.label(class, index);
                self.issues.add(Level::Warning, item.key_span.clone(), &label, item.key, message);
            }
        }
    }
}

/// The word of an IRI with the word that may be meant. `None` for words that may stand.
fn judged_word<'i, 'n>(
    issues: &mut Issues,
    class: Class,
    iri: &'i str,
    names: &[&'n str],
) -> Option<(&'i str, Option<&'n str>)> {
    if let Some(local) = iri.strip_prefix(RAI) {
        if MORE_RAI.contains(&local) {
            return None;
        }
        let near = issues.guess(&format!("rai:{local}"), names);
        return Some((local, near));
    }
    let others = [Version::V0_8.namespace(), Version::V1_0.namespace()];
    if let Some(local) = others.iter().find_map(|namespace| iri.strip_prefix(namespace)) {
        if MORE.contains(&local) || local.contains('/') {
            return None;
        }
        // the word itself, in the namespace of another version
        return Some((local, issues.guess(local, names)));
    }
    let local = iri.strip_prefix(SCHEMA_ORG).filter(|local| !SCHEMA.contains(local) && !MORE.contains(local))?;
    // schema.org has many more words: only a near one tells of a mistake
    let near = issues.guess(local, names)?;
    let same_word_of_another_kind = near == local && class != Class::Dataset;
    (!same_word_of_another_kind).then_some((local, Some(near)))
}

fn article(class: Class) -> String {
    format!("{} {}", if class == Class::Organization || class == Class::Extract { "an" } else { "a" }, class.noun())
}
