//! What license names mean: names to ids ([`state`]), ids to terms ([`terms`]), two statements compared ([`agree`]), and
//! the way a change goes ([`shift`]).

mod agree;
mod expression;
mod names;
mod shift;
mod state;
mod terms;
mod url;

pub use agree::{Agreement, agree};
pub use expression::Expression;
pub use shift::{Artifact, Direction, Shift, shift};
pub use state::{Stated, state, state_other};
pub use terms::{Answer, Category, Terms, all, terms};
