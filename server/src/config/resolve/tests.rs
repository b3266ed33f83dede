//! Order, origins, and everything that is refused.

use super::{Config, Sources, config_path, resolve};
use crate::config::{FileText, Flags, Mistakes, Origin, SectionMistake, Value, print};
use onething_engine::scenario::text::{Language, Text};

fn flags(given: &[(&str, &str)]) -> Flags {
    let mut flags = Flags::default();
    given.iter().for_each(|(key, value)| flags.give(key, value));
    flags
}

fn take(_: &str, _: &toml::Table) -> Result<(), SectionMistake> {
    Ok(())
}

fn all(given: &[(&str, &str)], environment: &[(&str, &str)], file: Option<&str>) -> Result<Config, Mistakes> {
    let flags = flags(given);
    let environment: Vec<(String, String)> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let file = file.map(|text| FileText { path: "one.toml".into(), text: text.to_owned() });
    let sources = Sources {
        flags: &flags,
        environment: &environment,
        file: file.as_ref(),
        systems: &take,
        webhooks: &take,
    };
    resolve(&sources)
}

fn of<'a>(config: &'a Config, key: &str) -> (&'a Value, &'a Origin) {
    let (_, value, origin) = config.values.iter().find(|(setting, ..)| setting.key == key).unwrap();
    (value, origin)
}

/// What is said of a file that is refused.
fn refused(file: &str) -> String {
    all(&[], &[], Some(file)).unwrap_err().text(Language::En)
}

#[test]
fn flags_before_environment_before_file_before_defaults() {
    let file = "limits.page = 10\n[limits]\n\"json_body\" = \"2MiB\"\n";
    // A dotted key and a table of the same name are no TOML; so each on its own.
    assert!(all(&[], &[], Some(file)).is_err());
    let file = "[limits]\npage = 10\nheaders = 20\njson_depth = 30\n";
    let environment = [("ONETHING_LIMITS__PAGE", "11"), ("ONETHING_LIMITS__HEADERS", "21"), ("PATH", "/bin")];
    let config = all(&[("limits.page", "12")], &environment, Some(file)).unwrap();
    assert_eq!(of(&config, "limits.page"), (&Value::Count(12), &Origin::Flag("--limits.page".into())));
    let variable = Origin::Environment("ONETHING_LIMITS__HEADERS".into());
    assert_eq!(of(&config, "limits.headers"), (&Value::Count(21), &variable));
    let place = Origin::File { path: "one.toml".into(), line: 4, column: 14 };
    assert_eq!(of(&config, "limits.json_depth"), (&Value::Count(30), &place));
    assert_eq!(of(&config, "limits.streams"), (&Value::Count(2000), &Origin::Default));
    assert_eq!((config.settings.limits_page, config.settings.limits_headers), (12, 21));
}

#[test]
fn dev_has_defaults_of_its_own_which_anything_said_outdoes() {
    use crate::config::Clock;
    let plain = all(&[], &[], None).unwrap().settings;
    assert_eq!((plain.clock, plain.limits_requests_per_second), (Clock::Real, Some(20)));
    let dev = all(&[("dev", "true")], &[], None).unwrap();
    assert_eq!((dev.settings.clock, dev.settings.limits_requests_per_second), (Clock::Sandbox, None));
    assert_eq!(of(&dev, "clock").1, &Origin::DevelopmentDefault);
    let both = all(&[("clock", "real")], &[("ONETHING_DEV", "true")], Some("limits.requests_per_second = 5"))
        .unwrap();
    assert_eq!((both.settings.clock, both.settings.limits_requests_per_second), (Clock::Real, Some(5)));
    let back = all(&[("dev", "false")], &[], Some("dev = true")).unwrap();
    assert!(!back.settings.dev);
}

#[test]
fn unknown_keys_and_variables_are_refused_with_the_nearest() {
    assert_eq!(
        refused("lisen = \"127.0.0.1:1\""),
        "file one.toml:1:9: there is no `lisen`; did you mean `listen`?"
    );
    assert!(
        refused("[limits]\npages = 10")
            .contains("one.toml:2:9: there is no `limits.pages`; did you mean `limits.page`?")
    );
    assert!(refused("[limits]\nqwertyuiop = 1").contains("`--print-config` lists all settings"));
    assert!(refused("[nothing]").contains("there is no `nothing`"));
    let mistakes = all(&[], &[("ONETHING_LISEN", "x")], None).unwrap_err().text(Language::Zh);
    assert_eq!(mistakes, "环境变量 ONETHING_LISEN：没有 `ONETHING_LISEN`；是否指 `ONETHING_LISTEN`？");
    let mistakes = all(&[("limts.page", "1")], &[], None).unwrap_err().text(Language::En);
    assert!(mistakes.starts_with("flag --limts.page: there is no `limts.page`"));
    assert!(
        all(&[], &[("ONETHING_CACHE", "/x"), ("ONETHINGS", "1"), ("ONETHING_CONFIG", "x")], None).is_ok()
    );
}

