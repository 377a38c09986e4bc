//! What license names and texts mean: names to ids ([`state`]), texts to ids ([`identify`]), ids to terms ([`terms`]),
//! two statements compared ([`agree`]), and the way a change goes ([`shift`]).

mod agree;
mod align;
mod expression;
mod identify;
mod library;
mod names;
mod notice;
mod residue;
mod shift;
mod shingle;
mod spelling;
mod state;
mod terms;
mod url;
mod vocabulary;
pub mod words;

pub use agree::{Agreement, agree};
pub use expression::Expression;
pub use identify::{Added, Changed, Identification, identify, load};
pub use shift::{Artifact, Direction, Shift, shift};
pub use state::{Stated, state, state_other};
pub use terms::{Answer, Category, Terms, all, terms};
