import { CloseOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useMemo } from 'react';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { changeOf, changeSaid } from '../changes';
import { useLabels } from '../labels';
import { isPaired } from '../outcome';
import { useParameters, type Chosen } from '../queries';
import { requestOf, type Draft } from './draft';
import { LONGEST_NAME } from '../Name';
import { Field } from './Field';
import { words } from './words';

interface SummaryProps {
  draft: Draft;
  plan: string | undefined;
  chosen: readonly Chosen[];
  isBusy: boolean;
  onWithout: (key: string) => void;
  onName: (name: string) => void;
  nameError: string | undefined;
}

/** What is about to be simulated, in words, and the way to begin. */
export function Summary({ draft, plan, chosen, isBusy, onWithout, onName, nameError }: SummaryProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const labels = useLabels(draft.scenario ?? undefined, draft.against ?? plan);
  const request = useMemo(() => requestOf(draft), [draft]);
  const sides = isPaired(request) ? 2 : 1;
  const moves = useMoves(draft, chosen);
  const rounds =
    draft.kind === 'staffing'
      ? (draft.candidates ?? 0)
      : (draft.replications ?? 0) * (draft.kind === 'play' ? sides : (moves ?? 0) + 1);
  const all = number((draft.cases ?? 0) * rounds, language);
  const isSearch = draft.kind !== 'play';
  const changes = request.what_if ?? [];
  const other = draft.against === null ? say.asItIs : labels.plan(draft.against);
  return (
    <aside className="card run-summary" aria-labelledby="run-summary">
      <h2 id="run-summary">{say.summary}</h2>
      {draft.scenario === null ? (
        <p className="run-help">{say.chooseFirst}</p>
      ) : (
        <>
          {isSearch ? <p className="run-help">{say.kinds[draft.kind]}</p> : null}
          <p>
            <strong>
              {labels.scenario(draft.scenario)}
              {plan === undefined ? '' : ` · ${labels.plan(plan)}`}
            </strong>
            {!isSearch && draft.against !== null ? ` → ${other}` : ''}
          </p>
          {draft.beside.length > 0 ? (
            <ul>
              {draft.beside.map((one) => (
                <li key={one.scenario}>{labels.scenario(one.scenario)}</li>
              ))}
            </ul>
          ) : null}
          {changes.length > 0 ? (
            <>
              <div className="run-help">
                {draft.against === null ? `${say.asItIs} → ${say.with}` : `${other}, ${say.with}`}
              </div>
              <ul>
                {changes.map((said) => (
                  <li key={said}>
                    {changeSaid(said, labels, language)}
                    <Button
                      type="text"
                      size="small"
                      icon={<CloseOutlined aria-hidden />}
                      aria-label={say.without(changeSaid(said, labels, language))}
                      onClick={() => onWithout(changeOf(said).key)}
                    />
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          {draft.kind === 'staffing' ? (
            <p>{say.mostCandidates(number(draft.candidates ?? 0, language))}</p>
          ) : null}
          {draft.kind === 'sensitivity' && moves !== undefined ? (
            <p>{say.rounds(number(moves, language))}</p>
          ) : null}
          <p className="run-help">
            {draft.kind === 'staffing' ? `${say.totalMost(all)} ${say.pilot}` : say.total(all)}
            {sides === 2 ? say.pairedTotal : ''}
          </p>
        </>
      )}
      <div className="run-named">
        <Field field="name" label={say.name} help={say.nameHelp} error={nameError}>
          {(aria) => (
            <Input
              {...aria}
              value={draft.name}
              maxLength={LONGEST_NAME}
              onChange={({ target }) => onName(target.value)}
            />
          )}
        </Field>
      </div>
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        loading={isBusy}
        disabled={draft.scenario === null}
      >
        {say.begin}
      </Button>
    </aside>
  );
}

/** How many moves a sensitivity analysis makes; none: that is not known yet, or nothing is moved. */
function useMoves(draft: Draft, chosen: readonly Chosen[]): number | undefined {
  const isMoved = draft.kind === 'sensitivity';
  const { data } = useParameters(isMoved ? chosen : []);
  if (!isMoved || data === undefined) return undefined;
  const of = (kind: string) => data.filter((one) => one.kind === kind);
  // One more at each desk, one fewer where there are two; each system; corrections and arrivals.
  const staff = of('staff').reduce((sum, { value }) => sum + (value > 1 ? 2 : 1), 0);
  return staff + of('available').length + 2;
}