#[test]
fn wrong_types_are_refused_with_place_and_mend() {
    for (file, said) in [
        ("limits.page = \"10\"", "limits.page: `\"10\"` does not fit; write a whole number from 1 to 1000"),
        ("limits.page = 1001", "`1001` does not fit; write a whole number from 1 to 1000"),
        ("limits.page = -1", "`-1` does not fit"),
        ("limits.page = 0x10", "`integer` does not fit"),
        ("limits.page = 1.5", "`float` does not fit"),
        ("limits.page = [1]", "`array` does not fit"),
        ("limits.request_time = 10", "write a time with its unit (ms, s, min, h, d), 1s to 1h"),
        ("limits.json_body = \"1MB\"", "write a size with its unit (B, KiB, MiB, GiB), 1KiB to 1GiB"),
        ("dev = \"true\"", "dev: `\"true\"` does not fit; write true or false"),
        ("listen = \"localhost\"", "write an address with a port, as 127.0.0.1:8080"),
        ("listen = true", "listen: `true` does not fit"),
        ("clock = \"lunar\"", "write real or sandbox"),
        ("shards = \"off\"", "a whole number from 1 to 1024, or auto"),
        ("listen = ", "is not TOML"),
        ("listen = \"a\"\nlisten = \"b\"", "one.toml:2:1: is not TOML"),
        ("systems = 1", "systems is a table: [systems.ID]"),
        ("[webhooks]\nurl = \"x\"", "webhooks.url is a table"),
        ("", ""),
    ] {
        let told = all(&[], &[], Some(file)).err().map(|m| m.text(Language::En)).unwrap_or_default();
        assert!(told.contains(said) && told.is_empty() == said.is_empty(), "{file}: {told}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_also_where_another_place_has_the_last_word() {
    let file = "lisen = \"x\"\nlimits.page = 0\nclock = \"lunar\"";
    let mistakes = all(&[("clock", "real")], &[("ONETHING_DRAIN", "soon")], Some(file)).unwrap_err();
    assert_eq!(mistakes.0.len(), 4, "{mistakes:?}");
}

#[test]
fn tables_are_judged_by_their_rooms_and_point_at_their_keys() {
    let file = "[systems.hukou]\nurl = \"https://x\"\n\n[webhooks.one]\n  secret = \"hunter2\"\n";
    let text = FileText { path: "one.toml".into(), text: file.into() };
    let webhooks = |id: &str, table: &toml::Table| {
        assert_eq!((id, table.len()), ("one", 1));
        Err(SectionMistake { key: Some("secret".into()), text: Text::same("no secrets here") })
    };
    let flags = Flags::default();
    let sources =
        Sources { flags: &flags, environment: &[], file: Some(&text), systems: &take, webhooks: &webhooks };
    let told = resolve(&sources).unwrap_err().text(Language::En);
    assert_eq!(told, "file one.toml:5:3: webhooks.one: no secrets here");
}

#[test]
fn variables_of_secrets_are_known_by_being_named() {
    let file = "[webhooks.one]\nsecrets = [\"${env:ONETHING_HOOK}\"]\n";
    assert!(all(&[], &[("ONETHING_HOOK", "x")], Some(file)).is_ok());
    assert!(all(&[], &[("ONETHING_HOOK", "x")], None).is_err());
}

#[test]
fn what_is_printed_is_a_configuration_again_and_holds_no_secret() {
    let file = "data = '/a b'\nlog.filter = \"a=\\\"b\\\"\"\n[systems.hukou]\nurl = \"https://u:hunter2@h/p\"\n\
                secret = \"${env:K}\"\n[systems.hukou.headers]\nX-Api-Key = \"hunter2\"\n[webhooks.one]\nsecrets = [\"hunter2\"]\n";
    let config =
        all(&[("dev", "true"), ("limits.page", "7")], &[("ONETHING_SHARDS", "auto")], Some(file)).unwrap();
    let printed = print(&config, Language::En);
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(printed.contains("${env:K}"));
    for line in [
        "limits.page = 7                                            # flag --limits.page",
        "shards = \"auto\"                                            # variable ONETHING_SHARDS",
        "clock = \"sandbox\"                                          # default with --dev",
        "listen = \"127.0.0.1:8080\"                                  # default",
        "# scenarios =                                              # default",
        "data = '/a b'                                              # file one.toml:1:8",
    ] {
        assert!(printed.lines().any(|l| l == line), "{line}\n{printed}");
    }
    let again =
        all(&[], &[], Some(&printed)).unwrap_or_else(|m| panic!("{}\n{printed}", m.text(Language::En)));
    let values = |c: &Config| c.values.iter().map(|(s, v, _)| (s.key, v.clone())).collect::<Vec<_>>();
    assert_eq!(values(&again), values(&config));
    assert_eq!(again.systems.len(), 1);
}

#[test]
fn the_file_is_named_by_the_flag_before_the_variable() {
    let variable = [("ONETHING_CONFIG".to_owned(), "b.toml".to_owned())];
    let flags = Flags { config: Some("a.toml".into()), ..Flags::default() };
    assert_eq!(config_path(&flags, &variable), Some("a.toml".into()));
    assert_eq!(config_path(&Flags::default(), &variable), Some("b.toml".into()));
    assert_eq!(config_path(&Flags::default(), &[]), None);
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let folder = std::env::temp_dir().join(format!("onething-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("one.toml");
    let told = |path: &std::path::Path| crate::config::read_file(path).unwrap_err().text.en.to_string();
    assert!(told(&path).contains("cannot be read"));
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(told(&path).contains("UTF-8"));
    std::fs::write(&path, vec![b' '; (1 << 20) + 1]).unwrap();
    assert!(told(&path).contains("longer than 1 MiB"));
    std::fs::write(&path, vec![b' '; 1 << 20]).unwrap();
    assert!(crate::config::read_file(&path).is_ok());
    std::fs::remove_dir_all(&folder).unwrap();
}
