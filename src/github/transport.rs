//! One exchange with GitHub: octocrab's authentication over reqwest's connections, bounded in time and size.

use super::call::{Call, GRAPHQL};
use super::error::ForgeError;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::service::middleware::reqwest_connector::ReqwestConnector;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A secret: nothing that prints shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub fn new(token: &str) -> Result<Self, ForgeError> {
        let token = token.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ForgeError::Configuration("the token is empty or holds characters that no token has".into()));
        }
        Ok(Self(token.to_owned()))
    }
}

impl Token {
    fn header(&self) -> Result<HeaderValue, ForgeError> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0))
            .map_err(|_| ForgeError::Configuration("the token cannot be sent".into()))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

const AGENT: HeaderValue = HeaderValue::from_static(concat!("modelward/", env!("CARGO_PKG_VERSION")));

/// Where GitHub is, and how long it may take.
#[derive(Debug, Clone)]
pub struct Connection {
    /// `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server.
    pub api: String,
    /// `https://api.github.com/graphql`, or `https://HOST/api/graphql`.
    pub graphql: String,
    pub token: Option<Token>,
    /// How long a run may wait for limits and between attempts, in all.
    pub wait: Duration,
    /// How long one exchange may take. GitHub itself gives up after 10 s.
    pub timeout: Duration,
}

impl Connection {
    /// Outside a workflow: what the environment names, else GitHub's own addresses.
    pub fn from_environment() -> Result<Self, ForgeError> {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Ok(Self {
            api: set("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".into()),
            graphql: set("GITHUB_GRAPHQL_URL").unwrap_or_else(|| "https://api.github.com/graphql".into()),
            token: set("GITHUB_TOKEN").map(|token| Token::new(&token)).transpose()?,
            wait: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
        })
    }
}

/// Installs the cryptography that TLS needs. Call it once, first; a second call does nothing.
pub fn install_crypto() {
    // an error only says that a provider is there already
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// No answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) message: String,
    /// Whether GitHub may have received the request.
    pub(crate) sent: bool,
    pub(crate) too_large: bool,
}

impl Failure {
    fn before(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), sent: false, too_large: false }
    }
}

pub(crate) struct Transport {
    octocrab: Octocrab,
    /// The path of the API's address: empty, or `/api/v3`.
    prefix: String,
    /// The API's origin, to which redirects must stay.
    origin: String,
    graphql: String,
}

