import { Alert, App, Button } from 'antd';
import { moment } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { useMe } from '../../../session/me';
import { usePerson } from '../titles';
import { useAway, useOwnAbsence } from './absence';
import { words } from './words';

/** Tells a clerk that they are recorded as away, with the way back. */
export function OwnAbsence() {
  const say = useWords(words);
  const { language } = useLanguage();
  const { message } = App.useApp();
  const me = useMe();
  const person = usePerson(me.data?.department ?? undefined);
  const absence = useOwnAbsence().data;
  const away = useAway('me', () => void message.success(say.ended));
  if (absence == null) return null;
  const [from, until] = [moment(absence.from, language), moment(absence.until, language)];
  return (
    <Alert
      type={absence.now ? 'warning' : 'info'}
      showIcon
      role="status"
      className="own-absence"
      title={absence.now ? say.youNow(until) : say.youLater(from, until)}
      description={absence.deputy == null ? say.returned : say.handed(person(absence.deputy))}
      action={
        <Button loading={away.isPending} onClick={() => away.mutate(null)}>
          {say.end}
        </Button>
      }
    />
  );
}
