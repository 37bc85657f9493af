/**
 * The texts and questions of the workspace that commands offer: which, in what order, and what is in each.
 *
 * What models have answered (`predictions` of a run) is no dataset: a model could be trained on its own words.
 */
import { readFile, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { bytes, wholeNumber } from '../../numbers/formats';
import { runsFolders } from '../views/settings';

/** What a file is for. */
export type DatasetKind = 'txt' | 'tsv';

/** A file, and what was seen of it. */
export interface DatasetFile {
  readonly uri: vscode.Uri;
  readonly bytes: number;
  /** Lines that are not blank; undefined where the file is too large to be read for a list. */
  readonly lines?: number;
  /** How many of them have an answer behind a tab. */
  readonly answered?: number;
}

/** Larger files are offered by their size alone: a list must not take seconds to appear. */
const LARGEST_READ = 4_000_000;

/** More than anybody looks through. */
const MOST_FILES = 200;

/** All datasets of a kind: the one in the editor first, then those with answers, from the top folder down. */
export async function datasetFiles(kind: DatasetKind): Promise<readonly DatasetFile[]> {
  const found = await vscode.workspace.findFiles(`**/*.${kind}`, leftOut(), MOST_FILES);
  const files = await Promise.all(found.filter(isDataset).map((uri) => lookAt(uri, kind)));
  const open = vscode.window.activeTextEditor?.document.uri.toString();
  return files
    .filter((file) => file !== undefined)
    .sort(
      (a, b) =>
        Number(b.uri.toString() === open) - Number(a.uri.toString() === open) ||
        Number((b.answered ?? 1) > 0) - Number((a.answered ?? 1) > 0) ||
        depthOf(a.uri) - depthOf(b.uri) ||
        a.uri.path.localeCompare(b.uri.path),
    );
}

/** Says what is in a file: `80 questions with answers, 6 kB`. */
export function describeDataset({ bytes: size, lines, answered }: DatasetFile): string {
  if (lines === undefined) return bytes(size);
  const t = vscode.l10n.t;
  const [count, having] = [wholeNumber(lines), wholeNumber(answered ?? 0)];
  if (answered === undefined) return t('{0} documents, {1}', count, bytes(size));
  if (answered === 0) return t('{0} questions without answers, {1}', count, bytes(size));
  if (answered === lines) return t('{0} questions with answers, {1}', count, bytes(size));
  return t('{0} questions, {1} of them with answers, {2}', count, having, bytes(size));
}

/** Looks into one file; undefined when it cannot be read. */
export async function lookAt(uri: vscode.Uri, kind: DatasetKind): Promise<DatasetFile | undefined> {
  const size = await stat(uri.fsPath).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) return undefined;
  if (size > LARGEST_READ) return { uri, bytes: size };
  const text = await readFile(uri.fsPath, 'utf8').catch(() => '');
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  if (kind === 'txt') return { uri, bytes: size, lines: lines.length };
  return { uri, bytes: size, lines: lines.length, answered: lines.filter(hasAnswer).length };
}

/** Question, tab, answer. */
function hasAnswer(line: string): boolean {
  const tab = line.indexOf('\t');
  return tab > 0 && line.slice(tab + 1).trim() !== '';
}

/** A pattern of what the search need not go into. What lies elsewhere is left out by {@link isDataset}. */
function leftOut(): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const runs = runsFolders().flatMap((path) =>
    folders.map(({ uri }) => relative(uri.fsPath, path)).filter((one) => one !== '' && !one.startsWith('..')),
  );
  const inside = [...new Set(runs)].map((path) => `${path.split(sep).join('/')}/**`);
  return `{${['**/node_modules/**', ...inside].join(',')}}`;
}

function isDataset({ fsPath }: vscode.Uri): boolean {
  if (runsFolders().some((folder) => fsPath.startsWith(folder + sep))) return false;
  const folder = dirname(fsPath);
  return basename(folder) !== 'predictions' || !existsSync(join(dirname(folder), 'config.json'));
}

function depthOf(uri: vscode.Uri): number {
  return vscode.workspace.asRelativePath(uri, false).split('/').length;
}
