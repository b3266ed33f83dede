import { useQuery } from '@tanstack/react-query';
import type { components } from '../../api/schema';
import { useSay, useWords } from '../../language/language';
import { covered, useValueSaid, type About } from '../data/facts';
import { knownBy, type Known } from '../data/known';
import { eventsOf, knownOf, markedGraphOf, type Application, type Label } from '../data/queries';
import { halves } from './asked';
import { words } from './words';

type KnownFact = components['schemas']['KnownFact'];

/** Something that is known and not asked, with what it is called. */
interface Row {
  known: Known;
  about: About;
}

/** What one source told. */
interface Source {
  name: string;
  rows: Row[];
}

/** What is known without the applicant, by who told it. */
function useSupplied(application: Application): Source[] {
  const say = useWords(words);
  const told = useSay();
  const events = useQuery(eventsOf(application.id));
  const graph = useQuery(markedGraphOf(application.id));
  const facts = useQuery(knownOf(application.id));
  const abouts = new Map(facts.data?.map((fact) => [fact.id, aboutOf(fact)]));
  const steps = new Map(graph.data?.graph.nodes.map((node) => [node.id, node]));
  const lanes = new Map(graph.data?.graph.lanes.map((lane) => [lane.id, lane.title]));
  const nameOf = ({ how, step }: Known): string => {
    const node = steps.get(step ?? '');
    const lane = lanes.get(node?.lane ?? '');
    if (node === undefined) return say.sources[how as keyof typeof say.sources] ?? say.sources.call;
    return [lane, node.title]
      .filter((label): label is Label => label !== undefined)
      .map(told)
      .join(' · ');
  };
  const sources = new Map<string, Row[]>();
  for (const known of knownBy(events.data ?? []).values()) {
    const about = abouts.get(known.fact);
    if (known.how === 'asked' || known.value === undefined || about === undefined) continue;
    const name = nameOf(known);
    sources.set(name, [...(sources.get(name) ?? []), { known, about }]);
  }
  return [...sources].map(([name, rows]) => ({ name, rows }));
}

/** A fact with the one of its values that it has. */
function aboutOf({ title, value, value_title, value_type, unit }: KnownFact): About {
  const options = value != null && value_title != null ? [{ value, title: value_title }] : [];
  return { title, value_type: value_type ?? null, unit: unit ?? null, options };
}

/** What is filled in already, each with who told it; nothing where nothing is. */
export function Supplied({ application, folded = false }: { application: Application; folded?: boolean }) {
  const say = useWords(words);
  const sources = useSupplied(application);
  const count = sources.flatMap((source) => source.rows).length;
  if (count === 0) return null;
  if (folded) {
    return (
      <details className="card">
        <summary>{say.supplied(count)}</summary>
        <Sources of={sources} />
      </details>
    );
  }
  return (
    <section className="card" aria-labelledby="supplied">
      <h2 id="supplied">{say.supplied(count)}</h2>
      <Sources of={sources} />
      <p className="small">{say.suppliedWrong}</p>
    </section>
  );
}

function Sources({ of }: { of: Source[] }) {
  const say = useWords(words);
  const told = useSay();
  const said = useValueSaid();
  return of.map(({ name, rows }) => {
    const parts = rows.map(({ known, about }) => ({ known, about, ...halves(told(about.title)) }));
    // About one party alone it is said once about whom.
    const parties = new Set(parts.map((part) => part.whose));
    const only = parties.size === 1 ? parts[0]?.whose : undefined;
    return (
      <section key={name} className="supplied">
        <h3>{only === undefined ? say.from(name) : say.fromAbout(name, only)}</h3>
        <dl className="rows">
          {parts.map(({ known: { fact, value = '' }, about, what }) => (
            <div key={fact}>
              <dt>{only === undefined ? told(about.title) : what}</dt>
              {/* A licence has no value to be read. */}
              <dd>
                {about.value_type == null
                  ? `✓ ${say.fetched}`
                  : covered(said(value, about), about.value_type)}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    );
  });
}
