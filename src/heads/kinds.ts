/**
 * What can be asked about heads: one row an analysis.
 *
 * Whoever answers (`analyse.ts`), says it in words and tables (`presentations.ts`) or shows it (the panel's
 * `sections.ts`) maps over these rows, and the compiler misses the one that was forgotten. The command line and
 * the messages between processes follow from the rows by themselves.
 */
import * as v from 'valibot';
import { count, fields, list, text } from '../files/foreign';
import {
  type FactTimeline,
  type FileSilencing,
  type FlowView,
  type HeadScoreTable,
  type LogitContributions,
  type LogitLens,
  type MeanContributions,
  type MeanFlow,
  PATCH_REGIONS,
  type PatchingTable,
  type SilencingTable,
  type TextSilencing,
  type TextSilencingTable,
  type VocabularyCircuits,
  type WeightScores,
} from './results';
import type { HeadFormation } from './formation/formations';

/**
 * What an analysis reads: the line that somebody looks at, the file that it stands in, that file at every
 * checkpoint of the run, or nothing but the model.
 */
export type AnalysisScope = 'line' | 'file' | 'run' | 'model';

/** What the panel shows below its grid, by the names of its sections. */
export const HEAD_SECTIONS = {
  silencing: 'silencing',
  patching: 'patching',
  rollout: 'rollout and flow',
  logits: 'logit of the answer',
  lens: 'logit lens',
  circuits: 'circuits in the weights',
  overTime: 'score over training',
  facts: 'facts over training',
} as const;

/** One of {@link HEAD_SECTIONS}. */
export type HeadSectionName = keyof typeof HEAD_SECTIONS;

/** Their names, in the order in which they are offered. */
export const HEAD_SECTION_NAMES = Object.keys(HEAD_SECTIONS).filter(
  (name): name is HeadSectionName => name in HEAD_SECTIONS,
);

/** What the command line calls the analyses: `--what`. */
export const HEAD_VERBS = [
  'scores',
  'silencing',
  'patching',
  'rollout',
  'logits',
  'timeline',
  'formation',
  'weights',
  'circuits',
  'lens',
] as const;

/** A schema of an object whose fields can be listed. */
type RequestSchema<Request extends object> = v.GenericSchema<unknown, Request> & {
  readonly entries: Readonly<Record<string, unknown>>;
};

interface Kind<Scope extends AnalysisScope, Request extends object, Result> {
  /** For people. */
  readonly title: string;
  readonly scope: Scope;
  readonly verb: (typeof HEAD_VERBS)[number];
  /** An option of the command line that chooses this row among those of its verb and scope. */
  readonly option?: 'over-time' | 'repeated';
  /** Where the panel shows it; a table of scores colours the grid instead. */
  readonly section?: HeadSectionName;
  /** What may be said besides the name. */
  readonly request: RequestSchema<Request>;
  /** Never there: it carries the result's type. */
  readonly result?: Result;
}

/** A row whose result is of a type. */
const kind =
  <Result>() =>
  <const Scope extends AnalysisScope, Request extends object>(
    row: Kind<Scope, Request, Result>,
  ): Kind<Scope, Request, Result> =>
    row;

const nothing = v.strictObject({});
const someHeads = v.strictObject({ heads: list(fields({ block: text, head: count })) });
const aRegion = v.strictObject({ region: v.picklist(PATCH_REGIONS) });

