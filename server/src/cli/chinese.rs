//! The command line in Chinese, under `--lang zh`: help, and what is wrong with a command line.

use crate::config::Flags;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};
use onething_engine::scenario::text::Language;
use std::ffi::OsString;

/// What each verb does.
const VERBS: &[(&str, &str)] = &[
    ("check", "列出场景文件的全部问题，指明位置与改法"),
    ("fmt", "把场景文件整理成统一格式，注释保留"),
    ("diff", "两个场景在含义上有什么不同"),
    ("explain", "某个问题代码的完整解释"),
    ("show", "哪些事项适用、要问什么和为什么、先后与计数"),
    ("graph", "把办理流程画成图或写成数据"),
    ("compare", "办前与办后：各项指标、每项举措的作用、仍要问什么和为什么"),
    ("run", "在虚拟时间里把一个办件从头办到尾"),
    ("simulate", "在虚拟时间里办许多件：用时、等待、人员"),
    ("calibrate", "由真实办理的日志测出模拟的参数"),
    ("conform", "把真实办理的日志与流程对照：哪里偏离"),
    ("test", "场景测试：在虚拟时间里办一遍，与预期比较"),
    ("new", "新建一个场景目录，或一座合成城市"),
    ("schema", "JSON Schema，供编辑器补全"),
    ("serve", "启动服务：接口与页面"),
    ("publish", "发布场景的新版本；在办的办件仍按原版本"),
    ("migrate", "把在办的办件转入场景的另一版本，能转的才转"),
    ("export", "办件的历史，逐行 JSON；或供流程挖掘的事件日志"),
    ("replay", "把历史重新折叠一遍并比较"),
    ("store", "查看、核对、重建索引、备份、恢复与归档数据目录"),
    ("store verify", "读出全部记录和材料，证明一样不少；服务运行时也可用"),
    ("store rebuild", "由日志重建索引"),
    ("store stats", "数据目录有多大"),
    ("store backup", "复制到空目录并核对；服务运行时也可用"),
    ("store restore", "把备份复制到空的 `--data` 目录并核对"),
    ("store archive", "把打开时用不着的旧日志段移到另一目录"),
    ("audit", "核对审计日志：谁在何时做了什么"),
    ("audit verify", "读出每一条，证明没有改动、缺失或截断；服务运行时也可用"),
    ("token", "发放与撤销令牌"),
    ("token create", "发放令牌；令牌文本只显示一次"),
    ("token list", "列出令牌"),
    ("token revoke", "自此拒绝一个令牌"),
];

