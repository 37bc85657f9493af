/**
 * *Pretrain model*, “More…”: what is learned, by a model of which sizes, by which preset, chosen by hand with what it
 * will take.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { FEWEST_TOKENS, MOST_TOKENS } from '../../data/tokens/tokenBounds';
import { OBJECTIVES, type Objective, knowsQuestions } from '../../runs/runConfig';
import { PRESETS, type Preset, presetModel } from '../../training/presets';
import type { Dialogue, DialogueItem } from './dialogue';
import { pickFile } from './pick';

/** The sizes that are free. */
export interface FreeSizes {
  /** The longest text, in tokens. */
  readonly context: number;
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
}

/** How a model is to be trained, and how large it is to be where the preset's sizes are not wanted. */
export interface TrainingChoice {
  readonly preset: Preset;
  readonly sizes?: FreeSizes;
  /** How many tokens are learned from the text; characters when left out. */
  readonly tokens?: number | undefined;
  /** What is predicted; cut-out spans when left out. */
  readonly objective?: Objective;
  /** The file of questions in whose wording documents are asked about themselves. */
  readonly prompts?: string | undefined;
}

type SizedChoice = TrainingChoice & { readonly sizes: FreeSizes };
type SizeName = keyof FreeSizes;

const BOUNDS: Readonly<Record<SizeName, Bounds>> = {
  context: { least: 8, most: 100_000 },
  layers: { least: 1, most: 1000 },
  heads: { least: 1, most: 10_000 },
  width: { least: 1, most: 100_000 },
};

const SIZES: readonly SizeName[] = ['context', 'layers', 'heads', 'width'];

/** The sizes of a preset. */
export function sizesOf(preset: Preset, variant: string): FreeSizes {
  const { contextLength, layers, heads, width } = presetModel(preset, variant);
  return { context: contextLength, layers, heads, width };
}

/** Why a choice does not fit together; undefined where it does. */
export function problemOf(
  { sizes: { heads, width }, objective, prompts }: SizedChoice,
  variant: string,
): string | undefined {
  const t = vscode.l10n.t;
  if (width % heads !== 0) return t('The width {0} cannot be cut into {1} heads.', width, heads);
  // Rotations turn pairs of numbers.
  if (variant === 'rope' && (width / heads) % 2 !== 0)
    return t('Heads of width {0} have no pairs to turn: rope needs an even width.', width / heads);
  if (prompts !== undefined && !knowsQuestions(objective))
    return t('A model that predicts the next token is not asked questions on the way: leave them out.');
  return undefined;
}

/**
 * Asks for parts of the choice until the training is to begin.
 *
 * @param estimate What a choice will take, in words
 * @returns undefined when the list was closed
 */
export async function chooseByHand(
  dialogue: Dialogue,
  variant: string,
  estimate: (choice: TrainingChoice) => Promise<string | undefined>,
  begun: TrainingChoice,
): Promise<TrainingChoice | undefined> {
  let current = { sizes: sizesOf(begun.preset, variant), ...begun };
  for (;;) {
    const standing = current;
    const problem = problemOf(standing, variant);
    const chosen = await dialogue.choose({
      title: vscode.l10n.t('How should it be trained?'),
      choices: items(standing, problem),
      details: (item) => (item === 'start' && problem === undefined ? estimate(standing) : undefined),
    });
    if (chosen === undefined) return undefined;
    if (chosen !== 'start') {
      const change = await dialogue.part(() => changed(dialogue, standing, chosen));
      current = { ...standing, ...change };
    } else if (problem === undefined) return standing;
  }
}

type Part = SizeName | 'objective' | 'prompts' | 'tokens' | 'preset';

/** What becomes of one part of the choice; nothing where an Escape leaves it as it is. */
async function changed(
  dialogue: Dialogue,
  { sizes, tokens, prompts }: SizedChoice,
  part: Part,
): Promise<Partial<SizedChoice>> {
  switch (part) {
    case 'objective':
      return given('objective', await chooseObjective(dialogue));
    case 'prompts':
      return { prompts: await choosePrompts(dialogue, prompts) };
    case 'tokens':
      return { tokens: await dialogue.aside(() => askTokens(tokens)) };
    case 'preset':
      return given('preset', await choosePreset(dialogue));
    case 'context':
    case 'layers':
    case 'heads':
    case 'width': {
      const typed = await dialogue.aside(() => askNumber(part, sizes[part]));
      return typed === undefined ? {} : { sizes: { ...sizes, [part]: typed } };
    }
  }
}