/** Every analysis of heads, by name. */
export const ANALYSES = {
  /** Every head's scores for the line. */
  lineScores: kind<HeadScoreTable>()({
    title: 'What each head does in the line',
    scope: 'line',
    verb: 'scores',
    request: nothing,
  }),
  /** Every head's scores, averaged over the file. */
  scores: kind<HeadScoreTable>()({
    title: 'What each head does',
    scope: 'file',
    verb: 'scores',
    request: nothing,
  }),
  /** Every head's scores on random tokens that come twice. */
  repeatedScores: kind<HeadScoreTable>()({
    title: 'What each head does on repeated random tokens',
    scope: 'model',
    verb: 'scores',
    option: 'repeated',
    request: nothing,
  }),
  /** The file's scores at each checkpoint. */
  overTime: kind<readonly HeadScoreTable[]>()({
    title: 'Score over training',
    scope: 'run',
    verb: 'scores',
    option: 'over-time',
    section: 'overTime',
    request: nothing,
  }),
  /** The line's loss and answer without some heads. */
  silence: kind<TextSilencing>()({
    title: 'Without some heads',
    scope: 'line',
    verb: 'silencing',
    section: 'silencing',
    request: someHeads,
  }),
  /** The line without each head alone. */
  lineSilencing: kind<TextSilencingTable>()({
    title: 'Each head alone, in the line',
    scope: 'line',
    verb: 'silencing',
    request: nothing,
  }),
  /** The file's answers without some heads together. */
  silenceTogether: kind<FileSilencing>()({
    title: 'Without some heads together',
    scope: 'file',
    verb: 'silencing',
    request: someHeads,
  }),
  /** Every head's effect on the file's answers, each silenced alone. */
  silencingTable: kind<SilencingTable>()({
    title: 'Each head alone',
    scope: 'file',
    verb: 'silencing',
    section: 'silencing',
    request: nothing,
  }),
  /** Which heads carry the answers, exchanged between the file's questions. */
  patching: kind<PatchingTable>()({
    title: 'Heads exchanged between questions',
    scope: 'file',
    verb: 'patching',
    section: 'patching',
    request: aRegion,
  }),
  /** Where the line's ⁇ gets what it holds. */
  rollout: kind<FlowView>()({
    title: 'Rollout and flow',
    scope: 'line',
    verb: 'rollout',
    section: 'rollout',
    request: nothing,
  }),
  /** The same, averaged over the file. */
  meanRollout: kind<MeanFlow>()({
    title: 'Rollout and flow, averaged',
    scope: 'file',
    verb: 'rollout',
    request: nothing,
  }),
  /** What adds to the logit of the line's answer. */
  logits: kind<LogitContributions>()({
    title: 'Logit of the answer',
    scope: 'line',
    verb: 'logits',
    section: 'logits',
    request: nothing,
  }),
  /** What adds to the logits of the right answers' first tokens, averaged over the file. */
  meanLogits: kind<MeanContributions>()({
    title: 'Logits of the answers, averaged',
    scope: 'file',
    verb: 'logits',
    request: nothing,
  }),
  /** When the run knew which of the file's answers. */
  timeline: kind<FactTimeline>()({
    title: 'Facts over training',
    scope: 'run',
    verb: 'timeline',
    section: 'facts',
    request: nothing,
  }),
  /** What each head is by its weights alone, and which read what others write. */
  weights: kind<WeightScores>()({
    title: 'What heads are by their weights',
    scope: 'model',
    verb: 'weights',
    section: 'circuits',
    request: nothing,
  }),
  /** What heads do to tokens, by their weights alone. */
  circuits: kind<readonly VocabularyCircuits[]>()({
    title: 'Circuits over the vocabulary',
    scope: 'model',
    verb: 'circuits',
    section: 'circuits',
    request: someHeads,
  }),
  /** What would be predicted behind each block. */
  lens: kind<LogitLens>()({
    title: 'Logit lens',
    scope: 'line',
    verb: 'lens',
    section: 'lens',
    request: nothing,
  }),
  /** What each head became while the model learned, on random tokens that come twice. */
  formation: kind<HeadFormation>()({
    title: 'What heads became',
    scope: 'model',
    verb: 'formation',
    request: nothing,
  }),
};

/** The name of an analysis. */
export type AnalysisName = keyof typeof ANALYSES;

/** What scores can be taken over, and which analysis gives them; those of the line come with its maps. */
export const SCORE_SOURCES = { line: undefined, file: 'scores', repeated: 'repeatedScores' } as const;

/** One of {@link SCORE_SOURCES}. */
export type ScoreSource = keyof typeof SCORE_SOURCES;

/** What is found by an analysis. */
export type ResultOf<Name extends AnalysisName> =
  (typeof ANALYSES)[Name] extends Kind<AnalysisScope, object, infer Result> ? Result : never;

/** What an analysis is asked, with its name as `what`. */
export type RequestOf<Name extends AnalysisName> = { readonly what: Name } & Readonly<
  (typeof ANALYSES)[Name] extends Kind<AnalysisScope, infer Request, unknown> ? Request : never
>;

/** A request for any analysis. */
export type HeadRequest = { readonly [Name in AnalysisName]: RequestOf<Name> }[AnalysisName];

/** The result of any analysis. */
export type HeadResult = {
  readonly [Name in AnalysisName]: {
    readonly what: Name;
    readonly result: ResultOf<Name>;
    /** A sentence for each thing that a person should know, such as characters that were left out. */
    readonly warnings: readonly string[];
  };
}[AnalysisName];

/** All names, in the order of the rows. */
export const ANALYSIS_NAMES = Object.keys(ANALYSES).filter((name): name is AnalysisName => name in ANALYSES);

/** The analyses of one scope. */
export type NameOfScope<Scope extends AnalysisScope> = {
  [Name in AnalysisName]: (typeof ANALYSES)[Name]['scope'] extends Scope ? Name : never;
}[AnalysisName];

/** Analyses of the line, which are asked for again when the line or the weights change. */
export const LINE_ANALYSES = ANALYSIS_NAMES.filter(
  (name): name is NameOfScope<'line'> => ANALYSES[name].scope === 'line',
);

/** A request as it comes over a channel. */
export const headRequestSchema: v.GenericSchema<unknown, HeadRequest> = v.pipe(
  v.looseObject({ what: v.picklist(ANALYSIS_NAMES) }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { what, ...rest } = dataset.value;
    const request: v.GenericSchema<unknown, object> = ANALYSES[what].request;
    const parsed = v.safeParse(request, rest);
    // Sound: the schema is that of the row that the name stands for.
    if (parsed.success) return { what, ...parsed.output } as HeadRequest;
    addIssue({ message: `This is no request for '${what}': ${parsed.issues[0].message}` });
    return NEVER;
  }),
);
