import { useMemo, type ReactNode } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, shortened } from './axes';
import { Chart } from './Chart';
import type { EChartsCoreOption } from './echarts';
import { GREEN, GREY, INK, RED } from './palette';
import { words } from './words';

export interface WaterfallProps {
  title: string;
  description: string;
  note?: string;
  from: { name: string; value: number };
  changes: readonly { name: string; change: number; why?: string }[];
  to: { name: string; value: number };
  children?: ReactNode;
}

/** From one sum to another, step by step: what each change takes away or adds. */
export function Waterfall({ title, description, note, from, changes, to, children }: WaterfallProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const told = (value: number) => number(value, language, 1);
  const signed = (value: number) => `${value > 0 ? '+' : '−'}${told(Math.abs(value))}`;
  const option = useMemo<EChartsCoreOption>(() => {
    let at = from.value;
    const steps = changes.map((one) => {
      const before = at;
      at += one.change;
      return { ...one, low: Math.min(before, at), height: Math.abs(one.change) };
    });
    const names = [from.name, ...changes.map((one) => one.name), to.name];
    const bar = (value: number, color: string, label: string, below: boolean) => ({
      value,
      itemStyle: { color, borderRadius: 2 },
      label: {
        show: true,
        position: below && value > 0 ? 'top' : 'top',
        color: INK,
        fontSize: 12,
        formatter: label,
      },
    });
    return {
      grid: { ...grid, top: 28 },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        formatter: (shown: { dataIndex: number }[]) => {
          const index = shown[0]?.dataIndex ?? 0;
          const step = changes[index - 1];
          if (step) return `${step.name}\n${signed(step.change)}`;
          return `${names[index]}\n${told(index === 0 ? from.value : to.value)}`;
        },
      },
      xAxis: {
        type: 'category',
        data: names,
        ...axis,
        axisLabel: {
          ...axis.axisLabel,
          hideOverlap: false,
          interval: 0,
          rotate: names.length > 6 ? 28 : 0,
          formatter: (name: string) => shortened(name, language === 'zh' ? 7 : 15),
        },
      },
      yAxis: { type: 'value', ...axis },
      series: [
        {
          type: 'bar',
          stack: 'all',
          silent: true,
          itemStyle: { color: 'transparent', decal: { symbol: 'none' } },
          data: [0, ...steps.map((one) => one.low), 0],
        },
        {
          type: 'bar',
          stack: 'all',
          barMaxWidth: 44,
          data: [
            bar(from.value, GREY, told(from.value), true),
            ...steps.map((one) => bar(one.height, one.change < 0 ? GREEN : RED, signed(one.change), true)),
            bar(to.value, GREY, told(to.value), true),
          ],
        },
      ],
    };
    // The functions that write numbers follow the language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [from, changes, to, language]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      isPatterned={false}
      height={320}
      table={{
        caption: title,
        columns: [{ title: say.measure }, { title: say.change, isNumber: true }, { title: '' }],
        rows: [
          [from.name, told(from.value), ''],
          ...changes.map((one) => [one.name, signed(one.change), one.why ?? '']),
          [to.name, told(to.value), ''],
        ],
      }}
    >
      {children}
    </Chart>
  );
}