/// What each argument means; `*` stands for every verb that has no line of its own.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("*", "scenarios", "含 `catalogue/` 和各场景目录的目录 [默认：./scenarios，没有则用内置场景库]"),
    ("*", "lang", "标签与消息的语言 [默认：en]"),
    ("*", "scenario", "场景的名字或路径"),
    ("*", "plan", "方案 [默认：第一个不是 separate 的]"),
    ("*", "given", "固定一个答案，写成 `情形=答案`；`applicant=名字` 指明谁来申请；其余按基准情形"),
    ("*", "format", "输出的格式"),
    ("*", "output", "写入文件"),
    ("check", "paths", "场景的名字或路径；给出目录则检查其中所有场景 [默认：整个场景库]"),
    ("check", "assumed", "列出来源为 `assumed`（假定）的全部事实"),
    ("check", "hints", "除错误和警告外，也显示提示"),
    ("diff", "before", "之前的场景：名字或路径"),
    ("diff", "after", "之后的场景：名字或路径"),
    ("fmt", "files", "YAML 文件"),
    ("fmt", "check", "不改动文件，只说哪些文件的格式有待整理"),
    ("explain", "code", "问题代码，如 E0101；不给则列出全部"),
    ("graph", "output", "写入文件；没有 --format 时按文件名的结尾决定格式"),
    ("compare", "from", "办前的方案 [默认：separate]"),
    ("compare", "to", "办后的方案 [默认：第一个不是 separate 的]"),
    ("compare", "format", "输出的格式；html 是可转交的单个文件，xlsx 是工作簿，须用 -o 指明文件"),
    ("compare", "all", "整个场景库：合计、共享率、哪些举措作用最大"),
    ("compare", "simulate", "让同样的申请人走两个方案，成对说明差别，同 `simulate --against`"),
    ("compare", "cases", "每次重复的办件数"),
    ("compare", "replications", "重复次数，每次抽样不同"),
    ("compare", "seed", "种子相同则结果相同"),
    ("compare", "per_day", "每天来多少件，代替场景所写"),
    ("simulate", "format", "输出的格式；html 是可转交的单个文件，xlsx 是工作簿，须用 -o 指明文件"),
    ("simulate", "given", "只要有这个答案的情形，写成 `情形=答案`；其余按各自的权重出现"),
    ("simulate", "scenario", "场景编号或路径；几个场景一同模拟，共用同一部门的人员"),
    ("simulate", "plan", "方案；几个场景中的一个写成 `场景=方案` [默认：第一个非 separate 的方案]"),
    ("simulate", "cases", "每次重复的办件数，所有场景合计：各场景在同一段时间里到达"),
    ("simulate", "replications", "重复次数，每次抽样不同"),
    ("simulate", "seed", "种子相同则结果相同"),
    ("simulate", "warm_up", "这段时间里来的办件不计：`30d` [默认：全程的十分之一]"),
    ("simulate", "per_day", "每天来多少件，代替场景所写；几个场景中的一个写成 `场景=件数`"),
    ("simulate", "precision", "平均用时的误差小于这个比例就停，如 0.02"),
    ("simulate", "start", "从何时空场开始 [默认：2026-03-02 09:00]"),
    (
        "simulate",
        "what_if",
        "假如不同会怎样，与现状并列：`staff.police.officer=+1`、`available.population=0.9`、`found.服务=0.5`、`down.population=mon`、`correct=x0.5`、`correct.环节=0.02`、`queue.police.clerk=5`、`arrivals=x1.2`；可写多个，一起生效",
    ),
    ("simulate", "against", "再模拟另一方案（或 `场景=方案`），成对比较与本方案之差"),
    ("simulate", "sensitivity", "逐个改动参数，看哪个对平均用时影响最大"),
    ("simulate", "staffing", "搜索人员配置：最少要多少人，多了又快多少"),
    ("simulate", "budget", "搜索人员时总人数的上限 [默认：现有人数的一倍半]"),
    ("simulate", "candidates", "搜索人员时最多试多少种"),
    ("simulate", "log", "把第一次重复的经过写成事件日志，供流程挖掘：`log.csv`、`log.xes`、`log.ocel.json`"),
    ("simulate", "threads", "线程数 [默认：每核一个]；不影响结果"),
    ("calibrate", "scenario", "场景的名字或路径：按其部门的日历计工作时间"),
    ("calibrate", "log", "日志，`.xes` 或 CSV：至少有 case、activity、start、end 四列"),
    ("calibrate", "format", "拟合结果怎么写"),
    ("calibrate", "output", "把测得的参数写成场景可用的 YAML 文件"),
    ("conform", "log", "日志，`.xes` 或 CSV：至少有 case、activity、start、end 四列"),
    ("conform", "given", "只要有这个答案的情形，写成 `情形=答案`；每件与其最相符的情形对照"),
    ("conform", "by", "按什么区分各行 [默认：日志有结果则按结果]"),
    ("conform", "variants", "最多列出多少种变体"),
    ("conform", "states", "每种变体最多搜索多少个状态；超出的说明没有对上"),
    ("conform", "net", "把用来对照的 Petri 网写成 PNML 文件"),
    ("conform", "format", "输出的格式；csv 每件一行"),
    ("new", "id", "场景的名字：小写字母、数字和连字符"),
    ("new", "city", "按这个种子写一座合成城市：46,000 个服务、2,760 个事项、382 种证照"),
    ("new", "output", "写到哪个目录 [默认：scenarios/名字，或 city-种子]"),
    ("run", "seed", "种子：据此抽取结果与用时；不给则一切顺利，用时取平均"),
    ("run", "down", "没有应答的系统、服务或证照；一直没有，或一段时间：`population`、`population=2h`"),
    ("run", "fails", "失败这么多次才应答的系统、服务或证照：`population=2`"),
    ("run", "not_found", "查无结果的系统、服务或证照"),
    ("run", "start", "开始的时刻 [默认：2026-03-02 09:00]"),
    ("test", "paths", "场景或测试文件的名字或路径；给出目录则测其中所有场景 [默认：整个场景库]"),
    ("test", "coverage", "列出测试覆盖了多少事项、情形、环节、结果、分支、备选，还缺哪些"),
    ("test", "at_least", "有场景的测试覆盖不到这个百分比时，算作不通过"),
    ("test", "trace", "逐行说明每个测试是怎么办的"),
    ("test", "update", "把不符的预期改写成实际结果；注释与排版保留"),
    ("test", "generate", "写出最少的测试，覆盖现有测试没有覆盖的一切，放进场景的 tests 目录；已有的文件不动"),
    ("test", "watch", "文件一改就重测"),
    ("test", "output", "把结果写入文件；以 .svg 结尾则把覆盖情况画在流程图上"),
    ("schema", "kind", "哪一种文件"),
    ("*", "data", "数据目录"),
    ("store verify", "archive", "另有已归档日志段的目录，除数据目录自己记下的以外"),
    ("store verify", "checkpoints", "审计检查点文件，与日志比较"),
    ("audit verify", "archive", "另有已归档日志段的目录，除数据目录自己记下的以外"),
    ("audit verify", "checkpoints", "审计检查点文件，与日志比较"),
    ("store rebuild", "archive", "另有已归档日志段的目录，除数据目录自己记下的以外"),
    ("store backup", "to", "写到哪个目录"),
    ("store restore", "from", "备份所在的目录"),
    ("store archive", "to", "移到哪个目录"),
    ("token create", "id", "持有者：字母、数字或 `.`、`_`、`-`、`:`"),
    (
        "token create",
        "role",
        "角色：applicant、clerk、designer、operator、administrator、auditor、tester、worker",
    ),
    ("token create", "department", "所属部门；clerk 须有"),
    ("token create", "system", "worker 替哪个系统取活"),
    ("token create", "name", "对共事的人显示的名字"),
    ("token create", "label", "用途"),
    ("token revoke", "token", "令牌编号，见列表"),
    ("migrate", "scenario", "场景的名字"),
    ("migrate", "to", "转入这个版本：其散列或开头几位 [默认：最新版本]"),
    ("migrate", "dry_run", "什么都不改，逐件说明能否转入、为什么不能"),
    ("export", "application", "办件编号"),
    ("export", "all", "数据目录里的全部办件，新的在前"),
    ("export", "format", "怎么写：jsonl 为全部经过（含数据，可重放）；csv、xes、ocel 为事件日志"),
    ("replay", "history", "`onething export` 写出的文件"),
    ("replay", "scenario", "按这个场景而不是原版本来折叠，指出从哪里开始不同"),
];

