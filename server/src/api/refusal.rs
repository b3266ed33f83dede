//! The named noes of other rooms as problems.

use super::problem::{Problem, kinds};
use crate::access::Denied;
use crate::desk::Unable;
use crate::materials::look::NotTaken;
use crate::materials::{self, Quota};
use crate::runner::dossier::BadAnswer;
use crate::runner::{Error, NoCourse, Refusal};
use onething_engine::application::Rejection;
use onething_engine::application::rejection::Fault;
use onething_engine::rehearsal::record::snake;
use onething_engine::scenario::text::Text;
use std::io::ErrorKind;

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        if denied == Denied::NotFound {
            // In the very words of what is not there: any others would tell that it is.
            return Problem::new(kinds::NOT_FOUND);
        }
        let text = denied.text();
        Problem::new(kinds::find(denied.code()).unwrap_or(kinds::FORBIDDEN)).detail(&*text.zh, &*text.en)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::Busy => Problem::new(kinds::BUSY).retry_after(1),
            Error::Closing => Problem::new(kinds::UNAVAILABLE).retry_after(10),
            error if error.is_archived() => Problem::new(kinds::GONE).detail(
                "这一时期的日志已归档；管理员可放回其目录",
                "the journal of that time was archived; an operator can put its folder back",
            ),
            error if error.is_full() => Problem::new(kinds::STORAGE_FULL).retry_after(30),
            // The process ends and is started again.
            error if error.is_fatal() => {
                tracing::error!(%error, "the runner has stopped");
                Problem::new(kinds::UNAVAILABLE).retry_after(10)
            }
            error => {
                tracing::error!(%error, "the runner failed");
                Problem::new(kinds::INTERNAL)
            }
        }
    }
}

impl From<Unable> for Problem {
    fn from(unable: Unable) -> Self {
        match unable {
            Unable::Missing => Problem::new(kinds::NOT_FOUND),
            Unable::NoScenario(what, mend) => {
                Problem::new(kinds::NOT_FOUND).detail(&*what.zh, &*what.en).mend(mend)
            }
            Unable::Failed(error) => error.into(),
            Unable::NoCourse(why) => why.into(),
            Unable::Material(error) => error.into(),
            Unable::Wrong(wrong) => {
                let mut problem = Problem::new(kinds::INVALID);
                for one in wrong {
                    problem = problem.at(one.pointer, one.what, one.mend);
                }
                problem
            }
        }
    }
}

