//! What a license asks to be shown with a model, where nothing that was read does.

use super::Scene;
use crate::artifact::{Kind, unsigned_letters};
use crate::license::Terms;

/// The words that no text shows. A license that asks for a product's pages may be kept elsewhere too.
pub(super) fn unshown<'a>(scene: &Scene<'_>, terms: &'a Terms) -> Option<&'a str> {
    let wanted = terms.display.as_deref().filter(|_| terms.display_required)?;
    let sought = unsigned_letters(wanted);
    let mut texts = scene.tree().of_kinds(&[Kind::ModelCard, Kind::DatasetCard, Kind::Readme]);
    (!texts.any(|text| text.letters().contains(&sought))).then_some(wanted)
}
