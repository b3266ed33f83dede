import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Spin } from 'antd';
import { useState } from 'react';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { moment, number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { Copy } from '../Copy';
import { words } from './words';

type Verified = components['schemas']['StoreVerified'];

const AGAIN_MS = 2_000;

/** Has the store read as a whole, and says in words what was found. */
export function Verify() {
  const say = useWords(words);
  const [isWanted, want] = useState(false);
  const verified = useQuery({
    queryKey: ['operate', 'verify'],
    queryFn: () => ask(api.GET('/api/v1/store/verify')),
    enabled: isWanted,
    refetchInterval: ({ state }) => (state.data?.running ? AGAIN_MS : false),
    staleTime: Infinity,
    retry: false,
  });
  const isRunning = verified.isFetching || verified.data?.running === true;
  const begin = () => {
    if (isWanted) void verified.refetch();
    else want(true);
  };
  return (
    <section className="operate-panel" aria-labelledby="store-verify">
      <header>
        <div>
          <h2 id="store-verify">{say.verify}</h2>
          <p>{say.verifyAbout}</p>
        </div>
        <Button type="primary" icon={<SafetyCertificateOutlined />} loading={isRunning} onClick={begin}>
          {verified.data ? say.goAgain : say.go}
        </Button>
      </header>
      <div role="status">
        {isRunning ? (
          <div>
            <Spin size="small" /> {say.running}
          </div>
        ) : verified.error ? (
          <Failure error={verified.error} />
        ) : verified.data ? (
          <Found found={verified.data} at={verified.dataUpdatedAt} />
        ) : null}
      </div>
    </section>
  );
}

function Found({ found, at }: { found: Verified; at: number }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const when = (
    <small>
      {say.at} {moment(new Date(at).toISOString(), language)}
    </small>
  );
  if (!found.whole) {
    return (
      <Alert
        type="error"
        showIcon
        title={say.damaged}
        description={
          <>
            {found.damage ? <p>{found.damage}</p> : null}
            {found.damaged_materials.length > 0 ? (
              <>
                <p>{say.damagedMaterials}</p>
                <ul>
                  {found.damaged_materials.map((name) => (
                    <li key={name}>
                      <code>{name}</code>
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
            <p>{say.damagedAbout}</p>
            {when}
          </>
        }
      />
    );
  }
  return (
    <Alert
      type="success"
      showIcon
      title={say.whole}
      description={
        <>
          <p>{say.wholeAbout(number(found.first ?? 1, language), number(found.last ?? 0, language))}</p>
          {(found.first ?? 1) > 1 ? <p>{say.archived}</p> : null}
          {found.head ? (
            <p>
              {say.head} <code className="operate-hash">{found.head}</code>
              <Copy text={found.head} />
              <br />
              <small>{say.headAbout}</small>
            </p>
          ) : null}
          {when}
        </>
      }
    />
  );
}
