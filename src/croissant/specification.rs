//! What the specification asks and the reference lets pass: properties that must be there, digests, URLs, identifiers.

use super::formats::{is_digest, is_url};
use super::issue::{Level, shown};
use super::nodes::Judge;
use super::value::Object;
use super::vocabulary::{CONFORMS_TO, Class, Version};

/// What a data set must say. Version 0.8 only recommends the last three.
const REQUIRED: [&str; 6] = ["name", "description", "url", "license", "creator", "datePublished"];
/// What the conference asks for since 2026.
const NEURIPS: [(&str, &str); 8] = [
    ("rai:dataLimitations", "http://mlcommons.org/croissant/RAI/dataLimitations"),
    ("rai:dataBiases", "http://mlcommons.org/croissant/RAI/dataBiases"),
    ("rai:personalSensitiveInformation", "http://mlcommons.org/croissant/RAI/personalSensitiveInformation"),
    ("rai:dataUseCases", "http://mlcommons.org/croissant/RAI/dataUseCases"),
    ("rai:dataSocialImpact", "http://mlcommons.org/croissant/RAI/dataSocialImpact"),
    ("rai:hasSyntheticData", "http://mlcommons.org/croissant/RAI/hasSyntheticData"),
    ("prov:wasDerivedFrom", "http://www.w3.org/ns/prov#wasDerivedFrom"),
    ("prov:wasGeneratedBy", "http://www.w3.org/ns/prov#wasGeneratedBy"),
];
const COLLECTIONS: [&str; 16] = [
    "Surveys",
    "Secondary Data Analysis",
    "Physical Data Collection",
    "Direct Measurement",
    "Document Analysis",
    "Manual Human Curator",
    "Software Collection",
    "Experiments",
    "Web Scraping",
    "Web API",
    "Focus Groups",
    "Self-Reporting",
    "Customer Feedback Data",
    "User-Generated Content Data",
    "Passive Data Collection",
    "Others",
];

impl Judge<'_, '_> {
    /// Judges a document by the specification, beyond what the reference does.
    pub(super) fn specification(&mut self, root: usize) {
        self.dataset(root);
        self.responsible(root);
        for (class, file) in self.files(root) {
            self.file(class, file);
        }
        self.record_sets(root);
        self.said_twice();
        self.unknown_words();
    }

    fn dataset(&mut self, root: usize) {
        let class = Class::Dataset;
        for name in REQUIRED {
            if self.has(class, root, name) {
                continue;
            }
            let old = self.version == Version::V0_8 && matches!(name, "creator" | "datePublished");
            let (level, word) = if old { (Level::Advice, "recommended") } else { (Level::Error, "required") };
            let span = self
                .get(class, root, name)
                .first()
                .map_or_else(|| self.resource(root).span(), |item| item.span.clone());
            let message = format!("the dataset has no `{name}`, which the specification lists as {word}");
            // it says the same in other words
            self.issues
                .list
                .retain(|issue| !(issue.level == Level::Advice && issue.property == name && issue.span == span));
            self.issues.add(level, span, "", name, message);
        }
        let told = self.issues.list.iter().any(|issue| issue.property == "conformsTo");
        if self.graph.items(root, CONFORMS_TO).is_empty() && !told {
            let message = "the dataset has no `conformsTo`, so it is read as Croissant 0.8".to_owned();
            let level = if self.version == Version::V0_8 { Level::Advice } else { Level::Error };
            let span = self.resource(root).span();
            self.issues.add(level, span, "", "conformsTo", message);
        }
        let listed = self.get(class, root, "distribution");
        if listed.is_empty() {
            let message = "the dataset has no `distribution`: nothing says where its files are".to_owned();
            self.lacks(class, root, "distribution", message);
        }
        for name in ["url", "sameAs"] {
            for item in self.get(class, root, name) {
                if let Some(text) = item.object.text().filter(|text| !text.is_empty() && !is_url(text)) {
                    self.error(item, class, root, name, format!("`{name}` is {}, and no URL", shown(text)));
                }
            }
        }
        for name in ["creator", "publisher"] {
            for item in self.get(class, root, name) {
                let Object::Resource(agent) = item.object else { continue };
                if self.graph.items(agent, super::vocabulary::NAME).is_empty() {
                    let message = format!("this `{name}` has no name");
                    self.issues.add(Level::Warning, self.resource(agent).span(), name, "name", message);
                }
            }
        }
    }

    /// What the conference's track for data sets asks for beside the core.
    pub(super) fn neurips(&mut self, root: usize) {
        for (name, iri) in NEURIPS {
            if self.graph.items(root, iri).is_empty() {
                let message = format!("the dataset has no `{name}`, which NeurIPS asks for");
                self.lacks(Class::Dataset, root, name, message);
            }
        }
    }

