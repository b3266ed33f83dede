import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** So many rows are kept above and below what is in sight, so that none is missing while it scrolls. */
const AROUND = 6;

/**
 * Which of many rows of one height are in sight of a box: the first and the one behind the last. What it costs does
 * not depend on how many there are.
 */
export function useInSight(box: RefObject<HTMLElement | null>, count: number, height: number) {
  const [seen, see] = useState({ first: 0, end: 2 * AROUND });
  // Asked for while it scrolls, it would have the browser lay out the page once more.
  const room = useRef(0);
  const look = useCallback(() => {
    const top = box.current?.scrollTop ?? 0;
    const first = Math.max(0, Math.floor(top / height) - AROUND);
    const end = Math.ceil((top + room.current) / height) + AROUND;
    see((before) => (before.first === first && before.end === end ? before : { first, end }));
  }, [box, height]);
  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const sized = new ResizeObserver(([entry]) => {
      room.current = entry?.contentRect.height ?? 0;
      look();
    });
    place.addEventListener('scroll', look, { passive: true });
    sized.observe(place);
    return () => {
      place.removeEventListener('scroll', look);
      sized.disconnect();
    };
  }, [box, look]);
  /** Has a row be in sight. */
  const show = useCallback(
    (index: number) => {
      const place = box.current;
      if (place === null) return;
      const [top, bottom] = [index * height, (index + 1) * height];
      if (top < place.scrollTop) place.scrollTop = top;
      else if (bottom > place.scrollTop + place.clientHeight) place.scrollTop = bottom - place.clientHeight;
      look();
    },
    [box, height, look],
  );
  return { first: Math.min(seen.first, Math.max(0, count - 1)), end: Math.min(seen.end, count), show };
}
