//! Who says what in a policy, for those who ask.

use super::{Policy, selects};

impl Policy {
    /// The policy that holds a rule fast, by its name.
    #[must_use]
    pub fn locked_by(&self, rule: &str) -> Option<&str> {
        let locks = |policy: &&Self| policy.locked.iter().any(|said| selects(&said.value, rule));
        self.layers().find(locks).map(|policy| policy.name.as_str())
    }
}
