//! Why a command is not taken. A rejection changes nothing; it says what is wrong and how to mend it.

use super::moment::Moment;
use super::program::{FactId, ItemIndex, StepId};
use super::state::TimerId;
use super::status::ItemStatus;
use crate::scenario::text::Text;
use serde::Serialize;

/// One thing that is wrong with what was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Which field or material.
    pub fact: FactId,
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub what: Text,
    /// How to mend it.
    pub mend: Text,
}

macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident $(($field:ty))? : $zh:literal, $en:literal;
        $mend_zh:literal, $mend_en:literal;)+) => {
        /// Why a command is not taken.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Rejection {
            $($(#[$doc])* $name $(($field))?,)+
        }

        impl Rejection {
            /// The names of all rejections.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Its name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Rejection::$name { .. } => stringify!($name),)+
                }
            }

            /// What is wrong.
            pub fn text(&self) -> Text {
                match self {
                    $(Rejection::$name { .. } => Text::new($zh, $en),)+
                }
            }

            /// How to mend it.
            pub fn mend(&self) -> Text {
                match self {
                    $(Rejection::$name { .. } => Text::new($mend_zh, $mend_en),)+
                }
            }
        }
    };
}

rejections! {
    /// The key was seen; the sequence that its command ended with.
    Seen(u64): "该命令已处理过", "this command was taken before";
        "以原回执为准", "go by the first receipt";
    /// The moment lies before the last event.
    BackInTime(Moment): "时间早于上一事件", "the moment lies before the last event";
        "用当前时间重发", "send it again with the present time";
    /// It was not begun.
    NotOpened: "办件尚未创建", "the application has not been begun";
        "先创建办件", "open it first";
    /// It was begun before.
    AlreadyOpened: "办件已创建", "the application was begun before";
        "直接继续办理", "go on with it";
    /// It is over.
    AlreadyClosed: "办件已结束", "the application is over";
        "如需再办，请新建办件", "begin a new application";
    /// It is being taken back.
    Withdrawing: "办件正在撤回", "the application is being taken back";
        "等待撤回完成", "wait until what was done is undone";
    /// The actor may not do this.
    WrongActor: "该操作不由此人进行", "somebody else does this";
        "由申请人、工作人员或系统中的相应一方操作", "let the applicant, the clerk or the system whose turn it is do it";
    /// The task is another department's.
    OtherDepartment(StepId): "该待办属于其他部门", "the task is another department's";
        "由该部门办理", "let that department do it";
    /// There is no such step.
    NoSuchStep: "没有该环节", "there is no such step";
        "按流程图中的环节重发", "name a step of the process";
    /// There is no such item.
    NoSuchItem: "没有该事项", "there is no such item";
        "按办件中的事项重发", "name an item of the application";
    /// There is no such fact.
    NoSuchFact: "没有该字段或材料", "there is no such field or material";
        "按表单中的字段或材料重发", "name a field or material of the application";
    /// There is no such timer.
    NoSuchTimer(TimerId): "该计时已取消或不存在", "the timer was dropped or never set";
        "不必处理", "nothing needs to be done";
    /// It is too early.
    NotDue(Moment): "时间未到", "its time has not come";
        "到时再发", "send it when it is due";
    /// The step is not open.
    StepNotOpen(StepId): "该环节未在办理中", "the step is not open";
        "刷新待办列表", "look at the worklist again";
    /// The step was reached again since.
    OtherVisit(StepId): "该环节已进入新一轮", "the step has been reached again since";
        "按最新一轮办理", "act on its present visit";
    /// The step is of another kind.
    OtherKind(StepId): "该环节不能这样办理", "the step is not done like that";
        "按环节的类型操作", "do what a step of its kind asks for";
    /// The step waits for something else first.
    StepStands(StepId): "该环节在等待其他事情", "the step waits for something else first";
        "看它在等什么", "see what it waits for";
    /// Another has claimed it.
    ClaimedByOther(StepId): "已被认领", "it has been claimed";
        "由认领人办理或转派", "let that person do it, or reassign it";
    /// Nobody has claimed it.
    NotClaimed(StepId): "无人认领", "nobody has claimed it";
        "先认领", "claim it first";
    /// The item has ended.
    ItemEnded(ItemIndex): "该事项已办结", "the item has ended";
        "不必再办", "nothing is left to do";
    /// The task does not serve the item.
    ItemNotServed(ItemIndex): "该待办与此事项无关", "the task does not serve the item";
        "选择该待办所涉事项", "name an item that the task serves";
    /// The item's status does not allow it.
    ItemStatus(ItemStatus): "事项当前状态不允许", "the item's status does not allow it";
        "看事项状态", "look at the item's status";
    /// It was accepted already.
    AlreadyAccepted(ItemIndex): "该事项已受理", "the item was accepted already";
        "可作出不予批准的决定", "refuse it instead, with the reason";
    /// It was returned once already.
    AlreadyReturned(ItemIndex): "该事项已一次性告知补正", "the item was returned once already";
        "作出决定", "decide on what there is";
    /// The five days are over; it is deemed accepted.
    NoticeTooLate(ItemIndex): "逾期未告知，已视为受理", "nothing was told in time: it is deemed accepted";
        "按已受理办理", "go on as accepted";
    /// A return names nothing.
    NothingWanted: "未指明要补正的内容", "nothing is named that is to be mended";
        "一次列出全部要补正的字段或材料", "name every field and material to be mended at once";
    /// What is wanted was not asked of the applicant and cannot be.
    NotAskable(FactId): "该字段或材料不能向申请人索要", "the applicant may not be asked for it";
        "由部门自行获取", "have the department get it";
    /// What was handed in has faults.
    Faulty(Vec<Fault>): "填报有误", "what was handed in has faults";
        "按各项提示修改后重新提交", "mend each and hand it in again";
    /// Nothing asks for it now.
    NotAsked(FactId): "现在不需要该字段或材料", "nothing asks for it now";
        "只填当前要求的内容", "give only what is asked for";
    /// The value is not of its type.
    BadValue(Fault): "取值不符合要求", "the value is not of its type";
        "按提示修改", "mend it as told";
    /// Nothing is given.
    NothingGiven: "没有填写内容", "nothing is given";
        "至少填写一项", "give at least one value";
    /// There is no reason.
    NoReason: "未说明理由", "no reason is given";
        "写明理由", "give the reason";
    /// It may not be handed in later.
    NotDeferrable(FactId): "该材料不可容缺", "the material may not be handed in later";
        "现在提交", "hand it in now";
    /// No commitment may stand in.
    NotDeclarable: "不可用告知承诺代替", "no commitment may stand in for it";
        "提交材料或按正常程序办理", "hand in the material, or take the usual way";
    /// It does not rest on a commitment.
    NotCommitted(ItemIndex): "该事项并非告知承诺办理", "the item does not rest on a commitment";
        "按其他程序撤销", "revoke it by another procedure";
    /// No fees are due.
    NothingDue: "没有待缴费用", "no fees are due";
        "不必缴费", "nothing needs to be paid";
    /// The amount is another.
    OtherAmount(u64): "金额不符", "the amount is another";
        "按应缴金额缴费", "pay the amount that is due";
    /// It is not over.
    NotClosed: "办件尚未结束", "the application is not over";
        "办结后评价", "rate it when it is over";
    /// It was rated.
    AlreadyRated: "已评价", "it was rated already";
        "每次办理评价一次", "each is rated once";
    /// No such grade.
    NoSuchGrade: "评价等级为一至五", "grades go from 1 to 5";
        "选择一至五级", "choose 1 to 5";
    /// There is no incident.
    NoIncident(StepId): "该环节没有异常", "the step has no incident";
        "不必处理", "nothing needs to be done";
    /// Something that it starts from is not known.
    StillUnknown(FactId): "仍缺少所需的值", "a value that is needed is still not known";
        "给出该值", "give the value";
    /// No step waits for this message.
    NotAwaited: "没有环节在等待该消息", "no step waits for this message";
        "稍后再发或不发", "send it when a step waits for it, or not at all";
}
