import type { Raw } from './story';

/** What is known of a fact: its value, and how it came to be known. */
export interface Known {
  fact: string;
  value: string | undefined;
  /** As the journal has it: `sign_in`, `call`, `result`, `asked` and so on. */
  how: string;
  /** The step whose call told it. */
  step: string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The step whose call an event is the answer of. */
function answered(event: Raw): string | undefined {
  const call = event.call as { task?: { step?: unknown } } | undefined;
  return event.event === 'answered' ? text(call?.task?.step) : undefined;
}

/** What is known by the events of an application, in the order in which it came; the last word counts. */
export function knownBy(events: Raw[]): Map<string, Known> {
  const drafts = new Map<string, string>();
  const known = new Map<string, Known>();
  let told: string | undefined;
  for (const event of events) {
    told = answered(event) ?? told;
    const fact = text(event.fact);
    if (fact === undefined) continue;
    const value = text(event.value);
    if (event.event === 'drafted' && value !== undefined) drafts.set(fact, value);
    if (event.event !== 'known') continue;
    const how = text(event.how) ?? '';
    // What the applicant put in is known by what was drafted before.
    known.set(fact, { fact, value: value ?? drafts.get(fact), how, step: how === 'call' ? told : undefined });
  }
  return known;
}

/** The papers that were handed in until an application was submitted, each once. */
export function handedIn(events: Raw[]): string[] {
  const end = events.findIndex((event) => event.event === 'submitted');
  const facts = events
    .slice(0, end < 0 ? undefined : end)
    .filter((event) => event.event === 'attached')
    .map((event) => text(event.fact));
  return [...new Set(facts.filter((fact) => fact !== undefined))];
}

/** The last day on which it has to be said whether an item is accepted, as long as that is open. */
export function answerDue(item: string, events: Raw[]): string | undefined {
  let due: { at: string; timer: unknown } | undefined;
  for (const event of events) {
    const kind = event.kind as { notice?: unknown } | undefined;
    const at = text(event.due);
    if (event.event === 'timer_set' && kind?.notice === item && at !== undefined)
      due = { at, timer: event.timer };
    else if (event.event === 'timer_dropped' && event.timer === due?.timer) due = undefined;
  }
  return due?.at;
}

/** The first of some moments: as moments, for as text one that ends in a nought stands behind a later one. */
export function firstOf(moments: (string | undefined)[]): string | undefined {
  const time = (text: string) => new Date(text).getTime();
  return moments.filter((one) => one !== undefined).sort((a, b) => time(a) - time(b))[0];
}
