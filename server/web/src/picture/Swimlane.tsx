import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useWords } from '../language/language';
import { Drawing, LaneHead, type DrawingProps } from './Drawing';
import { layoutOf, TOP, type Layout } from './graph';
import { words } from './words';
import './swimlane.css';

export type { Phase, StepNote } from './Node';
export { branchOf, Sign, type Cover, type Reach } from './Sign';
export { focusStep } from './Drawing';

export type SwimlaneProps = DrawingProps;

const LEAST = 0.2;
const MOST = 2.5;
const STEP = 1.25;
/** Below this letters cannot be read: a picture that is wider scrolls. */
const READABLE = 0.55;

/**
 * The process as swimlanes, on the coordinates of the engine. It scrolls, zooms, and each step can be chosen.
 * It should stand beside a `StepList`, which says the same in words.
 */
export function Swimlane(props: SwimlaneProps) {
  const say = useWords(words);
  const layout = layoutOf(props.graph);
  const box = useRef<HTMLDivElement>(null);
  const { at, by, fit, natural } = useZoom(box, layout);
  const drag = useDrag(box);
  return (
    <div className="pic">
      <div className="pic-tools no-print">
        {props.onSelect ? <span className="pic-hint">{say.hint}</span> : null}
        <span role="group" aria-label={say.zoom}>
          <button type="button" onClick={() => by(1 / STEP)} aria-label={say.smaller}>
            −
          </button>
          <button type="button" onClick={() => by(STEP)} aria-label={say.larger}>
            +
          </button>
          <button type="button" onClick={fit}>
            {say.fit}
          </button>
          <button type="button" onClick={natural}>
            {say.natural}
          </button>
        </span>
      </div>
      <div className="pic-box" ref={box} tabIndex={0} role="region" aria-label={say.scrolls} {...drag}>
        <div className="pic-sheet" style={{ width: layout.width * at }}>
          <Heads layout={layout} at={at} />
          <Drawing {...props} width={layout.width * at} height={(layout.height - TOP) * at} />
        </div>
      </div>
    </div>
  );
}

/** The names of the lanes once more, which stay where they are while the picture scrolls beneath. */
function Heads({ layout, at }: { layout: Layout; at: number }) {
  const width = Math.max(0, ...layout.lanes.map(({ header }) => header.x + header.width));
  const height = layout.height - TOP;
  return (
    <svg
      className="pic-heads"
      viewBox={`0 ${TOP} ${width} ${height}`}
      width={width * at}
      height={height * at}
      style={{ marginRight: -width * at }}
      aria-hidden
    >
      {layout.lanes.map((lane) => (
        <g key={lane.id} className={`pic-lane-${lane.kind}`}>
          <LaneHead lane={lane} />
        </g>
      ))}
    </svg>
  );
}

/** How large the picture is. What is in the middle, or under the pointer, stays there while that changes. */
function useZoom(box: RefObject<HTMLDivElement | null>, layout: Layout) {
  const [at, setAt] = useState(1);
  const held = useRef<{ x: number; y: number; left: number; top: number } | undefined>(undefined);
  const fitting = useCallback(
    () => Math.min(1, Math.max(LEAST, ((box.current?.clientWidth ?? layout.width) - 4) / layout.width)),
    [box, layout.width],
  );
  useLayoutEffect(() => setAt(Math.max(fitting(), READABLE)), [fitting]);
  const to = useCallback(
    (next: (now: number) => number, x?: number, y?: number) =>
      setAt((now) => {
        const then = Math.min(MOST, Math.max(LEAST, next(now)));
        const within = box.current;
        if (within !== null) {
          const [px, py] = [x ?? within.clientWidth / 2, y ?? within.clientHeight / 2];
          const factor = then / now;
          held.current = {
            x: px,
            y: py,
            left: (within.scrollLeft + px) * factor - px,
            top: (within.scrollTop + py) * factor - py,
          };
        }
        return then;
      }),
    [box],
  );
  useLayoutEffect(() => {
    if (held.current === undefined || box.current === null) return;
    box.current.scrollLeft = held.current.left;
    box.current.scrollTop = held.current.top;
    held.current = undefined;
  }, [at, box]);
  useEffect(() => {
    const within = box.current;
    const turned = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } =
        event.currentTarget instanceof Element
          ? event.currentTarget.getBoundingClientRect()
          : { left: 0, top: 0 };
      to((now) => now * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
    };
    within?.addEventListener('wheel', turned, { passive: false });
    return () => within?.removeEventListener('wheel', turned);
  }, [box, to]);
  return {
    at,
    by: (factor: number) => to((now) => now * factor),
    fit: () => to(fitting),
    natural: () => to(() => 1),
  };
}

/** How far a press may wander and still be a click. */
const WANDERS = 4;

/** Scrolls by dragging; what is clicked without dragging is still clicked. */
function useDrag(box: RefObject<HTMLDivElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number } | undefined>(undefined);
  const dragged = useRef(false);
  const over = () => (from.current = undefined);
  return {
    onPointerDown: (event: React.PointerEvent) => {
      const at = box.current;
      dragged.current = false;
      if (!at || event.pointerType !== 'mouse' || event.button !== 0) return;
      from.current = { x: event.clientX, y: event.clientY, left: at.scrollLeft, top: at.scrollTop };
    },
    onPointerMove: (event: React.PointerEvent) => {
      const [at, begun] = [box.current, from.current];
      if (!at || !begun) return;
      const [x, y] = [event.clientX - begun.x, event.clientY - begun.y];
      dragged.current ||= Math.abs(x) + Math.abs(y) > WANDERS;
      if (dragged.current) at.scrollTo(begun.left - x, begun.top - y);
    },
    onPointerUp: over,
    onPointerLeave: over,
    onClickCapture: (event: React.MouseEvent) => {
      if (dragged.current) event.stopPropagation();
      dragged.current = false;
    },
  };
}
