import { memo } from 'react';
import type { EdgeLine, Point } from './graph';
import { Lines } from './Lines';

/** What follows what; strong where work passes from one party to another. */
export const Edge = memo(function Edge({ edge, faded }: { edge: EdgeLine; faded: boolean }) {
  const last = edge.points.at(-1);
  if (last === undefined) return null;
  const names = [
    'pic-edge',
    edge.handoff && 'pic-handoff',
    (edge.back || edge.leftward) && 'pic-back',
    faded && 'pic-faded',
  ];
  return (
    <g className={names.filter(Boolean).join(' ')} aria-hidden>
      <path className="pic-line" d={rounded(edge.points)} />
      <path className="pic-tip" d={`M${last.x} ${last.y}l-9 -4.5v9z`} />
      {edge.marker ? <circle className="pic-mark" cx={edge.marker.x} cy={edge.marker.y} r={4} /> : null}
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
