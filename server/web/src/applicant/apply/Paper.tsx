import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import type { AskedFact } from '../data/queries';
import { Button } from '../parts/Button';
import { Failure } from '../parts/Loaded';
import { Upload } from '../parts/Upload';
import { words as partWords } from '../parts/words';
import { controlOf } from './asked';
import { Declare } from './Declare';
import { useHanding } from './saving';
import { usePaper } from './seen';
import { words } from './words';

/** One paper: uploaded at once, or promised for later (容缺) or declared (告知承诺) where that is allowed. */
export function Paper({
  application,
  fact,
  error,
  hint,
}: {
  application: string;
  fact: AskedFact;
  error?: string;
  hint?: ReactNode;
}) {
  const say = useWords(words);
  const partSay = useWords(partWords);
  const told = useSay();
  const paper = usePaper(application, fact);
  const hand = useHanding(application);
  const later = useMutation({ mutationFn: () => hand('save', { later: [fact.id] }) });
  const refused =
    paper.error === null
      ? undefined
      : paper.error instanceof Refused
        ? `${paper.error.problem.detail} — ${paper.error.problem.mend}`
        : partSay.gone;
  const isLater = fact.state === 'deferred';
  const offersLater =
    fact.deferrable && !isLater && !paper.has && fact.state !== 'wanted' && fact.state !== 'redone';
  return (
    <Upload
      id={controlOf(fact.id)}
      label={told(fact.title)}
      hint={hint}
      error={refused ?? error}
      seen={paper.seen}
      has={paper.has}
      busy={paper.busy}
      onFile={paper.take}
    >
      {fact.state === 'declared' ? <p className="good">{say.declaredSaid}</p> : null}
      {isLater ? (
        <div role="status">
          <p className="good">✓ {say.laterSaid}</p>
          <p className="small">{say.laterUndo}</p>
        </div>
      ) : null}
      {fact.declarable && fact.state !== 'declared' && !paper.has ? (
        <Declare application={application} fact={fact} />
      ) : null}
      {offersLater ? (
        <div className="paper-later">
          <Button kind="quiet" busy={later.isPending} onClick={() => later.mutate()}>
            {say.later}
          </Button>
          <p className="small">{say.laterAbout}</p>
        </div>
      ) : null}
      {later.error ? <Failure error={later.error} /> : null}
    </Upload>
  );
}
