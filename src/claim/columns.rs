//! The names of a data set's columns: of small tables themselves, and as records give them.

use crate::artifact::node::Node;
use crate::artifact::statement::squeezed;
use crate::artifact::{Artifact, Kind, Span};
use serde_json::Value;

/// Columns that are looked at. Wider tables hold measurements.
const COLUMNS: usize = 500;

/// Bytes of a first line. What is longer is no table.
const FIRST_LINE: usize = 64 * 1024;

/// A column's name, and where it stands.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub span: Span,
}

/// The columns that an artifact names.
#[must_use]
pub fn of(artifact: &Artifact) -> Vec<Column> {
    match artifact.kind {
        Kind::Data if artifact.pointer.is_none() => table(artifact),
        Kind::Croissant => fields(artifact, &["recordSet[].field[].name", "cr:recordSet[].cr:field[].name"]),
        Kind::Record => [fields(artifact, &["resources[].schema.fields[].name"]), features(artifact)].concat(),
        Kind::DatasetCard => fields(artifact, &["dataset_info.features[].name", "dataset_info[].features[].name"]),
        _ => Vec::new(),
    }
}

fn table(artifact: &Artifact) -> Vec<Column> {
    let source = artifact.text.source();
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let line = source.get(start..).and_then(|text| text.lines().next()).unwrap_or_default();
    if line.len() > FIRST_LINE {
        return Vec::new();
    }
    let name = artifact.path.name().to_lowercase();
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("jsonl" | "ndjson") => keys(line, start),
        Some("csv" | "tsv") => header(line, start),
        _ => Vec::new(),
    }
}

/// The keys of the first object, and of the objects in it.
fn keys(line: &str, start: usize) -> Vec<Column> {
    let Ok(Value::Object(first)) = serde_json::from_str::<Value>(line) else { return Vec::new() };
    let inner = first.values().filter_map(Value::as_object).flat_map(serde_json::Map::keys);
    let place = |key: &String| {
        let at = line.find(&format!("\"{key}\"")).map_or(0, |at| at + 1);
        Column { name: key.clone(), span: start + at..start + (at + key.len()).min(line.len()) }
    };
    first.keys().chain(inner).take(COLUMNS).map(place).collect()
}

/// The first line of a table, where it holds words and no values.
fn header(line: &str, start: usize) -> Vec<Column> {
    let count = |delimiter: char| line.matches(delimiter).count();
    let delimiter = [',', '\t', ';', '|'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == ','));
    let mut columns = Vec::new();
    let mut at = 0;
    for cell in line.split(delimiter.unwrap_or(',')).take(COLUMNS) {
        let name = cell.trim().trim_matches(['"', '\'']).trim();
        let is_value = name.contains('@') || name.parse::<f64>().is_ok() || name.len() > 60;
        if is_value {
            return Vec::new();
        }
        let from = start + at + cell.find(name).unwrap_or(0);
        columns.push(Column { name: name.to_owned(), span: from..from + name.len() });
        at += cell.len() + 1;
    }
    columns
}

fn fields(artifact: &Artifact, paths: &[&str]) -> Vec<Column> {
    let Some(root) = &artifact.node else { return Vec::new() };
    let found = paths.iter().flat_map(|path| root.at(path));
    found
        .filter_map(|node| Some(Column { name: node.text()?.to_owned(), span: node.span.clone() }))
        .take(COLUMNS)
        .collect()
}

/// `dataset_infos.json`: the keys below `features` of each configuration.
fn features(artifact: &Artifact) -> Vec<Column> {
    let configurations = artifact.node.as_ref().map(Node::fields).unwrap_or_default();
    let features = configurations.iter().filter_map(|field| field.value.get("features"));
    let named = features.flat_map(Node::fields);
    named.take(COLUMNS).map(|field| Column { name: field.key.clone(), span: field.key_span.clone() }).collect()
}

/// Names that stand for a person's data whatever lies beside them. Squeezed: `E-Mail_Address` is `emailaddress`.
const PERSONAL: [&str; 53] = [
    "email",
    "emails",
    "emailaddress",
    "useremail",
    "customeremail",
    "contactemail",
    "phone",
    "phonenumber",
    "phoneno",
    "telephone",
    "telephonenumber",
    "mobilenumber",
    "mobilephone",
    "cellphone",
    "homephone",
    "ssn",
    "socialsecuritynumber",
    "socialsecurityno",
    "nationalid",
    "nationalidnumber",
    "nationalinsurancenumber",
    "passport",
    "passportnumber",
    "passportno",
    "driverslicense",
    "driverlicense",
    "driverlicensenumber",
    "taxid",
    "aadhaar",
    "aadhaarnumber",
    "creditcard",
    "creditcardnumber",
    "ccnumber",
    "cardnumber",
    "iban",
    "bankaccountnumber",
    "dob",
    "dateofbirth",
    "birthdate",
    "birthday",
    "ipaddress",
    "homeaddress",
    "streetaddress",
    "postaladdress",
    "residentialaddress",
    "mailingaddress",
    "medicalrecordnumber",
    "patientname",
    "customername",
    "employeename",
    "studentname",
    "lastname",
    "surname",
];

/// Names that do so together with others: a name with a birth, an address or a sex.
// compounds, genes and places have full names as well
const NAMES: [&str; 6] = ["name", "firstname", "fullname", "givenname", "personname", "username"];
const BESIDE_NAMES: [&str; 8] =
    ["birth", "birthyear", "yearofbirth", "address", "placeofbirth", "salary", "diagnosis", "religion"];

/// The columns that look as if they held data of persons.
#[must_use]
pub fn personal(columns: &[Column]) -> Vec<&Column> {
    let squeezed: Vec<String> =
        columns.iter().map(|column| squeezed(column.name.rsplit('/').next().unwrap_or_default())).collect();
    let any = |words: &[&str]| squeezed.iter().any(|name| words.contains(&name.as_str()));
    let together = any(&NAMES) && any(&BESIDE_NAMES);
    let is_personal =
        |name: &str| PERSONAL.contains(&name) || (together && (NAMES.contains(&name) || BESIDE_NAMES.contains(&name)));
    columns.iter().zip(&squeezed).filter(|(_, name)| is_personal(name)).map(|(column, _)| column).collect()
}
