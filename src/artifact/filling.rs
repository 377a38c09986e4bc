//! Whether a text says something: fillers of templates, labels without a value and comments do not.

use super::markdown::Content;
use super::shown::is_visible;
use regex::Regex;
use std::sync::LazyLock;

/// Judges the text of a section that holds neither headings nor comments.
#[must_use]
pub fn content_of(text: &str) -> Content {
    let mut content = Content::Empty;
    for line in text.lines() {
        let line = without_label(line);
        if !line.chars().any(|c| !c.is_ascii_punctuation() && is_visible(c.encode_utf8(&mut [0; 4]))) {
            continue;
        }
        if !is_placeholder(line) {
            return Content::Filled;
        }
        content = Content::Placeholder;
    }
    content
}

/// A line without its bullet and its bold label: `- **License:** mit` says `mit`.
fn without_label(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['-', '*', '+', '>']).trim_start();
    let rest = line.strip_prefix("**").or_else(|| line.strip_prefix("__")).unwrap_or(line);
    match rest.split_once(":**").or_else(|| rest.split_once("**:")).or_else(|| rest.split_once(":__")) {
        Some((label, rest)) if label.len() < 80 => rest.trim(),
        _ => line.trim(),
    }
}

/// A filler of the card templates, or a note to come back. `N/A` is an answer.
#[must_use]
pub fn is_placeholder(line: &str) -> bool {
    static FILLER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^[\s*_`\-–—]*(?:",
            r"\[?(?:more information needed|needs more information|information needed|add more information( here)?)\]?",
            r"|\[?(?:todo|tbd|fixme|to be (?:added|completed|determined|done|written|filled( in)?)|coming soon|work in progress|wip)\]?",
            r"|users \(both direct and downstream\) should be made aware of the risks, biases and limitations of the \w+\. more information needed.*",
            r"|\[?(?:需要更多信息|更多信息待补充|待补充|待完善|敬请期待|詳細情報が必要|追記予定|準備中|작업 중|작성 예정|추가 정보 필요|추후 추가 예정)\]?",
            r"|\[?(?:noch zu ergänzen|wird ergänzt|folgt(?: in kürze)?|à compléter|à venir|por completar|pendiente|próximamente|a completar|a preencher|em breve)\]?",
            r"|\{\{.*\}\}|\[(?:your|insert|add|fill)[^\]]*\]|lorem ipsum.*",
            r")(?:\([^)]*\))?[\s*_`.:!…。]*$"
        ))
        .ok()
    });
    FILLER.as_ref().is_some_and(|filler| filler.is_match(line))
}

/// Whether the value of a field says that nothing is known, or nothing at all.
#[must_use]
pub fn is_nothing(value: &str) -> bool {
    const WORDS: [&str; 9] = ["~", "n/a", "na", "noassertion", "none", "null", "unknown", "[unknown]", "not specified"];
    let value = value.trim();
    let bare = value.trim_matches(['-', '.', '_', ' ']);
    bare.is_empty() || WORDS.iter().any(|word| bare.eq_ignore_ascii_case(word)) || is_placeholder(value)
}

/// What sends its readers elsewhere, or says that there is more: it states nothing where something was stated before.
#[must_use]
pub fn is_pointer(text: &str) -> bool {
    const ELSEWHERE: [&str; 9] =
        ["see", "refer to", "please see", "please refer", "cf", "siehe", "voir", "véase", "consulte"];
    const NOTHING: [&str; 17] = [
        "none",
        "n a",
        "na",
        "nothing",
        "unknown",
        "not applicable",
        "no",
        "to be",
        "other",
        "others",
        "more",
        "etc",
        "details",
        "various",
        "as above",
        "omitted",
        "removed",
    ];
    if ["见", "详见", "参见", "请参阅", "参照"].iter().any(|word| text.trim().starts_with(word)) {
        return text.chars().count() < 15;
    }
    // where a link leads is no word of the sentence
    let mut words = String::new();
    for (at, part) in text.split("](").enumerate() {
        words.push_str(if at == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) });
    }
    let lower = words.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let begins = |with: &[&str]| {
        with.iter().any(|start| text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    let leads = begins(&ELSEWHERE) || (begins(&["for"]) && text.contains(" see "));
    (words.len() <= 16 && leads) || (words.len() <= 3 && begins(&NOTHING))
}

/// The text with HTML comments taken out; an unclosed one runs to the end.
#[must_use]
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}
