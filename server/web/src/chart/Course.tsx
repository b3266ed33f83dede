import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legend, lineLegend } from './axes';
import { Chart } from './Chart';
import type { EChartsCoreOption } from './echarts';
import { colourOf, dashOf } from './palette';
import { words } from './words';

/** Values of spans of time, each with half its interval. */
export interface Measured {
  mean: readonly number[];
  half_width: readonly (number | null)[];
}

export interface CourseProps {
  title: string;
  description: string;
  note?: string;
  /** What the values are. */
  unit: string;
  from: string;
  spanHours: number;
  /** Hours that the local clock is ahead of UTC. */
  clockHours: number;
  series: readonly { name: string; values: Measured }[];
}

const HOUR = 3_600_000;

/** How levels go over time: lines, each with its interval as a band. */
export function Course(props: CourseProps) {
  const { title, description, note, unit, from, spanHours, clockHours, series } = props;
  const say = useWords(words);
  const { language } = useLanguage();
  // Shown by the clock of those who work there, wherever the reader sits.
  const start = new Date(from).getTime() + clockHours * HOUR;
  const option = useMemo<EChartsCoreOption>(() => {
    const at = (span: number) => start + span * spanHours * HOUR;
    return {
      useUTC: true,
      grid: { ...grid, top: 52 },
      legend: { ...legend, ...lineLegend, data: series.map((one) => one.name), type: 'scroll' },
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => number(Number(value), language, 1) },
      xAxis: { type: 'time', ...axis, splitLine: { show: false } },
      yAxis: { type: 'value', name: unit, ...axis, nameTextStyle: { ...axis.nameTextStyle, align: 'left' } },
      series: [
        ...series.map((one, position) => ({
          name: one.name,
          type: 'line',
          symbol: 'none',
          sampling: 'lttb',
          color: colourOf(position),
          lineStyle: { width: 2, type: dashOf(position) },
          data: one.values.mean.map((mean, span) => [at(span), mean]),
        })),
        ...series.flatMap((one, position) => band(one.name, one.values, position, at)),
      ],
    };
  }, [series, start, spanHours, unit, language]);
  const most = Math.max(...series.map((one) => one.values.mean.length));
  const told = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      isPatterned={false}
      table={{
        caption: title,
        columns: [
          { title: say.from },
          ...series.map((one) => ({ title: `${one.name} (${unit})`, isNumber: true })),
        ],
        rows: Array.from({ length: most }, (_, span) => [
          told.format(start + span * spanHours * HOUR),
          ...series.map(({ values }) => within(values.mean[span], values.half_width[span], language)),
        ]),
      }}
    />
  );
}

/** `12.3 ± 0.4` */
function within(mean: number | undefined, half: number | null | undefined, language: 'zh' | 'en'): string {
  if (mean === undefined) return '';
  return half == null
    ? number(mean, language, 1)
    : `${number(mean, language, 1)} ± ${number(half, language, 1)}`;
}

/** The interval as an area between two lines that are not drawn; it comes and goes with its line. */
function band(name: string, values: Measured, position: number, at: (span: number) => number) {
  if (values.half_width.every((half) => half === null)) return [];
  const half = (span: number) => values.half_width[span] ?? 0;
  const shared = {
    name,
    type: 'line',
    symbol: 'none',
    stack: `band ${position}`,
    silent: true,
    color: colourOf(position),
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
  };
  return [
    { ...shared, data: values.mean.map((mean, span) => [at(span), Math.max(0, mean - half(span))]) },
    {
      ...shared,
      areaStyle: { color: colourOf(position), opacity: 0.14 },
      data: values.mean.map((mean, span) => [at(span), Math.min(mean, half(span)) + half(span)]),
    },
  ];
}
