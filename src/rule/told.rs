//! What a reader of TOML says of a rule file, in words that help whoever writes one.

use crate::mistake::did_you_mean;

/// What is wrong, and what to do. `words` is what the reader points at.
pub(super) fn told(message: &str, words: &str) -> (String, String) {
    const KINDS: &str = "CONTRIBUTING.md lists the kinds of checks with their parameters, `modelward rules list` the rules to \
                         copy from";
    let mut quoted = message.split('`').skip(1).step_by(2);
    if let Some(kind) = message.strip_prefix("unknown ") {
        let unknown = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        let is_check = known.contains(&"co-change");
        let what = match kind.split(' ').next() {
            Some("field") => "key",
            _ if is_check => "check",
            _ => "word",
        };
        let near = did_you_mean(unknown, known.iter().copied());
        let help = match near.as_str() {
            "" if is_check => KINDS.to_owned(),
            "" => format!("known here: {}", known.join(", ")),
            _ if is_check => format!("{near} {KINDS}"),
            _ => near,
        };
        return (format!("there is no {what} `{unknown}` here"), help);
    }
    let help = match message {
        "wanted exactly 1 element, more than 1 element" => {
            let help = "put what the other one looks for into a rule file of its own";
            return ("a rule has one check, and this one has several".into(), help.into());
        }
        message if message.starts_with("wanted exactly 1 element") => {
            return ("the rule has no check".into(), format!("write [check.KIND], as in [check.text]: {KINDS}"));
        }
        message if message.starts_with("missing field") => {
            let missing = quoted.next().unwrap_or_default();
            let help = match missing {
                "check" => format!("write [check.KIND], as in [check.text]: {KINDS}"),
                _ => format!("add `{missing}`; `modelward rules new` writes a rule with all that it needs"),
            };
            return (format!("`{missing}` is missing"), help);
        }
        message if message.starts_with("invalid type") => {
            let wanted = message.rsplit_once("expected ").map(|(_, wanted)| wanted).unwrap_or_default();
            let value = words.lines().next().unwrap_or_default();
            let (what, help) = match wanted {
                "a sequence" => ("a list", format!("write it in brackets: [{value}]")),
                "a string" if !value.starts_with(['[', '{', '"']) => {
                    ("a text", format!("write it in quotes: \"{value}\""))
                }
                "a string" => ("a text", "write one text in quotes".to_owned()),
                "newtype variant" => ("a table", format!("write [check.KIND], as in [check.text]: {KINDS}")),
                "a boolean" => ("true or false", "write it without quotes".to_owned()),
                other => (other, String::new()),
            };
            return (format!("this must be {what}"), help);
        }
        message if message.contains("look-around") || message.contains("backreferences") => {
            "say what is looked for without it; `unless` names words that make the text right"
        }
        message if message.starts_with("no regular expression: unclosed") => {
            "close it, or write a backslash before a bracket that is meant as it is"
        }
        message if message.contains("size limit") => "make it smaller: fewer repetitions, or shorter ones",
        message if message.starts_with("missing escaped value") => {
            "write a pattern in single quotes, in which a backslash is a backslash"
        }
        message if message.starts_with("no regular expression") => {
            "write it in single quotes, as in '(?i)\\bnever wrong\\b'; https://docs.rs/regex says what it may hold"
        }
        message if message.contains("duplicate key") => {
            "write each key once, and [[examples]] in two brackets, since there are several"
        }
        _ => "the file must be TOML: https://toml.io",
    };
    (message.to_owned(), help.to_owned())
}
