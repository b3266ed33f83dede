/** What somebody has typed for a task and not sent: kept over reloads, and when another was faster. */
export interface Typed {
  values: Record<string, string>;
  /** What has to be mended, and why; by field or material. */
  wanted: Record<string, string>;
  reason: string;
  item: string | null;
  within: number;
  unit: 'wd' | 'd' | 'h';
  to: string;
}

export const NOTHING_TYPED: Typed = {
  values: {},
  wanted: {},
  reason: '',
  item: null,
  within: 20,
  unit: 'wd',
  to: '',
};

/** The texts of it. */
export function texts(typed: Typed): string[] {
  return [typed.reason, ...Object.values(typed.wanted), ...Object.values(typed.values)].filter(
    (text) => text.trim() !== '',
  );
}

/** What a dialog of a task works on. */
export interface DialogProps {
  typed: Typed;
  type: (changes: Partial<Typed>) => void;
  close: () => void;
  isSending: boolean;
  /** Why the server did not take it. */
  error: unknown;
}
