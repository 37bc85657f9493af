/**
 * Results of looking at heads, as they travel between processes and lie in files: plain JSON.
 *
 * `null` stands where a number is not defined: an induction score of a text without repetition, the
 * distance between a Perceiver's latents, the loss of a file without answers.
 *
 * Results that are kept with a run have a schema, by which they are checked when they are read again; their
 * types follow from it.
 */
import * as v from 'valibot';
import { count, fields, finite, list, proportion, text } from '../files/foreign';
import { HEAD_SCORES } from './headScores';

const finiteOrNull = v.nullable(finite);

const headPlace = fields({
  /** The block's name: `blocks.0`, `down_block`, … */
  block: text,
  /** The block's place among the blocks, from 0. */
  layer: count,
  /** From 0. */
  head: count,
});

/** One head of one block. */
export type HeadPlace = v.InferOutput<typeof headPlace>;

const headScores = fields(v.entriesFromList(HEAD_SCORES, finiteOrNull));

/** A head's scores. */
export type HeadScores = v.InferOutput<typeof headScores>;

const scoredHead = fields({
  ...headPlace.entries,
  scores: headScores,
  /** What uniform attention over all that the head may look at would score. */
  chance: headScores,
});

/** A head with its scores. */
export type ScoredHead = v.InferOutput<typeof scoredHead>;

/** The schema of {@link HeadScoreTable}. */
export const headScoreTableSchema = fields({
  step: count,
  /** Texts that were read. */
  texts: count,
  /** Texts that are longer than the model reads. */
  skipped: count,
  /** By block, then by head. */
  heads: list(scoredHead),
});

/** The scores of all heads at one step of a run, averaged over texts. */
export type HeadScoreTable = v.InferOutput<typeof headScoreTableSchema>;

/** What a model makes of one text. */
export interface TextOutcome {
  /** Nats a character, over the whole text or, of a question, over its answer and the closing mask. */
  readonly loss: number | null;
  /** What the model answers to the text as a question, or goes on with. */
  readonly answer: string;
  /** Probability of what it says, 0 to 1. */
  readonly probability: number;
}

/** One text with and without some heads. */
export interface TextSilencing {
  readonly silenced: readonly HeadPlace[];
  /** Whether the model went on with the text, which is then no question. */
  readonly goesOn?: boolean;
  readonly before: TextOutcome;
  readonly after: TextOutcome;
}

/** One text without each head alone. */
export interface TextSilencingTable {
  /** Tokens whose prediction counts. */
  readonly tokens: number;
  /** Nats a token, with all heads. */
  readonly loss: number;
  /** By block, then by head: nats a token without it. */
  readonly heads: readonly (HeadPlace & { readonly loss: number })[];
}

const fileOutcome = fields({
  correct: count,
  /** 0 to 1. */
  accuracy: proportion,
  /** Nats a character of the answers, closing masks included. */
  loss: finite,
});

/** How well a model answers a file. */
export type FileOutcome = v.InferOutput<typeof fileOutcome>;

const silencingEffect = fields({
  ...fileOutcome.entries,
  /** Questions that were right and are wrong without the heads. */
  lost: count,
  /** Questions that were wrong and are right without the heads. */
  gained: count,
});

/** What silencing changes about a file. */
export type SilencingEffect = v.InferOutput<typeof silencingEffect>;

const headEffect = fields({ ...headPlace.entries, ...silencingEffect.entries });

/** A file with all heads, and without some. */
export interface FileSilencing {
  readonly step: number;
  readonly questions: number;
  /** Questions without an answer, or longer than the model reads. */
  readonly skipped: number;
  readonly before: FileOutcome;
  readonly silenced: readonly HeadPlace[];
  readonly after: SilencingEffect;
}

/** The schema of {@link SilencingTable}. */
export const silencingTableSchema = fields({
  step: count,
  questions: count,
  skipped: count,
  before: fileOutcome,
  heads: list(headEffect),
});

