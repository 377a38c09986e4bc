//! Whether what is made from a work keeps the terms that have to come along with it.

use super::expression::Expression;
use super::terms::{Answer, Category, Terms, terms};

/// What a declared license leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The work is not for commercial use.
    NonCommercial,
    /// A community license asks that its terms go with everything made from it.
    Community,
    /// A RAIL license asks that its limits on use go with everything made from it.
    UseLimits,
    /// Changed versions must not be shared.
    NoDerivatives,
    /// Changed versions stay under the same license.
    ShareAlike,
    /// The same, in a license for software. Whether it reaches weights is not settled.
    Copyleft,
}

impl Loss {
    /// The terms, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NonCommercial => "which excludes commercial use",
            Self::Community => "whose terms go with everything that is made from it",
            Self::UseLimits => "whose limits on use go with everything that is made from it",
            Self::NoDerivatives => "which allows no changed versions",
            Self::ShareAlike | Self::Copyleft => "which asks that changed versions stay under it",
        }
    }
}

/// What of the terms of `base` the declared license lacks. A choice lacks them only where each of its parts does; a
/// license that nobody here has read lacks nothing.
#[must_use]
pub fn dropped(base: &Terms, declared: &Expression) -> Option<Loss> {
    let mut losses = declared.alternatives().into_iter().map(|all| {
        let rows: Option<Vec<&Terms>> = all.iter().map(|id| terms(id)).collect();
        // of licenses that hold together, one that keeps the terms is enough
        rows?.into_iter().map(|row| lost(base, row)).reduce(Option::and).flatten()
    });
    let first = losses.next()??;
    losses.all(|loss| loss.is_some()).then_some(first)
}

fn lost(base: &Terms, declared: &Terms) -> Option<Loss> {
    if base.id == declared.id || (base.kin.is_some() && base.kin == declared.kin) || declared.family.is_some() {
        return None;
    }
    let open = is_open(declared.category);
    if base.commercial_use == Answer::No && declared.commercial_use == Answer::Yes {
        return Some(Loss::NonCommercial);
    }
    match base.category {
        Category::ProprietaryCommunity if base.flow_down == Answer::Yes && open => return Some(Loss::Community),
        Category::Rail if open => return Some(Loss::UseLimits),
        _ => {}
    }
    if base.derivatives == Answer::No && declared.derivatives == Answer::Yes {
        return Some(Loss::NoDerivatives);
    }
    if base.share_alike != Answer::Yes || declared.share_alike != Answer::No {
        return None;
    }
    match base.category {
        Category::DataCopyleft => Some(Loss::ShareAlike),
        Category::Copyleft | Category::StrongCopyleft if open => Some(Loss::Copyleft),
        _ if base.id.starts_with("CC-BY-") => Some(Loss::ShareAlike),
        _ => None,
    }
}

/// Licenses that let every user do what they like, or ask for nothing but sharing alike.
fn is_open(category: Category) -> bool {
    matches!(
        category,
        Category::Permissive
            | Category::DataPermissive
            | Category::WeakCopyleft
            | Category::Copyleft
            | Category::StrongCopyleft
            | Category::DataCopyleft
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::{Stated, state};

    fn loss(base: &str, declared: &str) -> Option<Loss> {
        let Stated::Known(declared) = state(declared) else { panic!("{declared}") };
        dropped(terms(base).unwrap_or_else(|| panic!("{base}")), &declared)
    }

    #[test]
    fn terms_that_get_lost() {
        for (base, declared, expected) in [
            ("llama3.1", "apache-2.0", Some(Loss::Community)),
            ("gemma", "mit", Some(Loss::Community)),
            ("llama2", "cc-by-4.0", Some(Loss::Community)),
            ("openrail++", "mit", Some(Loss::UseLimits)),
            ("cc-by-nc-4.0", "apache-2.0", Some(Loss::NonCommercial)),
            ("cc-by-nc-4.0", "cc-by-nc-sa-4.0", None),
            ("cc-by-nd-4.0", "cc-by-4.0", Some(Loss::NoDerivatives)),
            ("cc-by-sa-4.0", "mit", Some(Loss::ShareAlike)),
            ("cc-by-sa-4.0", "cc-by-sa-3.0", None),
            ("gpl-3.0", "apache-2.0", Some(Loss::Copyleft)),
            ("llama3.1", "llama3.1", None),
            ("llama3.1", "LicenseRef-ours", None),
            ("llama3.1", "cc-by-nc-4.0", None),
            ("llama3.1", "mit OR llama3.1", None),
            ("llama3.1", "mit AND llama3.1", None),
            ("llama3.1", "mit OR apache-2.0", Some(Loss::Community)),
            ("apache-2.0", "cc-by-nc-4.0", None),
            ("mit", "apache-2.0", None),
            ("gemma", "LicenseRef-scancode-gemma-tou-2024-04-01", None),
            ("LicenseRef-gml-by-nc", "LicenseRef-gml-by", Some(Loss::NonCommercial)),
            ("LicenseRef-modelgo-by-nc-nd-2.0", "LicenseRef-modelgo-zero-2.0", Some(Loss::NonCommercial)),
        ] {
            assert_eq!(loss(base, declared), expected, "{base} to {declared}");
        }
    }
}
