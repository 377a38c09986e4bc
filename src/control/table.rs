//! The dated table of frameworks and their controls.
//!
//! It is asked on every start, for each control of each rule: so it is read line by line, and not as a document.

use std::sync::LazyLock;

const TABLE: &str = include_str!("controls.toml");

/// A framework, with where and when its ids were read.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Framework {
    /// The prefix of its controls: `iso42001`.
    pub id: &'static str,
    pub name: &'static str,
    pub source: &'static str,
    /// When the list was last compared with the source.
    pub checked: &'static str,
    pub controls: Vec<Control>,
}

/// One control: its id within the framework, and a title of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    pub id: &'static str,
    pub title: &'static str,
}

static FRAMEWORKS: LazyLock<Vec<Framework>> = LazyLock::new(|| read(TABLE));

/// Every framework, in the order of the file.
#[must_use]
pub fn frameworks() -> &'static [Framework] {
    &FRAMEWORKS
}

fn read(table: &'static str) -> Vec<Framework> {
    let mut frameworks: Vec<Framework> = Vec::new();
    for line in table.lines() {
        if let Some(id) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            if !id.ends_with(".controls") {
                frameworks.push(Framework { id, ..Framework::default() });
            }
            continue;
        }
        let (Some(framework), Some((key, value))) = (frameworks.last_mut(), line.split_once(" = ")) else { continue };
        let value = value.trim_matches('"');
        match key {
            "name" => framework.name = value,
            "source" => framework.source = value,
            "checked" => framework.checked = value,
            key => framework.controls.push(Control { id: key.trim_matches('"'), title: value }),
        }
    }
    frameworks
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        name: String,
        source: String,
        checked: String,
        controls: BTreeMap<String, String>,
    }

    #[test]
    fn reads_what_toml_reads() {
        let written: BTreeMap<String, Written> = toml::from_str(TABLE).expect("a TOML file");
        assert_eq!(frameworks().len(), written.len());
        for framework in frameworks() {
            let other = &written[framework.id];
            assert_eq!(
                (framework.name, framework.source, framework.checked),
                (&*other.name, &*other.source, &*other.checked)
            );
            let read: BTreeMap<_, _> =
                framework.controls.iter().map(|control| (control.id.to_owned(), control.title.to_owned())).collect();
            assert_eq!(read, other.controls);
            assert_eq!(read.len(), framework.controls.len(), "an id stands twice in {}", framework.id);
        }
    }

    #[test]
    fn titles_are_short_and_their_own() {
        for control in frameworks().iter().flat_map(|framework| &framework.controls) {
            assert!((4..=60).contains(&control.title.len()), "{}", control.title);
            assert!(!control.title.ends_with('.') && !control.title.contains(['\\', '"']), "{}", control.title);
        }
    }

    #[test]
    fn holds_every_control_of_annex_a() {
        let iso = frameworks().iter().find(|framework| framework.id == "iso42001").expect("a framework");
        assert_eq!(iso.controls.iter().filter(|control| control.id.starts_with('A')).count(), 38);
        let nist = frameworks().iter().find(|framework| framework.id == "nist-ai-rmf").expect("a framework");
        assert_eq!(nist.controls.len(), 72);
    }
}