/** Every head's effect on a file, each silenced alone. */
export type SilencingTable = v.InferOutput<typeof silencingTableSchema>;

/** Where heads' outputs are exchanged between two questions. */
export const PATCH_REGIONS = ['answer', 'name', 'all'] as const;

/** `answer`: where the first character that tells the answers apart is predicted. */
export type PatchRegion = (typeof PATCH_REGIONS)[number];

/** How a model decides between two characters (Wang et al., 2022). */
export interface LogitDifference {
  /** Logit of the receiver's own character minus that of the donor's. */
  readonly difference: number;
  /** Probability of the receiver's own character. */
  readonly own: number;
  /** Probability of the donor's character. */
  readonly other: number;
}

/** What one head of the donor changes about the receiver's choice. */
interface PatchedHead extends HeadPlace {
  readonly choice: LogitDifference;
  /** How far the difference moves towards the donor's: 0 not at all, 1 all the way. */
  readonly effect: number | null;
}

/** One question that receives the outputs of another's heads. */
export interface PatchedQuestion {
  readonly receiver: string;
  readonly donor: string;
  /** What both answers begin with. */
  readonly shared: string;
  /** The first characters that tell the answers apart: the receiver's own, the donor's. */
  readonly characters: readonly [own: string, other: string];
  /** The receiver as it is. */
  readonly clean: LogitDifference;
  /** The donor as it is, seen from the receiver: its difference is mostly negative. */
  readonly donorClean: LogitDifference;
  readonly heads: readonly PatchedHead[];
}

/** The schema of {@link PatchingTable}. */
export const patchingTableSchema = fields({
  step: count,
  region: v.picklist(PATCH_REGIONS),
  /** Exchanges that were made: two for each pair. */
  exchanges: count,
  /** Means of the differences of the receivers and of their donors. */
  clean: finite,
  donorClean: finite,
  heads: list(
    fields({
      ...headPlace.entries,
      /** Mean difference after the exchange. */
      difference: finite,
      /** Share of the way from the receivers' mean difference to the donors'. */
      effect: finiteOrNull,
    }),
  ),
});

/** Every head's part in carrying the answer, over pairs of questions. */
export type PatchingTable = v.InferOutput<typeof patchingTableSchema>;

const logitPart = fields({
  /** `bias`: of a block's projection; `norm`: the offset of the last normalization. */
  kind: v.picklist(['embedding', 'head', 'bias', 'hidden', 'norm']),
  block: v.exactOptional(text),
  layer: v.exactOptional(count),
  head: v.exactOptional(count),
  /** What it adds to the character's logit. */
  logit: finite,
  /** What it adds to the character's logit beyond the mean of all characters': what softmax sees. */
  aboveMean: finite,
});

/** One summand of a logit. */
export type LogitPart = v.InferOutput<typeof logitPart>;

/** A character's logit as a sum. */
export interface LogitContributions {
  readonly character: string;
  readonly logit: number;
  readonly parts: readonly LogitPart[];
  /** The logit minus all parts: rounding alone, unless a variant writes to its stream in other ways. */
  readonly unexplained: number;
}

/** The schema of {@link MeanContributions}. */
export const meanContributionsSchema = fields({
  step: count,
  questions: count,
  skipped: count,
  logit: finite,
  parts: list(logitPart),
  /** The largest part of any of these logits that is not explained. */
  unexplained: finite,
});

/** Contributions to the right answers' first characters, averaged over a file. */
export type MeanContributions = v.InferOutput<typeof meanContributionsSchema>;

/** Where what one position holds can have come from. */
export interface FlowView {
  readonly characters: readonly string[];
  /** The position that is asked about. */
  readonly position: number;
  /** Behind each block whose positions are the text's: the share that came from each character. */
  readonly blocks: readonly { readonly block: string; readonly shares: readonly number[] }[];
  /** Behind the last block: the most that can flow from each character, 0 to 1. */
  readonly flow: readonly number[];
}

