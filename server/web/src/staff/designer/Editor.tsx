import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { presentableDiff } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { useLanguage, useWords } from '../../language/language';
import type { Finding } from './check';
import { complete, explain, type Known } from './completion';
import { spanOf } from './finding';
import { words } from './words';
import './editor.css';

/** What others may have the editor do. */
export interface EditorHandle {
  /** Goes to a line and column, both from 1 on. */
  goTo: (line: number, column: number) => void;
  /** Puts a text in the place of another, as if it were typed. */
  change: (from: [number, number], to: [number, number], text: string) => void;
  /** What is typed at this moment. */
  text: () => string;
  /** Comes to another layout of the text in one step that can be undone; cursor and view stay at what they are at. */
  layOut: (text: string) => void;
}

interface Props {
  text: string;
  onChange: (text: string) => void;
  onSave: () => void;
  onFormat: () => void;
  /** It is there: from now on others may have it do what its handle says. */
  onReady: () => void;
  findings: readonly Finding[];
  /** What completion and hints know of. */
  known: Known;
  ref?: Ref<EditorHandle>;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: '#003eb3' },
  { tag: [tags.string, tags.attributeValue], color: '#1f6b0b' },
  { tag: [tags.number, tags.bool, tags.null], color: '#874d00' },
  { tag: tags.comment, color: '#5c6670', fontStyle: 'italic' },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: '#6b3fa0' },
]);

/** The editor of a scenario file: completion, hints, findings beneath what they are about. */
export default function Editor({ text, onChange, onSave, onFormat, onReady, findings, known, ref }: Props) {
  const say = useWords(words);
  const { language } = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ onChange, onSave, onFormat, onReady, known, language });
  latest.current = { onChange, onSave, onFormat, onReady, known, language };
  const label = useRef(new Compartment());

  useEffect(() => {
    if (!box.current) return;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          indentOnInput(),
          indentUnit.of('  '),
          bracketMatching(),
          closeBrackets(),
          search({ top: true }),
          yaml(),
          syntaxHighlighting(colours),
          autocompletion({
            override: [
              (context: CompletionContext) =>
                complete(context, latest.current.known, latest.current.language),
            ],
          }),
          hoverTooltip((view, position) =>
            explain(view, position, latest.current.known, latest.current.language),
          ),
          keymap.of([
            { key: 'Mod-s', preventDefault: true, run: () => (latest.current.onSave(), true) },
            { key: 'Shift-Alt-f', preventDefault: true, run: () => (latest.current.onFormat(), true) },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            ...lintKeymap,
            // Escape, then Tab, leaves the editor: CodeMirror lets go of Tab after Escape.
            indentWithTab,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          label.current.of([]),
        ],
      }),
    });
    view.current = editor;
    latest.current.onReady();
    return () => {
      editor.destroy();
      view.current = undefined;
    };
    // The editor keeps its text by itself; what comes from outside is put in below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    const attributes = EditorView.contentAttributes.of({ 'aria-label': say.text, tabindex: '0' });
    view.current?.dispatch({ effects: label.current.reconfigure(attributes) });
  }, [say.text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(setDiagnostics(editor.state, diagnostics(editor, findings, language, say.apply)));
  }, [findings, language, say.apply]);

  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const editor = view.current;
      if (!editor) return;
      const at = offset(editor, line, column);
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      editor.focus();
    },
    change: (from, to, insert) => {
      const editor = view.current;
      if (!editor) return;
      const [start, end] = [offset(editor, ...from), offset(editor, ...to)];
      editor.dispatch({
        changes: { from: start, to: end, insert },
        selection: { anchor: start + insert.length },
      });
      editor.focus();
    },
    text: () => view.current?.state.doc.toString() ?? text,
    layOut: (next) => {
      const editor = view.current;
      if (!editor) return;
      const before = editor.state.doc.toString();
      const changes = presentableDiff(before, next).map(({ fromA, toA, fromB, toB }) => ({
        from: fromA,
        to: toA,
        insert: next.slice(fromB, toB),
      }));
      editor.dispatch({
        changes,
        userEvent: 'format',
        annotations: isolateHistory.of('full'),
        scrollIntoView: true,
      });
      editor.focus();
    },
  }));

  return <div className="editor" ref={box} />;
}

/** Where a line and a column stand, both from 1 on; columns count characters, as the server does. */
function offset(editor: EditorView, line: number, column: number): number {
  const at = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
  const letters = [...at.text].slice(0, column - 1).join('');
  return Math.min(at.from + letters.length, at.to);
}

function diagnostics(
  editor: EditorView,
  findings: readonly Finding[],
  language: 'zh' | 'en',
  apply: string,
): Diagnostic[] {
  return findings.flatMap((finding) => {
    const span = spanOf(finding);
    if (span === undefined) return [];
    const from = offset(editor, ...span.from);
    const to = Math.max(offset(editor, ...span.to), Math.min(from + 1, editor.state.doc.length));
    const edit = finding.edit;
    const place = edit?.at;
    return [
      {
        from,
        to,
        severity: finding.severity === 'error' ? ('error' as const) : ('warning' as const),
        source: finding.code,
        message: `${finding.message[language]}\n${finding.mend[language]}`,
        actions:
          edit && place
            ? [
                {
                  name: `${apply}: ${edit.with}`,
                  apply: (view: EditorView) => {
                    const [start, end] = [
                      offset(view, place.line, place.column),
                      offset(view, place.end_line, place.end_column),
                    ];
                    view.dispatch({ changes: { from: start, to: end, insert: edit.with } });
                  },
                },
              ]
            : [],
      },
    ];
  });
}
