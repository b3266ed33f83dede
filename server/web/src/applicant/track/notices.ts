import type { Notice } from '../data/queries';
import { noticeOf, type PaperKind, type Raw } from '../data/story';

/** Notices of one kind that were given at once: one document. */
export interface Document {
  kind: PaperKind;
  at: string;
  /** The number of the event of its first notice: its name. */
  sequence: number;
  notices: { notice: Notice; item: string | undefined; why: string | undefined }[];
}

/** Notices as documents: what was accepted in one act is told on one sheet. */
export function documents(notices: Notice[], events: Raw[]): Document[] {
  const all: Document[] = [];
  for (const notice of notices.filter((one) => one.to === 'applicant')) {
    const { kind, item, why } = noticeOf(notice.sequence, events);
    const same = all.find((one) => one.kind === kind && one.at === notice.at && kind !== 'returned');
    if (same) same.notices.push({ notice, item, why });
    else all.push({ kind, at: notice.at, sequence: notice.sequence, notices: [{ notice, item, why }] });
  }
  return all;
}
