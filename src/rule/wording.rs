//! The texts of a rule in a language: the rule's own are English, and stand in where a translation says nothing.

use super::{Rule, Template};
use crate::report::Language;
use serde::Deserialize;

/// The texts of a rule in another language, `[text.de]`. Every one is optional.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Wording {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub why: Option<String>,
    #[serde(default)]
    pub message: Option<Template>,
    #[serde(default)]
    pub help: Option<Template>,
    #[serde(default)]
    pub several: Option<Template>,
}

/// The texts that a finding is told with.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'r> {
    pub title: &'r str,
    pub why: &'r str,
    pub message: &'r Template,
    pub help: &'r Template,
    pub several: Option<&'r Template>,
}

impl Rule {
    /// Its texts in a language; each that is not translated is in English.
    #[must_use]
    pub fn texts(&self, language: Language) -> Texts<'_> {
        let own = self.text.get(&language);
        let template = |of: fn(&Wording) -> &Option<Template>| own.and_then(|own| of(own).as_ref());
        Texts {
            title: own.and_then(|own| own.title.as_deref()).unwrap_or(&self.title),
            why: own.and_then(|own| own.why.as_deref()).unwrap_or(&self.why).trim(),
            message: template(|own| &own.message).unwrap_or(&self.message),
            help: template(|own| &own.help).unwrap_or(&self.help),
            several: self.several.as_ref().map(|several| template(|own| &own.several).unwrap_or(several)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::Language;
    use crate::rule::{builtin, parse};

    const RULE: &str = "title = \"Odd\"\nseverity = \"notice\"\nwhy = \"So.\"\nmessage = \"{file} holds new weights.\"\n\
        help = \"Look.\"\n[check.co-change]\nwhen = [\"weights\"]\nalso = [\"model-card\"]\n";

    fn rule(text: &str) -> Result<crate::rule::Rule, String> {
        let source = format!("{RULE}{text}");
        let shown = |mistakes: crate::mistake::Mistakes| {
            let word =
                |m: &crate::mistake::Mistake| format!("{} at {} ({})", m.message, &source[m.span.clone()], m.help);
            mistakes.list.iter().map(word).collect::<Vec<_>>().join("\n")
        };
        parse("rules/local/odd.toml", &source).map_err(shown)
    }

    #[test]
    fn what_is_not_translated_is_english() {
        let rule = rule("[text.de]\ntitle = \"Seltsam\"\nmessage = \"{file} hat neue Gewichte.\"\n").expect("a rule");
        let variables = vec![("file", "a".to_owned())];
        let texts = rule.texts(Language::German);
        assert_eq!((texts.title, texts.why), ("Seltsam", "So."));
        assert_eq!(texts.message.sentence(&variables), "`a` hat neue Gewichte.");
        assert_eq!(texts.help.sentence(&variables), "Look.");
        assert_eq!(rule.texts(Language::French).title, "Odd");
    }

    #[test]
    fn mistakes_in_a_translation_are_told() {
        let mistakes = rule("[text.de]\nhelp = \"{fil}\"\nseveral = \"{count}\"\n").expect_err("two mistakes");
        assert!(mistakes.contains("no variable {fil} at \"{fil}\" (did you mean `file`?)"), "{mistakes}");
        assert!(mistakes.contains("`several` has no English text at \"{count}\""), "{mistakes}");
        let mistakes = rule("[text.dee]\nhelp = \"x\"\n").expect_err("a mistake");
        assert!(mistakes.contains("dee") && mistakes.contains("did you mean `de`?"), "{mistakes}");
        assert!(rule("[text.de]\nhelpp = \"x\"\n").expect_err("a mistake").contains("did you mean `help`?"));
    }

    #[test]
    fn a_translation_is_another_text() {
        for rule in builtin() {
            for (language, wording) in &rule.text {
                assert!(!language.is_english(), "{}: English is the rule's own", rule.id);
                let texts = [(&wording.title, &rule.title), (&wording.why, &rule.why)];
                assert!(texts.iter().all(|(own, english)| own.as_ref() != Some(english)), "{} {language}", rule.id);
                let templates = [(&wording.message, &rule.message), (&wording.help, &rule.help)];
                let plain = |own: &crate::rule::Template| own.sentence(&Vec::new());
                let differs =
                    |(own, english): &(&Option<_>, &_)| own.as_ref().is_none_or(|own| plain(own) != plain(english));
                assert!(templates.iter().all(differs), "{} {language}", rule.id);
            }
        }
    }
}
