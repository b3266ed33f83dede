import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSay, useWords } from '../../language/language';
import type { AskedFact } from '../data/queries';
import { Button } from '../parts/Button';
import { controlOf } from './asked';
import { OnesWord } from './OnesWord';
import { useHanding } from './saving';
import { words } from './words';

/** A declaration (告知承诺) in place of a paper. */
export function Declare({ application, fact }: { application: string; fact: AskedFact }) {
  const say = useWords(words);
  const told = useSay();
  const hand = useHanding(application);
  const [open, set] = useState(false);
  const declare = useMutation({
    mutationFn: () => hand('save', { declared: [fact.id] }),
    onSuccess: () => set(false),
  });
  return (
    <div className="paper-later">
      <Button kind="quiet" onClick={() => set(true)}>
        {say.declare}
      </Button>
      {/* A paper that a system was to supply is wanted; one that the plan has declared is not. */}
      <p className="small">{fact.state === 'wanted' ? say.declareAbout : say.declareByPlan}</p>
      <OnesWord id={`declare-${controlOf(fact.id)}`} open={open} close={() => set(false)} give={declare}>
        <p>{say.declareText(told(fact.title))}</p>
      </OnesWord>
    </div>
  );
}
