// Colours of charts: each at least 4.5:1 on white, so that lines, bars and what is written in them can be told apart
// by those who see less; patterns and dashes say the same without colour.
export const BLUE = '#0958d9';
export const RED = '#cf1322';
export const GREEN = '#237804';
export const AMBER = '#ad6800';
export const GREY = '#595f69';
export const INK = '#1f2937';
export const INK_SOFT = '#4b5563';
export const LINE = '#e5e7eb';

/** Colours of series, in this order. */
export const SERIES = [BLUE, '#d4380d', '#531dab', '#237804', '#9e1068', '#00707a'] as const;
/** How their lines are dashed, in the same order. */
export const DASHES = ['solid', [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4]] as const;

/** From little to much, for heat. */
export const HEAT = ['#f3f7fd', '#c3daf8', '#7fb0f0', '#2f76dd', '#0b3d91'] as const;

export function colourOf(at: number): string {
  return SERIES[at % SERIES.length] ?? BLUE;
}

export function dashOf(at: number): 'solid' | number[] {
  const dash = DASHES[at % DASHES.length] ?? 'solid';
  return dash === 'solid' ? 'solid' : [...dash];
}
