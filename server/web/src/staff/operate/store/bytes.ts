import { number } from '../../../language/format';
import type { Language } from '../../../language/words';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size in the unit that makes it short. */
export function bytes(count: number, language: Language): string {
  const at = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(count) / 10));
  return `${number(count / 1024 ** at, language, at === 0 ? 0 : 1)} ${UNITS[at] ?? ''}`;
}
