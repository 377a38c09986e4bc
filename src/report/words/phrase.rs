//! Phrases with `{placeholders}`, and phrases that count.

use toml::de::DeValue;

/// A text with `{placeholders}`.
#[derive(Debug, Default)]
pub struct Phrase(String);

/// A text for one, and a text for more; both may say `{count}`.
#[derive(Debug, Default)]
pub struct Counted {
    one: Phrase,
    many: Phrase,
}

/// What a text of a catalogue is read into.
pub(super) trait Form: Sized {
    fn read(value: &DeValue<'_>) -> Option<Self>;
}

impl Form for String {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Form for Phrase {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        String::read(value).map(Self)
    }
}

impl Form for Counted {
    fn read(value: &DeValue<'_>) -> Option<Self> {
        let forms = value.as_table().filter(|forms| forms.len() == 2)?;
        let form = |name: &str| Phrase::read(forms.get(name)?.get_ref());
        Some(Self { one: form("one")?, many: form("many")? })
    }
}

impl Phrase {
    /// The phrase with its placeholders filled. Values are put in as they are and are not looked into, so that a
    /// stranger's `{title}` stays what it is.
    #[must_use]
    pub fn with(&self, values: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((text, after)) = rest.split_once('{') {
            out.push_str(text);
            let Some((name, tail)) = after.split_once('}') else { break };
            out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
            rest = tail;
        }
        out + rest
    }
}

impl Counted {
    /// The form for so many.
    #[must_use]
    pub fn of(&self, count: usize) -> String {
        let form = if count == 1 { &self.one } else { &self.many };
        form.with(&[("count", &count.to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_not_looked_into() {
        let phrase = Phrase("{a}: {b}".into());
        assert_eq!(phrase.with(&[("a", "{b}"), ("b", "1")]), "{b}: 1");
    }

    #[test]
    fn one_is_one_and_none_are_many() {
        let counted = Counted { one: Phrase("{count} thing".into()), many: Phrase("{count} things".into()) };
        assert_eq!([0, 1, 2].map(|count| counted.of(count)), ["0 things", "1 thing", "2 things"]);
    }
}
