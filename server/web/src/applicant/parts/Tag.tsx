import type { ReactNode } from 'react';

const KINDS: Record<string, string> = {
  draft: 'grey',
  submitted: 'blue',
  accepted: 'blue',
  handling: 'blue',
  correcting: 'amber',
  suspended: 'amber',
  approved: 'green',
  concluded: 'green',
  refused: 'red',
  not_accepted: 'red',
  withdrawn: 'grey',
  terminated: 'grey',
};

/** How something stands, in a word. */
export function Tag({ status, children }: { status: string; children: ReactNode }) {
  return <span className={`tag tag-${KINDS[status] ?? 'grey'}`}>{children}</span>;
}