impl Transport {
    pub(crate) fn new(connection: &Connection) -> Result<Self, ForgeError> {
        // without it reqwest panics
        install_crypto();
        let (origin, prefix) = split(&connection.api, "GITHUB_API_URL")?;
        let (graphql_origin, graphql_path) = split(&connection.graphql, "GITHUB_GRAPHQL_URL")?;
        let fault = |error: &dyn StdError| {
            let chain = chain(error);
            ForgeError::Configuration(format!("cannot set up HTTPS: {chain}; are CA certificates installed?"))
        };
        // octocrab wraps its request bodies, so reqwest cannot repeat them; redirects and retries are ours
        let client = reqwest::Client::builder()
            .connect_timeout(connection.timeout.min(Duration::from_secs(10)))
            .timeout(connection.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()
            .map_err(|error| fault(&error))?;
        let uri = |origin: &str| origin.parse::<Uri>().map_err(|error| fault(&error));
        // the base address is the origin alone: octocrab would put a path before GraphQL's, too; the upload address is
        // the second one that octocrab authenticates at
        let (base, upload) = (uri(&origin)?, uri(&graphql_origin)?);
        let authorization = connection.token.as_ref().map(Token::header).transpose()?;
        // octocrab's own builder sends its name beside ours, hence its layers one by one
        let Ok(octocrab) = OctocrabBuilder::new_empty()
            .with_service(ReqwestConnector::new(client))
            .with_layer(&ExtraHeadersLayer::new(Arc::new(vec![(header::USER_AGENT, AGENT)])))
            .with_layer(&BaseUriLayer::new(base.clone()))
            .with_layer(&AuthHeaderLayer::new(authorization, base, upload))
            .with_auth(AuthState::None)
            .build();
        let graphql = if graphql_origin == origin { graphql_path } else { format!("{graphql_origin}{graphql_path}") };
        Ok(Self { octocrab, prefix, origin, graphql })
    }

    /// Follows redirects inside GitHub with the same method: a renamed repository answers 301 to everything.
    pub(crate) async fn exchange(&self, call: &Call) -> Result<Reply, Failure> {
        let mut target =
            if call.path == GRAPHQL { self.graphql.clone() } else { format!("{}{}", self.prefix, call.path) };
        for _ in 0..3 {
            let reply = self.once(call, &target).await?;
            if !matches!(reply.status.as_u16(), 301 | 302 | 307 | 308) {
                return Ok(reply);
            }
            let location = reply.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
            match location.and_then(|to| to.strip_prefix(&self.origin).or_else(|| to.starts_with('/').then_some(to))) {
                Some(inside) if inside.starts_with('/') => inside.clone_into(&mut target),
                _ => return Ok(reply),
            }
        }
        Err(Failure::before("more than 3 redirects"))
    }

    async fn once(&self, call: &Call, target: &str) -> Result<Reply, Failure> {
        let uri: Uri = target.parse().map_err(Failure::before)?;
        let request = http::Request::builder().method(call.method.clone()).uri(uri).header(header::ACCEPT, call.accept);
        let request = self.octocrab.build_request(request, call.body.as_ref()).map_err(Failure::before)?;
        let response = self.octocrab.execute(request).await.map_err(|error| failure(&error))?;
        let (head, body) = response.into_parts();
        let body = match Limited::new(body, call.limit).collect().await {
            Ok(body) => body.to_bytes().to_vec(),
            Err(error) if error.is::<LengthLimitError>() => {
                return Err(Failure { message: "too large".into(), sent: true, too_large: true });
            }
            // a write that GitHub confirmed is done, even where the rest of its answer is lost
            Err(_) if head.status.is_success() && call.method != Method::GET && call.path != GRAPHQL => Vec::new(),
            Err(error) => {
                return Err(Failure {
                    message: format!("the answer broke off ({})", chain(error.as_ref())),
                    sent: true,
                    too_large: false,
                });
            }
        };
        Ok(Reply { status: head.status, headers: head.headers, body })
    }
}

fn failure(error: &octocrab::Error) -> Failure {
    let mut source: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<reqwest::Error>() {
            let message = if cause.is_timeout() { "no answer in time".to_owned() } else { chain(cause) };
            return Failure { message, sent: !cause.is_connect() && !cause.is_builder(), too_large: false };
        }
        source = cause.source();
    }
    Failure { message: chain(error), sent: true, too_large: false }
}

/// An error with its causes, in one line. Several of octocrab's own say nothing but their name.
fn chain(error: &dyn StdError) -> String {
    let (mut text, mut source) = (error.to_string(), error.source());
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    crate::visible::visible(&text).into_owned()
}

/// Splits an address into origin and path. A token only travels encrypted, or inside this machine.
fn split(address: &str, name: &str) -> Result<(String, String), ForgeError> {
    let wrong = |what: &str| ForgeError::Configuration(format!("{name} {what}: {address:?}"));
    let uri: Uri = address.trim_end_matches('/').parse().map_err(|_| wrong("is not an address"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong("is not an address"));
    };
    let host = authority.host().trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    if authority.as_str().contains('@') || !(scheme == "https" || scheme == "http" && local) {
        return Err(wrong("must be https, without a user"));
    }
    Ok((format!("{scheme}://{authority}"), uri.path().trim_end_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_addresses_and_refuses_plain_text() {
        let parts = |address| split(address, "X").ok();
        assert_eq!(parts("https://api.github.com/"), Some(("https://api.github.com".into(), String::new())));
        assert_eq!(parts("https://ghe.example/api/v3"), Some(("https://ghe.example".into(), "/api/v3".into())));
        assert_eq!(parts("http://127.0.0.1:80"), Some(("http://127.0.0.1:80".into(), String::new())));
        for bad in ["http://ghe.example/api/v3", "ftp://localhost", "https://me:secret@ghe.example", "", "api"] {
            assert!(parts(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn never_shows_a_token() {
        let token = Token::new("ghs_secret\n").unwrap();
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert!(Token::new("a b").is_err() && Token::new(" ").is_err());
    }
}
