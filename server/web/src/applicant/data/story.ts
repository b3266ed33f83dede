import type { Graph, TimelineEntry } from './queries';

/** An event as the journal has it, with names in place of positions. */
export type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function bySequence(events: Raw[]): Map<unknown, Raw> {
  return new Map(events.map((event) => [event.sequence, event]));
}

/** The step whose call an event is the answer of. */
function answeredStep(event: Raw): string | undefined {
  if (event.event !== 'answered' || event.found !== true) return undefined;
  const call = event.call as { task?: { step?: unknown } } | undefined;
  return text(call?.task?.step);
}

/** What systems told: the lines of a timeline that tell of their answers. */
export function answeredSystems(timeline: TimelineEntry[], events: Raw[]): TimelineEntry[] {
  const steps = new Set(events.map(answeredStep).filter((step) => step !== undefined));
  const at = bySequence(events);
  return timeline.filter((entry) => {
    const event = at.get(entry.sequence);
    return event?.event === 'step_done' && steps.has(text(event.step) ?? '');
  });
}

/** Why facts have to be handed in again: the last reason that was given for each. */
export function reasons(events: Raw[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const event of events) {
    const [fact, why] = [text(event.fact), text(event.why)];
    if (event.event === 'asked' && fact !== undefined && why !== undefined) found.set(fact, why);
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
