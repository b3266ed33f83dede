//! `docs/config.md`: all settings as a page.

use super::table::TABLE;
use std::fmt::Write;

/// The page.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Configuration · 配置\n\n\
         Made from the table that `onething serve` reads (`server/src/config/table.rs`). A flag counts before the \
         environment, the environment before the file (`--config FILE` or `ONETHING_CONFIG`, TOML), the file before \
         the default. Every setting can be given as `--set KEY=VALUE`. `--print-config` shows each value with where \
         it comes from. What is unknown or wrong is refused, with its place.\n\n\
         由 `onething serve` 所读的设置表生成。命令行先于环境变量，环境变量先于配置文件（`--config FILE` 或 \
         `ONETHING_CONFIG`，TOML），配置文件先于默认值。任何一项都可用 `--set KEY=VALUE` 给出。`--print-config` \
         列出每项的值与来源。不认识的或写错的一律拒绝，并指明位置。\n\n\
         Times have a unit: ms, s, min, h, d. Sizes have a unit: B, KiB, MiB, GiB.\n\n\
         时长带单位：ms、s、min、h、d；大小带单位：B、KiB、MiB、GiB。\n\n\
         | key | default | what stands there | meaning | 含义 | variable | flag |\n|---|---|---|---|---|---|---|\n",
    );
    for setting in TABLE {
        let default = match (setting.default, setting.in_development) {
            ("", _) => "–".to_owned(),
            (default, None) => format!("`{default}`"),
            (default, Some(development)) => format!("`{default}`; with `--dev` `{development}`"),
        };
        let flag = setting.flag.map_or(String::new(), |flag| format!("`--{flag}`"));
        let (title, expected) = (setting.title(), setting.expected());
        let _ = writeln!(
            out,
            "| `{}` | {default} | {} | {} | {} | `{}` | {flag} |",
            setting.key,
            expected.en,
            title.en,
            title.zh,
            setting.variable(),
        );
    }
    out.push_str(
        "\n## Secrets · 密钥\n\n\
         A secret never stands in the file. The file names it: `${env:NAME}` a variable, `${file:PATH}` a file that \
         is not open to everybody (`chmod o-rwx`). Anything else where a secret belongs is refused.\n\n\
         密钥不写在配置文件里，只写它在哪里：`${env:NAME}` 环境变量，`${file:PATH}` 文件（不得对所有人开放，\
         `chmod o-rwx`）。应为密钥之处写了别的，一律拒绝。\n\n\
         ## `[systems.ID]`, `[webhooks.ID]`\n\n\
         Tables of things with names: connectors to the systems of the catalogue, and receivers of notifications. \
         They stand in the file alone.\n\n\
         有名字的事物各一张表：与目录中业务系统的连接、通知的接收方；只能写在配置文件里。\n",
    );
    out
}
