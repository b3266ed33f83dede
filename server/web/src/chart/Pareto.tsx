import { useMemo, type ReactNode } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legend } from './axes';
import { Chart } from './Chart';
import type { Rows } from './DataTable';
import type { EChartsCoreOption } from './echarts';
import { useIsNarrow } from './narrow';
import { BLUE, GREEN, GREY, INK_SOFT, RED } from './palette';
import { words } from './words';

/** Staff that was tried. */
export interface Staffed {
  /** Who these people are, in a few words. */
  said: string;
  total: number;
  value: number;
  /** Nobody does better with as few people. */
  isBest: boolean;
}

export interface ParetoProps {
  title: string;
  description: string;
  note?: string;
  /** What is told of each, and its unit. */
  figure: string;
  unit: string;
  digits?: number;
  tried: readonly Staffed[];
  /** The one that is advised. */
  advised?: Staffed | undefined;
  /** How many there are today; with what they come to, where just these were tried. */
  now?: { total: number; value: number | undefined } | undefined;
  table: Rows;
  children?: ReactNode;
}

/** Staff against a figure: the front that nobody betters as a line, all others as points behind it. */
export function Pareto(props: ParetoProps) {
  const { title, description, note, figure, unit, digits = 1, tried, advised, now, table, children } = props;
  const say = useWords(words);
  const { language } = useLanguage();
  const isNarrow = useIsNarrow();
  const option = useMemo<EChartsCoreOption>(() => {
    const told = (value: number) => `${number(value, language, digits)} ${unit}`;
    const point = (one: Staffed) => ({ value: [one.total, one.value], said: one.said });
    const best = tried.filter((one) => one.isBest).sort((a, b) => a.total - b.total);
    const most = Math.max(...tried.map((one) => one.total), now?.total ?? 0);
    const least = Math.min(...tried.map((one) => one.total), now?.total ?? Infinity);
    return {
      grid: { ...grid, top: isNarrow ? 84 : 56, bottom: 28, right: 28 },
      legend: { ...legend, itemWidth: 20 },
      tooltip: {
        trigger: 'item',
        formatter: ({ data }: { data?: { value: [number, number]; said: string } }) =>
          data === undefined ? '' : `${say.count(data.value[0])} · ${told(data.value[1])}\n${data.said}`,
      },
      xAxis: {
        type: 'value',
        name: say.staff,
        nameLocation: 'middle',
        nameGap: 26,
        min: least - 1,
        max: most + 1,
        interval: Math.max(1, Math.round((most - least) / (isNarrow ? 5 : 12))),
        ...axis,
        splitLine: { show: false },
      },
      yAxis: {
        type: 'value',
        name: `${figure} (${unit})`,
        scale: true,
        ...axis,
        nameTextStyle: { ...axis.nameTextStyle, align: 'left' },
        axisLabel: { ...axis.axisLabel, formatter: (value: number) => number(value, language, digits) },
      },
      series: [
        {
          name: say.others,
          type: 'scatter',
          symbol: 'emptyCircle',
          symbolSize: 7,
          color: GREY,
          data: tried.filter((one) => !one.isBest).map(point),
        },
        {
          name: say.efficient,
          type: 'line',
          step: 'end',
          symbol: 'circle',
          symbolSize: 9,
          color: BLUE,
          lineStyle: { width: 2 },
          data: best.map(point),
        },
        ...(advised
          ? [
              {
                name: say.advised,
                type: 'scatter',
                symbol: 'circle',
                symbolSize: 20,
                itemStyle: { color: 'transparent', borderColor: GREEN, borderWidth: 3 },
                label: {
                  show: true,
                  position: 'right',
                  distance: 8,
                  formatter: say.advisedCount(advised.total),
                  color: GREEN,
                  fontSize: 13,
                  fontWeight: 600,
                },
                z: 5,
                data: [point(advised)],
              },
            ]
          : []),
        ...(now
          ? [
              {
                name: say.now,
                type: 'scatter',
                symbol: 'diamond',
                symbolSize: 14,
                color: RED,
                z: 4,
                data: now.value === undefined ? [] : [{ value: [now.total, now.value], said: say.now }],
                markLine: {
                  symbol: 'none',
                  silent: true,
                  animation: false,
                  lineStyle: { color: RED, width: 1, type: [4, 3] },
                  label: { formatter: say.nowCount(now.total), color: INK_SOFT, fontSize: 12 },
                  data: [{ xAxis: now.total }],
                },
              },
            ]
          : []),
      ],
    };
  }, [tried, advised, now, say, figure, unit, digits, language, isNarrow]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      height={isNarrow ? 380 : 360}
      isPatterned={false}
      table={table}
    >
      {children}
    </Chart>
  );
}
