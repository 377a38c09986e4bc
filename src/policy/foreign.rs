//! A policy in another repository, pinned by commit: what it says cannot change under those who build on it.

use std::fmt;

/// `owner/repository//path@commit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    pub owner: String,
    pub repository: String,
    pub path: String,
    /// 40 hexadecimal digits.
    pub commit: String,
}

impl Foreign {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (place, commit) = text.rsplit_once('@')?;
        let (repository, path) = place.split_once("//")?;
        let (owner, repository) = repository.split_once('/')?;
        let name = |text: &str| {
            let of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !text.is_empty()
                && text.len() <= 100
                && text.chars().all(of_a_name)
                && !text.starts_with("..")
                && text != "."
        };
        let is_path = crate::change::RepoPath::new(path.as_bytes()).is_some() && path.is_ascii();
        let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_digit() || matches!(c, 'a'..='f'));
        (name(owner) && name(repository) && is_path && is_commit).then(|| Self {
            owner: owner.into(),
            repository: repository.into(),
            path: path.into(),
            commit: commit.into(),
        })
    }

    /// Whether a text is meant to be one, right or wrong.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.contains("//") || text.contains('@')
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}//{}@{}", self.owner, self.repository, self.path, self.commit)
    }
}

#[cfg(test)]
mod tests {
    use super::Foreign;

    #[test]
    fn a_policy_elsewhere_is_pinned_by_its_commit() {
        let whole = "acme/.github//policies/modelward.toml@0123456789abcdef0123456789abcdef01234567";
        assert_eq!(Foreign::parse(whole).expect("a place").to_string(), whole);
        for wrong in [
            "acme/.github//modelward.toml@main",
            "acme/.github//modelward.toml",
            "acme//modelward.toml@0123456789abcdef0123456789abcdef01234567",
            "acme/x//../secret@0123456789abcdef0123456789abcdef01234567",
            "acme/../x//a@0123456789abcdef0123456789abcdef01234567",
            "a b/x//a@0123456789abcdef0123456789abcdef01234567",
        ] {
            assert_eq!(Foreign::parse(wrong), None, "{wrong}");
        }
    }
}
