/**
 * What feeds are given in tests: an inspector whose answers are written down, and a panel that collects.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { vi } from 'vitest';
import type { FeedParts } from '../../../../src/host/panel/feed';
import type { Inspecting } from '../../../../src/host/panel/inspectorClient';
import type { ShownText } from '../../../../src/host/panel/shownText';
import { Problems } from '../../../../src/host/problems';
import type { CallRunning } from '../../../../src/processes/calls';
import type { InspectorCalls } from '../../../../src/processes/inspectorCalls';
import type { BlockMaps, MapsResponse, ToPanel } from '../../../../src/processes/panelMessages';
import { RunFolder } from '../../../../src/runs/runFolder';
import { temporaryFolder } from '../../../support/files';
import { OWN_FACTS } from '../../../support/modelFacts';

type Answers = {
  [Name in keyof InspectorCalls]?: (
    request: InspectorCalls[Name]['request'],
    running: CallRunning,
  ) => Promise<InspectorCalls[Name]['response']>;
};

/** Answers by hand, and remembers what it was asked. */
export class FakeInspector implements Inspecting {
  readonly asked: { readonly name: string; readonly request: unknown }[] = [];

  constructor(readonly answers: Answers = {}) {}

  call<Name extends keyof InspectorCalls>(
    name: Name,
    request: InspectorCalls[Name]['request'],
    running: CallRunning = {},
  ): Promise<InspectorCalls[Name]['response']> {
    this.asked.push({ name, request });
    const answer = this.answers[name];
    if (!answer) throw new Error(`Nobody answers ${name}.`);
    return answer(request, running);
  }

  /** The requests of one call, oldest first. */
  requests(name: keyof InspectorCalls): readonly unknown[] {
    return this.asked.filter((one) => one.name === name).map(({ request }) => request);
  }
}

/** A question of a file. */
export const LINE: ShownText = {
  text: 'Where was Ann born?',
  question: true,
  answer: 'Rome',
  source: { kind: 'line', file: 'births.tsv', line: 3 },
  file: '/data/births.tsv',
};

/** Maps of one block of two heads, each of 2 · 2. */
export function mapsResponse(blocks: readonly BlockMaps[] = [block('blocks.0')]): MapsResponse {
  const text = { tokens: ['a', 'b'], labels: ['a', 'b'], question: true, mask: 1 };
  return { step: 7, model: OWN_FACTS, ...text, blocks, scores: [], warnings: [] };
}

/** A block of two heads with maps of 2 · 2. */
export function block(name: string, sides?: BlockMaps['sides']): BlockMaps {
  const maps = { heads: 2, queries: 2, keys: 2, shades: new Uint8Array(8) };
  return { block: name, ...(sides ? { sides } : {}), ...maps };
}

/** A feed's surroundings. */
export function feedParts(inspector: FakeInspector, text: () => ShownText | undefined = () => LINE) {
  const posted: ToPanel[] = [];
  const problems = new Problems();
  const parts: FeedParts = {
    inspector,
    text,
    post: (message) => posted.push(structuredClone(message)),
    problems,
  };
  return { parts, posted };
}

/** A run folder with weights and these checkpoints. */
export async function runWith(steps: readonly number[] = []): Promise<RunFolder> {
  const folder = new RunFolder(await temporaryFolder());
  await mkdir(folder.checkpoints);
  for (const step of steps) await writeFile(folder.checkpoint(step), '');
  await writeFile(folder.weights, '');
  return folder;
}

/** Waits until a message of this kind has been posted; returns the last. */
export function posted<Kind extends ToPanel['kind']>(
  messages: readonly ToPanel[],
  kind: Kind,
): Promise<Extract<ToPanel, { readonly kind: Kind }>> {
  return vi.waitFor(() => {
    const found = messages.findLast((message) => message.kind === kind);
    if (!found) throw new Error(`No ${kind}: ${messages.map((message) => message.kind).join(', ')}`);
    // Sound: it was looked for by its kind.
    return found as Extract<ToPanel, { readonly kind: Kind }>;
  });
}
