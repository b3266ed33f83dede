import type { Behaviour } from './data';

export const HOWS = ['down', 'hangs', 'fails', 'slow'] as const;
export type How = (typeof HOWS)[number];
/** A behaviour lasts in these. */
export const LASTING_UNITS = ['s', 'min', 'h'] as const;

/** A fault as somebody puts it together. */
export interface Fault {
  how: How;
  failsBy: 'times' | 'chance';
  times: number;
  chance: number;
  why: string;
  latency: number;
  latencyUnit: (typeof LASTING_UNITS)[number] | 'ms';
  lasting: 'open' | 'for' | 'until';
  amount: number;
  amountUnit: (typeof LASTING_UNITS)[number];
  until: string;
}

export const USUAL_FAULT: Fault = {
  how: 'down',
  failsBy: 'times',
  times: 3,
  chance: 30,
  why: '',
  latency: 30,
  latencyUnit: 's',
  lasting: 'open',
  amount: 10,
  amountUnit: 'min',
  until: '',
};

/** The fault as the server is told it. */
export function behaviour(fault: Fault): Behaviour {
  const { how } = fault;
  return {
    ...(how === 'down' ? { down: true } : {}),
    ...(how === 'hangs' ? { hangs: true } : {}),
    ...(how === 'fails'
      ? {
          fails: fault.failsBy === 'times' ? fault.times : { chance: fault.chance / 100 },
          ...(fault.why.trim() === '' ? {} : { why: fault.why.trim() }),
        }
      : {}),
    ...(how === 'slow' ? { latency: `${fault.latency}${fault.latencyUnit}` } : {}),
    ...(fault.lasting === 'for' ? { for: `${fault.amount}${fault.amountUnit}` } : {}),
    ...(fault.lasting === 'until' ? { until: new Date(fault.until).toISOString() } : {}),
  };
}
