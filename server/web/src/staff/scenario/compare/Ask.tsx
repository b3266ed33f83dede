import { Button } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { ComparisonView } from '../asked';
import type { Choice } from '../choice';
import type { Names } from '../names';
import { vias } from '../words';
import { words } from './words';

/** What the second plan still asks, and whether less would do. */
export function Ask({
  comparison,
  names,
  choice,
}: {
  comparison: ComparisonView;
  names: Names;
  choice: Choice;
}) {
  const say = useWords(words);
  const via: Record<string, string> = useWords(vias);
  const told = useSay();
  const { language } = useLanguage();
  const { fields, materials, supplied, proven, cost, lower_bound, missing } = comparison.ask;
  const plain = (value: number) => number(value, language);
  const rows = [...fields, ...materials];
  return (
    <section className="sc-paper" aria-label={say.ask}>
      <header>
        <h2>{say.ask}</h2>
        <p>
          {proven ? say.proven(plain(cost)) : say.notProven(plain(cost), plain(lower_bound))}{' '}
          {supplied.length > 0 ? (
            <>
              {say.suppliedElse(supplied.length)}{' '}
              <Button
                className="no-print"
                type="link"
                size="small"
                onClick={() => choice.set({ view: 'form', plan: comparison.to })}
              >
                {say.seeForm}
              </Button>
            </>
          ) : null}
        </p>
      </header>
      {missing.length > 0 ? (
        <p className="sc-more">
          {say.missing}
          {missing.map(names.of).join(say.and)}
        </p>
      ) : null}
      {rows.length === 0 ? (
        <p>{say.nothing}</p>
      ) : (
        <div className="sc-table sc-table-stacks" tabIndex={0} role="region" aria-label={say.ask}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say.asked}</th>
                <th scope="col">{say.kind}</th>
                <th scope="col">{say.because}</th>
                <th scope="col">{say.neededBy}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.kind} ${row.form ?? ''} ${row.id}`}>
                  <th scope="row">{told(row.title)}</th>
                  <td className="sc-short" data-title={say.kind}>
                    {via[row.kind] ?? row.kind}
                  </td>
                  <td className="sc-long" data-title={say.because}>
                    {names.text(row.because)}
                  </td>
                  <td data-title={say.neededBy}>
                    {[...new Set(row.needed_by.map((id) => via[id] ?? names.of(id)))].join(say.and)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
