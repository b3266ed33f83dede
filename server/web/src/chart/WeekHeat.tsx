import { useMemo, type ReactNode } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid } from './axes';
import { Chart } from './Chart';
import type { EChartsCoreOption } from './echarts';
import { HEAT, INK_SOFT } from './palette';
import { words } from './words';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAYS = Array.from({ length: 7 }, (_, day) => day);

export interface WeekHeatProps {
  title: string;
  description: string;
  note?: string;
  unit: string;
  /** A value for each of the 168 hours from Monday midnight on. */
  hours: readonly number[];
  children?: ReactNode;
}

/** The rhythm of day and week: an hour is the darker the more there is. */
export function WeekHeat({ title, description, note, unit, hours, children }: WeekHeatProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const value = (day: number, hour: number) => hours[day * 24 + hour] ?? 0;
  const option = useMemo<EChartsCoreOption>(() => {
    const most = Math.max(...hours, 0.001);
    return {
      grid: { ...grid, top: 8, bottom: 44 },
      tooltip: {
        formatter: ({ value: at }: { value: [number, number, number] }) =>
          `${say.weekdays[at[1]]} ${say.oClock(at[0])}\n${number(at[2], language, 1)} ${unit}`,
      },
      xAxis: {
        type: 'category',
        data: HOURS.map(String),
        ...axis,
        axisLabel: { ...axis.axisLabel, interval: 2 },
      },
      yAxis: { type: 'category', data: [...say.weekdays], inverse: true, ...axis },
      visualMap: {
        min: 0,
        max: most,
        calculable: false,
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        itemHeight: 160,
        itemWidth: 12,
        text: [number(most, language, 1), '0'],
        textStyle: { color: INK_SOFT, fontSize: 12 },
        inRange: { color: [...HEAT] },
      },
      series: [
        {
          type: 'heatmap',
          data: DAYS.flatMap((day) => HOURS.map((hour) => [hour, day, hours[day * 24 + hour] ?? 0])),
          itemStyle: { borderColor: '#fff', borderWidth: 1.5, borderRadius: 2 },
          emphasis: { itemStyle: { borderColor: '#111827', borderWidth: 2 } },
        },
      ],
    };
  }, [hours, language, say, unit]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      height={270}
      isPatterned={false}
      table={{
        caption: `${title} (${unit})`,
        columns: [{ title: say.day }, ...HOURS.map((hour) => ({ title: say.oClock(hour), isNumber: true }))],
        rows: DAYS.map((day) => [
          say.weekdays[day],
          ...HOURS.map((hour) => number(value(day, hour), language, 1)),
        ]),
      }}
    >
      {children}
    </Chart>
  );
}