/// Whether a command line, right or wrong, asks for Chinese.
pub fn asked_for(arguments: &[OsString]) -> bool {
    let words: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    words.contains(&"--lang=zh") || words.windows(2).any(|pair| pair == ["--lang", "zh"])
}

/// The command with its help in Chinese. Clap's own verb `help` speaks English in lists of verbs, so that it is
/// there only where it is called.
pub fn command(command: Command, arguments: &[OsString]) -> Command {
    let without_help = !arguments.iter().any(|word| word == "help");
    let top = translated(command.about("设计、检查、比较和办理“一件事”政务服务"), "");
    with_verbs(top, "", without_help)
}

/// The verbs of a command, and theirs; `path` is how it is called.
fn with_verbs(command: Command, path: &str, without_help: bool) -> Command {
    if !command.has_subcommands() {
        return command;
    }
    let command = command
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_subcommand(without_help);
    command.mut_subcommands(|verb| {
        let name = format!("{path} {}", verb.get_name()).trim_start().to_owned();
        let about = VERBS.iter().find(|(verb, _)| *verb == name).map(|(_, about)| *about);
        let verb = match about {
            Some(about) => verb.about(about).long_about(None::<&str>),
            None => verb,
        };
        with_verbs(translated(verb, &name), &name, without_help)
    })
}

