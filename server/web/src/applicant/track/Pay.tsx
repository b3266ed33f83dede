import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import { useLanguage, useWords } from '../../language/language';
import { useDevelopmentRoles } from '../../session/me';
import type { Application } from '../data/queries';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Failure } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** An amount of fen in yuan. */
export function yuan(fen: number, language: string): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(fen / 100);
}

/** Fees that are due: what, and paying them after one has been asked. */
export function Pay({ application, due }: { application: Application; due: number }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const roles = useDevelopmentRoles();
  const [open, set] = useState(false);
  const { id } = application;
  const pay = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/applications/{id}/payment', {
          // Pressed twice it is paid once.
          params: { path: { id }, header: { 'Idempotency-Key': `pay-${id}-${due}` } },
          body: { amount: due },
        }),
      ),
    onSuccess: () => set(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ['application', id] }),
  });
  const amount = yuan(due, language);
  return (
    <Notice kind="warning" title={say.pay(amount)}>
      <p>{say.payAbout}</p>
      <div className="actions">
        <Button onClick={() => set(true)}>{say.payGo}</Button>
      </div>
      <Dialog title={say.payTitle} open={open} close={() => set(false)}>
        <p className="amount">{say.pay(amount)}</p>
        {roles.data === undefined ? null : <Notice kind="info">{say.payTest}</Notice>}
        {pay.error ? <Failure error={pay.error} /> : null}
        <div className="actions">
          <Button busy={pay.isPending} onClick={() => pay.mutate()}>
            {say.payNow(amount)}
          </Button>
          <Button kind="quiet" onClick={() => set(false)}>
            {say.cancel}
          </Button>
        </div>
      </Dialog>
    </Notice>
  );
}
