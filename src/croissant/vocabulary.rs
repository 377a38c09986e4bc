//! The words of Croissant: versions, kinds of nodes, and what each kind may say with which values.

pub(super) const NAME: &str = "https://schema.org/name";
pub(super) const DESCRIPTION: &str = "https://schema.org/description";
pub(super) const DATASET: &str = "https://schema.org/Dataset";
pub(super) const CONFORMS_TO: &str = "http://purl.org/dc/terms/conformsTo";
pub(super) const SCHEMA_ORG: &str = "https://schema.org/";
pub(super) const RAI: &str = "http://mlcommons.org/croissant/RAI/";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V0_8,
    V1_0,
    V1_1,
}

impl Version {
    pub(super) fn from_iri(iri: &str) -> Option<Self> {
        match iri {
            "http://mlcommons.org/croissant/0.8" => Some(Self::V0_8),
            "http://mlcommons.org/croissant/1.0" => Some(Self::V1_0),
            "http://mlcommons.org/croissant/1.1" => Some(Self::V1_1),
            _ => None,
        }
    }

    /// The namespace of Croissant's own words.
    pub(super) fn namespace(self) -> &'static str {
        if self == Self::V0_8 { "http://mlcommons.org/schema/" } else { "http://mlcommons.org/croissant/" }
    }
}

/// The kinds of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Dataset,
    FileObject,
    FileSet,
    RecordSet,
    Field,
    ParentField,
    Source,
    Extract,
    Transform,
    Person,
    Organization,
    CreativeWork,
}

impl Class {
    /// Its name, as people write it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Dataset => "Dataset",
            Self::FileObject => "FileObject",
            Self::FileSet => "FileSet",
            Self::RecordSet => "RecordSet",
            Self::Field => "Field",
            Self::ParentField => "parentField",
            Self::Source => "source",
            Self::Extract => "extract",
            Self::Transform => "transform",
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::CreativeWork => "CreativeWork",
        }
    }

    /// The IRI that its `@type` has to be. `None`: it must have no type.
    pub(super) fn iri(self, version: Version) -> Option<String> {
        let own = version.namespace();
        match self {
            Self::RecordSet | Self::Field => Some(format!("{own}{}", self.noun())),
            Self::FileObject | Self::FileSet if version > Version::V0_8 => Some(format!("{own}{}", self.noun())),
            Self::ParentField | Self::Source | Self::Extract | Self::Transform => None,
            _ => Some(format!("{SCHEMA_ORG}{}", self.noun())),
        }
    }

    /// What to write as its `@type`.
    pub(super) fn type_hint(self, version: Version) -> String {
        match (self, version) {
            (Self::RecordSet | Self::Field, Version::V0_8) => format!("ml:{}", self.noun()),
            (Self::FileObject | Self::FileSet, Version::V0_8) => format!("sc:{}", self.noun()),
            (Self::RecordSet | Self::Field | Self::FileObject | Self::FileSet, _) => format!("cr:{}", self.noun()),
            (Self::ParentField | Self::Source | Self::Extract | Self::Transform, _) => "none".to_owned(),
            _ => format!("sc:{}", self.noun()),
        }
    }
}
