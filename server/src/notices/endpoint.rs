//! Receivers of notifications: `[webhooks.ID]` of the configuration.
//!
//! ```toml
//! [webhooks.city-messages]
//! url = "https://messages.example.gov.cn/onething"
//! secrets = ["${env:HOOK_SECRET}", "${file:/run/secrets/hook-before}"]   # in use; and the one before, while exchanged
//! kinds = ["escalation"]                                                # left out: all
//! internal = ["10.8.0.0/16"]                                            # may be reached though not public
//! authorities = ["/etc/onething/ca.pem"]                                # besides those of the machine
//! ```

use super::outbox::EndpointId;
use super::outgoing::Kind;
use crate::config::SectionMistake;
use crate::config::secret::{Reference, Vault, resolve};
use crate::signature::{Signer, WebhookSecret};
use onething_engine::nearest::nearest;
use onething_engine::scenario::text::Text;
use std::net::IpAddr;
use std::path::PathBuf;

/// The keys of a receiver's table.
const KEYS: [&str; 5] = ["url", "secrets", "kinds", "internal", "authorities"];
/// Most secrets at once: the one in use and the one before.
const MOST_SECRETS: usize = 2;

/// Why a receiver's table is none; the key is one of the table.
pub type NotAnEndpoint = SectionMistake;

/// A receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name in the configuration.
    pub id: EndpointId,
    /// Where to.
    pub url: String,
    /// With which secrets.
    pub signer: Signer,
    /// Which kinds it wants.
    pub kinds: Vec<Kind>,
    /// Hosts, addresses and networks that may be reached for it though not public; of a receiver on this machine,
    /// its own host.
    pub internal: Vec<String>,
    /// Files of certificates that are trusted besides the machine's.
    pub authorities: Vec<PathBuf>,
}

fn mistake(key: &str, zh: impl AsRef<str>, en: impl AsRef<str>) -> NotAnEndpoint {
    SectionMistake { key: Some(key.to_owned()), text: Text::new(zh.as_ref(), en.as_ref()) }
}

/// Judges `[webhooks.ID]` without fetching its secrets; what `config::resolve` is given.
///
/// # Errors
/// What is wrong at which key, and how to mend it.
pub fn check(id: &str, table: &toml::Table) -> Result<(), NotAnEndpoint> {
    Facts::read(id, table).map(drop)
}

impl Endpoint {
    /// Reads `[webhooks.ID]` and fetches its secrets.
    ///
    /// # Errors
    /// What is wrong at which key, and how to mend it; never a secret itself.
    pub fn read(id: &str, table: &toml::Table, vault: &dyn Vault) -> Result<Self, NotAnEndpoint> {
        let facts = Facts::read(id, table)?;
        let mut secrets = Vec::new();
        for reference in &facts.secrets {
            let at = |text: Text| SectionMistake { key: Some("secrets".to_owned()), text };
            let secret = resolve(reference, vault).map_err(at)?;
            secrets.push(WebhookSecret::read(secret.expose()).map_err(|wrong| at(wrong.text()))?);
        }
        let mut secrets = secrets.into_iter();
        let Some(current) = secrets.next() else { return Err(no_secrets()) };
        let signer = Signer::new(current, secrets.next());
        let Facts { url, kinds, internal, authorities, .. } = facts;
        Ok(Self { id: id.into(), url, signer, kinds, internal, authorities })
    }