/** The parts of a question that a flow can come from. */
export const FLOW_SOURCES = ['name', 'words', 'mask'] as const;

/** One of {@link FLOW_SOURCES}. */
export type FlowSource = (typeof FLOW_SOURCES)[number];

const bySource = fields(v.entriesFromList(FLOW_SOURCES, finite));

/** The schema of {@link MeanFlow}. */
export const meanFlowSchema = fields({
  step: count,
  questions: count,
  skipped: count,
  /** Behind each block whose positions are the text's: the shares by source, which sum to 1. */
  blocks: list(fields({ block: text, shares: bySource })),
  /** The flows by source, as shares of all that flows. */
  flow: bySource,
});

/** Where the ⁇ behind a question gets what it holds, averaged over a file. */
export type MeanFlow = v.InferOutput<typeof meanFlowSchema>;

/** One fact through a run's checkpoints. */
export interface FactHistory {
  /** The question's line in its file, from 1. */
  readonly line: number;
  readonly question: string;
  readonly answer: string;
  /** By checkpoint. */
  readonly right: readonly boolean[];
  /** By checkpoint: attention of the ⁇ on the name, averaged over all heads, 0 to 1. */
  readonly onName: readonly (number | null)[];
  /** By checkpoint: the same of the head that looks at the name the most. */
  readonly onNameMost: readonly (number | null)[];
  /** The step of the first checkpoint that answers right. */
  readonly firstRight: number | null;
  /** The step of the last checkpoint that answers wrong after one that was right. */
  readonly lastLost: number | null;
}

/** When a run knew what. */
export interface FactTimeline {
  /** The checkpoints' steps, rising. */
  readonly steps: readonly number[];
  readonly facts: readonly FactHistory[];
  readonly skipped: number;
}

/** What one head makes of what another has written: Elhage's composition, 0 to 1; null where it means nothing. */
export interface ComposedHeads {
  readonly from: HeadPlace;
  readonly to: HeadPlace;
  readonly q: number | null;
  readonly k: number | null;
  readonly v: number | null;
}

/** What heads are by their weights alone. */
export interface WeightScores {
  readonly step: number;
  /** The composition of random matrices of this width. */
  readonly chance: number;
  /**
   * By block, then by head: 1 copies, −1 does the opposite; the Frobenius norms of its W_QK (null where it compares
   * nothing) and of its W_OV.
   */
  readonly heads: readonly (HeadPlace & {
    readonly copying: number | null;
    readonly qk: number | null;
    readonly ov: number;
  })[];
  /** All pairs of heads, the one in an earlier block than the other. */
  readonly compositions: readonly ComposedHeads[];
}

/** One head's circuits over the vocabulary. */
export interface VocabularyCircuits extends HeadPlace {
  readonly step: number;
  /** Tokens that it is about: those that the run has read, else all that the model knows. */
  readonly vocabulary: number;
  /** Those that are shown. */
  readonly tokens: readonly string[];
  /** By token that asks, then by token that is asked: a score before the softmax. */
  readonly qk: readonly (readonly number[])[] | null;
  /** By token that is looked at, then by token whose logit changes. */
  readonly ov: readonly (readonly number[])[] | null;
}

/** What is predicted behind one block. */
export interface LensLayer {
  /** `embedding`, or the block's name. */
  readonly name: string;
  /** Tokens of the line that are predicted rightly from those before. */
  readonly right: number;
  /** By position: the most probable next token, and its probability. */
  readonly top: readonly string[];
  readonly probability: readonly number[];
}

/** What is predicted behind every block of a model. */
export interface LogitLens {
  readonly step: number;
  readonly tokens: readonly string[];
  /** Tokens that could be predicted. */
  readonly predicted: number;
  readonly layers: readonly LensLayer[];
}
