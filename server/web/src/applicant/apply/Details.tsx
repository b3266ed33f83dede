import { useQuery } from '@tanstack/react-query';
import { useWords } from '../../language/language';
import { askedOf, type Application } from '../data/queries';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { sorted } from './asked';
import { FieldsPage } from './FieldsPage';
import { Gather } from './Gather';
import { Mend } from './Mend';
import { words } from './words';

/** What has to be filled in, as soon as it is known what that is. */
export function Details({ application }: { application: Application }) {
  const say = useWords(words);
  const { id } = application;
  const asked = useQuery(askedOf(id));
  return (
    <Loaded of={asked}>
      {({ facts }) => {
        const { fields, papers, wanted } = sorted(facts);
        if (wanted.length > 0) {
          return (
            <Mend application={application} wanted={wanted} reasons={new Map()} send={say.send}>
              <Heading>{say.mendTitle}</Heading>
              <p className="lead">{say.mendAbout}</p>
            </Mend>
          );
        }
        if (fields.length === 0 && papers.length === 0) return <Gather application={application} />;
        return <FieldsPage application={application} fields={fields} />;
      }}
    </Loaded>
  );
}
