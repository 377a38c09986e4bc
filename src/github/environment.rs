//! What a workflow tells: the `GITHUB_*` variables and the action's inputs, read once.

use super::error::ForgeError;
use super::inputs::Inputs;
use super::transport::{Connection, Token};
use crate::report::markdown::Links;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

/// Everything a run takes from its environment.
#[derive(Debug, Clone)]
pub struct Environment {
    pub owner: String,
    pub name: String,
    pub api: String,
    pub graphql: String,
    pub server: String,
    pub event: String,
    pub event_path: PathBuf,
    pub token: Option<Token>,
    /// The files that the runner reads after the step.
    pub output: Option<PathBuf>,
    pub step_summary: Option<PathBuf>,
    pub workspace: Option<PathBuf>,
    pub inputs: Inputs,
}

impl Environment {
    /// Reads variables as a map, so that nothing else depends on the process's own.
    pub fn read<S: std::hash::BuildHasher>(variables: &HashMap<String, String, S>) -> Result<Self, ForgeError> {
        let get = |name: &str| variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let need = |name: &str| {
            get(name).map(str::to_owned).ok_or_else(|| {
                ForgeError::Configuration(format!(
                    "{name} is not set: `review` runs inside GitHub Actions; for a local check use `modelward check`"
                ))
            })
        };
        let repository = need("GITHUB_REPOSITORY")?;
        let Some((owner, name)) = repository.split_once('/').filter(|(owner, name)| is_name(owner) && is_name(name))
        else {
            return Err(ForgeError::Configuration(format!("GITHUB_REPOSITORY is not OWNER/NAME: {repository:?}")));
        };
        let api = get("GITHUB_API_URL").unwrap_or("https://api.github.com").trim_end_matches('/');
        let graphql = get("GITHUB_GRAPHQL_URL").map_or_else(|| graphql_beside(api), str::to_owned);
        let token = ["INPUT_GITHUB-TOKEN", "INPUT_GITHUB_TOKEN", "INPUT_TOKEN", "GITHUB_TOKEN"];
        let token = token.iter().find_map(|name| get(name)).map(Token::new).transpose()?;
        let path = |name: &str| get(name).map(PathBuf::from);
        Ok(Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
            api: api.to_owned(),
            graphql,
            server: get("GITHUB_SERVER_URL").unwrap_or("https://github.com").trim_end_matches('/').to_owned(),
            event: need("GITHUB_EVENT_NAME")?,
            event_path: need("GITHUB_EVENT_PATH")?.into(),
            token,
            output: path("GITHUB_OUTPUT"),
            step_summary: path("GITHUB_STEP_SUMMARY"),
            workspace: path("GITHUB_WORKSPACE"),
            inputs: Inputs::read(variables)?,
        })
    }

    /// The variables of this process. One that is not UTF-8 is left out.
    pub fn from_process() -> Result<Self, ForgeError> {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect::<HashMap<_, _>>();
        Self::read(&variables)
    }

    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection {
            api: self.api.clone(),
            graphql: self.graphql.clone(),
            token: self.token.clone(),
            wait: self.inputs.max_wait,
            timeout: Duration::from_secs(30),
        }
    }

    /// Where the comments' links lead.
    #[must_use]
    pub fn links(&self, base: &str, head: &str) -> Links {
        Links {
            server: self.server.clone(),
            repository: format!("{}/{}", self.owner, self.name),
            head: head.to_owned(),
            base: base.to_owned(),
        }
    }
}

/// An Enterprise Server's API is at `/api/v3`, its GraphQL at `/api/graphql`.
fn graphql_beside(api: &str) -> String {
    format!("{}/graphql", api.strip_suffix("/v3").unwrap_or(api))
}

/// Names go into paths as they are.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !matches!(name, "." | "..")
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::Drafts;
    use crate::report::FailOn;

    fn read(more: &[(&str, &str)]) -> Result<Environment, ForgeError> {
        let usual = [
            ("GITHUB_REPOSITORY", "octo-org/models"),
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_EVENT_PATH", "/github/workflow/event.json"),
        ];
        Environment::read(&usual.iter().chain(more).map(|(k, v)| ((*k).into(), (*v).into())).collect::<HashMap<_, _>>())
    }

    #[test]
    fn has_defaults_for_everything_but_the_run() {
        let environment = read(&[("INPUT_FAIL-ON", ""), ("INPUT_ID", " ")]).unwrap();
        assert_eq!(environment.inputs, Inputs::default());
        assert_eq!(environment.graphql, "https://api.github.com/graphql");
        assert!(
            Environment::read(&HashMap::<String, String>::new()).unwrap_err().to_string().contains("modelward check")
        );
    }

    #[test]
    fn reads_hyphenated_inputs_and_tokens() {
        let environment = read(&[
            ("INPUT_FAIL-ON", "warning"),
            ("INPUT_MAX_COMMENTS", "7"),
            ("INPUT_DRAFTS", "off"),
            ("INPUT_GITHUB-TOKEN", "ghs_one"),
            ("GITHUB_TOKEN", "ghs_two"),
            ("GITHUB_API_URL", "https://ghe.example/api/v3"),
        ])
        .unwrap();
        assert_eq!((environment.inputs.fail_on, environment.inputs.max_comments), (FailOn::Warning, 7));
        assert_eq!(environment.inputs.drafts, Drafts::Off);
        assert_eq!(environment.token, Token::new("ghs_one").ok());
        assert_eq!(environment.graphql, "https://ghe.example/api/graphql");
        assert!(!format!("{environment:?}").contains("ghs_"));
    }

    #[test]
    fn names_the_input_that_is_wrong() {
        for (name, value) in [("FAIL-ON", "maybe"), ("MAX-COMMENTS", "101"), ("DRAFTS", "x"), ("MAX-WAIT", "-1")] {
            let error = read(&[(&format!("INPUT_{name}"), value)]).unwrap_err().to_string();
            assert!(error.contains(&name.to_lowercase()) && error.contains("it takes"), "{error}");
        }
        assert!(read(&[("GITHUB_REPOSITORY", "a/../b")]).is_err());
    }
}
