//! How commands end, for their help.

/// Of reviews.
pub(super) const REVIEW: &str = "\
Exit status:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  the arguments, the configuration or the surroundings are at fault; what could be judged was judged and printed";

/// Of what is done or not.
pub(super) const DONE: &str = "\
Exit status:
  0  it was done
  2  the arguments, the configuration or the surroundings are at fault";

pub(super) const FIX: &str = "\
Exit status:
  0  everything was mended, or there was nothing to mend
  1  --dry-run, and there is something to mend
  2  a file could not be mended, or the arguments, the configuration or the surroundings are at fault";

pub(super) const DOCS: &str = "\
Exit status:
  0  the pages say what the rules say
  1  --check, and pages are out of date
  2  the arguments or the surroundings are at fault";

pub(super) const CROISSANT: &str = "\
Exit status:
  0  every file is valid
  1  a file is invalid
  2  a file cannot be read, or the arguments are at fault; the other files were judged and printed";
