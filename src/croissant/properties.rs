//! What each kind of node may say, under which IRI, and with which values.

use super::vocabulary::{CONFORMS_TO, Class, RAI, SCHEMA_ORG, Version};

/// How many values a property takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    One,
    Many,
    /// A text, or one for each language.
    Tagged,
}

/// Which values a property takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input {
    Text,
    Boolean,
    Integer,
    /// A string or a number.
    Version,
    Date,
    /// A string or a `CreativeWork`.
    License,
    FileProperty,
    /// Nodes, each of one of these kinds.
    Nodes(&'static [Class]),
    /// Fields in a field.
    Fields,
    /// What a file lies in: an identifier or a source.
    Container,
    /// Identifiers, types and records are read where they are used.
    Later,
}

/// The words that moved between versions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Word {
    SchemaOrg,
    Own,
    Rai(&'static str),
    ConformsTo,
    CiteAs,
    Key,
    ContainedIn,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) word: Word,
    pub(super) count: Count,
    pub(super) input: Input,
}

impl Property {
    pub(super) fn iri(&self, version: Version) -> String {
        let own = version.namespace();
        match self.word {
            Word::SchemaOrg => format!("{SCHEMA_ORG}{}", self.name),
            Word::Rai(local) => format!("{RAI}{local}"),
            Word::ConformsTo => CONFORMS_TO.to_owned(),
            Word::CiteAs if version == Version::V0_8 => format!("{SCHEMA_ORG}citation"),
            Word::Key if version == Version::V0_8 => format!("{SCHEMA_ORG}key"),
            Word::ContainedIn if version < Version::V1_1 => format!("{SCHEMA_ORG}containedIn"),
            Word::Own | Word::CiteAs | Word::Key | Word::ContainedIn => format!("{own}{}", self.name),
        }
    }
}

const fn property(name: &'static str, word: Word, count: Count, input: Input) -> Property {
    Property { name, word, count, input }
}

const fn rai(name: &'static str, local: &'static str, count: Count) -> Property {
    property(name, Word::Rai(local), count, Input::Text)
}

use Class as C;
use Count::{Many, One, Tagged};
use Input as I;
use Word::{Own, SchemaOrg};

const DATASET_PROPERTIES: &[Property] = &[
    property("citeAs", Word::CiteAs, One, I::Text),
    property("conformsTo", Word::ConformsTo, Many, I::Text),
    property("creator", SchemaOrg, Many, I::Nodes(&[C::Organization, C::Person])),
    property("dateCreated", SchemaOrg, One, I::Date),
    property("dateModified", SchemaOrg, One, I::Date),
    property("datePublished", SchemaOrg, One, I::Date),
    property("description", SchemaOrg, Tagged, I::Text),
    property("keywords", SchemaOrg, Many, I::Text),
    property("inLanguage", SchemaOrg, Many, I::Text),
    property("isLiveDataset", Own, One, I::Later),
    property("license", SchemaOrg, Many, I::License),
    property("name", SchemaOrg, Tagged, I::Text),
    property("publisher", SchemaOrg, Many, I::Nodes(&[C::Organization, C::Person])),
    property("sameAs", SchemaOrg, Many, I::Text),
    property("sdLicense", SchemaOrg, Many, I::License),
    property("url", SchemaOrg, One, I::Text),
    property("version", SchemaOrg, One, I::Version),
    property("sdVersion", Own, One, I::Version),
    property("distribution", SchemaOrg, Many, I::Nodes(&[C::FileObject, C::FileSet])),
    property("recordSet", Own, Many, I::Nodes(&[C::RecordSet])),
    rai("rai:dataCollection", "dataCollection", One),
    rai("rai:dataCollectionType", "dataCollectionType", Many),
    rai("rai:dataCollectionMissingData", "dataCollectionMissingData", One),
    rai("rai:dataCollectionRawData", "dataCollectionRawData", One),
    property("rai:dataCollectionTimeFrame", Word::Rai("dataCollectionTimeFrame"), Many, I::Date),
    rai("rai:dataImputationProtocol", "dataImputationProtocol", One),
    rai("rai:dataPreprocessingProtocol", "dataPreprocessingProtocol", Many),
    // the reference reads this word, and the specification says `dataManipulationProtocol`
    rai("rai:dataDataManipulationProtocol", "dataDataManipulationProtocol", One),
    rai("rai:dataAnnotationProtocol", "dataAnnotationProtocol", Many),
    rai("rai:dataAnnotationPlatform", "dataAnnotationPlatform", Many),
    rai("rai:dataAnnotationAnalysis", "dataAnnotationAnalysis", Many),
    rai("rai:annotationsPerItem", "annotationsPerItem", One),
    rai("rai:annotatorDemographics", "annotatorDemographics", Many),
    rai("rai:machineAnnotationTools", "machineAnnotationTools", Many),
    rai("rai:dataBiases", "dataBiases", Many),
    rai("rai:dataUseCases", "dataUseCases", Many),
    rai("rai:dataLimitations", "dataLimitations", Many),
    rai("rai:dataSocialImpact", "dataSocialImpact", One),
    rai("rai:personalSensitiveInformation", "personalSensitiveInformation", Many),
    rai("rai:dataReleaseMaintenancePlan", "dataReleaseMaintenancePlan", One),
];

