import { useId } from 'react';
import { useWords } from '../../../language/language';
import type { Names } from '../names';
import { vias } from '../words';
import { bare, type Box, type Chain } from './chain';
import { words } from './words';

const WIDTH = 128;
const HEAD = 20;
const HEIGHT = 62;
const ACROSS = WIDTH + 24;
const DOWN = HEIGHT + 14;
const EDGE = 2;
/** How far a link that passes boxes by bows under them. */
const BOW = 76;
const SIZE = 12;
const MOST_LINES = 2;
/** Below this letters cannot be read: a longer chain scrolls. */
const READABLE = 0.85;

/** Where a value comes from, from left to right, as a picture. */
export function ChainPicture({
  chain,
  names,
  title,
  label,
}: {
  chain: Chain;
  names: Names;
  title: string;
  /** What kind of picture it is, where it is not one of where data comes from. */
  label?: string;
}) {
  const say = useWords(words);
  const called = `${label ?? say.picture} ${title}`;
  const id = useId();
  const width = chain.columns * ACROSS - (ACROSS - WIDTH) + 2 * EDGE;
  const counts = new Map<number, number>();
  for (const box of chain.boxes) counts.set(box.column, (counts.get(box.column) ?? 0) + 1);
  const at = (box: Box) => ({
    x: EDGE + box.column * ACROSS,
    // Each column stands in the middle.
    y: EDGE + (box.row + (chain.rows - (counts.get(box.column) ?? 1)) / 2) * DOWN,
  });
  const columns = new Map(chain.boxes.map((box) => [bare(box.supply.id), box.column]));
  // What cannot be had leads nowhere.
  const isLost = ({ supply: { via } }: Box) => via === 'unusable' || via === 'off' || via === 'source';
  const lost = new Set(chain.boxes.filter(isLost).map(({ supply: { id } }) => bare(id)));
  const isLong = ({ from, to }: { from: string; to: string }) =>
    (columns.get(to) ?? 0) - (columns.get(from) ?? 0) > 1;
  const under = chain.links.some(isLong) ? BOW * 0.75 - HEIGHT / 2 + 6 : 0;
  const height = chain.rows * DOWN - (DOWN - HEIGHT) + 2 * EDGE + under;
  const places = new Map(chain.boxes.map((box) => [bare(box.supply.id), at(box)]));
  return (
    <div className="sc-chain" tabIndex={0} role="region" aria-label={called}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        style={{ width, minWidth: width * READABLE }}
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{called}</title>
        {chain.links.map((link) => {
          const { from, to } = link;
          const [start, end] = [places.get(from), places.get(to)];
          if (!start || !end) return null;
          const [x, y, to_x, to_y] = [start.x + WIDTH, start.y + HEIGHT / 2, end.x, end.y + HEIGHT / 2];
          const [bend, bow] = isLong(link) ? [48, BOW] : [(to_x - x) / 2, 0];
          return (
            <g
              key={`${from} ${to}`}
              className={lost.has(to) ? 'sc-chain-link sc-chain-lost' : 'sc-chain-link'}
            >
              <path
                d={`M${x} ${y}C${x + bend} ${y + bow} ${to_x - bend} ${to_y + bow} ${to_x - 5} ${to_y}`}
              />
              <path className="sc-chain-tip" d={`M${to_x} ${to_y}l-7 -3.5v7z`} />
            </g>
          );
        })}
        {chain.boxes.map((box) => (
          <BoxPicture key={box.supply.id} box={box} place={at(box)} names={names} />
        ))}
      </svg>
    </div>
  );
}

/** Something that is known; above it what supplies it. */
function BoxPicture({ box, place, names }: { box: Box; place: { x: number; y: number }; names: Names }) {
  const say = useWords(words);
  const told: Record<string, string> = useWords(vias);
  const { id, by, via } = box.supply;
  const { x, y } = place;
  const name = names.of(id);
  const kind = told[via] ?? say.known;
  const from = by === via || by === '' ? kind : names.of(by);
  const lines = broken(name, MOST_LINES);
  const first = y + HEAD + (HEIGHT - HEAD - lines.length * 16) / 2 + 12.5;
  return (
    <g className={`sc-chain-box sc-chain-via-${via}${box.isRoot ? ' sc-chain-root' : ''}`}>
      <title>{`${name} · ${kind}${from === kind ? '' : ` · ${from}`}`}</title>
      <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx={6} />
      <path
        className="sc-chain-head"
        d={`M${x} ${y + HEAD}v-14a6 6 0 0 1 6 -6h${WIDTH - 12}a6 6 0 0 1 6 6v14z`}
      />
      <text className="sc-chain-from" x={x + WIDTH / 2} y={y + 14} fontSize={11}>
        {broken(from, 1)[0]}
      </text>
      {lines.map((line, number) => (
        <text key={number} x={x + WIDTH / 2} y={first + number * 16} fontSize={SIZE}>
          {line}
        </text>
      ))}
    </g>
  );
}

/** A name in so many lines at most, that fit a box; the rest is in its tooltip. */
function broken(name: string, most: number): string[] {
  const room = (WIDTH - 14) / SIZE;
  const lines: string[] = [''];
  let used = 0;
  // Chinese may be broken anywhere, words only between.
  for (const part of name.match(/[a-z0-9_.’'()-]+\s*|./giu) ?? []) {
    const wide = [...part].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : 0.56), 0);
    if (used > 0 && used + wide > room && !/[？。，、）)?]/.test(part)) {
      if (lines.length === most) {
        lines[lines.length - 1] = `${(lines.at(-1) ?? '').trimEnd().slice(0, -1)}…`;
        break;
      }
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += part;
    used += wide;
  }
  return lines.map((line) => line.trim());
}
