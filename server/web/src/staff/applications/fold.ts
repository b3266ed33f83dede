import { inTime } from '../../api/moment';
import type { GraphDocument } from '../../picture/graph';
import type { Phase } from '../../picture/Swimlane';
import type { Happened } from './events';

export type Phases = Record<string, Phase>;

/** Kinds of events after which a step stands otherwise. */
const MOVES: Readonly<Record<string, Phase>> = {
  step_opened: 'open',
  step_done: 'done',
  check_done: 'done',
  step_skipped: 'skipped',
  incident: 'incident',
  incident_resolved: 'open',
  undo_started: 'open',
  undone: 'skipped',
  not_undone: 'done',
};

/** Whether a token moves with an event. */
export function moves(event: Happened): boolean {
  return event.step !== undefined && event.event in MOVES;
}

/** Positions at which tokens move, for going from one to the next. */
export function moments(events: readonly Happened[]): number[] {
  const found: number[] = [];
  events.forEach((event, at) => {
    // What happens at one moment is one picture.
    if (moves(event) && events[found.at(-1) ?? -1]?.at === event.at) found[found.length - 1] = at;
    else if (moves(event)) found.push(at);
  });
  return found;
}

/** How every step stood after so many events: only what happened until then counts. */
export function fold(events: readonly Happened[], count: number, graph: GraphDocument): Phases {
  const phases: Phases = {};
  const serve = new Map(graph.nodes.map((node) => [node.id, node.items]));
  // Steps at which an item was turned down; what is left of them is skipped afterwards.
  const refused = new Set<string>();
  for (let at = 0; at < count; at += 1) {
    const event = events[at];
    if (event === undefined) break;
    if (event.event === 'item_ended' && (event.ending === 'refused' || event.ending === 'not_accepted')) {
      for (const [step, phase] of Object.entries(phases)) {
        if (phase === 'open' && serve.get(step)?.includes(event.item ?? '')) refused.add(step);
      }
    }
    const phase = MOVES[event.event];
    if (phase === undefined || event.step === undefined) continue;
    phases[event.step] = phase === 'skipped' && refused.has(event.step) ? 'refused' : phase;
    if (phase === 'open') refused.delete(event.step);
  }
  return phases;
}

/** How steps stand by the server, with what only their history tells. */
export function standing(
  marking: readonly { step: string; phase: string }[],
  folded: Phases | undefined,
  incidents: ReadonlySet<string>,
): Phases {
  const phases: Phases = {};
  for (const { step, phase } of marking) {
    const told = folded?.[step];
    if (phase === 'open') phases[step] = told === 'incident' || incidents.has(step) ? 'incident' : 'open';
    else if (phase === 'skipped') phases[step] = told === 'refused' ? 'refused' : 'skipped';
    else phases[step] = 'done';
  }
  return phases;
}

/** A running timer. */
export interface Timer {
  id: number;
  due: string;
  what: string;
  step?: string;
  item?: string;
  fact?: string;
}

/** Timers that run after so many events, those due first first. */
export function timers(events: readonly Happened[], count: number): Timer[] {
  const running = new Map<number, Timer>();
  for (let at = 0; at < count; at += 1) {
    const event = events[at];
    if (event === undefined) break;
    const id = Number(event.timer);
    if (event.event === 'timer_set') running.set(id, timer(id, event));
    else if (event.event === 'timer_fired' || event.event === 'timer_dropped') running.delete(id);
    else if (event.event === 'closed') running.clear();
  }
  return [...running.values()].sort((a, b) => inTime(a.due, b.due));
}

function timer(id: number, event: Happened): Timer {
  const [what = '', of] = Object.entries((event.kind ?? {}) as Record<string, unknown>)[0] ?? [];
  const made: Timer = { id, due: String(event.due), what };
  const step = stepOf(of);
  if (step !== undefined) made.step = step;
  else if (what === 'provisional') made.fact = String(of);
  else made.item = String(of);
  return made;
}

/** The step that a task or a call is of. */
export function stepOf(of: unknown): string | undefined {
  if (typeof of !== 'object' || of === null) return undefined;
  if ('step' in of) return String(of.step);
  return 'task' in of ? stepOf(of.task) : undefined;
}
