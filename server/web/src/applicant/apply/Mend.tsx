import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import type { Application, AskedFact } from '../data/queries';
import { Button } from '../parts/Button';
import { ErrorSummary } from '../parts/ErrorSummary';
import { Failure } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { controlOf, hasPaper, settled } from './asked';
import { tidied } from './check';
import { useEntries } from './entries';
import { FactGroups } from './FieldsPage';
import { useNeeded } from './needed';
import { Paper } from './Paper';
import { SavedNote } from './SavedNote';
import { useHanding } from './saving';
import { words } from './words';

/** Only what is wrong, each with the reason, to be put right and handed in again. */
export function Mend({
  application,
  wanted,
  reasons,
  send: label,
  sent,
  children,
}: {
  application: Application;
  wanted: AskedFact[];
  reasons: ReadonlyMap<string, string>;
  send: string;
  sent?: () => void;
  children: ReactNode;
}) {
  const say = useWords(words);
  const told = useSay();
  const needed = useNeeded();
  const hand = useHanding(application.id);
  const fields = wanted.filter((fact) => fact.kind === 'field');
  const papers = wanted.filter((fact) => fact.kind === 'material');
  const entries = useEntries(application.id, fields);
  const [times, setTimes] = useState(0);
  const missing = papers.filter((fact) => !(fact.state === 'redone' ? hasPaper(fact) : settled(fact)));
  const correct = useMutation({
    // All of it, also what stays as it was: that says that it is right.
    mutationFn: () =>
      hand('correct', {
        form: Object.fromEntries(fields.map((fact) => [fact.id, tidied(fact, entries.valueOf(fact))])),
      }),
    onSuccess: () => {
      entries.forget();
      sent?.();
    },
    onError: (error) => {
      entries.take(error);
      setTimes((before) => before + 1);
    },
  });
  const faults =
    times === 0
      ? []
      : [
          ...fields.flatMap((fact) => {
            const text = entries.errorOf(fact);
            return text === undefined ? [] : [{ id: controlOf(fact.id), text }];
          }),
          ...missing.map((fact) => ({ id: controlOf(fact.id), text: say.needPaper(told(fact.title)) })),
        ];
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (correct.isPending) return;
    const wrong = entries.check(fields, needed);
    if (wrong.size > 0 || missing.length > 0) return setTimes((before) => before + 1);
    correct.mutate();
  };
  return (
    <form onSubmit={send} noValidate>
      <ErrorSummary faults={faults} told={times} />
      {children}
      <FactGroups facts={fields} entries={entries} reasons={reasons} />
      {papers.map((fact) => (
        <Paper
          key={fact.id}
          application={application.id}
          fact={fact}
          hint={<p className="reason">{reasons.get(fact.id)}</p>}
          error={faults.find((fault) => fault.id === controlOf(fact.id))?.text}
        />
      ))}
      <SavedNote standing={entries.standing} />
      {isRefused(correct.error, 412) ? <Notice kind="warning">{say.stale}</Notice> : null}
      {correct.error && !isRefused(correct.error, 412) && faults.length === 0 ? (
        <Failure error={correct.error} />
      ) : null}
      {entries.failure ? <Failure error={entries.failure} /> : null}
      <div className="actions">
        <Button type="submit" busy={correct.isPending}>
          {label}
        </Button>
      </div>
    </form>
  );
}
