import type { Graph, TimelineEntry } from './queries';

/** An event as the journal has it, with names in place of positions. */
export type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function bySequence(events: Raw[]): Map<unknown, Raw> {
  return new Map(events.map((event) => [event.sequence, event]));
}

/**
 * How steps stand, by the last word on each: what the applicant has to mend after a return is a `correction`, what an
 * office did not tell a `supplement`.
 */
export function standingBy(events: Raw[]): Map<string, string> {
  const returned = new Set<string>();
  const found = new Map<string, string>();
  for (const event of events) {
    const [step, standing] = [text(event.step), text(event.standing)];
    if (step === undefined) continue;
    if (event.event === 'item_returned') returned.add(step);
    if (event.event === 'fell_back') returned.delete(step);
    if (event.event !== 'step_stands' || standing === undefined) continue;
    found.set(step, standing === 'supplement' && returned.has(step) ? 'correction' : standing);
  }
  return found;
}

/** The lines of a timeline that are about one item alone. */
export function ofItem(
  item: string,
  timeline: TimelineEntry[],
  events: Raw[],
  graph: Graph,
): TimelineEntry[] {
  const at = bySequence(events);
  const items = new Map(graph.nodes.map((node) => [node.id, node.items ?? []]));
  return timeline.filter((entry) => {
    const event = at.get(entry.sequence);
    if (event === undefined) return false;
    if (event.item !== undefined) return event.item === item;
    const about = items.get(text(event.step) ?? '') ?? [];
    return about.length === 1 && about[0] === item;
  });
}

/** When something first happened. */
export function first(events: Raw[], name: string): string | undefined {
  return text(events.find((event) => event.event === name)?.at);
}

/** Why the event says that it happened. */
export function whyOf(sequence: number, events: Raw[]): string | undefined {
  return text(bySequence(events).get(sequence)?.why);
}

/** The numbers of the events by which something was asked again along with the return of an item. */
export function wantedAt(sequence: number, events: Raw[]): number[] {
  const from = events.findIndex((event) => event.sequence === sequence);
  const step = text(events[from]?.step);
  const rest = events.slice(from + 1);
  const end = rest.findIndex((event) => event.event === 'step_stands');
  return rest
    .slice(0, end < 0 ? undefined : end)
    .filter((event) => event.event === 'asked' && event.step === step)
    .map((event) => Number(event.sequence));
}

/** Until when a paper was promised, once that is running. */
export function promisedUntil(fact: string, events: Raw[]): string | undefined {
  const timers = events.filter((event) => {
    const kind = event.kind as { provisional?: unknown } | undefined;
    return event.event === 'timer_set' && kind?.provisional === fact;
  });
  return text(timers.at(-1)?.due);
}