impl From<materials::Error> for Problem {
    fn from(error: materials::Error) -> Self {
        match &error {
            materials::Error::TooLong { most } => super::json::too_large(*most as usize),
            materials::Error::NotTaken(NotTaken::Kind) => Problem::new(kinds::UNSUPPORTED_MATERIAL),
            materials::Error::NotTaken(NotTaken::Pixels { most }) => Problem::new(kinds::IMAGE_TOO_LARGE)
                .detail(format!("图片超过 {most} 像素"), format!("the image has more than {most} pixels")),
            materials::Error::Enough(Quota { files, bytes, .. }) => Problem::new(kinds::ENOUGH_MATERIALS)
                .detail(
                    format!("一个办件最多上传 {files} 份材料、共 {bytes} 字节"),
                    format!("an application hands in at most {files} files of {bytes} bytes together"),
                ),
            materials::Error::Missing(_) => Problem::new(kinds::NOT_FOUND),
            materials::Error::Disk(_, cause) if cause.kind() == ErrorKind::StorageFull => {
                Problem::new(kinds::STORAGE_FULL).retry_after(30)
            }
            error => {
                tracing::error!(%error, "a material could not be kept or read");
                Problem::new(kinds::INTERNAL)
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoApplication => Problem::new(kinds::NOT_FOUND),
            Refusal::Rejected(rejection) => rejected(&rejection),
            Refusal::Line(rejection) => {
                let (text, mend) = (rejection.text(), rejection.mend());
                let problem = Problem::new(kinds::REJECTED).detail(&*text.zh, &*text.en).mend(mend);
                problem.reason(snake(rejection.name()))
            }
            Refusal::Stale(present) => Problem::new(kinds::STALE).detail(
                format!("最后一个事件的序号为 {present}"),
                format!("its last event is number {present}"),
            ),
            Refusal::KeyReused => Problem::new(kinds::IDEMPOTENCY_MISMATCH),
        }
    }
}

/// The machine's no: who may not do it, what was wrong with what was handed in, or what the state does not allow.
fn rejected(rejection: &Rejection) -> Problem {
    use Rejection::{
        BadValue, Faulty, NoReason, NoSuchFact, NoSuchGrade, NoSuchItem, NoSuchStep, NotAskable,
        NothingGiven, NothingWanted, OtherAmount, OtherDepartment, WrongActor,
    };
    let kind = match rejection {
        WrongActor => kinds::FORBIDDEN,
        OtherDepartment(_) | NoSuchStep => kinds::NOT_FOUND,
        Faulty(_) | BadValue(_) | NoSuchFact | NoSuchItem | NoReason | NothingWanted | NothingGiven
        | NoSuchGrade | OtherAmount(_) | NotAskable(_) => kinds::INVALID,
        _ => kinds::REJECTED,
    };
    let (text, mend) = (rejection.text(), rejection.mend());
    let mut problem =
        Problem::new(kind).detail(&*text.zh, &*text.en).mend(mend).reason(snake(rejection.name()));
    let faults: &[Fault] = match rejection {
        Faulty(faults) => faults,
        BadValue(fault) => std::slice::from_ref(fault),
        _ => &[],
    };
    for fault in faults {
        let place = crate::desk::names::pointer("/form", &fault.name);
        problem = problem.at(place, fault.what.clone(), fault.mend.clone());
    }
    problem
}

impl From<NoCourse> for Problem {
    fn from(why: NoCourse) -> Self {
        let mend = |known: &[onething_engine::scenario::model::Id]| {
            let known: Vec<&str> = known.iter().map(|id| &**id).collect();
            Text::new(format!("可用：{}", known.join("、")), format!("there are: {}", known.join(", ")))
        };
        let at = |place: String, zh: String, mend: Text| {
            let text = Text::new(zh, why.to_string());
            Problem::new(kinds::INVALID).detail(&*text.zh, &*text.en).at(place, text.clone(), mend)
        };
        match &why {
            NoCourse::Plan(id, known) => at("/plan".to_owned(), format!("没有方案 `{id}`"), mend(known)),
            NoCourse::Answer(BadAnswer::Applicant(id, known)) => {
                at("/applicant".to_owned(), format!("`{id}` 不可以申请"), mend(known))
            }
            NoCourse::Answer(BadAnswer::Situation(id, known)) => {
                at(format!("/answers/{id}"), format!("没有情形 `{id}`"), mend(known))
            }
            NoCourse::Answer(BadAnswer::Answer(id, answer, known)) => {
                at(format!("/answers/{id}"), format!("`{answer}` 不是 `{id}` 的答案"), mend(known))
            }
            NoCourse::Answer(BadAnswer::One(id)) => {
                let mend = Text::new("只给一个答案", "give one answer");
                at(format!("/answers/{id}"), format!("`{id}` 只能有一个答案"), mend)
            }
            NoCourse::Stops(text) => {
                Problem::new(kinds::REJECTED).detail(&*text.zh, &*text.en).reason("stops")
            }
            NoCourse::NotOffered => Problem::new(kinds::REJECTED)
                .detail("该情形下没有可办理的方案", why.to_string())
                .reason("not_offered"),
            NoCourse::Circle(_) | NoCourse::NotRunnable(_) => Problem::new(kinds::CONFLICT)
                .detail(&*why.text().zh, format!("the scenario cannot be run: {why}")),
        }
    }
}
