import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legendOf, lineLegend, scaleOf } from './axes';
import { Chart } from './Chart';
import type { Rows } from './DataTable';
import type { EChartsCoreOption } from './echarts';
import { useIsNarrow } from './narrow';
import { colourOf, dashOf, INK_SOFT } from './palette';
import { words } from './words';

/** How many took how long, in columns of equal width; `beyond` took longer than the last. */
export interface Histogram {
  from_hours: number;
  width_hours: number;
  counts: readonly number[];
  beyond: number;
}

export interface Distributed {
  name: string;
  histogram: Histogram;
  /** Times that are marked, such as the median, with half of their interval where it is known. */
  marks?: readonly { name: string; hours: number; half: number | null }[];
}

export interface DistributionProps {
  title: string;
  description: string;
  note?: string;
  series: readonly Distributed[];
}

const all = (histogram: Histogram) => histogram.counts.reduce((a, b) => a + b, histogram.beyond);
const edge = (histogram: Histogram, at: number) => histogram.from_hours + at * histogram.width_hours;

/** Shares of columns with their edges; cumulative ones are of all that were done by the right edge. */
export function sharesOf(histogram: Histogram): { from: number; to: number; share: number; upTo: number }[] {
  const total = all(histogram) || 1;
  let sum = 0;
  return histogram.counts.map((count, at) => {
    sum += count;
    return {
      from: edge(histogram, at),
      to: edge(histogram, at + 1),
      share: count / total,
      upTo: sum / total,
    };
  });
}

/** How times are spread: one distribution, or several laid over each other. */
export function Distribution({ title, description, note, series }: DistributionProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [isCumulative, setIsCumulative] = useState(false);
  const reach = Math.max(...series.map(({ histogram }) => edge(histogram, histogram.counts.length)));
  const scale = scaleOf(reach);
  const width = Math.max(...series.map(({ histogram }) => histogram.width_hours));
  const unit = scale.isDays ? say.days : say.hours;
  const several = series.length > 1;
  const isNarrow = useIsNarrow();
  const { legend, more } = useMemo(
    () =>
      legendOf(
        series.map((one) => one.name),
        isNarrow,
      ),
    [series, isNarrow],
  );
  const option = useMemo<EChartsCoreOption>(() => {
    const percent = (value: number) => `${number(value * 100, language, value < 0.1 ? 1 : 0)} %`;
    return {
      grid: { ...grid, top: several ? 64 + more : 44, bottom: 28 },
      legend: several ? { ...legend, ...lineLegend } : undefined,
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => percent(Number(value)) },
      xAxis: {
        type: 'value',
        min: 'dataMin',
        max: reach / scale.per,
        name: unit,
        nameLocation: 'middle',
        nameGap: 26,
        ...axis,
        splitLine: { show: false },
        axisLabel: { ...axis.axisLabel, showMaxLabel: false },
        axisPointer: { label: { precision: 1 } },
      },
      yAxis: {
        type: 'value',
        name: isCumulative ? say.upTo : say.shareOf(number(width, language, 1)),
        ...axis,
        nameTextStyle: { ...axis.nameTextStyle, align: 'left' },
        max: isCumulative ? 1 : undefined,
        axisLabel: { ...axis.axisLabel, formatter: percent },
      },
      series: series.map((one, at) => ({
        name: one.name,
        type: 'line',
        step: isCumulative ? undefined : 'end',
        symbol: 'none',
        color: colourOf(at),
        lineStyle: { width: 2, type: dashOf(at) },
        areaStyle: isCumulative || series.length > 2 ? undefined : { opacity: several ? 0.12 : 0.22 },
        data: pointsOf(one.histogram, scale.per, width, isCumulative),
        markLine: {
          symbol: 'none',
          silent: true,
          animation: false,
          lineStyle: { color: several ? colourOf(at) : INK_SOFT, type: [4, 3], width: 1 },
          label: {
            // Where there is little room two of them would stand in one place; the text tells them.
            show: !(several && isNarrow),
            color: several ? colourOf(at) : INK_SOFT,
            fontSize: 12,
            formatter: '{b}',
          },
          data: marked(one, scale.per, reach),
        },
        markArea: {
          silent: true,
          animation: false,
          itemStyle: {
            color: several ? colourOf(at) : INK_SOFT,
            opacity: several ? 0.1 : 0.16,
            decal: { symbol: 'none' },
          },
          data: intervals(one, scale.per),
        },
      })),
    };
  }, [series, several, isNarrow, legend, more, scale.per, unit, isCumulative, reach, width, say, language]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      table={useTable(title, series, scale)}
      height={several ? 300 + more : 300}
      isPatterned={series.length > 1}
    >
      <Segmented
        size="small"
        aria-label={title}
        value={isCumulative ? 'cumulative' : 'share'}
        onChange={(value) => setIsCumulative(value === 'cumulative')}
        options={[
          { value: 'share', label: say.share },
          { value: 'cumulative', label: say.upTo },
        ]}
      />
    </Chart>
  );
}

/** Marks as lines; a name that would stand on the one before stands above it. */
function marked({ marks = [], histogram }: Distributed, per: number, reach: number) {
  const near = (reach - histogram.from_hours) * 0.05;
  let isAbove = false;
  return marks.map((mark, at) => {
    const before = marks[at - 1];
    isAbove = before !== undefined && mark.hours - before.hours < near && !isAbove;
    return { name: mark.name, xAxis: mark.hours / per, label: { distance: isAbove ? 18 : 4 } };
  });
}

/** The intervals of marks as areas about them. */
function intervals({ marks = [] }: Distributed, per: number) {
  return marks.flatMap(({ hours, half }) =>
    half === null ? [] : [[{ xAxis: (hours - half) / per }, { xAxis: (hours + half) / per }]],
  );
}

function pointsOf(
  histogram: Histogram,
  per: number,
  width: number,
  isCumulative: boolean,
): [number, number][] {
  const shares = sharesOf(histogram);
  const last = shares.at(-1);
  if (last === undefined) return [];
  if (isCumulative) {
    return [
      [histogram.from_hours / per, 0],
      ...shares.map((one): [number, number] => [one.to / per, one.upTo]),
    ];
  }
  // A column holds its share of the same width, so that distributions in columns of other widths compare.
  const density = (share: number) => (share / histogram.width_hours) * width;
  return [...shares.map((one): [number, number] => [one.from / per, density(one.share)]), [last.to / per, 0]];
}

function useTable(
  caption: string,
  series: readonly Distributed[],
  scale: { per: number; isDays: boolean },
): Rows {
  const say = useWords(words);
  const { language } = useLanguage();
  const unit = scale.isDays ? say.days : say.hours;
  const several = series.length > 1;
  const value = (hours: number) => number(hours / scale.per, language, 2);
  const percent = (share: number) => `${number(share * 100, language, 1)} %`;
  return {
    caption,
    columns: [
      ...(several ? [{ title: say.series }] : []),
      { title: `${say.from} (${unit})`, isNumber: true },
      { title: `${say.to} (${unit})`, isNumber: true },
      { title: say.share, isNumber: true },
      { title: say.upTo, isNumber: true },
    ],
    rows: series.flatMap((one) =>
      sharesOf(one.histogram).map((column) => [
        ...(several ? [one.name] : []),
        value(column.from),
        value(column.to),
        percent(column.share),
        percent(column.upTo),
      ]),
    ),
  };
}
