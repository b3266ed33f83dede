import { useMemo, type ReactNode } from 'react';
import { number } from '../language/format';
import { useLanguage, useWords } from '../language/language';
import { axis, grid, legend, names } from './axes';
import { Chart } from './Chart';
import type { EChartsCoreOption } from './echarts';
import { useIsNarrow } from './narrow';
import { GREY, INK, colourOf } from './palette';
import { words } from './words';

/** To what a parameter was moved, and by how much the figure changes, with half of the interval. */
export interface Move {
  /** `+1` */
  what: string;
  change: number;
  half: number | null;
  /** The interval does not hold 0. */
  isCertain: boolean;
}

/** A parameter that was moved. */
export interface Swing {
  name: string;
  lower?: Move | undefined;
  higher?: Move | undefined;
}

export interface TornadoProps {
  title: string;
  description: string;
  note?: string;
  unit: string;
  /** Digits behind the point. */
  digits?: number;
  swings: readonly Swing[];
  children?: ReactNode;
}

const SIDES = ['lower', 'higher'] as const;
/** A parameter's place, and a bar in it where there are two; in pixels. */
const ROW = 40;
/** Where there is little room names take three lines. */
const NARROW_ROW = 52;
const BAR = 13;

const widest = (swing: Swing) =>
  Math.max(Math.abs(swing.lower?.change ?? 0), Math.abs(swing.higher?.change ?? 0));
const reach = (move: Move | undefined) =>
  move === undefined ? [0] : [move.change - (move.half ?? 0), move.change + (move.half ?? 0)];

/** Which parameter moves a figure most: bars about a line of no change, the widest first. */
export function Tornado({ title, description, note, unit, digits = 1, swings, children }: TornadoProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const isNarrow = useIsNarrow();
  const sorted = useMemo(() => [...swings].sort((a, b) => widest(b) - widest(a)), [swings]);
  const told = (value: number) =>
    `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value), language, digits)}`;
  const within = (move: Move) =>
    move.half === null ? told(move.change) : `${told(move.change)} ± ${number(move.half, language, digits)}`;
  const option = useMemo<EChartsCoreOption>(() => {
    const ends = sorted.flatMap((swing) => SIDES.flatMap((side) => reach(swing[side])));
    // What stands at the ends of bars has its room.
    const room = (Math.max(...ends) - Math.min(...ends)) * (isNarrow ? 0.2 : 0.16) || 1;
    return {
      grid: { ...grid, top: 40, bottom: 28 },
      legend: { ...legend, data: SIDES.map((side) => say[side]) },
      tooltip: {
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const swing = sorted[dataIndex];
          if (swing === undefined) return '';
          const moves = SIDES.flatMap((side) => swing[side] ?? []);
          return [
            swing.name,
            ...moves.map(
              (move) =>
                `${move.what}  ${within(move)} ${unit}  ${move.isCertain ? say.certain : say.uncertain}`,
            ),
          ].join('\n');
        },
      },
      xAxis: {
        type: 'value',
        name: unit,
        nameLocation: 'middle',
        nameGap: 26,
        min: Math.min(...ends) - room,
        max: Math.max(...ends) + room,
        ...axis,
        axisLabel: { ...axis.axisLabel, formatter: told, showMinLabel: false, showMaxLabel: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: sorted.map((swing) => swing.name),
        ...axis,
        axisLine: { show: false },
        axisLabel: names(isNarrow),
      },
      series: SIDES.map((side, at) => ({
        name: say[side],
        type: 'custom',
        itemStyle: { color: colourOf(at) },
        encode: { x: [1, 2, 3], y: 0 },
        data: sorted.map((swing, row) => {
          const [low, high] = reach(swing[side]);
          return [row, swing[side]?.change ?? 0, low ?? 0, high ?? low ?? 0];
        }),
        renderItem: (shown: { dataIndex: number }, api: Drawing) => {
          const swing = sorted[shown.dataIndex];
          const move = swing?.[side];
          if (swing === undefined || move === undefined) return undefined;
          const isAlone = swing.lower === undefined || swing.higher === undefined;
          const from = isAlone ? -BAR / 2 : side === 'lower' ? -BAR - 1 : 1;
          return drawMove(api, move, { from, color: colourOf(at) });
        },
        ...(at > 0
          ? {}
          : {
              markLine: {
                symbol: 'none',
                silent: true,
                animation: false,
                label: { show: false },
                lineStyle: { color: INK, width: 1, type: 'solid' },
                data: [{ xAxis: 0 }],
              },
            }),
      })),
    };
    // The functions that write numbers follow language and digits.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [sorted, isNarrow, say, unit, digits, language]);
  return (
    <Chart
      title={title}
      description={description}
      note={note}
      option={option}
      isPatterned={false}
      height={84 + sorted.length * (isNarrow ? NARROW_ROW : ROW)}
      table={{
        caption: `${title} (${unit})`,
        columns: [
          { title: say.parameter },
          { title: say.moved },
          { title: `${say.change} (${unit})`, isNumber: true },
          { title: say.isCertain },
        ],
        rows: sorted.flatMap((swing) =>
          SIDES.flatMap((side) => swing[side] ?? []).map((move) => [
            swing.name,
            move.what,
            within(move),
            move.isCertain ? say.certain : say.uncertain,
          ]),
        ),
      }}
    >
      {children}
    </Chart>
  );
}

interface Drawing {
  value: (dimension: number) => number;
  coord: (at: [number, number]) => [number, number];
}

/** A bar from no change on with its interval, and to what it was moved at its end; hollow where it is not certain. */
function drawMove(api: Drawing, move: Move, { from, color }: { from: number; color: string }) {
  const [row, change, low, high] = [api.value(0), api.value(1), api.value(2), api.value(3)];
  const [zero, middle] = api.coord([0, row]);
  const x = (value: number) => api.coord([value, row])[0];
  const top = middle + from;
  const y = top + BAR / 2;
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line',
    silent: true,
    shape: { x1, y1, x2, y2 },
    style: { stroke: INK, lineWidth: 1.25 },
  });
  const isRight = change >= 0;
  const end = isRight ? Math.max(x(high), zero) : Math.min(x(low), zero);
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x: Math.min(zero, x(change)), y: top, width: Math.abs(x(change) - zero), height: BAR },
        style: move.isCertain
          ? { fill: color }
          : { fill: '#fff', stroke: GREY, lineWidth: 1.5, lineDash: [3, 2] },
      },
      ...(move.half === null
        ? []
        : [
            line(x(low), y, x(high), y),
            line(x(low), y - 3, x(low), y + 3),
            line(x(high), y - 3, x(high), y + 3),
          ]),
      {
        type: 'text',
        silent: true,
        style: {
          text: move.what,
          x: end + (isRight ? 6 : -6),
          y,
          align: isRight ? 'left' : 'right',
          verticalAlign: 'middle',
          fill: INK,
          fontSize: 11,
        },
      },
    ],
  };
}
