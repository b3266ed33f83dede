import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { isStill } from '../design/still';
import type { Layout, NodeBox } from './graph';

/** A step of the picture before that this one does not have, and where it goes: into another one, or nowhere. */
export interface Leaving {
  node: NodeBox;
  into: NodeBox | undefined;
}

const GO_MS = 420;
const MOVE_MS = 760;
const COME_MS = 380;
const EASE = 'cubic-bezier(.4, 0, .2, 1)';

/**
 * Comes from the picture before to this one in motion: what both have moves to its place, what became part of
 * another step moves into that, what is gone fades, and then what is new appears. Without `became`, or where
 * people want no motion, the new picture is there at once.
 */
export function useMotion(
  svg: RefObject<SVGSVGElement | null>,
  layout: Layout,
  became: Readonly<Record<string, string>> | undefined,
): readonly Leaving[] {
  const [leaving, setLeaving] = useState<readonly Leaving[]>([]);
  const before = useRef(layout);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = layout;
    if (old === layout || became === undefined || isStill() || svg.current === null) return;
    const was = new Map(old.nodes.map((node) => [node.id, node]));
    const now = new Map(layout.nodes.map((node) => [node.id, node]));
    setLeaving(
      old.nodes
        .filter((node) => !now.has(node.id))
        .map((node) => ({ node, into: now.get(became[node.id] ?? '') })),
    );
    const going = enter(svg.current, was, now);
    const over = setTimeout(() => setLeaving([]), GO_MS + MOVE_MS);
    return () => {
      clearTimeout(over);
      going.forEach((animation) => animation.cancel());
      setLeaving([]);
    };
    // Where steps went belongs to the picture.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [layout]);
  useLayoutEffect(() => {
    if (leaving.length === 0 || svg.current === null) return;
    leave(svg.current, leaving);
  }, [leaving, svg]);
  return leaving;
}

function enter(svg: SVGSVGElement, was: Map<string, NodeBox>, now: Map<string, NodeBox>): Animation[] {
  const animations: Animation[] = [];
  svg.querySelectorAll<SVGGElement>('.pic-node[data-id]').forEach((element) => {
    const id = element.dataset['id'] ?? '';
    const [from, to] = [was.get(id), now.get(id)];
    if (to === undefined) return;
    animations.push(
      from === undefined
        ? element.animate(
            { opacity: [0, 1] },
            { delay: GO_MS + MOVE_MS * 0.6, duration: COME_MS, fill: 'backwards' },
          )
        : element.animate(
            { transform: [`translate(${from.body.x - to.body.x}px, ${from.body.y - to.body.y}px)`, 'none'] },
            { delay: GO_MS / 2, duration: MOVE_MS, easing: EASE, fill: 'backwards' },
          ),
    );
  });
  svg.querySelectorAll('.pic-edge').forEach((element) => {
    animations.push(
      element.animate(
        { opacity: [0, 1] },
        { delay: GO_MS + MOVE_MS * 0.6, duration: COME_MS, fill: 'backwards' },
      ),
    );
  });
  svg.querySelectorAll('.pic-lanes').forEach((element) => {
    animations.push(element.animate({ opacity: [0, 1] }, { duration: GO_MS }));
  });
  return animations;
}

function leave(svg: SVGSVGElement, leaving: readonly Leaving[]): void {
  svg.querySelectorAll<SVGGElement>('.pic-leaving > .pic-node').forEach((element, number) => {
    const { node, into } = leaving[number] ?? {};
    if (node === undefined) return;
    if (into === undefined) {
      element.animate({ opacity: [1, 0] }, { duration: GO_MS, fill: 'forwards' });
      return;
    }
    const [x, y] = [into.body.x - node.body.x, into.body.y - node.body.y];
    element.animate(
      [
        { transform: 'none', opacity: 1 },
        { transform: `translate(${x * 0.9}px, ${y * 0.9}px)`, opacity: 0.9, offset: 0.8 },
        { transform: `translate(${x}px, ${y}px)`, opacity: 0 },
      ],
      { delay: GO_MS / 2, duration: MOVE_MS, easing: EASE, fill: 'both' },
    );
  });
}
