import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legend, names } from './axes';
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

/** A row of a legend, in pixels. */
const LEGEND_ROW = 22;

function warmth(share: number): string {
  return share > 1 ? RED : share > BUSY ? AMBER : BLUE;
}

/** How loaded people are, with all they can do marked. */
export function Loads({ title, description, note, sides, loads, table }: LoadsProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const isNarrow = useIsNarrow();
  const isOne = sides.length === 1;
  // On a phone two names of sides stand in a row.
  const rows = isNarrow ? Math.ceil(sides.length / 2) - 1 : 0;
  const option = useMemo<EChartsCoreOption>(() => {
    const most = Math.max(1, ...loads.flatMap((load) => load.shares.map((share) => share ?? 0)));
    const percent = (value: number) => `${number(value * 100, language)} %`;
    return {
      grid: { ...grid, top: isOne ? 24 : 48 + rows * LEGEND_ROW, right: 52 },
      legend: isOne ? undefined : { ...legend, data: [...sides] },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (v: unknown) => percent(Number(v)),
      },
      xAxis: {
        type: 'value',
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
      series: sides.map((side, at) => ({
        name: side,
        type: 'bar',
        barMaxWidth: 18,
        color: isOne ? undefined : colourOf(at),
        label: {
          show: true,
          position: 'right',
          color: INK,
          fontSize: 12,
          formatter: ({ value }: { value: number }) => percent(value),
        },
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
    };
  }, [loads, sides, isOne, isNarrow, rows, language, say]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      table={table}
      isPatterned={!isOne}
      height={Math.max(
        150,
        (isOne ? 56 : 80 + rows * LEGEND_ROW) + loads.length * (isOne ? 34 : 24 * sides.length + 12),
      )}
    />
  );
}