const FILE_OBJECT: &[Property] = &[
    property("contentUrl", SchemaOrg, One, I::Text),
    property("contentSize", SchemaOrg, One, I::Text),
    property("containedIn", Word::ContainedIn, Many, I::Container),
    property("description", SchemaOrg, Tagged, I::Text),
    property("encodingFormat", SchemaOrg, Many, I::Text),
    property("md5", Own, One, I::Text),
    property("name", SchemaOrg, One, I::Text),
    property("sameAs", SchemaOrg, Many, I::Text),
    property("sha256", SchemaOrg, One, I::Text),
    property("source", Own, One, I::Nodes(&[C::Source])),
];

const FILE_SET: &[Property] = &[
    property("containedIn", Word::ContainedIn, Many, I::Container),
    property("description", SchemaOrg, Tagged, I::Text),
    property("encodingFormat", SchemaOrg, Many, I::Text),
    property("excludes", Own, Many, I::Text),
    property("includes", Own, Many, I::Text),
    property("name", SchemaOrg, One, I::Text),
];

const RECORD_SET: &[Property] = &[
    property("annotation", Own, Many, I::Fields),
    property("data", Own, Many, I::Later),
    property("dataType", Own, Many, I::Later),
    property("description", SchemaOrg, Tagged, I::Text),
    property("examples", Own, Many, I::Later),
    property("isEnumeration", Own, One, I::Boolean),
    property("key", Word::Key, Many, I::Later),
    property("name", SchemaOrg, Tagged, I::Text),
    property("field", Own, Many, I::Nodes(&[C::Field])),
];

const FIELD: &[Property] = &[
    property("annotation", Own, Many, I::Fields),
    property("arrayShape", Own, One, I::Text),
    property("description", SchemaOrg, Tagged, I::Text),
    property("dataType", Own, Many, I::Later),
    property("equivalentProperty", Own, Many, I::Text),
    property("isArray", Own, One, I::Boolean),
    property("isEnumeration", Own, One, I::Boolean),
    property("name", SchemaOrg, Tagged, I::Text),
    property("parentField", Own, One, I::Nodes(&[C::ParentField])),
    property("references", Own, One, I::Nodes(&[C::Source])),
    property("repeated", Own, One, I::Boolean),
    property("source", Own, One, I::Nodes(&[C::Source])),
    property("subField", Own, Many, I::Fields),
    property("value", SchemaOrg, Many, I::Later),
];

const PARENT_FIELD: &[Property] =
    &[property("references", Own, One, I::Nodes(&[C::Source])), property("source", Own, One, I::Nodes(&[C::Source]))];

const SOURCE: &[Property] = &[
    property("distribution", SchemaOrg, One, I::Later),
    property("extract", Own, One, I::Nodes(&[C::Extract])),
    property("field", Own, One, I::Later),
    property("fileObject", Own, One, I::Later),
    property("fileSet", Own, One, I::Later),
    property("format", Own, One, I::Text),
    property("samplingRate", Own, One, I::Integer),
    property("transform", Own, Many, I::Nodes(&[C::Transform])),
];

const EXTRACT: &[Property] = &[
    property("column", Own, One, I::Text),
    property("fileProperty", Own, One, I::FileProperty),
    property("jsonPath", Own, One, I::Text),
];

const TRANSFORM: &[Property] = &[
    property("format", Own, One, I::Text),
    property("jsonPath", Own, One, I::Text),
    property("readLines", Own, One, I::Boolean),
    property("regex", Own, One, I::Text),
    property("replace", Own, One, I::Text),
    property("samplingRate", Own, One, I::Integer),
    property("separator", Own, One, I::Text),
    property("unArchive", Own, One, I::Boolean),
];

const AGENT: &[Property] = &[
    property("name", SchemaOrg, Tagged, I::Text),
    property("description", SchemaOrg, Tagged, I::Text),
    property("email", SchemaOrg, One, I::Text),
    property("url", SchemaOrg, One, I::Text),
];

const WORK: &[Property] = &[
    property("name", SchemaOrg, Tagged, I::Text),
    property("description", SchemaOrg, Tagged, I::Text),
    property("url", SchemaOrg, One, I::Text),
];

/// What a kind of node says.
pub(super) fn properties(class: Class) -> &'static [Property] {
    match class {
        Class::Dataset => DATASET_PROPERTIES,
        Class::FileObject => FILE_OBJECT,
        Class::FileSet => FILE_SET,
        Class::RecordSet => RECORD_SET,
        Class::Field => FIELD,
        Class::ParentField => PARENT_FIELD,
        Class::Source => SOURCE,
        Class::Extract => EXTRACT,
        Class::Transform => TRANSFORM,
        Class::Person | Class::Organization => AGENT,
        Class::CreativeWork => WORK,
    }
}
