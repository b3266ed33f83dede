import { number } from '../../language/format';
import { inBoth, type Language } from '../../language/words';

const words = inBoth({
  zh: {
    atOnce: '当日办结',
    upTo: (most: string) => `最快当日，最长 ${most}`,
    workingDays: (n: string) => `${n} 个工作日`,
    days: (n: string) => `${n} 天`,
    hours: (n: string) => `${n} 小时`,
  },
  en: {
    atOnce: 'the same day',
    upTo: (most: string) => `the same day to ${most}`,
    workingDays: (n: string) => (n === '1' ? '1 working day' : `${n} working days`),
    days: (n: string) => (n === '1' ? '1 day' : `${n} days`),
    hours: (n: string) => (n === '1' ? '1 hour' : `${n} hours`),
  },
});

/** A limit as the API writes it (`10wd`, `30d`, `4h`) in words. */
export function limitSaid(limit: string, language: Language): string {
  const found = /^(\d+)\s*(wd|d|h)$/.exec(limit);
  if (!found) return limit;
  const count = Number(found[1]);
  if (count === 0) return words[language].atOnce;
  const said = number(count, language);
  if (found[2] === 'wd') return words[language].workingDays(said);
  return found[2] === 'd' ? words[language].days(said) : words[language].hours(said);
}

/** A promised length of time, least to most, in words. */
export function spanSaid(least: number, most: number, unit: 'wd' | 'd', language: Language): string {
  if (most === 0) return words[language].atOnce;
  // Some of it may be there at once.
  if (least === 0) return words[language].upTo(spanSaid(most, most, unit, language));
  const said =
    least === most ? number(most, language, 1) : `${number(least, language, 1)}–${number(most, language, 1)}`;
  return unit === 'wd' ? words[language].workingDays(said) : words[language].days(said);
}
