import { INK, INK_SOFT, LINE } from './palette';

/** Letters and lines of an axis. */
export const axis = {
  axisLine: { lineStyle: { color: '#9ca3af' } },
  axisTick: { show: false },
  axisLabel: { color: INK_SOFT, fontSize: 12, hideOverlap: true },
  nameTextStyle: { color: INK_SOFT, fontSize: 12 },
  splitLine: { lineStyle: { color: LINE } },
} as const;

/** Room for axes and their names. */
export const grid = { left: 8, right: 20, top: 36, bottom: 8, containLabel: true } as const;

/** The legend above the drawing, left. */
export const legend = {
  top: 0,
  left: 0,
  type: 'plain',
  itemWidth: 28,
  itemHeight: 12,
  textStyle: { color: INK_SOFT, fontSize: 12 },
} as const;

/** Room for a legend and for one name in it, in pixels. */
const ROOM = { narrow: 330, wide: 860 } as const;
const NAME = { narrow: 230, wide: 380 } as const;
/** A row of a legend. */
const LEGEND_ROW = 22;

/** A legend of names that people gave, however long they are, and how much higher than one row it is. */
export function legendOf(names: readonly string[], isNarrow: boolean) {
  const size = isNarrow ? 'narrow' : 'wide';
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const letters = [...name].reduce((sum, letter) => sum + (letter > '⺀' ? 12 : 7), 0);
    const width = Math.min(letters, NAME[size]) + legend.itemWidth + 20;
    if (used > 0 && used + width > ROOM[size]) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  const textStyle = { ...legend.textStyle, width: NAME[size], overflow: 'truncate' } as const;
  // A width that is given is taken, also by short names.
  const isLong = names.some((name) => [...name].length > 16);
  return {
    legend: { ...legend, ...(isLong ? { textStyle } : {}), data: [...names] },
    more: (isLong && isNarrow ? names.length - 1 : rows - 1) * LEGEND_ROW,
  };
}

/** In a legend of lines each is a stretch of its line, without a point. */
export const lineLegend = { itemStyle: { opacity: 0 } } as const;

/** Hours as they are shown on an axis: in days once they are many. */
export function scaleOf(reachHours: number): { per: number; isDays: boolean } {
  return reachHours > 72 ? { per: 24, isDays: true } : { per: 1, isDays: false };
}

/** Names beside a chart, in lines that are narrow on a phone. */
export function names(isNarrow: boolean) {
  return {
    ...axis.axisLabel,
    color: INK,
    hideOverlap: false,
    width: isNarrow ? 104 : 200,
    overflow: 'break',
    lineHeight: 15,
  } as const;
}

/** A short name for a narrow place. */
export function shortened(name: string, most: number): string {
  const letters = [...name];
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join('')}…`;
}