    /// The words of the RAI vocabulary that take one of a list.
    fn responsible(&mut self, root: usize) {
        let name = "rai:dataCollectionType";
        for item in self.get(Class::Dataset, root, name) {
            let Some(text) = item.object.text() else { continue };
            let known = COLLECTIONS.iter().any(|known| known.eq_ignore_ascii_case(text));
            if !known {
                let near = self.issues.guess(text, &COLLECTIONS);
                let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                let message =
                    format!("`{name}` is {}, and none of the kinds that the vocabulary lists{hint}", shown(text));
                self.issues.add(Level::Warning, item.span.clone(), "", name, message);
            }
        }
    }

    pub(super) fn files(&self, root: usize) -> Vec<(Class, usize)> {
        let file_set = Class::FileSet.iri(self.version);
        let items = self.get(Class::Dataset, root, "distribution").iter();
        items
            .filter_map(|item| match item.object {
                Object::Resource(file) if self.resource(file).kind() == file_set.as_deref() => {
                    Some((Class::FileSet, file))
                }
                Object::Resource(file) => Some((Class::FileObject, file)),
                _ => None,
            })
            .collect()
    }

    fn file(&mut self, class: Class, file: usize) {
        if self.version > Version::V0_8 && self.resource(file).ids.is_empty() {
            let message = format!("this {} has no `@id`, so nothing can refer to it", class.noun());
            self.lacks(class, file, "@id", message);
        }
        for item in self.get(class, file, "encodingFormat") {
            if let Some(text) = item.object.text().filter(|text| !is_media_type(text)) {
                let message = format!("`encodingFormat` is {}, and no media type, as `text/csv` is", shown(text));
                let label = self.label(class, file);
                self.issues.add(Level::Warning, item.span.clone(), &label, "encodingFormat", message);
            }
        }
        if class != Class::FileObject {
            return;
        }
        for (name, why) in
            [("name", "which is recommended"), ("contentUrl", "so nothing says where in its container it is")]
        {
            if self.version > Version::V0_8 && self.get(class, file, name).is_empty() && !self.told(file, name) {
                let message = format!("the {} has no `{name}`, {why}", self.titled(class, file));
                let label = self.label(class, file);
                self.issues.add(Level::Advice, self.resource(file).span(), &label, name, message);
            }
        }
        let formats = self.get(class, file, "encodingFormat");
        // a repository is no file: what stands for its digest is a revision
        let is_file = !formats.iter().any(|item| item.object.text() == Some("git+https"));
        for (name, length) in [("sha256", 64), ("md5", 32)].into_iter().filter(|_| is_file) {
            let item = self.get(class, file, name).first();
            if let Some((item, text)) = item.and_then(|item| Some((item, item.object.text()?)))
                && !is_digest(text, length)
            {
                let message = match text.len() {
                    32 if name == "sha256" && is_digest(text, 32) => "has the length of an MD5 digest".to_owned(),
                    count if count == length => "has characters that are no hexadecimal digits".to_owned(),
                    count => format!("has {count} characters"),
                };
                let message = format!("`{name}` {message}; it takes {length} hexadecimal digits");
                self.error(item, class, file, name, message);
            }
        }
        for item in self.get(class, file, "contentUrl") {
            let Some(text) = item.object.text() else { continue };
            // without a scheme it is a path
            if text.contains("://") && !is_url(&text.replace(' ', "%20")) || text.trim().is_empty() {
                self.error(item, class, file, "contentUrl", format!("`contentUrl` is {}, and no URL", shown(text)));
            }
        }
        for item in self.get(class, file, "contentSize") {
            let Some(text) = item.object.text().filter(|text| !is_size(text)) else { continue };
            let label = self.label(class, file);
            let message = format!("`contentSize` is {}, and no number with a unit, as in \"25585843 B\"", shown(text));
            self.issues.add(Level::Warning, item.span.clone(), &label, "contentSize", message);
        }
    }

    /// Whether an issue about what a node lacks is there already.
    fn told(&self, index: usize, name: &str) -> bool {
        let span = self.resource(index).span();
        self.issues.list.iter().any(|issue| issue.property == name && issue.span == span)
    }

    /// Readers melt objects with the same `@id` into one.
    fn said_twice(&mut self) {
        for index in 0..self.graph.resources.len() {
            let resource = self.resource(index);
            let Some(again) = resource.spans.get(1).filter(|_| !resource.types.is_empty()) else { continue };
            let id = self.id(index);
            let message =
                format!("the `@id` {} is already that of another object; readers melt both into one", shown(&id));
            self.issues.add(Level::Error, again.clone(), &id, "@id", message);
        }
    }
}

fn is_media_type(text: &str) -> bool {
    is_url(text)
        || text == "git+https"
        || text.split_once('/').is_some_and(|(kind, rest)| {
            !kind.is_empty() && !rest.is_empty() && !text.contains(char::is_whitespace) || text.contains("; ")
        })
}

fn is_size(text: &str) -> bool {
    let text = text.trim();
    let digits = text.find(|c: char| !matches!(c, '0'..='9' | '.' | ',')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let unit = unit.trim().to_ascii_lowercase();
    let units = ["", "b", "byte", "bytes", "kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib", "pib"];
    number.chars().any(|c| c.is_ascii_digit()) && units.contains(&unit.as_str())
}
