/**
 * What went wrong in words that fit into a notification: the file’s name in place of its whole path, and
 * nothing that the editor would make a link of. The path is kept for a button that opens the file.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';

/** A problem as a notification says it. */
export interface ProblemWords {
  readonly sentence: string;
  /** The first file that the problem is about, if it is there. */
  readonly file?: ProblemFile;
}

/** A place in a file. */
export interface ProblemFile {
  readonly path: string;
  /** From 1. */
  readonly line?: number;
}

/** Where an absolute path may begin: at the start, or behind a space or something that opens. */
const PATH_START = /(?<=^|[\s'"‘“(])(?:[A-Za-z]:)?[\\/](?=[^\s\\/])/g;

/** What ends a path that is not there to be found: a path that is may hold any of these. */
const PATH_END = /[\s,;'"’”()]|[:.](?=\s|$)/;

/** Shortens the paths of a sentence and finds the file that it is about. */
export function problemWords(text: string, exists: (path: string) => boolean = existsSync): ProblemWords {
  const paths = pathsIn(text, exists);
  let sentence = text;
  for (const { path } of [...paths].sort((a, b) => b.path.length - a.path.length))
    sentence = sentence.replaceAll(path, basename(path.replaceAll('\\', '/')));
  const found = paths.find(({ there }) => there)?.path;
  const line = found === undefined ? undefined : lineAfter(text, found);
  return {
    sentence: withoutLinks(sentence),
    ...(found === undefined ? {} : { file: { path: found, ...(line === undefined ? {} : { line }) } }),
  };
}

/** The editor makes links and buttons of `[text](address)`; text from a file must not become one. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

interface FoundPath {
  readonly path: string;
  readonly there: boolean;
}

function pathsIn(text: string, exists: (path: string) => boolean): readonly FoundPath[] {
  const found: FoundPath[] = [];
  let from = 0;
  for (const { index } of text.matchAll(PATH_START)) {
    if (index < from) continue;
    const path = pathAt(text.slice(index), exists);
    found.push(path);
    from = index + path.path.length;
  }
  return found.filter(({ path }) => /[\\/].*[\\/]/.test(path));
}

/** The longest beginning that is the path of a file, spaces included; else all up to a sign that ends it. */
function pathAt(rest: string, exists: (path: string) => boolean): FoundPath {
  const line = rest.split('\n')[0] ?? rest;
  const ends = [...line.matchAll(/[\s,;:.'"’”()]/g)].map(({ index }) => index);
  const there = [line.length, ...ends.reverse()].map((end) => line.slice(0, end)).find(exists);
  if (there !== undefined && there.length > 1) return { path: there, there: true };
  const end = line.search(PATH_END);
  return { path: end < 0 ? line : line.slice(0, end), there: false };
}

function lineAfter(text: string, path: string): number | undefined {
  const after = text.slice(text.indexOf(path) + path.length);
  const line = /^(?:, line |:)(\d+)/.exec(after)?.[1];
  return line === undefined ? undefined : Number(line);
}
