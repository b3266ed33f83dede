import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { useWords } from '../../language/language';
import type { Application } from '../data/queries';
import { Button } from '../parts/Button';
import { Choice } from '../parts/Choice';
import { goTo } from '../parts/ErrorSummary';
import { Failure } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** The rating (好差评), once it is over. */
export function Rate({ application }: { application: Application }) {
  const say = useWords(words);
  const queries = useQueryClient();
  const [grade, choose] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const { id } = application;
  const rate = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/applications/{id}/rating', {
          params: { path: { id } },
          body: { grade: Number(grade[0]) },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['application', id] }),
  });
  if (!application.closed_at) return null;
  if (application.rated) {
    return (
      <div role="status">
        <Notice kind="success">{say.rated(say.grades[application.rated - 1] ?? '')}</Notice>
      </div>
    );
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    setMissing(grade.length === 0);
    if (grade.length === 0) return goTo('grade');
    if (!rate.isPending) rate.mutate();
  };
  return (
    <form className="card no-print" onSubmit={send} noValidate>
      <Choice
        id="grade"
        label={say.rateTitle}
        error={missing && grade.length === 0 ? say.rateNeeded : undefined}
        options={say.grades
          .map((label, at) => ({ value: String(at + 1), label: `${'★'.repeat(at + 1)} ${label}` }))
          .toReversed()}
        value={grade}
        onChange={choose}
      />
      {rate.error ? <Failure error={rate.error} /> : null}
      <Button type="submit" busy={rate.isPending}>
        {say.rate}
      </Button>
    </form>
  );
}
