//! What license names and texts mean: names to ids ([`state`]), texts to ids ([`identify`]), ids to terms ([`terms`]),
//! two statements compared ([`agree`]), and the way a change goes ([`shift`]).

mod agree;
mod align;
mod carrying;
mod compare;
mod expression;
mod flow;
mod holder;
mod identify;
mod library;
mod line;
mod names;
mod notice;
mod origins;
mod pieces;
mod plain;
mod profile;
mod residue;
mod shift;
mod shingle;
mod spelling;
mod state;
mod terms;
mod title;
mod url;
mod vocabulary;
pub mod words;

pub use agree::{Agreement, agree, covers, differ};
pub use compare::differences;
pub use expression::Expression;
pub use flow::{Loss, dropped};
pub use identify::{Added, Changed, Identification, identify, load};
pub use names::{load_names, nearest_of_spdx};
pub use notice::{carries_terms, is_notice};
pub use origins::{Origin, Work, origin};
pub use shift::{Artifact, Direction, PATENTS, Shift, shift};
pub use state::{Stated, known, state, state_other};
pub use terms::{Answer, Category, Terms, all, bare, terms};
pub use title::title_change;

/// The license whose text stands at a web address; none where the address says nothing of it.
#[must_use]
pub fn by_address(address: &str) -> Option<Expression> {
    url::license(address).map(Expression::License)
}
