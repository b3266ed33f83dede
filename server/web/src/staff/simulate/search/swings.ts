import type { Move, Swing } from '../../../chart/Tornado';
import { changeOf } from '../changes';
import { figureOf, type Style } from '../figures';
import type { Changed, Moved } from '../outcome';

export const MEAN = 'cycle_mean_hours';

/** How a figure of a search is written. */
export function styleOf(figure: string): Style {
  return figureOf(figure)?.style ?? (figure.endsWith('hours') ? 'hours' : 'count');
}

/** A change of a figure in the unit it is drawn in: shares in points. */
export function scaleOf(style: Style): number {
  return style === 'share' ? 100 : 1;
}

export function changeIn(moved: Moved, figure: string): Changed | undefined {
  return moved.changes.find((one) => one.figure === figure);
}

/** What moves the mean time most, and certainly; none where that is told of nothing. */
export function strongest(moved: readonly Moved[]): Moved | undefined {
  return moved.find((one) => changeIn(one, MEAN)?.is_certain);
}

/** `+1`, `−1`, `×0.9` */
export function valueShort(value: string): string {
  return value.replace(/^x/, '×').replace(/^-/, '−');
}

/** Whether a parameter is less than it is. */
export function isLower(value: string): boolean {
  return value.startsWith('x') ? Number(value.slice(1)) < 1 : value.startsWith('-');
}

/** What moves a figure, by parameter: what less and what more of it does. */
export function swingsOf(moved: readonly Moved[], figure: string, named: (key: string) => string): Swing[] {
  const swings = new Map<string, Swing>();
  const scale = scaleOf(styleOf(figure));
  for (const one of moved) {
    const { key, value } = changeOf(one.what);
    const change = changeIn(one, figure);
    if (change?.difference == null) continue;
    const { mean, half_width } = change.difference;
    const move: Move = {
      what: valueShort(value),
      change: mean * scale,
      half: half_width === null ? null : half_width * scale,
      isCertain: change.is_certain,
    };
    const swing = swings.get(key) ?? { name: named(key) };
    swings.set(key, { ...swing, [isLower(value) ? 'lower' : 'higher']: move });
  }
  return [...swings.values()];
}

/** So many digits that the widest change has three. */
export function digitsOf(swings: readonly Swing[]): number {
  const most = Math.max(
    0,
    ...swings.flatMap(({ lower, higher }) => [Math.abs(lower?.change ?? 0), Math.abs(higher?.change ?? 0)]),
  );
  return most >= 10 || most === 0 ? 1 : most >= 1 ? 2 : Math.min(5, 2 - Math.floor(Math.log10(most)));
}
