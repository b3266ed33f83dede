import { DeleteOutlined } from '@ant-design/icons';
import { App, Button, Popconfirm } from 'antd';
import { useWords } from '../../language/language';
import { useRemove } from './queries';
import { words } from './words';

/** Deletes a run that is over, once that is confirmed. */
export function Remove({ id, name, onRemoved }: { id: string; name: string; onRemoved: () => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const remove = useRemove();
  return (
    <Popconfirm
      title={say.removeSure(name)}
      description={say.removeAbout}
      okText={say.remove}
      okButtonProps={{ danger: true }}
      cancelText={say.keep}
      placement="left"
      onConfirm={() =>
        remove.mutate(id, {
          onSuccess: () => {
            onRemoved();
            void message.success(say.removed);
          },
          onError: (error) => void message.error(error.message),
        })
      }
    >
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined aria-hidden />}
        loading={remove.isPending}
        aria-label={say.removeOf(name)}
        title={say.remove}
      />
    </Popconfirm>
  );
}
