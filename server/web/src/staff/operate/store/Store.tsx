import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Loaded } from '../../frame/State';
import { bytes } from './bytes';
import { Verify } from './Verify';
import { words } from './words';

/** How large the store is, and whether it is whole. */
export default function Store() {
  const say = useWords(words);
  const { language } = useLanguage();
  const stats = useQuery({
    queryKey: ['operate', 'store'],
    queryFn: () => ask(api.GET('/api/v1/store/stats')),
    refetchInterval: 10_000,
  });
  return (
    <>
      <section className="operate-panel" aria-labelledby="store-size">
        <header>
          <div>
            <h2 id="store-size">{say.size}</h2>
            <p>{say.sizeAbout}</p>
          </div>
        </header>
        <Loaded of={stats}>
          {(store) => (
            <dl className="operate-facts">
              <Fact title={say.last} value={number(store.last, language)} />
              <Fact
                title={say.journal}
                value={bytes(store.journal_bytes, language)}
                beside={say.segments(number(store.segments, language))}
              />
              <Fact title={say.index} value={bytes(store.index_bytes, language)} />
              <Fact
                title={say.materials}
                value={bytes(store.material_bytes, language)}
                beside={say.files(number(store.materials, language))}
              />
            </dl>
          )}
        </Loaded>
      </section>
      <Verify />
    </>
  );
}

function Fact({ title, value, beside }: { title: string; value: string; beside?: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <strong>{value}</strong>
        {beside ? <small>{beside}</small> : null}
      </dd>
    </div>
  );
}
