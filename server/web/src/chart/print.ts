import type { ECharts } from './echarts';

/** What a chart is as wide as on paper: A4 upright less its margins, in pixels of CSS. */
const PAPER = 690;

/** Draws a chart anew for paper, at once and without motion, and for the screen again afterwards. */
export function onPrint(chart: ECharts): () => void {
  const still = { animation: { duration: 0 } };
  const before = () => {
    chart.resize({ width: PAPER, ...still });
    chart.getZr().flush();
  };
  const after = () => chart.resize({ width: 'auto', ...still });
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
  };
}
