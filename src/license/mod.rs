//! What license names and texts mean.
