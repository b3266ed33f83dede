import type { Language } from './words';

const LOCALE: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

/** Makes something once a language: a format takes longer to make than a page takes to draw. */
function once<T>(make: (locale: string) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    const known = made.get(language) ?? make(LOCALE[language]);
    made.set(language, known);
    return known;
  };
}

const MOMENT = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
const DAY = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const RELATIVE = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const NUMBERS = once((locale) => {
  const made = new Map<number, Intl.NumberFormat>();
  return (digits: number) => {
    const known = made.get(digits) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
    made.set(digits, known);
    return known;
  };
});

/** A moment by the clock on the wall, to the minute. */
export function moment(text: string, language: Language): string {
  return MOMENT(language).format(new Date(text));
}

/** A day. */
export function day(text: string, language: Language): string {
  return DAY(language).format(new Date(text));
}

/** A number with so many digits behind the point at most. */
export function number(value: number, language: Language, digits = 0): string {
  return NUMBERS(language)(digits).format(value);
}

const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long from `now` until a moment, or since it: "in 3 days", "2 hours ago". */
export function relative(text: string, now: string | Date, language: Language): string {
  const by = new Date(text).getTime() - new Date(now).getTime();
  const [unit, each] = SPANS.find(([, each]) => Math.abs(by) >= each) ?? ['minute', 60_000];
  return RELATIVE(language).format(Math.trunc(by / each), unit);
}

/** A length of time in its two largest units: "3 天 4 小时". */
export function length(milliseconds: number, language: Language): string {
  const units: [string, number][] =
    language === 'zh'
      ? [
          ['天', 86_400_000],
          ['小时', 3_600_000],
          ['分钟', 60_000],
          ['秒', 1_000],
        ]
      : [
          ['d', 86_400_000],
          ['h', 3_600_000],
          ['min', 60_000],
          ['s', 1_000],
        ];
  let left = Math.max(0, milliseconds);
  const parts: string[] = [];
  for (const [name, each] of units) {
    const count = Math.floor(left / each);
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    left -= count * each;
  }
  return parts.join(' ') || `0 ${units[3]?.[0] ?? ''}`;
}
