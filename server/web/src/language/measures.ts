import type { Language } from './words';

/** What the measures of plans are called, by their ids. */
export const measures: Record<Language, Record<string, string>> = {
  zh: {
    one_form: '多表合一',
    one_set: '一套材料',
    sign_in: '实名登录',
    share: '数据共享',
    licences: '电子证照',
    cancel: '直接取消',
    commit: '告知承诺',
    verify: '部门核验',
    results: '前序结果免交',
    parallel: '并联办理',
    merge: '环节合并',
    auto: '智能审批',
    promise: '压减时限',
    deliver: '统一送达',
    online: '全程网办',
  },
  en: {
    one_form: 'One form',
    one_set: 'One set of materials',
    sign_in: 'Known from sign-in',
    share: 'Data sharing',
    licences: 'Electronic licences',
    cancel: 'Cancelled papers',
    commit: 'Declarations in place of papers',
    verify: 'Papers verified by their departments',
    results: 'Earlier results',
    parallel: 'Items in parallel',
    merge: 'Merged steps',
    auto: 'Decided by rule',
    promise: 'Shorter limits',
    deliver: 'One delivery',
    online: 'All online',
  },
};
