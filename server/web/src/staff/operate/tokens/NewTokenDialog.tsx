import { Input, Modal, Select } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useKept } from '../../../api/kept';
import { isRefused } from '../../../api/problem';
import { useSay, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { useDepartments, type NewToken } from './data';
import { words } from './words';

const ROLES = [
  'clerk',
  'designer',
  'operator',
  'administrator',
  'auditor',
  'tester',
  'applicant',
  'worker',
] as const;

interface Draft {
  role: (typeof ROLES)[number];
  principal: string;
  name: string;
  label: string;
  department: string | undefined;
  posts: string[];
  system: string | undefined;
  expires: string;
}

const EMPTY: Draft = {
  role: 'clerk',
  principal: '',
  name: '',
  label: '',
  department: undefined,
  posts: [],
  system: undefined,
  expires: '',
};

type Faults = Partial<Record<keyof Draft, string>>;

/** What a new token is to be: whose, in which role, until when. */
export function NewTokenDialog({
  error,
  isBusy,
  onClose,
  onGive,
}: {
  error: unknown;
  isBusy: boolean;
  onClose: () => void;
  onGive: (token: NewToken) => Promise<unknown>;
}) {
  const say = useWords(words);
  const told = useSay();
  const departments = useDepartments();
  const [draft, keep, forget] = useKept<Draft>('new token', EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  const form = useRef<HTMLDivElement>(null);
  const isWorker = draft.role === 'worker';
  const change = (next: Partial<Draft>) => {
    setFaults({});
    keep((before) => ({ ...before, ...next }));
  };
  const chosen = departments.data?.items.find((one) => one.id === draft.department);

  const submit = () => {
    const wrong: Faults = {};
    // In the order in which they are seen: the first wrong one gets the focus.
    if (draft.role === 'clerk' && !draft.department) wrong.department = say.required;
    if (isWorker && !draft.system) wrong.system = say.required;
    if (!/^[\w.:-]{1,64}$/.test(draft.principal)) wrong.principal = say.badPrincipal;
    if (draft.name.trim() === '') wrong.name = say.required;
    setFaults(wrong);
    const first = Object.keys(wrong)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`#token-${first}`)?.focus();
      return;
    }
    const given = onGive({
      principal: draft.principal,
      name: draft.name.trim(),
      role: draft.role,
      label: draft.label.trim(),
      ...(draft.role === 'clerk' ? { department: draft.department ?? null, posts: draft.posts } : {}),
      ...(isWorker ? { system: draft.system ?? null } : {}),
      ...(draft.expires === '' ? {} : { expires_at: new Date(draft.expires).toISOString() }),
    });
    // What was typed stays where the server refuses.
    given.then(forget, () => undefined);
  };
  /** What the server has against a field, else what was found here. */
  const fault = (field: keyof Draft, pointer: string = field): string | undefined =>
    faults[field] ??
    (isRefused(error, 422)
      ? error.problem.errors?.find((one) => one.pointer === `/${pointer}`)?.detail
      : undefined);
  return (
    <Modal
      open
      title={say.give}
      okText={say.giveGo}
      okButtonProps={{ loading: isBusy }}
      onOk={submit}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <div className="operate-form" ref={form}>
        <Field name="role" label={say.role} fault={fault('role')}>
          {(said) => (
            <Select
              {...said}
              value={draft.role}
              onChange={(role: Draft['role']) => change({ role })}
              options={ROLES.map((role) => ({ value: role, label: say.roles[role] }))}
            />
          )}
        </Field>
        {draft.role === 'clerk' ? (
          <>
            <Field name="department" label={say.department} fault={fault('department')}>
              {(said) => (
                <Select
                  {...said}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={draft.department}
                  onChange={(department: string) => change({ department, posts: [] })}
                  options={
                    departments.data?.items.map((one) => ({ value: one.id, label: told(one.title) })) ?? []
                  }
                />
              )}
            </Field>
            {chosen && Object.keys(chosen.staff).length > 0 ? (
              <Field name="posts" label={say.posts} hint={say.postsHint} fault={fault('posts')}>
                {(said) => (
                  <Select
                    {...said}
                    mode="multiple"
                    value={draft.posts}
                    onChange={(posts: string[]) => change({ posts })}
                    options={Object.keys(chosen.staff).map((post) => ({ value: post, label: post }))}
                  />
                )}
              </Field>
            ) : null}
          </>
        ) : null}
        {isWorker ? (
          <Field name="system" label={say.system} hint={say.systemHint} fault={fault('system')}>
            {(said) => (
              <Input
                {...said}
                autoComplete="off"
                maxLength={64}
                value={draft.system ?? ''}
                onChange={(event) => change({ system: event.target.value.trim() })}
              />
            )}
          </Field>
        ) : null}
        {(['principal', 'name', 'label'] as const).map((field) => (
          <Field key={field} name={field} label={say[field]} hint={say[`${field}Hint`]} fault={fault(field)}>
            {(said) => (
              <Input
                {...said}
                autoComplete="off"
                maxLength={field === 'principal' ? 64 : 120}
                value={draft[field]}
                onChange={(event) => change({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field name="expires" label={say.expiry} hint={say.expiryHint} fault={fault('expires', 'expires_at')}>
          {(said) => (
            <Input
              {...said}
              type="datetime-local"
              value={draft.expires}
              onChange={(event) => change({ expires: event.target.value })}
            />
          )}
        </Field>
        {error ? <Failure error={error} /> : null}
      </div>
    </Modal>
  );
}

interface Said {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  status: '' | 'error';
}

/** A field with its label, what it is for, and what is wrong with it. */
function Field({
  name,
  label,
  hint,
  fault,
  children,
}: {
  name: string;
  label: string;
  hint?: string;
  fault: string | undefined;
  children: (said: Said) => ReactNode;
}) {
  const id = `token-${name}`;
  const said = fault ? `${id}-wrong` : hint ? `${id}-hint` : undefined;
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': fault !== undefined,
        'aria-describedby': said,
        status: fault ? 'error' : '',
      })}
      {fault ? (
        <p className="wrong" id={`${id}-wrong`} role="alert">
          {fault}
        </p>
      ) : hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
