import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { isMissing } from './check';

export type Template = components['schemas']['TemplateView'];

/** What a new scenario may begin with. */
export function useTemplates() {
  return useQuery({
    queryKey: ['templates'],
    queryFn: async () => (await ask(api.GET('/api/v1/templates'))).items as Template[],
    staleTime: Infinity,
    retry: false,
  });
}

/** The published text of a scenario; none where it was never published. */
export async function publishedText(scenario: string): Promise<string | undefined> {
  try {
    return (await ask(api.GET('/api/v1/scenarios/{id}/text', { params: { path: { id: scenario } } }))).text;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

/** The text that a draft begins with: `empty`, `template:ID` or `scenario:ID`. */
export async function startingText(
  start: string,
  templates: readonly Template[],
  name: string,
): Promise<string> {
  const [kind, id = ''] = start.split(':');
  if (kind === 'scenario') return (await publishedText(id)) ?? '';
  const template = templates.find((one) => one.id === id);
  const text = template?.text ?? `onething: 1\nkind: scenario\nid: ${name}\n`;
  return text.replace(/^id: .*$/m, `id: ${name}`);
}
