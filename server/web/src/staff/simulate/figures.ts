import { number } from '../../language/format';
import type { Language } from '../../language/words';
import type { Estimate, Outcome } from './outcome';

/** How a figure is written. */
export type Style = 'hours' | 'share' | 'count' | 'money';

/** A figure of a whole run. */
export interface Figure {
  /** Its name; that of `changes` of a pair where it is one of them. */
  name: FigureName;
  style: Style;
  /** Whether less of it is better; none: neither. */
  isLessBetter?: boolean;
  of: (outcome: Outcome) => Estimate | null;
}

export type FigureName =
  | 'cycle_mean_hours'
  | 'cycle_p50_hours'
  | 'cycle_p90_hours'
  | 'cycle_p95_hours'
  | 'cycle_p99_hours'
  | 'on_time'
  | 'waiting_hours'
  | 'staff_hours'
  | 'staff_cost'
  | 'trips'
  | 'applicant_hours'
  | 'applicant_cost'
  | 'fees'
  | 'corrections'
  | 'calls'
  | 'failed_calls'
  | 'fallbacks'
  | 'incidents'
  | 'under_way'
  | 'throughput_per_day';

/** The share of ended items that were not overdue, all items together; its interval is known of pairs alone. */
function onTime(outcome: Outcome): Estimate | null {
  let [met, ended] = [0, 0];
  for (const item of outcome.items) {
    if (item.on_time === null) continue;
    met += item.on_time.mean * item.cycle.count;
    ended += item.cycle.count;
  }
  return ended === 0 ? null : { mean: met / ended, half_width: null, count: outcome.replications };
}

/** Every figure by which runs are told and compared, the most telling first. */
export const FIGURES: readonly Figure[] = [
  { name: 'cycle_mean_hours', style: 'hours', isLessBetter: true, of: (o) => o.cycle.mean },
  { name: 'cycle_p50_hours', style: 'hours', isLessBetter: true, of: (o) => o.cycle.p50 },
  { name: 'cycle_p90_hours', style: 'hours', isLessBetter: true, of: (o) => o.cycle.p90 },
  { name: 'cycle_p95_hours', style: 'hours', isLessBetter: true, of: (o) => o.cycle.p95 },
  { name: 'cycle_p99_hours', style: 'hours', isLessBetter: true, of: (o) => o.cycle.p99 },
  { name: 'on_time', style: 'share', isLessBetter: false, of: onTime },
  { name: 'trips', style: 'count', isLessBetter: true, of: (o) => o.trips },
  { name: 'staff_hours', style: 'hours', isLessBetter: true, of: (o) => o.staff_hours },
  { name: 'staff_cost', style: 'money', isLessBetter: true, of: (o) => o.staff_cost },
  { name: 'throughput_per_day', style: 'count', of: (o) => o.throughput_per_day },
  { name: 'under_way', style: 'count', isLessBetter: true, of: (o) => o.under_way },
  { name: 'corrections', style: 'count', isLessBetter: true, of: (o) => o.corrections },
  { name: 'applicant_hours', style: 'hours', isLessBetter: true, of: (o) => o.applicant_hours },
  { name: 'applicant_cost', style: 'money', isLessBetter: true, of: (o) => o.applicant_cost },
  { name: 'fees', style: 'money', isLessBetter: true, of: (o) => o.fees },
  { name: 'calls', style: 'count', of: (o) => o.calls },
  { name: 'failed_calls', style: 'count', isLessBetter: true, of: (o) => o.failed_calls },
  { name: 'fallbacks', style: 'count', isLessBetter: true, of: (o) => o.fallbacks },
  { name: 'incidents', style: 'count', isLessBetter: true, of: (o) => o.incidents },
];

/** Figures that stand above all others. */
export const KEY_FIGURES: readonly FigureName[] = [
  'cycle_mean_hours',
  'cycle_p50_hours',
  'cycle_p90_hours',
  'cycle_p95_hours',
  'cycle_p99_hours',
  'on_time',
  'trips',
  'staff_hours',
  'staff_cost',
  'throughput_per_day',
];

export function figureOf(name: string): Figure | undefined {
  return FIGURES.find((figure) => figure.name === name);
}

/** In which unit hours are read: in days from three of them on. */
export function inDays(hours: number): boolean {
  return Math.abs(hours) >= 72;
}

const UNITS = {
  zh: { hours: '小时', days: '天', minutes: '分钟', points: '个百分点' },
  en: { hours: 'h', days: 'days', minutes: 'min', points: 'points' },
};

/** Hours for people: minutes, hours or days. */
export function hoursSaid(hours: number, language: Language): string {
  const units = UNITS[language];
  if (inDays(hours)) return `${number(hours / 24, language, 1)} ${units.days}`;
  if (hours !== 0 && Math.abs(hours) < 1.5)
    return `${number(hours * 60, language, hours < 0.1 ? 1 : 0)} ${units.minutes}`;
  return `${number(hours, language, 1)} ${units.hours}`;
}

function digits(value: number): number {
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3;
}

/** A value as its figure is written; hours stay hours, for tables. */
export function valueSaid(value: number, style: Style, language: Language): string {
  switch (style) {
    case 'hours':
      return number(value, language, Math.abs(value) < 10 ? 2 : 1);
    case 'share':
      return `${number(value * 100, language, 1)} %`;
    case 'money':
      return number(value, language, 2);
    case 'count':
      return number(value, language, digits(value));
  }
}

/** Half an interval, with one digit more than nothing. */
function halfSaid(half: number, style: Style, language: Language): string {
  if (style === 'share') return `${number(half * 100, language, 2)} %`;
  return number(half, language, half === 0 ? 0 : Math.min(4, Math.max(1, 1 - Math.floor(Math.log10(half)))));
}

/** An interval that is narrower is none to a reader. */
const LEAST_HALF = 0.0005;

/** `86.9 ± 1.7` */
export function estimateSaid(told: Estimate | null, style: Style, language: Language): string {
  if (told === null) return '–';
  const value = valueSaid(told.mean, style, language);
  return told.half_width === null || told.half_width < LEAST_HALF
    ? value
    : `${value} ± ${halfSaid(told.half_width, style, language)}`;
}

/** A difference with its sign, `−3.1 ± 0.5`; of shares in points. What is written as 0 has no sign. */
export function differenceSaid(told: Estimate, style: Style, language: Language): string {
  const isShare = style === 'share';
  const scale = isShare ? 100 : 1;
  const half = told.half_width === null ? null : told.half_width * scale;
  const size = { mean: Math.abs(told.mean) * scale, half_width: half, count: told.count };
  const said = estimateSaid(size, isShare ? 'count' : style, language);
  const isNone = !/[1-9]/.test(said.split(' ± ')[0] ?? '');
  const sign = isNone ? '' : told.mean > 0 ? '+' : '−';
  return `${sign}${said}${isShare && /[1-9]/.test(said) ? ` ${UNITS[language].points}` : ''}`;
}
