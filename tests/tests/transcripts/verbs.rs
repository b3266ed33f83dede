//! The verbs: every command by the word that it is written with.

use onething_engine::application::Command;

macro_rules! verbs {
    ($($name:ident $word:literal,)+) => {
        /// All of them.
        pub const VERBS: [&str; [$($word),+].len()] = [$($word),+];

        /// The word of a command.
        pub fn verb(command: &Command) -> &'static str {
            match command {
                $(Command::$name { .. } => $word,)+
            }
        }
    };
}

verbs! {
    Open "open",
    Fill "fill",
    Attach "attach",
    Submit "submit",
    Supplement "supplement",
    Withdraw "withdraw",
    Pay "pay",
    Rate "rate",
    Commit "commit",
    Defer "defer",
    Collect "collect",
    Claim "claim",
    Release "release",
    Reassign "reassign",
    Complete "complete",
    Return "return",
    Refuse "refuse",
    NotAccept "not_accept",
    Suspend "suspend",
    Resume "resume",
    Revoke "revoke",
    Delivered "delivered",
    Answer "answer",
    Fail "fail",
    Rule "rule",
    Due "due",
    Message "message",
    ChildEnded "child_ended",
    HoldTook "hold_took",
    HoldWaits "hold_waits",
    HoldRenewed "hold_renewed",
    HoldOver "hold_over",
    HoldTested "hold_tested",
    Retry "retry",
    AnswerInstead "answer_instead",
    FallBack "fall_back",
}
