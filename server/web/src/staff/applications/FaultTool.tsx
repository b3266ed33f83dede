import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, InputNumber, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { api, ask } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import type { GraphDocument } from '../../picture/graph';
import { Failure } from '../frame/State';
import { faultsOf, SYSTEMS, useSystems, type Behaviour } from './faults';
import { FaultsNow } from './FaultsNow';
import { words } from './runWords';

type How = 'down' | 'fails' | 'hangs' | 'slow' | 'not_found';
const HOWS: readonly How[] = ['down', 'fails', 'hangs', 'slow', 'not_found'];

/** Has a simulated system misbehave for this application or all, and mends it. */
export function FaultTool({
  application,
  graph,
  reread,
}: {
  application: string;
  graph: GraphDocument;
  reread: () => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const systems = useSystems();
  const title = (id: string) => {
    const found = systems.data?.flatMap((one) => [one, ...one.services]).find((one) => one.id === id);
    return found === undefined ? id : told(found.title);
  };
  // Those that the process calls first of all.
  const own = useMemo(() => {
    const nodes = [...graph.nodes].sort((a, b) => Number(b.calls != null) - Number(a.calls != null));
    return [...new Set(nodes.flatMap((node) => (node.system == null ? [] : [node.system])))];
  }, [graph]);
  const [chosen, choose] = useState<string>();
  const [how, setHow] = useState<How>('down');
  const [times, setTimes] = useState(2);
  const [latency, setLatency] = useState('2h');
  const [lasts, setLasts] = useState('');
  const [isWide, setWide] = useState(false);
  const system = chosen ?? own[0];
  const put = useMutation({
    mutationFn: async ({ id, body }: { id: string; body: Behaviour }) => {
      await ask(api.PUT('/api/v1/systems/{id}/behaviour', { params: { path: { id } }, body }));
      return { id, isUsual: Object.keys(body).length === 0 };
    },
    onSuccess: ({ id, isUsual }) => {
      void message.success(isUsual ? say.mendedSystem(title(id)) : say.injected(title(id)));
      reread();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: SYSTEMS }),
  });
  const injected = useMemo(() => faultsOf(systems.data ?? [], own), [systems.data, own]);
  const inject = () => {
    if (system === undefined) return;
    const body: Behaviour = {
      ...(how === 'down' ? { down: true } : {}),
      ...(how === 'fails' ? { fails: times, why: say.whyDefault } : {}),
      ...(how === 'hangs' ? { hangs: true } : {}),
      ...(how === 'slow' ? { latency } : {}),
      ...(how === 'not_found' ? { answers: 'not_found' } : {}),
      ...(lasts === '' ? {} : { for: lasts }),
      ...(isWide ? {} : { applications: [application] }),
    };
    put.mutate({ id: system, body });
  };
  const spans = Object.entries(say.spans).map(([value, label]) => ({ value, label }));
  return (
    <section className="card tool" aria-label={say.fault}>
      <h2>{say.fault}</h2>
      <p className="quiet">{say.faultAbout}</p>
      <label className="work-field">
        <span>{say.system}</span>
        <Select
          aria-label={say.system}
          showSearch={{ optionFilterProp: 'label' }}
          value={system ?? null}
          onChange={choose}
          options={own.map((id) => ({ value: id, label: title(id) }))}
        />
      </label>
      <div className="tool-row">
        <label className="work-field">
          <span>{say.how}</span>
          <Select
            aria-label={say.how}
            value={how}
            onChange={setHow}
            options={HOWS.map((value) => ({ value, label: say.hows[value] }))}
          />
        </label>
        {how === 'fails' ? (
          <label className="work-field">
            <span>{say.times}</span>
            <InputNumber
              aria-label={say.times}
              min={1}
              max={99}
              value={times}
              onChange={(value) => setTimes(value ?? 1)}
              style={{ width: '100%' }}
            />
          </label>
        ) : null}
        {how === 'slow' ? (
          <label className="work-field">
            <span>{say.latency}</span>
            <Select
              aria-label={say.latency}
              value={latency}
              onChange={setLatency}
              options={[...spans.slice(0, 2), { value: '2h', label: '2 h' }, ...spans.slice(2)]}
            />
          </label>
        ) : null}
        <label className="work-field">
          <span>{say.howLong}</span>
          <Select
            aria-label={say.howLong}
            value={lasts}
            onChange={setLasts}
            options={[{ value: '', label: say.forever }, ...spans]}
          />
        </label>
      </div>
      <Segmented
        aria-label={say.scope}
        block
        value={isWide ? 'all' : 'this'}
        onChange={(value) => setWide(value === 'all')}
        options={[
          { value: 'this', label: say.scopeThis },
          { value: 'all', label: say.scopeAll },
        ]}
      />
      <div className="tool-buttons">
        <Button
          danger
          loading={put.isPending && Object.keys(put.variables.body).length > 0}
          disabled={system === undefined}
          onClick={inject}
        >
          {say.inject}
        </Button>
      </div>
      {systems.error ? <Failure error={systems.error} again={() => void systems.refetch()} /> : null}
      {systems.data === undefined ? null : (
        <FaultsNow
          faults={injected}
          application={application}
          busy={put.isPending ? put.variables.id : undefined}
          takeAway={(id) => put.mutate({ id, body: {} })}
        />
      )}
      {put.error ? <Failure error={put.error} /> : null}
    </section>
  );
}
