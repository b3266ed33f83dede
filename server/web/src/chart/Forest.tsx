import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, names } from './axes';
import { Chart } from './Chart';
import type { Rows } from './DataTable';
import { useIsNarrow } from './narrow';
import type { EChartsCoreOption } from './echarts';
import { BLUE, GREY, INK } from './palette';
import { words } from './words';

/** A difference as a share of what was before, with its interval. */
export interface Difference {
  name: string;
  share: number;
  half: number | null;
  isCertain: boolean;
}

export interface ForestProps {
  title: string;
  description: string;
  note?: string;
  differences: readonly Difference[];
  table: Rows;
}

const row = { type: 'category', inverse: true, ...axis, axisLine: { show: false } } as const;

/** Differences with their intervals about a line of none: full points are certain, hollow ones are not. */
export function Forest({ title, description, note, differences, table }: ForestProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const isNarrow = useIsNarrow();
  const option = useMemo<EChartsCoreOption>(() => {
    const percent = (value: number) => `${value > 0 ? '+' : ''}${number(value * 100, language, 1)} %`;
    const low = (one: Difference) => one.share - (one.half ?? 0);
    const high = (one: Difference) => one.share + (one.half ?? 0);
    const told = (one: Difference) =>
      one.half === null
        ? percent(one.share)
        : `${percent(one.share)} ± ${number(one.half * 100, language, 1)}`;
    return {
      grid: { ...grid, top: 8, right: 8 },
      tooltip: {
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const one = differences[dataIndex];
          if (!one) return '';
          return `${one.name}\n${percent(low(one))} … ${percent(high(one))}\n${one.isCertain ? say.certain : say.uncertain}`;
        },
      },
      xAxis: { type: 'value', ...axis, axisLabel: { ...axis.axisLabel, formatter: percent } },
      yAxis: [
        {
          ...row,
          data: differences.map((one) => one.name),
          axisLabel: names(isNarrow),
        },
        {
          ...row,
          position: 'right',
          data: differences.map(told),
          axisLabel: { ...axis.axisLabel, color: INK, hideOverlap: false },
        },
      ],
      series: [
        {
          type: 'custom',
          silent: true,
          renderItem: drawInterval,
          encode: { x: [1, 2], y: 0 },
          data: differences.map((one, at) => ({
            value: [at, low(one), high(one)],
            itemStyle: { color: one.isCertain ? BLUE : GREY },
          })),
        },
        {
          type: 'scatter',
          symbolSize: 11,
          data: differences.map((one, at) => ({
            value: [one.share, at],
            itemStyle: one.isCertain ? { color: BLUE } : { color: '#fff', borderColor: GREY, borderWidth: 2 },
          })),
          markLine: {
            symbol: 'none',
            silent: true,
            animation: false,
            label: { show: false },
            lineStyle: { color: INK, width: 1, type: 'solid' },
            data: [{ xAxis: 0 }],
          },
        },
      ],
    };
  }, [differences, isNarrow, language, say]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      table={table}
      isPatterned={false}
      height={60 + differences.length * 32}
    />
  );
}

interface Drawing {
  value: (dimension: number) => number;
  coord: (at: [number, number]) => [number, number];
  visual: (name: string) => unknown;
}

/** A line from the lower to the upper end, with an upright at each. */
function drawInterval(_: unknown, api: Drawing) {
  const [row, low, high] = [api.value(0), api.value(1), api.value(2)];
  const [x1, y] = api.coord([low, row]);
  const [x2] = api.coord([high, row]);
  const style = { stroke: String(api.visual('color')), lineWidth: 2 };
  const line = (shape: { x1: number; y1: number; x2: number; y2: number }) => ({
    type: 'line',
    shape,
    style,
  });
  return {
    type: 'group',
    children: [
      line({ x1, y1: y, x2, y2: y }),
      line({ x1, y1: y - 5, x2: x1, y2: y + 5 }),
      line({ x1: x2, y1: y - 5, x2, y2: y + 5 }),
    ],
  };
}
