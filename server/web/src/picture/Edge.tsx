import { memo } from 'react';
import type { EdgeLine, Point } from './graph';
import { Lines } from './Lines';
import { Sign } from './Sign';

/** What follows what; strong where work passes from one party to another. */
export const Edge = memo(function Edge({
  edge,
  faded,
  taken,
}: {
  edge: EdgeLine;
  faded: boolean;
  /** Whether tests take it, where that is asked of it. */
  taken?: boolean | undefined;
}) {
  const last = edge.points.at(-1);
  if (last === undefined) return null;
  const names = [
    'pic-edge',
    edge.handoff && 'pic-handoff',
    (edge.back || edge.leftward) && 'pic-back',
    faded && 'pic-faded',
    taken !== undefined && (taken ? 'pic-taken' : 'pic-untaken'),
  ];
  const sign = taken === undefined ? undefined : middleOf(edge.points);
  return (
    <g className={names.filter(Boolean).join(' ')} aria-hidden>
      <path className="pic-line" d={rounded(edge.points)} />
      <path className="pic-tip" d={`M${last.x} ${last.y}l-9 -4.5v9z`} />
      {edge.marker ? <circle className="pic-mark" cx={edge.marker.x} cy={edge.marker.y} r={4} /> : null}
      {sign ? <Sign reach={taken ? 'reached' : 'missed'} {...sign} /> : null}
      {edge.label ? <Lines block={edge.label} name="pic-small" /> : null}
    </g>
  );
});

const ROUND = 5;

/** A polyline with round corners that ends inside its head. */
function rounded(points: Point[]): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return '';
  let path = `M${first.x} ${first.y}`;
  for (let at = 1; at + 1 < points.length; at += 1) {
    const [before, corner, after] = [points[at - 1], points[at], points[at + 1]];
    if (!before || !corner || !after) continue;
    const near = (other: Point) => {
      const step = Math.min(ROUND, (Math.abs(other.x - corner.x) + Math.abs(other.y - corner.y)) / 2);
      return `${corner.x + Math.sign(other.x - corner.x) * step} ${corner.y + Math.sign(other.y - corner.y) * step}`;
    };
    path += `L${near(before)}Q${corner.x} ${corner.y} ${near(after)}`;
  }
  return `${path}L${last.x - 5} ${last.y}`;
}

/** The middle of the longest stretch of a line, where a sign has room. */
function middleOf(points: Point[]): Point | undefined {
  const stretches = points.slice(1).map((to, at) => ({ from: points[at] ?? to, to }));
  const long = ({ from, to }: { from: Point; to: Point }) =>
    Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
  const [longest] = stretches.sort((a, b) => long(b) - long(a));
  return longest && { x: (longest.from.x + longest.to.x) / 2, y: (longest.from.y + longest.to.y) / 2 };
}
