//! The flags of `serve`, made from the table of settings.

use super::setting::{Kind, Setting};
use super::table::TABLE;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use onething_engine::scenario::text::Language;
use std::path::PathBuf;

/// What was given on the command line. As `#[command(flatten)]` of the verb it adds all flags with their help.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--print-config`.
    pub print: bool,
    /// Settings: the flag as it was spelled, the key, the value. Flags of every verb are added by who reads them.
    pub given: Vec<(String, String, String)>,
}

/// Flags that are no settings: name, value, Chinese, English.
const OWN: [(&str, Option<&str>, &str, &str); 3] = [
    ("config", Some("FILE"), "配置文件（TOML）", "file of configuration (TOML)"),
    ("set", Some("KEY=VALUE"), "任何一项设置，如 limits.page=100", "any setting, as limits.page=100"),
    (
        "print-config",
        None,
        "只打印各项设置的值与来源，不启动",
        "print every setting with its value and where it comes from, and do not serve",
    ),
];

fn own() -> impl Iterator<Item = (&'static Setting, &'static str)> {
    TABLE.iter().filter(|s| !s.everywhere).filter_map(|s| Some((s, s.flag?)))
}

impl Flags {
    /// The help of each flag by the id of its argument, for help in another language.
    pub fn help(language: Language) -> Vec<(&'static str, String)> {
        let settings = own().map(|(setting, _)| (setting.key, setting.help(language)));
        let others =
            OWN.map(|(name, _, zh, en)| (name, if language == Language::Zh { zh } else { en }.to_owned()));
        settings.chain(others).collect()
    }

    /// With a setting given by a flag of every verb.
    pub fn give(&mut self, key: &str, value: &str) {
        let flag = TABLE.iter().find(|s| s.key == key).and_then(|s| s.flag).unwrap_or(key);
        self.given.push((format!("--{flag}"), key.to_owned(), value.to_owned()));
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let mut command = command;
        for (setting, flag) in own() {
            let arg = Arg::new(setting.key).long(flag).help(setting.help(Language::En)).required(false);
            command = command.arg(match setting.kind {
                // `--dev` alone says yes; `--dev=false` takes back what a file says.
                Kind::Switch => {
                    arg.num_args(0..=1).require_equals(true).default_missing_value("true").value_name("BOOL")
                }
                Kind::Choice(words) => arg.value_name("WORD").value_parser(words.to_vec()),
                Kind::Path => arg.value_name("PATH"),
                Kind::Address => arg.value_name("ADDRESS"),
                _ => arg.value_name("VALUE"),
            });
        }
        for (name, value, _, en) in OWN {
            let arg = Arg::new(name).long(name).help(en);
            command = command.arg(match (value, name) {
                (None, _) => arg.action(ArgAction::SetTrue),
                (Some(value), "set") => arg.value_name(value).action(ArgAction::Append),
                (Some(value), _) => arg.value_name(value).value_parser(clap::value_parser!(PathBuf)),
            });
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Flags {
            config: matches.get_one::<PathBuf>("config").cloned(),
            print: matches.get_flag("print-config"),
            given: Vec::new(),
        };
        for said in matches.get_many::<String>("set").into_iter().flatten() {
            let (key, value) = said.split_once('=').unwrap_or((said, ""));
            flags.given.push((format!("--set {key}"), key.trim().to_owned(), value.trim().to_owned()));
        }
        for (setting, flag) in own() {
            if let Some(value) = matches.get_one::<String>(setting.key) {
                flags.given.push((format!("--{flag}"), setting.key.to_owned(), value.clone()));
            }
        }
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;
    use clap::{Args, Command, FromArgMatches};
    use onething_engine::scenario::text::Language;

    fn read(words: &[&str]) -> Result<Flags, clap::Error> {
        let command = Flags::augment_args(Command::new("serve"));
        Flags::from_arg_matches(&command.try_get_matches_from([&["serve"], words].concat())?)
    }

    #[test]
    fn flags_of_the_table_are_flags_of_the_command() {
        Flags::augment_args(Command::new("serve")).debug_assert();
        let flags =
            read(&["--listen", "[::1]:9", "--dev", "--clock=real", "--set", "limits.page=7"]).unwrap();
        let given: Vec<(&str, &str)> = flags.given.iter().map(|(_, k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(given, [("limits.page", "7"), ("listen", "[::1]:9"), ("dev", "true"), ("clock", "real")]);
        assert_eq!(read(&["--dev=false"]).unwrap().given, [("--dev".into(), "dev".into(), "false".into())]);
        let flags = read(&["--config", "a.toml", "--print-config"]).unwrap();
        assert!(flags.print && flags.config.is_some() && flags.given.is_empty());
        assert!(read(&["--clock", "lunar"]).is_err());
        assert!(read(&["--listn", "x"]).is_err());
    }

    #[test]
    fn help_is_there_in_both_languages() {
        let (zh, en) = (Flags::help(Language::Zh), Flags::help(Language::En));
        assert_eq!(zh.len(), en.len());
        assert!(
            en.iter()
                .any(|(id, text)| *id == "clock" && text.ends_with("[default: real; with --dev sandbox]"))
        );
        assert!(zh.iter().zip(&en).all(|(zh, en)| zh.0 == en.0 && zh.1 != en.1));
    }
}