    /// Whether it wants to be told of a kind.
    pub fn wants(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

fn no_secrets() -> NotAnEndpoint {
    mistake(
        "secrets",
        "应为一至两个密钥的引用：[\"${env:变量名}\"]，换用期间旧密钥列在其后",
        "one or two references to secrets: [\"${env:NAME}\"], the one before behind it while it is exchanged",
    )
}

/// The table, its secrets still references.
struct Facts {
    url: String,
    secrets: Vec<String>,
    kinds: Vec<Kind>,
    internal: Vec<String>,
    authorities: Vec<PathBuf>,
}

impl Facts {
    fn read(id: &str, table: &toml::Table) -> Result<Self, NotAnEndpoint> {
        let simple = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if id.is_empty() || id.len() > 64 || !id.chars().all(simple) {
            let (zh, en) =
                ("名字应为 1 至 64 个字母、数字、-、_", "a name is 1 to 64 letters, digits, - and _");
            return Err(SectionMistake { key: None, text: Text::new(zh, en) });
        }
        if let Some(unknown) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let near = nearest(unknown, KEYS).unwrap_or("url");
            let zh = format!("没有 `{unknown}`；是否指 `{near}`？");
            return Err(mistake(unknown, zh, format!("there is no `{unknown}`; did you mean `{near}`?")));
        }
        let (url, own) = url(table)?;
        let mut internal =
            texts(table, "internal", "主机、地址或网段的列表", "a list of hosts, addresses, networks")?;
        internal.extend(own);
        let authorities =
            texts(table, "authorities", "证书文件（PEM）的列表", "a list of files of certificates (PEM)")?;
        let authorities = authorities.into_iter().map(PathBuf::from).collect();
        Ok(Self { url, secrets: secrets(table)?, kinds: kinds(table)?, internal, authorities })
    }
}

/// `https`, or `http` to this machine alone; no name and password in it.
/// Also its host where that is this machine, for that it may be reached is said by naming it.
fn url(table: &toml::Table) -> Result<(String, Option<String>), NotAnEndpoint> {
    let wrong = || {
        mistake(
            "url",
            "应为 https:// 开头的地址，不含用户名与密码（http:// 只可用于本机）",
            "an address that begins with https:// and holds no user or password (http:// to this machine alone)",
        )
    };
    let text = table.get("url").and_then(toml::Value::as_str).ok_or_else(wrong)?;
    let url = reqwest::Url::parse(text).map_err(|_| wrong())?;
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let here = host == "localhost" || address.is_ok_and(|ip| ip.to_canonical().is_loopback());
    let scheme = url.scheme() == "https" || url.scheme() == "http" && here;
    let bare = url.username().is_empty() && url.password().is_none();
    if scheme && bare && !host.is_empty() {
        Ok((text.to_owned(), here.then(|| host.to_owned())))
    } else {
        Err(wrong())
    }
}

/// A list of texts.
fn texts(table: &toml::Table, key: &str, zh: &str, en: &str) -> Result<Vec<String>, NotAnEndpoint> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let wrong = || mistake(key, format!("应为{zh}"), en);
    let listed = value.as_array().ok_or_else(wrong)?;
    listed.iter().map(|v| v.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
}

fn secrets(table: &toml::Table) -> Result<Vec<String>, NotAnEndpoint> {
    let listed = table.get("secrets").and_then(toml::Value::as_array).ok_or_else(no_secrets)?;
    let texts: Vec<String> = listed.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    let good = texts.len() == listed.len() && (1..=MOST_SECRETS).contains(&texts.len());
    // What stands there may be a secret by mistake: it is not repeated.
    if good && texts.iter().all(|text| Reference::read(text).is_some()) {
        Ok(texts)
    } else {
        Err(no_secrets())
    }
}

fn kinds(table: &toml::Table) -> Result<Vec<Kind>, NotAnEndpoint> {
    let Some(value) = table.get("kinds") else { return Ok(Kind::ALL.to_vec()) };
    let names = Kind::ALL.map(Kind::name).join(", ");
    let wrong = || {
        let (zh, en) = (format!("应为以下几种的列表：{names}"), format!("a list of some of: {names}"));
        mistake("kinds", zh, en)
    };
    let listed = value.as_array().filter(|listed| !listed.is_empty()).ok_or_else(wrong)?;
    listed.iter().map(|v| v.as_str().and_then(Kind::of_name).ok_or_else(wrong)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, check};
    use crate::notices::Kind;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn table(text: &str) -> toml::Table {
        toml::from_str(text).unwrap()
    }

    fn variable(name: &str) -> Option<String> {
        match name {
            "A" | "B" => Some(SECRET.to_owned()),
            "SHORT" => Some("whsec_AAAA".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_receiver_is_read_with_its_secrets() {
        let facts =
            table("url = \"https://h/x\"\nsecrets = [\"${env:A}\", \"${env:B}\"]\nkinds = [\"escalation\"]");
        check("city", &facts).unwrap();
        let endpoint = Endpoint::read("city", &facts, &variable).unwrap();
        assert!(endpoint.wants(Kind::Escalation) && !endpoint.wants(Kind::Notice));
        assert_eq!(endpoint.signer.sign("a", 1, b"").split(' ').count(), 2);
        assert!(!format!("{endpoint:?}").contains("MfKQ"));
        let all = table("url = \"http://127.0.0.1:9/x\"\nsecrets = [\"${env:A}\"]");
        let all = Endpoint::read("city", &all, &variable).unwrap();
        assert_eq!((all.kinds, all.internal), (Kind::ALL.to_vec(), vec!["127.0.0.1".to_owned()]));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_key_and_no_secret_with_it() {
        let url = "url = \"https://h/x\"\n";
        for (key, text) in [
            ("url", "secrets = [\"${env:A}\"]".to_owned()),
            ("url", "url = \"http://messages.example/x\"\nsecrets = [\"${env:A}\"]".to_owned()),
            ("url", "url = \"https://u:p@h/x\"\nsecrets = [\"${env:A}\"]".to_owned()),
            ("url", "url = \"ftp://h/x\"\nsecrets = [\"${env:A}\"]".to_owned()),
            ("url", "url = 1\nsecrets = [\"${env:A}\"]".to_owned()),
            ("secrets", url.to_owned()),
            ("secrets", format!("{url}secrets = [\"{SECRET}\"]")),
            ("secrets", format!("{url}secrets = []")),
            ("secrets", format!("{url}secrets = [\"${{env:A}}\", \"${{env:A}}\", \"${{env:A}}\"]")),
            ("secrets", format!("{url}secrets = [1]")),
            ("kinds", format!("{url}secrets = [\"${{env:A}}\"]\nkinds = [\"gossip\"]")),
            ("kinds", format!("{url}secrets = [\"${{env:A}}\"]\nkinds = []")),
            ("internal", format!("{url}secrets = [\"${{env:A}}\"]\ninternal = \"10.0.0.0/8\"")),
            ("authorities", format!("{url}secrets = [\"${{env:A}}\"]\nauthorities = [1]")),
            ("secret", format!("{url}secret = \"${{env:A}}\"")),
        ] {
            let wrong = check("city", &table(&text)).unwrap_err();
            assert_eq!(wrong.key.as_deref(), Some(key), "{text}");
            assert!(!wrong.text.en.contains("MfKQ") && !wrong.text.zh.contains("MfKQ"));
        }
        let good = table(&format!("{url}secrets = [\"${{env:SHORT}}\"]"));
        assert!(check("city", &good).is_ok());
        assert_eq!(Endpoint::read("city", &good, &variable).unwrap_err().key.as_deref(), Some("secrets"));
        let unset = table(&format!("{url}secrets = [\"${{env:UNSET}}\"]"));
        assert!(Endpoint::read("city", &unset, &variable).unwrap_err().text.en.contains("UNSET is not set"));
        for name in ["", "城市", "a b", &"x".repeat(65)] {
            assert_eq!(check(name, &good).unwrap_err().key, None, "{name}");
        }
    }
}
