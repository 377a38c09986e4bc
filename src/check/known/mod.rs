//! Words that metadata fields know, as dated lists. The lists move, so what is not in them may still be right.
//!
//! A list is one file: `# date` first, then perhaps `# open` or `# shape [a-z]{3}`, where it is from, and a value a line with
//! other names of it behind `=`.

use crate::order::InOrder as _;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILES: [(&str, &str); 10] = [
    ("creators", include_str!("creators.txt")),
    ("dataset-card-keys", include_str!("dataset-card-keys.txt")),
    ("languages", include_str!("languages.txt")),
    ("libraries", include_str!("libraries.txt")),
    ("model-card-keys", include_str!("model-card-keys.txt")),
    ("multilinguality", include_str!("multilinguality.txt")),
    ("relations", include_str!("relations.txt")),
    ("sizes", include_str!("sizes.txt")),
    ("subtasks", include_str!("subtasks.txt")),
    ("tasks", include_str!("tasks.txt")),
];

/// A list of words.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// When it was read from its source.
    pub(super) date: &'static str,
    /// Whether others are welcome: only what looks like a slip of the pen is told.
    open: bool,
    /// Whether any three lower-case letters will do.
    three_letters: bool,
    values: Vec<&'static str>,
    others: BTreeMap<String, &'static str>,
}

static LISTS: LazyLock<BTreeMap<&'static str, Known>> =
    LazyLock::new(|| FILES.into_iter().map(|(name, text)| (name, Known::read(text))).into_map());

/// The names of the lists.
pub(super) fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

pub(super) fn find(name: &str) -> Option<&'static Known> {
    LISTS.get(name)
}

impl Known {
    fn read(text: &'static str) -> Self {
        let mut list = Self::default();
        for line in text.lines() {
            match line.strip_prefix("# ") {
                Some("open") => list.open = true,
                Some("shape [a-z]{3}") => list.three_letters = true,
                Some(date) if list.date.is_empty() => list.date = date,
                Some(_) => {}
                None => {
                    let (value, others) = line.split_once(" = ").unwrap_or((line, ""));
                    list.values.push(value);
                    list.others
                        .extend(others.split('|').filter(|name| !name.is_empty()).map(|name| (fold(name), value)));
                }
            }
        }
        list
    }

    /// Whether a value may stand there; `Err` with the value that is likely meant, where one is.
    pub(super) fn judge(&self, value: &str) -> Result<(), Option<&'static str>> {
        let own_word = value.starts_with("other-") || value.contains("-other-");
        let is_code = self.three_letters && value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_lowercase());
        if self.values.contains(&value) || own_word || is_code {
            return Ok(());
        }
        match self.meant(value) {
            None if self.open => Ok(()),
            meant => Err(meant),
        }
    }

    fn meant(&self, value: &str) -> Option<&'static str> {
        let folded = fold(value);
        if let Some(known) = self.values.iter().find(|known| fold(known) == folded) {
            return Some(known);
        }
        if let Some(known) = self.others.get(&folded) {
            return Some(known);
        }
        if self.three_letters {
            // "en-US" is English, and a finer tag has a field of its own
            let (language, _) = value.split_once(['-', '_'])?;
            return self.values.iter().find(|known| known.eq_ignore_ascii_case(language)).copied();
        }
        let bound = if folded.len() < 5 { 0 } else { 1 + usize::from(folded.len() > 8) };
        let near = self.values.iter().map(|known| (distance(&folded, &fold(known), bound), known));
        near.filter(|(distance, _)| *distance <= bound).min_by_key(|(distance, _)| *distance).map(|(_, known)| *known)
    }
}

/// Lower case, and one sign for all that part words.
fn fold(value: &str) -> String {
    value.trim().to_lowercase().replace(['_', ' '], "-")
}

/// How many letters differ, where that is at most `bound`; a swap of two neighbors counts as one. More than `bound` else.
fn distance(one: &str, other: &str, bound: usize) -> usize {
    if bound == 0 || one.chars().count().abs_diff(other.chars().count()) > bound {
        return bound + 1;
    }
    strsim::osa_distance(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(list: &str, value: &str) -> Result<(), Option<&'static str>> {
        find(list).unwrap().judge(value)
    }

    #[test]
    fn every_list_has_a_date_and_values() {
        for name in names() {
            let list = find(name).unwrap();
            assert!(list.date.len() == 10 && list.date.starts_with("20") && list.values.len() > 3, "{name}");
            let mut values = list.values.clone();
            values.sort_unstable();
            values.dedup();
            assert_eq!(values.len(), list.values.len(), "{name} has a value twice");
            for value in &list.values {
                assert_eq!(list.judge(value), Ok(()), "{name}");
            }
        }
    }

    #[test]
    fn knows_what_is_meant() {
        assert_eq!(judge("tasks", "text-genration"), Err(Some("text-generation")));
        assert_eq!(judge("tasks", "Text Generation"), Err(Some("text-generation")));
        assert_eq!(judge("tasks", "speech-recognition"), Err(Some("automatic-speech-recognition")));
        assert_eq!(judge("tasks", "time-travel"), Err(None));
        assert_eq!(judge("languages", "English"), Err(Some("en")));
        assert_eq!(judge("languages", "en-US"), Err(Some("en")));
        assert_eq!(judge("languages", "xx"), Err(None));
        assert_eq!(judge("languages", "nds"), Ok(()));
        assert_eq!(judge("libraries", "my-own-thing"), Ok(()));
        assert_eq!(judge("libraries", "scikit-learn"), Err(Some("sklearn")));
        assert_eq!(judge("sizes", "1k<n<10k"), Err(Some("1K<n<10K")));
        assert_eq!(judge("model-card-keys", "licence"), Err(Some("license")));
        assert_eq!(judge("model-card-keys", "pipline_tag"), Err(Some("pipeline_tag")));
        assert_eq!(judge("model-card-keys", "names"), Ok(()));
        assert_eq!(judge("multilinguality", "other-languages"), Ok(()));
    }

    #[test]
    fn counts_letters() {
        for (one, other, expected) in [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abcd", 1), ("abc", "xyz", 3)] {
            assert_eq!(distance(one, other, 3), expected, "{one} {other}");
        }
    }
}
