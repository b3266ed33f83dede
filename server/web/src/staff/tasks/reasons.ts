import { inBoth } from '../../language/words';

/** Phrases at hand where a reason has to be given. */
export const reasons = inBoth({
  zh: {
    material: [
      '图像不清晰，请重新拍摄并上传',
      '内容不完整，请补充全部页面',
      '与其他材料不一致，请核对后重新填写',
      '已过有效期，请提供有效的材料',
      '缺少签字或盖章，请补齐后上传',
    ],
    field: ['填写有误，请核对后重新填写', '填写不完整，请补充', '与提交的材料不一致，请核对后重新填写'],
    refuse: ['申请人不符合法定条件', '提交的材料经核实与事实不符', '申请事项与已登记信息相冲突'],
    'not-accept': ['申请事项依法不需要办理', '申请事项不属于本机关职权范围', '申请材料不齐全且逾期未补正'],
    suspend: ['需要组织听证', '需要检验、检测或鉴定', '需要专家评审', '需要现场核查'],
  },
  en: {
    material: [
      'The picture is not clear; take and upload it again',
      'It is not complete; add all pages',
      'It does not agree with other materials; check and fill it in again',
      'It is no longer valid; hand in a valid one',
      'A signature or seal is missing; add it and upload it again',
    ],
    field: [
      'It is not right; check and fill it in again',
      'It is not complete; fill in the rest',
      'It does not agree with what was handed in; check and fill it in again',
    ],
    refuse: [
      'The applicant does not meet the conditions of the law',
      'What was handed in proved not to be so',
      'It conflicts with what is registered',
    ],
    'not-accept': [
      'By law this does not need to be applied for',
      'This authority is not in charge of it',
      'Materials are missing and were not handed in in time',
    ],
    suspend: [
      'A hearing is needed',
      'An inspection, test or appraisal is needed',
      'An expert review is needed',
      'It has to be looked at on site',
    ],
  },
});