fn translated(command: Command, verb: &str) -> Command {
    let examples = command.get_after_help().map(|text| {
        let text = text.to_string();
        text.replace("Examples:", "示例：").replace("Example:", "示例：").replace("Try:", "可以试：")
    });
    let version = command.get_version().is_some();
    let mut place = 0;
    let mut command = command
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|argument| in_chinese(argument, verb))
        .mut_args(|argument| match argument.is_positional() {
            // Under a heading clap sorts by name; arguments without a dash stay in the order they are written.
            true => {
                place += 1;
                argument.display_order(place)
            }
            false => argument,
        });
    let heading = "选项";
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助");
    command = command.arg(help.help_heading(heading));
    if version {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.help("显示版本").help_heading(heading));
    }
    match examples {
        Some(examples) => command.after_help(examples),
        None => command,
    }
}

/// What a flag of `serve` means: settings are declared with their texts.
fn setting(verb: &str, id: &str) -> Option<String> {
    let all = if verb == "serve" { Flags::help(Language::Zh) } else { Vec::new() };
    all.into_iter().find(|(key, _)| *key == id).map(|(_, help)| help)
}

fn in_chinese(argument: Arg, verb: &str) -> Arg {
    let id = argument.get_id().as_str();
    let of = |wanted: &str| ARGUMENTS.iter().find(|(verb, argument, _)| *verb == wanted && *argument == id);
    let told = of(verb).or_else(|| of("*")).map(|(_, _, help)| (*help).to_owned());
    let Some(mut help) = told.or_else(|| setting(verb, id)) else { return argument };
    let choices: Vec<String> =
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let takes_values = argument.get_action().takes_values();
    if takes_values && !choices.is_empty() {
        help += &format!(" [可选：{}]", choices.join("、"));
    }
    if let Some(default) = argument.get_default_values().first().filter(|_| takes_values) {
        help += &format!(" [默认：{}]", default.to_string_lossy());
    }
    let heading = if argument.is_positional() { "参数" } else { "选项" };
    let argument = argument.help(help).long_help(None::<&str>).help_heading(heading);
    match takes_values {
        true => argument.hide_possible_values(true).hide_default_value(true),
        false => argument,
    }
}

/// What is wrong with a command line, in Chinese.
pub fn mistake(error: &Error) -> String {
    let get = |kind: ContextKind| error.get(kind).map(context).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let mut said = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有命令 `{}`", get(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("不认识的参数 `{argument}`"),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}` 后面缺少值"),
        ErrorKind::InvalidValue => {
            let known = get(ContextKind::ValidValue);
            format!("`{argument}` 不能是 `{value}`；可选：{known}")
        }
        ErrorKind::ValueValidation => format!("`{argument}` 的值 `{value}` 不对"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::ArgumentConflict => {
            format!("`{argument}` 与 `{}` 不能同时使用", get(ContextKind::PriorArg))
        }
        _ => "命令行有误".to_owned(),
    };
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        if error.get(kind).is_some() {
            said += &format!("；是不是想写 `{}`？", get(kind));
        }
    }
    format!("错误：{said}\n\n`onething --lang zh --help` 显示全部用法。")
}

fn context(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(words) => words.join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Arguments;
    use super::*;
    use clap::CommandFactory;

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    #[test]
    fn every_verb_and_argument_is_explained_in_chinese() {
        let mut command = command(Arguments::command(), &[]);
        command.build();
        assert!(are_explained(&command) > 25, "verbs of verbs too");
    }

    /// How many verbs there are.
    fn are_explained(command: &Command) -> usize {
        let mut count = 0;
        for verb in command.get_subcommands() {
            count += 1 + are_explained(verb);
            assert!(verb.get_about().is_some_and(|a| is_chinese(&a.to_string())), "{}", verb.get_name());
            for argument in verb.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_chinese(&help), "{} {}: {help}", verb.get_name(), argument.get_id());
            }
        }
        count
    }
}
