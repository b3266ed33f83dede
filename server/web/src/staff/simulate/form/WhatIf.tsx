import { Button, Collapse } from 'antd';
import { useState } from 'react';
import { useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { useLabels } from '../labels';
import { useParameters, type Chosen } from '../queries';
import type { Draft } from './draft';
import { Flow, Staff, Systems } from './Parameters';
import { words } from './words';

interface WhatIfProps {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  /** What is changed: the scenarios, each by the plan that the changes are of. */
  chosen: readonly Chosen[];
  onChange: (key: string, value: string | undefined) => void;
  onClear: () => void;
}

/** Which changes stand in which part. */
const WHATS = {
  staff: ['staff', 'queue'],
  flow: ['arrivals', 'correct', 'refuse'],
  systems: ['available', 'found', 'down'],
} as const;

/** What would be otherwise: sliders for staff, arrivals, corrections and systems, each with what it is now. */
export function WhatIf({ draft, errors, chosen, onChange, onClear }: WhatIfProps) {
  const say = useWords(words);
  const labels = useLabels(chosen[0]?.scenario, chosen[0]?.plan);
  const { data: parameters, error } = useParameters(chosen);
  const [open, setOpen] = useState<string[]>(['staff']);
  if (error) return <Failure error={error} />;
  if (parameters === undefined) return <p className="run-help">…</p>;
  const parts = { draft, errors, onChange, parameters, labels };
  const count = (whats: readonly string[]) => {
    const moved = Object.keys(draft.what_if).filter((key) => whats.includes(key.split('.')[0] ?? '')).length;
    return moved === 0 ? null : <span className="run-count">{moved}</span>;
  };
  const total = Object.keys(draft.what_if).length;
  const isWrong = (whats: readonly string[]) =>
    Object.keys(errors).some((field) => whats.some((what) => field.startsWith(`what_if.${what}`)));
  const wrong = Object.entries(WHATS).flatMap(([part, whats]) => (isWrong(whats) ? [part] : []));
  return (
    <>
      <Collapse
        activeKey={[...open, ...wrong]}
        onChange={setOpen}
        items={[
          { key: 'staff', label: say.staff, extra: count(WHATS.staff), children: <Staff {...parts} /> },
          { key: 'flow', label: say.flow, extra: count(WHATS.flow), children: <Flow {...parts} /> },
          {
            key: 'systems',
            label: say.systems,
            extra: count(WHATS.systems),
            children: <Systems {...parts} />,
          },
        ]}
      />
      {total > 0 ? (
        <Button className="run-clear" size="small" onClick={onClear}>
          {say.clear}
        </Button>
      ) : null}
    </>
  );
}
