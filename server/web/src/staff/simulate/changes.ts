import { number } from '../../language/format';
import type { Language } from '../../language/words';
import type { Labels } from './labels';
import { words } from './words';

/** Weekdays as a change names them, Monday first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A change as the server reads it, `staff.police.officer=9`, in its parts. */
export interface Change {
  /** `staff.police.officer` */
  key: string;
  /** `staff` */
  what: string;
  /** `police.officer`; of all where it is empty. */
  of: string;
  value: string;
}

export function changeOf(said: string): Change {
  const at = said.indexOf('=');
  const key = (at < 0 ? said : said.slice(0, at)).trim();
  const dot = key.indexOf('.');
  return {
    key,
    what: dot < 0 ? key : key.slice(0, dot),
    of: dot < 0 ? '' : key.slice(dot + 1),
    value: at < 0 ? '' : said.slice(at + 1).trim(),
  };
}

/** What is changed as a chance; where it is said as it is to be it is told in percent. */
const CHANCES: readonly string[] = ['available', 'correct', 'refuse', 'found'];

/** A change in words: "公安局 · 审批人员 9 人". */
export function changeSaid(said: string, labels: Labels, language: Language): string {
  const { what, of, value } = changeOf(said);
  const say = words[language].change;
  const told = (text: string) => number(Number(text), language, 3);
  const much = value.startsWith('x')
    ? say.times(told(value.slice(1)))
    : value.startsWith('+')
      ? say.plus(told(value.slice(1)))
      : value.startsWith('-')
        ? say.minus(told(value.slice(1)))
        : say.is(CHANCES.includes(what) ? `${told(String(Number(value) * 100))} %` : told(value));
  switch (what) {
    case 'staff':
      if (value.startsWith('+')) return say.morePeople(labels.desk(of), told(value.slice(1)));
      if (value.startsWith('-')) return say.fewerPeople(labels.desk(of), told(value.slice(1)));
      return value.startsWith('x') ? `${labels.desk(of)} ${much}` : say.people(labels.desk(of), told(value));
    case 'queue':
      return say.queue(labels.desk(of), value);
    case 'arrivals':
      return of === '' || !/^\d/.test(value)
        ? say.arrivals(much)
        : say.arrivalsOf(labels.scenario(of), told(value));
    case 'correct':
      return of === '' ? say.correct(much) : say.correctAt(labels.step(of), much);
    case 'refuse':
      return of === '' ? say.refuse(much) : say.refuseAt(labels.step(of), much);
    case 'available':
      return say.available(labels.system(of), much);
    case 'found':
      if (value === '0') return say.never(labels.service(of));
      return value === '1' ? say.always(labels.service(of)) : say.found(labels.service(of), much);
    case 'down': {
      const days = value.split(',').map((day) => {
        const at = WEEKDAYS.findIndex((known) => known === day.trim());
        return words[language].weekdays[at] ?? day;
      });
      return say.down(labels.system(of), days.join(words[language].list2));
    }
    default:
      return said;
  }
}

/** What a parameter is called, by its key: `staff.police.officer`, `correct`. */
export function parameterSaid(key: string, labels: Labels, language: Language): string {
  const { what, of } = changeOf(key);
  const say = words[language].parameter;
  switch (what) {
    case 'staff':
      return labels.desk(of);
    case 'available':
      return say.available(labels.system(of));
    case 'correct':
      return of === '' ? say.correct : say.correctAt(labels.step(of));
    case 'arrivals':
      return say.arrivals;
    default:
      return key;
  }
}
