import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legendOf, names } from './axes';
import { Chart } from './Chart';
import type { Rows } from './DataTable';
import { useIsNarrow } from './narrow';
import type { EChartsCoreOption } from './echarts';
import { AMBER, BLUE, INK, RED, colourOf } from './palette';
import { words } from './words';

export interface Load {
  name: string;
  /** Work that comes, as a share of what its people can do; one for each side that is compared. */
  shares: readonly (number | null)[];
  /** Half of the interval of each; none: it is not known. */
  halves?: readonly (number | null)[];
}

export interface LoadsProps {
  title: string;
  description: string;
  note?: string;
  sides: readonly string[];
  loads: readonly Load[];
  table: Rows;
}

/** Above this a queue grows fast with a little more work. */
const BUSY = 0.85;

/** How wide bars are, as bars and as what is drawn over them have to know. */
const BARS = { barMaxWidth: 18, barGap: '30%', barCategoryGap: '30%' } as const;

function warmth(share: number): string {
  return share > 1 ? RED : share > BUSY ? AMBER : BLUE;
}

/** How loaded people are, with all they can do marked. */
export function Loads({ title, description, note, sides, loads, table }: LoadsProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const isNarrow = useIsNarrow();
  const isOne = sides.length === 1;
  const { legend, more } = useMemo(() => legendOf(sides, isNarrow), [sides, isNarrow]);
  const option = useMemo<EChartsCoreOption>(() => {
    const high = (load: Load, at: number) => (load.shares[at] ?? 0) + (load.halves?.[at] ?? 0);
    const most = Math.max(1, ...loads.flatMap((load) => sides.map((_, at) => high(load, at))));
    const percent = (value: number) => `${number(value * 100, language)} %`;
    return {
      grid: { ...grid, top: isOne ? 24 : 48 + more, right: 52 },
      legend: isOne ? undefined : legend,
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        formatter: (shown: { dataIndex: number }[]) => {
          const load = loads[shown[0]?.dataIndex ?? 0];
          if (load === undefined) return '';
          const told = (at: number) => {
            const half = load.halves?.[at];
            return `${percent(load.shares[at] ?? 0)}${half == null ? '' : ` ± ${number(half * 100, language, 1)} %`}`;
          };
          return [load.name, ...sides.map((side, at) => `${side}  ${told(at)}`)].join('\n');
        },
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.ceil((most + 0.06) / 0.2) * 0.2,
        interval: most > 2 ? undefined : 0.2,
        ...axis,
        axisLabel: { ...axis.axisLabel, formatter: percent },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: loads.map((load) => load.name),
        ...axis,
        axisLabel: names(isNarrow),
      },
      series: [
        ...sides.map((side, at) => ({
          name: side,
          type: 'bar',
          ...BARS,
          color: isOne ? undefined : colourOf(at),
          data: loads.map((load) => {
            const share = load.shares[at] ?? null;
            if (share === null) return '-';
            return isOne ? { value: share, itemStyle: { color: warmth(share) } } : { value: share };
          }),
          markLine:
            at > 0
              ? undefined
              : {
                  symbol: 'none',
                  silent: true,
                  animation: false,
                  lineStyle: { color: RED, width: 1.5, type: [5, 3] },
                  label: { formatter: '{b}', position: 'start', color: RED, fontSize: 12 },
                  data: [{ name: say.most, xAxis: 1 }],
                },
        })),
        ...sides.map((side, at) => ({
          name: side,
          type: 'custom',
          silent: true,
          tooltip: { show: false },
          encode: { x: [1, 2], y: 0 },
          data: loads.flatMap((load, row) => {
            const share = load.shares[at];
            if (share == null) return [];
            const half = load.halves?.[at] ?? 0;
            return [[row, Math.max(0, share - half), share + half, share]];
          }),
          renderItem: (_: unknown, api: Drawing) => drawInterval(api, { at, sides: sides.length, percent }),
        })),
      ],
    };
  }, [loads, sides, isOne, isNarrow, legend, more, language, say]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      table={table}
      isPatterned={!isOne}
      height={Math.max(150, (isOne ? 56 : 80 + more) + loads.length * (isOne ? 34 : 24 * sides.length + 12))}
    />
  );
}

interface Drawing {
  value: (dimension: number) => number;
  coord: (at: [number, number]) => [number, number];
  barLayout: (bars: object) => { offsetCenter: number }[];
}

/** The interval of a bar over its end, and the share in figures behind it. */
function drawInterval(
  api: Drawing,
  { at, sides, percent }: { at: number; sides: number; percent: (share: number) => string },
) {
  const [row, low, high, share] = [api.value(0), api.value(1), api.value(2), api.value(3)];
  const offset = api.barLayout({ ...BARS, count: sides })[at]?.offsetCenter ?? 0;
  const [x1, middle] = api.coord([low, row]);
  const [x2] = api.coord([high, row]);
  const y = middle + offset;
  const line = (shape: { x1: number; y1: number; x2: number; y2: number }) => ({
    type: 'line',
    shape,
    style: { stroke: INK, lineWidth: 1.25 },
  });
  return {
    type: 'group',
    children: [
      ...(x2 - x1 < 1
        ? []
        : [
            line({ x1, y1: y, x2, y2: y }),
            line({ x1, y1: y - 4, x2: x1, y2: y + 4 }),
            line({ x1: x2, y1: y - 4, x2, y2: y + 4 }),
          ]),
      {
        type: 'text',
        style: { text: percent(share), x: x2 + 8, y, verticalAlign: 'middle', fill: INK, fontSize: 12 },
      },
    ],
  };
}
