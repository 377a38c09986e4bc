//! The JSON Schema and the reference of the configuration, from the table of keys. Both are committed; a test compares.

use super::keys::{Form, KEYS, KINDS, Key, SEVERITIES};
use super::profile;
use crate::artifact::topics;
use crate::report::Language;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut schema = of(key.form);
            if let Value::Object(schema) = &mut schema {
                schema.insert("description".into(), json!(key.about));
                let least = match key.form {
                    Form::List(_) => Some("minItems"),
                    Form::Severities => Some("minProperties"),
                    _ => None,
                };
                schema.extend(least.filter(|_| key.required).map(|least| (least.to_owned(), json!(1))));
            }
            (key.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let (Value::Object(object), false) = (&mut object, required.is_empty()) {
        object.insert("required".into(), json!(required));
    }
    object
}

fn of(form: Form) -> Value {
    let words = |words: &[&str]| json!({ "type": "string", "enum": words });
    let rule = "^[a-z0-9-]+/([a-z0-9-]+|\\*)$";
    match form {
        Form::Text | Form::License | Form::Place => json!({ "type": "string", "minLength": 1 }),
        Form::Glob => json!({ "type": "string", "minLength": 1, "maxLength": 500 }),
        Form::Word(list) => words(list),
        Form::Language => words(&Language::ALL.map(Language::code)),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        // editors hand a date of TOML on as a text, or as a date of their own
        Form::Date => json!({ "format": "date" }),
        Form::Rule => json!({ "type": "string", "pattern": rule }),
        Form::Fingerprint => json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" }),
        Form::Topic => words(&topics::ids()),
        Form::Topics => json!({
            "type": "object",
            "propertyNames": { "enum": topics::ids() },
            "additionalProperties": { "type": "array", "items": { "type": "string", "minLength": 1 } },
        }),
        Form::Severities => json!({
            "type": "object",
            "propertyNames": { "pattern": rule },
            "additionalProperties": { "enum": SEVERITIES },
        }),
        Form::List(form) => json!({ "type": "array", "items": of(*form) }),
        Form::Table(keys) => object(keys),
        Form::Tables(keys) => json!({ "type": "array", "items": object(keys) }),
    }
}

fn schema() -> String {
    let mut whole = object(&KEYS);
    if let Value::Object(whole) = &mut whole {
        let title = json!("Configuration of Modelward: .github/modelward.toml");
        whole.shift_insert(0, "title".into(), title);
        whole.shift_insert(0, "$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    }
    serde_json::to_string_pretty(&whole).expect("a schema") + "\n"
}

fn rows(keys: &[Key], out: &mut String) {
    out.push_str("| key | what it does | example |\n|---|---|---|\n");
    for key in keys {
        let form = match key.form {
            Form::Table(_) | Form::Tables(_) => "see below".to_owned(),
            _ if key.example.is_empty() => String::new(),
            _ => format!("`{} = {}`", key.name, key.example.replace('|', "\\|")),
        };
        let must = if key.required { " Required." } else { "" };
        let _ = writeln!(out, "| `{}` | {}{must} | {form} |", key.name, key.about.replace('|', "\\|"));
    }
    for key in keys {
        if let Form::Table(inner) | Form::Tables(inner) = key.form {
            let name = if matches!(key.form, Form::Tables(_)) {
                format!("[[{}]]", key.name)
            } else {
                format!("[{}]", key.name)
            };
            if inner.iter().any(|inner| matches!(inner.form, Form::Table(_))) {
                // `license.model` and its like hold the same lists again
                let _ = write!(out, "\n### `{name}`\n\n");
                let flat: Vec<Key> = inner.iter().map(|key| Key { form: plain(key.form), ..*key }).collect();
                rows(&flat, out);
            } else {
                let _ = write!(out, "\n### `{name}`\n\n");
                rows(inner, out);
            }
        }
    }
}

fn plain(form: Form) -> Form {
    if matches!(form, Form::Table(_)) { Form::Text } else { form }
}

fn reference() -> String {
    let mut out = String::from(
        "# The keys of `.github/modelward.toml`\n\n\
         Every key is optional. With the line `#:schema \
         https://raw.githubusercontent.com/modelward/modelward/main/docs/schema/policy.schema.json` at its top, editors \
         complete and check the file. [Configuration](configuration.md) shows what to do with it.\n\n## Keys\n\n",
    );
    rows(&KEYS, &mut out);
    out.push_str("\n## Severities\n\n`off`, `notice`, `warning`, `error`: weakest first.\n\n## Profiles\n\n| profile | what it is for |\n|---|---|\n");
    for name in profile::NAMES {
        let _ = writeln!(out, "| `{name}` | {} |", profile::about(name));
    }
    let kinds: Vec<String> = KINDS.iter().map(|kind| format!("`{kind}`")).collect();
    let topics: Vec<String> = topics::ids().iter().map(|topic| format!("`{topic}`")).collect();
    let _ =
        write!(out, "\n## Kinds of files\n\n{}\n\n## Topics of sections\n\n{}\n", kinds.join(", "), topics.join(", "));
    out
}

#[test]
fn the_committed_schema_and_reference_are_those_of_the_keys() {
    for (file, text) in [("docs/schema/policy.schema.json", schema()), ("docs/keys.md", reference())] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, &text).expect("write");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{file} is out of date: run the tests with UPDATE_SCHEMA=1");
    }
}

#[test]
fn every_profile_and_every_example_of_the_reference_is_right() {
    let catalog = crate::rule::builtin().iter().map(|rule| (rule.id.clone(), rule.severity)).collect();
    for name in profile::NAMES {
        assert!(!profile::about(name).is_empty(), "{name}");
        let text: String = profile::severities(name).fold("[rules]\n".into(), |text, (rule, word)| {
            assert!(SEVERITIES.contains(&word), "{word}");
            format!("{text}\"{rule}\" = \"{word}\"\n")
        });
        assert_eq!(super::read(&text, &catalog).1, [], "{name}");
    }
    for key in KEYS.iter().filter(|key| !key.example.is_empty()) {
        let text = format!("{} = {}\n", key.name, key.example);
        assert_eq!(super::read(&text, &catalog).1, [], "{text}");
    }
    for key in KEYS {
        if let Form::Table(inner) | Form::Tables(inner) = key.form {
            let body: String = inner
                .iter()
                .filter(|inner| !inner.example.is_empty() && inner.name != "fingerprint")
                .map(|inner| format!("{} = {}\n", inner.name, inner.example))
                .collect();
            let head = if matches!(key.form, Form::Tables(_)) {
                format!("[[{}]]", key.name)
            } else {
                format!("[{}]", key.name)
            };
            let text = format!("{head}\n{body}");
            assert_eq!(super::read(&text, &catalog).1, [], "{text}");
        }
    }
}
