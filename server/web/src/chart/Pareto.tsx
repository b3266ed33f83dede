import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legend } from './axes';
import { Chart } from './Chart';
import type { EChartsCoreOption } from './echarts';
import { BLUE, GREY, RED } from './palette';
import { words } from './words';

/** Staff that was tried. */
export interface Staffed {
  /** People at each desk, in the order of the desks. */
  people: readonly number[];
  total: number;
  hours: number;
  /** Nobody does better with as few people. */
  isBest: boolean;
}

export interface ParetoProps {
  title: string;
  description: string;
  note?: string;
  timeName: string;
  desks: readonly string[];
  tried: readonly Staffed[];
  /** As it is today, where that is known. */
  now?: { total: number; hours: number };
}

/** Staff against time: the front that nobody betters as a line, all others as points behind it. */
export function Pareto({ title, description, note, timeName, desks, tried, now }: ParetoProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const best = useMemo(() => tried.filter((one) => one.isBest).sort((a, b) => a.total - b.total), [tried]);
  const option = useMemo<EChartsCoreOption>(() => {
    const point = (one: { total: number; hours: number }) => [one.total, one.hours];
    return {
      grid: { ...grid, top: 48, bottom: 28 },
      legend: { ...legend },
      tooltip: { trigger: 'item' },
      xAxis: { type: 'value', name: say.staff, nameLocation: 'middle', nameGap: 26, scale: true, ...axis },
      yAxis: { type: 'value', name: timeName, scale: true, ...axis },
      series: [
        {
          name: say.efficient,
          type: 'line',
          step: 'end',
          symbol: 'circle',
          symbolSize: 9,
          color: BLUE,
          data: best.map(point),
        },
        {
          name: say.others,
          type: 'scatter',
          symbol: 'emptyCircle',
          symbolSize: 7,
          color: GREY,
          data: tried.filter((one) => !one.isBest).map(point),
        },
        ...(now
          ? [
              {
                name: say.now,
                type: 'scatter',
                symbol: 'diamond',
                symbolSize: 15,
                color: RED,
                data: [point(now)],
              },
            ]
          : []),
      ],
    };
  }, [best, tried, now, say, timeName]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      height={340}
      isPatterned={false}
      table={{
        caption: title,
        columns: [
          { title: say.staff, isNumber: true },
          { title: timeName, isNumber: true },
          ...desks.map((desk) => ({ title: desk, isNumber: true })),
        ],
        rows: best.map((one) => [
          one.total,
          number(one.hours, language, 1),
          ...one.people.map((people) => number(people, language)),
        ]),
      }}
    />
  );
}
