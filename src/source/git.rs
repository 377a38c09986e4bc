//! Local git.