function given<Name extends 'objective' | 'preset'>(
  name: Name,
  value: TrainingChoice[Name] | undefined,
): Partial<SizedChoice> {
  return value === undefined ? {} : { [name]: value };
}

function items(
  { preset, sizes, tokens, objective = 'spans', prompts }: SizedChoice,
  problem: string | undefined,
): readonly DialogueItem<Part | 'start'>[] {
  const t = vscode.l10n.t;
  return [
    { label: t('$(play) Start training'), detail: problem ?? t('measuring a few steps…'), value: 'start' },
    { label: t('Objective'), description: objectiveInWords(objective).label, value: 'objective' },
    {
      label: t('Questions asked on the way'),
      description: prompts === undefined ? t('none') : basename(prompts),
      value: 'prompts',
    },
    ...SIZES.map((name) => ({ label: wordsOf(name), description: String(sizes[name]), value: name })),
    {
      label: t('Tokens'),
      description: tokens === undefined ? t('characters') : t('{0}, learned from the text', tokens),
      value: 'tokens',
    },
    { label: t('Preset'), description: preset, value: 'preset' },
  ];
}

function objectiveInWords(objective: Objective): { readonly label: string; readonly detail: string } {
  const t = vscode.l10n.t;
  switch (objective) {
    case 'spans':
      return {
        label: t('cut-out spans'),
        detail: t('any part of a document, from the rest: as in the study'),
      };
    case 'names':
      return {
        label: t('names'),
        detail: t('each name of a document, from its title: facts become reachable'),
      };
    case 'documents':
      return { label: t('next token, line by line'), detail: t('a plain language model of documents') };
    case 'stream':
      return { label: t('next token of the whole file'), detail: t('a plain language model of one text') };
  }
}

function chooseObjective(dialogue: Dialogue): Promise<Objective | undefined> {
  const choices = OBJECTIVES.map((value) => ({ ...objectiveInWords(value), value }));
  return dialogue.choose({ title: vscode.l10n.t('What should it learn to predict?'), choices });
}

/** A file of questions, or none; what it was where the list is closed. */
async function choosePrompts(dialogue: Dialogue, prompts: string | undefined): Promise<string | undefined> {
  const t = vscode.l10n.t;
  const title = t('In the wording of which questions should documents be asked about themselves?');
  if (prompts !== undefined) {
    const choices = [
      { label: t('None'), value: 'none' },
      { label: t('Another file…'), value: 'file' },
    ];
    const chosen = await dialogue.choose({ title, choices });
    if (chosen !== 'file') return chosen === 'none' ? undefined : prompts;
  }
  return (await pickFile(dialogue, { kind: 'tsv', title }))?.fsPath ?? prompts;
}

function wordsOf(name: SizeName): string {
  const t = vscode.l10n.t;
  switch (name) {
    case 'context':
      return t('Context, in tokens');
    case 'layers':
      return t('Layers');
    case 'heads':
      return t('Heads of a layer');
    case 'width':
      return t('Width');
  }
}

function choosePreset(dialogue: Dialogue): Promise<Preset | undefined> {
  const choices = PRESETS.map((preset) => ({ label: preset, value: preset }));
  return dialogue.choose({ title: vscode.l10n.t('By which preset should it be trained?'), choices });
}

/** How many tokens; none for characters. An Escape leaves it as it was. */
async function askTokens(tokens: number | undefined): Promise<number | undefined> {
  const bounds = { least: FEWEST_TOKENS, most: MOST_TOKENS };
  const fits = (text: string) => text.trim() === '' || isWithin(text, bounds);
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('How many tokens, characters and parts of words? None for characters alone'),
    value: tokens === undefined ? '' : String(tokens),
    placeHolder: vscode.l10n.t('characters'),
    validateInput: (text) => (fits(text) ? undefined : outside(bounds)),
  });
  if (typed === undefined || !fits(typed)) return tokens;
  return typed.trim() === '' ? undefined : Number(typed);
}

async function askNumber(name: SizeName, value: number): Promise<number | undefined> {
  const fits = (text: string) => isWithin(text, BOUNDS[name]);
  const typed = await vscode.window.showInputBox({
    title: wordsOf(name),
    value: String(value),
    validateInput: (text) => (fits(text) ? undefined : outside(BOUNDS[name])),
  });
  return typed !== undefined && fits(typed) ? Number(typed) : undefined;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

function isWithin(text: string, { least, most }: Bounds): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function outside({ least, most }: Bounds): string {
  return vscode.l10n.t('Write a whole number from {0} to {1}.', least, most);
}
