import type { Notice } from '../data/queries';

/** Notices of one kind that were given at once: one document. */
export interface Document {
  kind: Notice['kind'];
  at: string;
  /** The number of the event of its first notice: its name. */
  sequence: number;
  notices: Notice[];
}

/** What is to be mended or added is told on a sheet of its own, with its list. */
const ALONE = ['correction', 'supplement', 'notice'];

/** Notices as documents: what was accepted in one act is told on one sheet. */
export function documents(notices: Notice[]): Document[] {
  const all: Document[] = [];
  for (const notice of notices.filter((one) => one.to === 'applicant')) {
    const { kind, at, sequence } = notice;
    const same = all.find((one) => one.kind === kind && isSame(one.at, at) && !ALONE.includes(kind));
    if (same) same.notices.push(notice);
    else all.push({ kind, at, sequence, notices: [notice] });
  }
  return all;
}

/** Whether two moments are one, however many digits each is written with. */
function isSame(one: string, other: string): boolean {
  return new Date(one).getTime() === new Date(other).getTime();
}
