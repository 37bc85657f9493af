/**
 * The extension's commands with a launcher that starts nothing: what they call, show and find is collected.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { registerCommands } from '../../../src/host/commands';
import { type Uri, editor } from '../../support/vscode';
import { SomeRuns, aLab } from './someRuns';

/** How a verb ends. */
export interface Ending {
  readonly code?: number | null;
  readonly stdout?: string;
  readonly lines?: readonly string[];
}

type Variants = (variant: string) => { readonly leaks: boolean; readonly sentence: string } | undefined;

/** All commands, registered, with what they start, show and find. */
export function commands(
  runs: SomeRuns = new SomeRuns(),
  ending: Ending = {},
  check: Variants = () => undefined,
  parts: Readonly<Record<string, unknown>> = {},
) {
  const called: (readonly string[])[] = [];
  const shown: unknown[] = [];
  const trust: (readonly unknown[])[] = [];
  const results: unknown[] = [];
  const reports: string[] = [];
  const planned: (readonly [string, number?])[] = [];
  const memory = new Map<string, unknown>();
  const { code = 0, stdout = '', lines = [] } = ending;
  const lab = aLab({
    store: runs,
    launcher: {
      cli: '/dist/cli.js',
      environmentFor: () => Promise.resolve({ ...process.env, ATTENTION_LAB_TEST: 'yes' }),
      start: (args: readonly string[], { log }: { readonly log: string }) => {
        called.push(args);
        return { ended: writeFile(log, lines.join('\n')).then(() => code) };
      },
      run: (args: readonly string[], { onLine }: { readonly onLine?: (line: string) => void }) => {
        called.push(args);
        if (onLine) lines.forEach(onLine);
        return Promise.resolve({ code, stdout });
      },
    },
    panel: {
      shows: () => false,
      show: (change: unknown) => shown.push(change),
      showTrust: (...told: readonly unknown[]) => trust.push(told),
    },
    results: {
      show: (uri: Uri, evaluation: object) => {
        results.push({ path: uri.fsPath, ...evaluation });
        return Promise.resolve();
      },
      wrongAfter: (_: Uri, from: number, direction: number) => [2, 5].find((line) => line > from * direction),
      close: (uri: Uri) => results.push(`closed ${uri.fsPath}`),
    },
    reports: {
      show: (path: string) => {
        reports.push(path);
        return Promise.resolve();
      },
    },
    variants: { check: (variant: string) => Promise.resolve(check(variant)) },
    plans: {
      add: (folder: string, count: number) => Promise.resolve(planned.push([folder, count])),
      remove: (folder: string) => Promise.resolve(planned.push([folder])),
    },
    context: {
      extensionPath: resolve('.'),
      workspaceState: {
        get: (key: string, otherwise: unknown) => memory.get(key) ?? otherwise,
        update: (key: string, value: unknown) => Promise.resolve(memory.set(key, value)),
      },
    },
    ...parts,
  });
  registerCommands(lab);
  const call = async (name: string, ...args: readonly unknown[]) => {
    const command = editor.registered.get(`attentionLab.${name}`);
    if (!command) throw new Error(`There is no command ${name}.`);
    await command(...args);
  };
  return { call, called, shown, trust, results, reports, planned };
}

/** An option's value in a call of the command line. */
export function option(args: readonly string[] | undefined, name: string): string | undefined {
  return args?.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}
