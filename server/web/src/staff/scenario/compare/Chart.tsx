import { useId } from 'react';

/** A bar of the waterfall: a whole from zero, or a change that hangs where the one before ended. */
export interface Bar {
  title: string;
  from: number;
  to: number;
  said: string;
  isWhole: boolean;
}

const ROW = 32;
const THICK = 20;
const NAMES = 138;
const SAID = 58;
const WIDTH = 560;

/** A waterfall, from top to bottom; the table beside it says the same. */
export function Chart({ bars, title }: { bars: readonly Bar[]; title: string }) {
  const id = useId();
  const most = Math.max(...bars.flatMap(({ from, to }) => [from, to]));
  const least = Math.min(0, ...bars.flatMap(({ from, to }) => [from, to]));
  const room = WIDTH - NAMES - SAID;
  const at = (value: number) => NAMES + ((value - least) / (most - least || 1)) * room;
  const kind = ({ from, to, isWhole }: Bar) => (isWhole ? 'whole' : to < from ? 'less' : 'more');
  return (
    <svg className="sc-chart" viewBox={`0 0 ${WIDTH} ${bars.length * ROW}`} role="img" aria-labelledby={id}>
      <title id={id}>{title}</title>
      <path className="sc-chart-zero" d={`M${at(0)} 0V${bars.length * ROW}`} />
      {bars.map((bar, number) => {
        const [low, high] = [Math.min(bar.from, bar.to), Math.max(bar.from, bar.to)];
        const y = number * ROW + (ROW - THICK) / 2;
        const next = bars[number + 1];
        return (
          <g key={`${number} ${bar.title}`}>
            <text className="sc-chart-name" x={NAMES - 10} y={number * ROW + ROW / 2 + 4.5}>
              {bar.title}
            </text>
            <rect
              className={`sc-chart-bar sc-chart-${kind(bar)}`}
              x={at(low)}
              y={y}
              width={Math.max(1.5, at(high) - at(low))}
              height={THICK}
              rx={2}
            />
            <text className="sc-chart-said" x={at(high) + 6} y={number * ROW + ROW / 2 + 4.5}>
              {bar.said}
            </text>
            {next === undefined ? null : (
              <path className="sc-chart-link" d={`M${at(bar.to)} ${y + THICK}V${y + ROW}`} />
            )}
          </g>
        );
      })}
    </svg>
  );
}
