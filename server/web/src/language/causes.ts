/** Why an application stands still until somebody acts, by the cause of its incident. */
export const causes = {
  zh: {
    no_answer: '系统没有应答，也没有可替代的来源',
    waits_for_system: '等待系统恢复',
    undecided: '缺少数据，无法判定走哪一分支',
    too_many_rounds: '重复次数已达上限',
    no_time: '无法推算时限：缺少数据或该年日历',
    not_known: '缺少开始所需的数据',
    child_failed: '它所等的另一办件没有办成',
  },
  en: {
    no_answer: 'A system does not answer, and nothing can stand in',
    waits_for_system: 'Waits until a system is back',
    undecided: 'A value is missing, so no branch can be chosen',
    too_many_rounds: 'It was repeated as often as it may be',
    no_time: 'A time cannot be worked out: a value or a year of the calendar is missing',
    not_known: 'A value that it starts from is missing',
    child_failed: 'The application that it waited for came to nothing',
  },
};
