/**
 * What the extension host and the attention panel say to each other.
 *
 * The panel keeps its own wishes (which page, which runs, which head) and tells them to the host when it
 * appears and whenever they change; the host sends what they need, whole at first and differences after.
 * So a panel that was hidden, moved or reloaded is complete as soon as it has said `ready`.
 */
import type { HeadAddress } from '../heads/headAddress';
import type { ScoredHead } from '../heads/results';
import type { MapSides } from '../model/attentionMap';
import type { AnalysisNews, HeadQuestion } from '../heads/headAnalysis';
import type { RunMetrics } from '../runs/metrics';
import type { RunSummary } from '../runs/runSummary';
import type { CostState } from '../theory/cost';
import type { CostProgress, ModelQuantities } from '../theory/results';
import type { TrustReport } from '../answers/trust';

/** The pages of the panel. */
const PANEL_PAGES = ['training', 'heads', 'theory', 'trust'] as const;

/** One of {@link PANEL_PAGES}. */
export type PanelPage = (typeof PANEL_PAGES)[number];

/** What the panel wants to be told about. */
export interface PanelWishes {
  readonly page: PanelPage;
  /** Paths of the runs to show, the first being the one whose heads are shown; the newest when empty. */
  readonly runs: readonly string[];
  /** The checkpoint whose heads are shown; the newest snapshot when left out. */
  readonly step?: number;
  /** The head that is enlarged. */
  readonly head?: HeadAddress;
  /** A shared state of the theory lab to take up, once; see `theory/sharing.ts`. */
  readonly theory?: string;
}

/** All heads' maps for one text, as the panel draws them. */
export interface HeadsView {
  /** The run's path. */
  readonly run: string;
  /** The step of the weights that looked. */
  readonly step: number;
  /** Steps that have a checkpoint, rising. */
  readonly checkpoints: readonly number[];
  /** The text's characters, answer included. */
  readonly characters: readonly string[];
  /** Index of the mask behind the question; −1 where the text is no question. */
  readonly mask: number;
  /** Where the text stands: file name and line, from 1. */
  readonly source: { readonly file: string; readonly line: number };
  readonly blocks: readonly BlockMaps[];
  /** What each head does in this text, by block, then by head. */
  readonly scores: readonly ScoredHead[];
}

/** The maps of one block, quantised: the eye tells no more than 255 shades apart. */
export interface BlockMaps {
  readonly block: string;
  /** What the map's sides stand for; text on both when left out. */
  readonly sides?: MapSides;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  /** [heads · queries · keys], weight · 255, rounded. */
  readonly shades: Uint8Array;
}

/** One head's map in full precision, for its numbers. */
export interface HeadWeights extends HeadAddress {
  readonly queries: number;
  readonly keys: number;
  /** [queries · keys]. */
  readonly weights: Float32Array;
}

/** Lines to measure the accuracy of a run against, 0 to 1. */
export interface RunReferences {
  readonly run: string;
  readonly baseline?: number;
  readonly ceiling?: number;
}

/** From the host to the panel. */
export type ToPanel =
  | { readonly kind: 'runs'; readonly runs: readonly RunSummary[] }
  | { readonly kind: 'metrics'; readonly run: string; readonly metrics: RunMetrics }
  | { readonly kind: 'references'; readonly references: RunReferences }
  | { readonly kind: 'heads'; readonly view: HeadsView }
  | { readonly kind: 'head'; readonly weights: HeadWeights }
  | { readonly kind: 'noHeads'; readonly reason: string }
  | { readonly kind: 'analysis'; readonly news: AnalysisNews }
  | { readonly kind: 'quantities'; readonly view: ModelQuantities }
  | { readonly kind: 'noQuantities'; readonly reason: string }
  | { readonly kind: 'cost'; readonly progress: CostProgress }
  | {
      readonly kind: 'trust';
      readonly run: string;
      /** What was found out last, if anything; not repeated while more is being found out. */
      readonly report?: TrustReport;
      /** What is being done right now to find out more. */
      readonly checking?: string;
      /** Why the report that is there cannot be shown. */
      readonly problem?: string;
    }
  | { readonly kind: 'show'; readonly wishes: Partial<PanelWishes> };

/** From the panel to the host. */
export type FromPanel =
  | { readonly kind: 'ready'; readonly wishes: PanelWishes }
  | { readonly kind: 'wishes'; readonly wishes: PanelWishes }
  | { readonly kind: 'command'; readonly command: PanelCommand; readonly run?: string }
  | { readonly kind: 'analyse'; readonly id: number; readonly question: HeadQuestion }
  | { readonly kind: 'cancelAnalysis'; readonly id: number }
  | { readonly kind: 'measureCost'; readonly sizes: CostState }
  | { readonly kind: 'save'; readonly name: string; readonly content: string | Uint8Array };

/** Commands that the panel may ask for; everything else is refused. */
export type PanelCommand = 'pretrain' | 'stop' | 'resume' | 'openFolder' | 'makeSampleData' | 'checkTrust';

/** The wishes of a panel that has never been shown. */
export const FIRST_WISHES: PanelWishes = { page: 'training', runs: [] };

/** Reads wishes from what a webview's state may hold; whatever does not fit falls back. */
export function parseWishes(value: unknown): PanelWishes {
  if (typeof value !== 'object' || value === null) return FIRST_WISHES;
  const given: Partial<Record<keyof PanelWishes, unknown>> = value;
  const page = PANEL_PAGES.find((name) => name === given.page) ?? FIRST_WISHES.page;
  const runs = Array.isArray(given.runs) ? given.runs.filter((run) => typeof run === 'string') : [];
  const head = parseHead(given.head);
  return {
    page,
    runs,
    ...(typeof given.step === 'number' && Number.isFinite(given.step) ? { step: given.step } : {}),
    ...(head ? { head } : {}),
  };
}

function parseHead(value: unknown): HeadAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { block, head }: Partial<Record<keyof HeadAddress, unknown>> = value;
  if (typeof block !== 'string' || typeof head !== 'number' || !Number.isInteger(head)) return undefined;
  return { block, head };
}
