import type { Label } from '../../../language/words';

/**
 * The rules of `docs/format.md` by which figures are counted, by number; version `counting-1`. The English ones stand
 * there word for word, which a test sees to.
 */
export const rules: Readonly<Record<number, Label>> = {
  21: {
    zh: '`many: 1..4` 表示一类当事人可有多个；`each` 对其中每个人重复一个事项、环节或字段。事项按种类只计一次；字段、材料、环节、费用和跑动按人计。',
    en: '`many: 1..4` makes a list party; `each` repeats an item, step or field for its members. Items count once by kind; fields, papers, steps, fees and visits per member.',
  },
  29: {
    zh: '字段：分头办为各事项清单之和；联办为要填的数据元加要答的情形问题。',
    en: "Fields: separate, the sum of the items' lists; joint, asked elements and asked situations.",
  },
  30: {
    zh: '部门为所办事项的主管部门。系统只提供数据的单位计入“数据来源单位”；企业只列出，不计数。',
    en: 'Departments of applicable items. Owners of systems that only supply data are `data_sources`; companies are shown and not counted.',
  },
  31: {
    zh: '系统：事项、所选数据服务和证照（含所经由的系统）、登录、合并环节以及 `runs_on` 所在的系统。仅供参考，不算节省。',
    en: 'Systems: of items, chosen services and licences with their `via`, sign-in, merges, `runs_on`. Information, never a saving.',
  },
  32: {
    zh: '环节：每张申请表计一次申报，每次上门领取计一个，每个人工环节计一个（重复多少次都算一个）；在 `each` 里每人计一次。数据调用、自动环节、通知、等待、另办一事和占用不计。要到办理时才知道走哪个分支的，按可能性最大的计（`chance` 最高的，否则第一个；`any` 中为可能性不低于 0.5 的）：消息按时到达，占用立即生效。最少与最多分别取最轻和最重的分支。按情形判断的不在此列，由所选情形决定。',
    en: 'Steps: one apply a form, one a collecting visit, each step of a person, however often it is repeated; in `each` once a member. Calls, automatic steps, notices, waits, runs and holds are none. Where only a run can tell which branch is taken, the likeliest counts (the highest `chance`, else the first; of an `any` those with a chance of at least 0.5): a message comes in time, a hold takes effect at once. Least and most are those of the lightest and the heaviest branch. A condition on situations is no such choice: the way decides it.',
  },
  33: {
    zh: '流转：不同泳道的人工环节之间的连线，申请人也是一条泳道；自动环节略过不看，已由其他连线隐含的不计。办理时才决定的分支，只计所计分支上的。',
    en: "Handoffs: edges between people's steps of different lanes, the applicant being a lane; automatic steps are looked through, implied edges dropped. Of branches that a run decides those of the counted one are counted.",
  },
  34: {
    zh: '时限：承诺的工作日数，没有承诺的取法定时限。分头办为各项之和；联办为先后依赖中最长的一条路径。自然日另列。`0wd` 为当个工作日办结。',
    en: 'Limit: promised working days, else statutory. Separate: the sum; joint: the longest path of dependencies. Calendar days stand beside. `0wd` is the same working day.',
  },
  35: {
    zh: '材料、跑动、费用和人员工时：分头办为各项之和；联办为余下的。',
    en: 'Papers, trips, fees and staff time: separate sums; joint what is left.',
  },
};
