//! The only place that knows GitHub: what started the run, both trees of a change, and the review that tells a report.
//!
//! A run goes: [`Environment`] and [`Event`] → [`Client`] → [`ApiSource`] → the engine → [`publish`]. Reading and
//! publishing share one client, hence one budget for waiting and one [`Ledger`]. Policy and the repository's own rules
//! are read through the same source, from [`Side::Base`](crate::change::Side::Base).
//!
//! ```no_run
//! use modelward::github::{
//!     ApiSource, Client, Clock, Environment, Event, ForgeError, Options, Outcome, Repository, command_files,
//!     install_crypto, publish,
//! };
//! use modelward::report::{Report, escape, markdown};
//! use modelward::source::Source;
//!
//! async fn review(judge: impl AsyncFnOnce(&mut ApiSource<'_>) -> Report) -> Result<(), Box<dyn std::error::Error>> {
//!     install_crypto();
//!     let environment = Environment::from_process()?;
//!     let payload = std::fs::read(&environment.event_path)?;
//!     let client = Client::new(&environment.connection(), Clock::real())?;
//!     let at = Repository { owner: environment.owner.clone(), name: environment.name.clone() };
//!     let (pull, mut source) = match Event::read(&environment.event, &payload)? {
//!         Event::PullRequest(pull) => (Some(pull.clone()), ApiSource::pull(&client, at.clone(), &pull)),
//!         Event::Commits(commits) => (None, ApiSource::commits(&client, at.clone(), &commits)),
//!         Event::WorkflowRun(_) => return Ok(()), // `find_pull`, then `publish` with the report of the first stage
//!         Event::Nothing(why) => return Ok(println!("{why}")),
//!     };
//!     let change = source.changes().await?;
//!     let report = judge(&mut source).await;
//!
//!     // first what always works: should commenting fail, nothing is lost
//!     let links = environment.links(&change.base, &change.head);
//!     if let Some(file) = &environment.step_summary {
//!         let text = markdown::job_summary(&report, Some(&links), command_files::SUMMARY_BYTES);
//!         command_files::append_summary(file, &text)?;
//!     }
//!     if let Some(pull) = pull {
//!         let options = Options::new(&environment.inputs, Some(links));
//!         let published = publish(&client, &at, &pull, &change, &report, &options).await;
//!         match published.outcome {
//!             Outcome::Degraded { reason, .. } => println!("{}", escape::log_line(&reason)), // and annotations
//!             Outcome::DryRun { calls } => calls.iter().for_each(|call| println!("{call}")),
//!             Outcome::Posted(_) | Outcome::NothingToDo | Outcome::Superseded { .. } => {}
//!         }
//!         published.notes.iter().for_each(|note| println!("{}", escape::log_line(note)));
//!     }
//!     println!("{}", client.ledger());
//!     Ok(()) // the report alone decides the exit status
//! }
//! ```

mod call;
mod calls;
mod check_run;
pub mod client;
pub mod clock;
pub mod command_files;
pub mod environment;
mod error;
pub mod event;
mod existing;
pub mod inputs;
pub mod ledger;
mod marker;
mod note;
mod outcome;
mod plan;
mod publish;
mod pulls;
mod repository;
mod retry;
mod review;
mod session;
mod source;
mod summary;
mod transport;
mod wire;

pub use call::Call;
pub use check_run::check_run;
pub use client::Client;
pub use clock::Clock;
pub use environment::Environment;
pub use error::{ForgeError, Refusal};
pub use event::{Commits, Event, PullRequest, WorkflowRun};
pub use inputs::{Drafts, Inputs};
pub use ledger::Ledger;
pub use outcome::{Outcome, Posted, Published};
pub use plan::Options;
pub use publish::publish;
pub use pulls::find_pull;
pub use repository::Repository;
pub use retry::Effect;
pub use source::ApiSource;
pub(crate) use source::foreign;
pub use transport::{Connection, Reply, Token, install_crypto};
