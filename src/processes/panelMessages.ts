/**
 * What the extension host says to the attention panel; what the panel says is in `fromPanel.ts`.
 *
 * The panel owns its selection (which page, which runs, which head) and tells it to the host when it
 * appears and whenever it changes; the host sends what it needs, whole at first and differences after.
 * So a panel that was hidden, moved or reloaded is complete as soon as it has said `ready`.
 */
import type { HeadAddress } from '../heads/headAddress';
import type { Formation } from '../heads/formation/formations';
import type { TimelinePoint } from '../heads/formation/scoreTimeline';
import type { ScoredHead } from '../heads/results';
import type { MapSides } from '../model/attentionMap';
import type { AnalysisEvent } from '../heads/analysisCall';
import type { TextSource } from '../heads/textSource';
import type { ControlEntry, WaitingRequest } from '../runs/control/request';
import type { MetricsChange } from '../runs/metrics';
import type { RunSummary } from '../runs/runSummary';
import type { CostProgress, ModelQuantities } from '../theory/results';
import type { TrustReport } from '../answers/trust';
import type { ListedModel } from './openedByPath';
import type { SelectionChange } from './panelSelection';

/** A model's sizes. */
export interface ModelFacts {
  /** Whether it was opened by its path, and not trained here. */
  readonly opened: boolean;
  /** Its variant or family: `rope`, `gpt2`, … */
  readonly variant: string;
  readonly layers: number;
  /** Query heads of a layer. */
  readonly heads: number;
  /** Heads that share keys and values among the query heads; as many as these where none are shared. */
  readonly keyValueHeads: number;
  readonly width: number;
  /** In tokens. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly parameters: number;
  /** What one token is. */
  readonly unit: 'characters' | 'tokens';
}

/** What the heads of a model look at in a text. */
export interface MapsResponse {
  /** The step of the weights; 0 where nobody trained them here. */
  readonly step: number;
  readonly model: ModelFacts;
  /** The text token by token as it stands, what the model has added included. */
  readonly tokens: readonly string[];
  /** Each token as it is shown by itself: `␣the`, `<0xE2>`. */
  readonly labels: readonly string[];
  /** Whether the text is a question. */
  readonly question: boolean;
  /** Index of the token behind which the model goes on; −1 where nobody asks it to. */
  readonly mask: number;
  /** What the model has added, where it was asked to and has done so. */
  readonly answer?: ModelAnswer;
  readonly blocks: readonly BlockMaps[];
  /** What each head does in this text, by block, then by head. */
  readonly scores: readonly ScoredHead[];
  /** A sentence for each thing that a person should know, such as characters that were left out. */
  readonly warnings: readonly string[];
}

/** All heads' maps for one text, as the panel draws them. */
export interface HeadsView extends MapsResponse {
  /** The path of the run, or of the model that was opened. */
  readonly run: string;
  /** Steps that have a checkpoint, rising. */
  readonly checkpoints: readonly number[];
  readonly source: TextSource;
  /** The whole path of the file that questions about a file are about: two may have one name. */
  readonly file?: string;
}

/** What a model says to a question, or adds to a text. */
export interface ModelAnswer {
  readonly text: string;
  /** The probability that the model gives to what it says with its end, 0 to 1. */
  readonly probability: number;
  /** The inverse of its tokens' mean probability, by the geometric mean. */
  readonly perplexity: number;
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

/** What the heads of a run scored while it learned. */
export interface HeadTimeline {
  readonly run: string;
  /** By rising step; of a long run so many as can be told apart. */
  readonly points: readonly TimelinePoint[];
  readonly formations: readonly Formation[];
  /** Steps that have a checkpoint, rising. */
  readonly checkpoints: readonly number[];
}

/** What people asked of a run. */
export interface ControlView {
  readonly run: string;
  /** What was answered, oldest first. */
  readonly record: readonly ControlEntry[];
  readonly waiting: readonly WaitingRequest[];
}

/** Why there is nothing to show. */
export interface Refusal {
  /** A sentence for people. */
  readonly reason: string;
  /** Whether the log says more. */
  readonly logged: boolean;
}

/** From the host to the panel. */
export type ToPanel =
  | { readonly kind: 'runs'; readonly runs: readonly RunSummary[] }
  /** Models that were opened by their paths, the one opened last first; sent before the runs. */
  | { readonly kind: 'models'; readonly models: readonly ListedModel[] }
  | { readonly kind: 'metrics'; readonly run: string; readonly change: MetricsChange }
  | ({ readonly kind: 'noMetrics'; readonly run: string } & Refusal)
  | ({ readonly kind: 'control' } & ControlView)
  | { readonly kind: 'references'; readonly references: RunReferences }
  | { readonly kind: 'headTimeline'; readonly timeline: HeadTimeline }
  | { readonly kind: 'heads'; readonly view: HeadsView }
  | { readonly kind: 'head'; readonly weights: HeadWeights }
  | ({ readonly kind: 'noHeads'; readonly run: string } & Refusal)
  | { readonly kind: 'analysis'; readonly event: AnalysisEvent }
  | { readonly kind: 'quantities'; readonly view: ModelQuantities }
  | ({ readonly kind: 'noQuantities'; readonly run: string } & Refusal)
  | { readonly kind: 'cost'; readonly progress: CostProgress }
  /** Why times could not be measured, or not all of them. */
  | ({ readonly kind: 'noCost' } & Refusal)
  | {
      readonly kind: 'trust';
      readonly run: string;
      /** What was found out last, if anything; not repeated while more is being found out. */
      readonly report?: TrustReport;
      /** What is being done right now to find out more. */
      readonly checking?: string;
      /** Why the report that is there cannot be shown, or no new one could be made. */
      readonly problem?: Refusal;
    }
  | {
      readonly kind: 'show';
      /** How the page is to change its selection. */
      readonly change: SelectionChange;
      /** A shared state of the theory's pages to take up; see `theory/sharing.ts`. */
      readonly theory?: string;
    };
