import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, names } from './axes';
import { Chart } from './Chart';
import { useIsNarrow } from './narrow';
import type { EChartsCoreOption } from './echarts';
import { colourOf } from './palette';
import { words } from './words';

/** A parameter that was moved: by how much the figure changes, with half the interval. */
export interface Swing {
  name: string;
  lower?: { what: string; change: number; half: number | null };
  higher?: { what: string; change: number; half: number | null };
}

export interface TornadoProps {
  title: string;
  description: string;
  note?: string;
  unit: string;
  swings: readonly Swing[];
}

const widest = (swing: Swing) =>
  Math.max(Math.abs(swing.lower?.change ?? 0), Math.abs(swing.higher?.change ?? 0));

/** Which parameter moves a figure most: bars about a line of no change, the widest first. */
export function Tornado({ title, description, note, unit, swings }: TornadoProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const isNarrow = useIsNarrow();
  const sorted = useMemo(() => [...swings].sort((a, b) => widest(b) - widest(a)), [swings]);
  const told = (value: number | undefined) =>
    value === undefined ? '' : `${value > 0 ? '+' : ''}${number(value, language, 2)}`;
  const option = useMemo<EChartsCoreOption>(
    () => ({
      grid: { ...grid, top: 40 },
      legend: { top: 0, left: 0, data: [say.lower, say.higher] },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
      xAxis: { type: 'value', name: unit, nameLocation: 'end', ...axis },
      yAxis: {
        type: 'category',
        inverse: true,
        data: sorted.map((swing) => swing.name),
        ...axis,
        axisLabel: names(isNarrow),
      },
      series: (['lower', 'higher'] as const).map((side, at) => ({
        name: say[side],
        type: 'bar',
        stack: 'swing',
        color: colourOf(at),
        barMaxWidth: 18,
        data: sorted.map((swing) => swing[side]?.change ?? 0),
      })),
    }),
    [sorted, isNarrow, say, unit],
  );
  const within = (moved: Swing['lower']) =>
    moved === undefined
      ? ''
      : `${moved.what}: ${told(moved.change)}${moved.half === null ? '' : ` ± ${number(moved.half, language, 2)}`}`;
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      height={80 + sorted.length * 30}
      table={{
        caption: `${title} (${unit})`,
        columns: [
          { title: say.parameter },
          { title: say.lower, isNumber: true },
          { title: say.higher, isNumber: true },
        ],
        rows: sorted.map((swing) => [swing.name, within(swing.lower), within(swing.higher)]),
      }}
    />
  );
}
