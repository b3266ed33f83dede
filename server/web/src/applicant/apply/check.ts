import { inBoth, type Language } from '../../language/words';
import type { AskedFact } from '../data/queries';

const words = inBoth({
  zh: {
    idNumber: '公民身份号码应为 18 位，末位是校验码，请核对',
    phone: '请填写 11 位手机号，或带区号的座机号',
    creditCode: '统一社会信用代码应为 18 位，请核对',
    number: '请填写数字，例如 1200 或 1200.50',
    date: '请填写真实存在的日期，例如 2026 年 3 月 27 日',
    tooLong: (n: number) => `请控制在 ${n} 个字以内`,
  },
  en: {
    idNumber: 'The ID number has 18 characters, the last of which checks the others: look at it again',
    phone: 'Enter a mobile number of 11 digits, or a landline number with its area code',
    creditCode: 'The unified social credit code has 18 characters: look at it again',
    number: 'Enter a number, like 1200 or 1200.50',
    date: 'Enter a date that exists, like 27 March 2026',
    tooLong: (n: number) => `Use at most ${n} characters`,
  },
});

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function isIdNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(text[at]), 0);
  return '10X98765432'[sum % 11] === text[17];
}

function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

/** A value as it is sent: without what slips in when typing. */
export function tidied(fact: AskedFact, text: string): string {
  const bare = text.trim();
  switch (fact.value_type) {
    case 'id_number_cn':
    case 'credit_code_cn':
      return bare.replace(/\s/g, '').toUpperCase();
    case 'phone_cn':
    case 'number':
      return bare.replace(/[\s,，]/g, '');
    default:
      return bare;
  }
}

/** What is plainly wrong with a value that was typed, told before the server has a look; the server has the last word. */
export function faultOf(fact: AskedFact, text: string, language: Language): string | undefined {
  const say = words[language];
  if (text === '') return undefined;
  if (fact.max_length != null && [...text].length > fact.max_length) return say.tooLong(fact.max_length);
  switch (fact.value_type) {
    case 'id_number_cn':
      return isIdNumber(text) ? undefined : say.idNumber;
    case 'phone_cn':
      return /^(1\d{10}|0\d{2,3}-?\d{7,8})$/.test(text) ? undefined : say.phone;
    case 'credit_code_cn':
      return /^[0-9A-Z]{18}$/.test(text) ? undefined : say.creditCode;
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? undefined : say.number;
    case 'date':
      return isDay(text) ? undefined : say.date;
    default:
      return undefined;
  }
}
