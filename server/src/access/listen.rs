//! Where a server may listen.

use onething_engine::scenario::text::Text;
use std::net::SocketAddr;

/// Why a server does not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `--dev` would open it to other machines.
    DevelopmentBeyondLoopback(SocketAddr),
    /// Nobody could come in, or everybody would.
    NoTokens(SocketAddr),
}

impl Refusal {
    /// What is wrong, and how to mend it.
    pub fn text(&self) -> Text {
        match self {
            Refusal::DevelopmentBeyondLoopback(address) => Text::new(
                format!(
                    "--dev 不查身份，只能在本机回环地址上监听，不能用 {address}；请改为 127.0.0.1，\
                     或去掉 --dev 并用 `onething token create` 发放令牌"
                ),
                format!(
                    "--dev asks nobody who they are and listens on loopback only, not on {address}; use 127.0.0.1, \
                     or leave out --dev and give out tokens with `onething token create`"
                ),
            ),
            Refusal::NoTokens(address) => Text::new(
                format!(
                    "尚无有效令牌，不在 {address} 上启动；请先用 `onething token create --role administrator` 发放，\
                     或在本机试用时加 --dev"
                ),
                format!(
                    "no token is good, so nothing is served on {address}; give one out first with `onething token \
                     create --role administrator`, or add --dev to try it out on this machine"
                ),
            ),
        }
    }
}

/// Whether a server may listen: with `--dev` on loopback alone, else with at least one good token.
///
/// # Errors
/// The [`Refusal`], with its mend.
pub fn may_listen(address: SocketAddr, development: bool, has_tokens: bool) -> Result<(), Refusal> {
    // ::ffff:127.0.0.1 is 127.0.0.1; 0.0.0.0 and :: are every address of the machine.
    let loopback = address.ip().to_canonical().is_loopback();
    match (development, loopback) {
        (true, false) => Err(Refusal::DevelopmentBeyondLoopback(address)),
        (true, true) => Ok(()),
        (false, _) if has_tokens => Ok(()),
        (false, _) => Err(Refusal::NoTokens(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, may_listen};

    #[test]
    fn dev_is_for_loopback_and_everything_else_needs_tokens() {
        let loopback = ["127.0.0.1:80", "127.8.9.1:80", "[::1]:80", "[::ffff:127.0.0.1]:80"];
        let beyond = [
            "0.0.0.0:80",
            "[::]:80",
            "10.0.0.1:80",
            "192.168.1.1:80",
            "[fe80::1]:80",
            "[::ffff:10.0.0.1]:80",
        ];
        for address in loopback.map(|a| a.parse().unwrap()) {
            assert_eq!(may_listen(address, true, false), Ok(()));
            assert_eq!(may_listen(address, false, true), Ok(()));
            assert_eq!(may_listen(address, false, false), Err(Refusal::NoTokens(address)));
        }
        for address in beyond.map(|a| a.parse().unwrap()) {
            for tokens in [false, true] {
                let refused = Err(Refusal::DevelopmentBeyondLoopback(address));
                assert_eq!(may_listen(address, true, tokens), refused);
            }
            assert_eq!(may_listen(address, false, true), Ok(()));
            let refused = may_listen(address, false, false).unwrap_err();
            assert_eq!(refused, Refusal::NoTokens(address));
            assert!(refused.text().zh.contains("onething token create"));
            assert!(refused.text().en.contains(&address.to_string()));
        }
    }
}
