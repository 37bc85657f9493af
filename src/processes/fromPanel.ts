/**
 * What the panel may say to the extension host. A message that does not fit its schema is refused.
 */
import * as v from 'valibot';
import { headRequestSchema } from '../heads/kinds';
import { type CostState, parseCostState } from '../theory/cost';
import { selectionSchema } from './panelSelection';

/** Commands that the panel may ask for; everything else is refused. */
const PANEL_COMMANDS = [
  'pretrain',
  'pause',
  'stop',
  'resume',
  'discard',
  'evaluateNow',
  'checkpointNow',
  'change',
  'alarm',
  'branch',
  'openFolder',
  'newDataset',
  'checkTrust',
  'evaluate',
  'finetune',
  'openModel',
  'closeModel',
  'exportModel',
  'showLog',
] as const;

/** A command that the panel may ask for. */
export type PanelCommand = (typeof PANEL_COMMANDS)[number];

/** What is saved is a picture or a table of a page; in characters or bytes. */
const LARGEST_FILE = 200_000_000;

/** In characters. */
const LONGEST_STACK = 20_000;

const contentSchema: v.GenericSchema<unknown, string | Uint8Array> = v.union([
  v.pipe(v.string(), v.maxLength(LARGEST_FILE)),
  v.pipe(v.instance(Uint8Array), v.maxLength(LARGEST_FILE)),
]);

const id = v.pipe(v.number(), v.integer());

/** The sizes that the theory's page may be set to, and no others. */
const costSchema: v.GenericSchema<unknown, CostState> = v.pipe(
  v.object({
    width: v.number(),
    bottleneck: v.number(),
    layers: v.number(),
    upMlpRatio: v.number(),
    hiddenLayer: v.boolean(),
  }),
  v.check((sizes) => {
    const { width, bottleneck, layers, upMlpRatio } = parseCostState(sizes);
    return (
      width === sizes.width &&
      bottleneck === sizes.bottleneck &&
      layers === sizes.layers &&
      upMlpRatio === sizes.upMlpRatio
    );
  }, 'sizes that the page cannot be set to'),
);

/** The form of every message from the panel. */
export const fromPanelSchema = v.variant('kind', [
  /** The page listens from now on; what it remembers of its selection. */
  v.object({ kind: v.literal('ready'), selection: selectionSchema }),
  /** The selection has changed. */
  v.object({ kind: v.literal('select'), selection: selectionSchema }),
  /** The page wants to hear again what belongs to its selection, whole. */
  v.object({ kind: v.literal('refresh') }),
  v.object({
    kind: v.literal('command'),
    command: v.picklist(PANEL_COMMANDS),
    run: v.exactOptional(v.string()),
  }),
  v.object({ kind: v.literal('analyse'), id, request: headRequestSchema }),
  v.object({ kind: v.literal('cancelAnalysis'), id }),
  /** A line of the run's newest trust report is to be shown in its file; from 1. */
  v.object({
    kind: v.literal('reveal'),
    run: v.string(),
    text: v.picklist(['questions', 'corpus']),
    line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  v.object({ kind: v.literal('measureCost'), sizes: costSchema }),
  /** The page has broken down somewhere; for the log. */
  v.object({ kind: v.literal('bug'), stack: v.pipe(v.string(), v.maxLength(LONGEST_STACK)) }),
  v.object({
    kind: v.literal('save'),
    name: v.pipe(v.string(), v.maxLength(500)),
    content: contentSchema,
  }),
]);

/** A message from the panel. */
export type FromPanel = v.InferOutput<typeof fromPanelSchema>;
