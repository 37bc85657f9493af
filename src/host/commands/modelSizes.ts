/**
 * *Pretrain model*, “More…”: preset, context, layers, heads, width and tokens by hand, with what they will take.
 */
import * as vscode from 'vscode';
import { FEWEST_TOKENS, MOST_TOKENS } from '../../data/tokens/tokenBounds';
import { PRESETS, type Preset, presetModel } from '../../training/presets';
import type { Dialogue, DialogueItem } from './dialogue';

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
}

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

/** Why sizes do not fit together; undefined where they do. */
export function problemOf({ heads, width }: FreeSizes, variant: string): string | undefined {
  const t = vscode.l10n.t;
  if (width % heads !== 0) return t('The width {0} cannot be cut into {1} heads.', width, heads);
  // Rotations turn pairs of numbers.
  if (variant === 'rope' && (width / heads) % 2 !== 0)
    return t('Heads of width {0} have no pairs to turn: rope needs an even width.', width / heads);
  return undefined;
}

/**
 * Asks for sizes until the training is to begin.
 *
 * @param estimate What a choice will take, in words
 * @returns undefined when the list was closed
 */
export async function chooseSizes(
  dialogue: Dialogue,
  variant: string,
  estimate: (choice: TrainingChoice) => Promise<string | undefined>,
  begun: TrainingChoice,
): Promise<TrainingChoice | undefined> {
  let { preset, sizes = sizesOf(begun.preset, variant), tokens } = begun;
  for (;;) {
    const current = { preset, sizes, tokens };
    const problem = problemOf(sizes, variant);
    const chosen = await dialogue.choose({
      title: vscode.l10n.t('Which sizes?'),
      choices: items(current, problem),
      details: (item) => (item === 'start' && problem === undefined ? estimate(current) : undefined),
    });
    if (chosen === undefined) return undefined;
    if (chosen === 'start') {
      if (problem === undefined) return current;
    } else if (chosen === 'preset') {
      preset = (await choosePreset(dialogue)) ?? preset;
    } else if (chosen === 'tokens') {
      tokens = await dialogue.aside(() => askTokens(tokens));
    } else {
      const typed = await dialogue.aside(() => askNumber(chosen, sizes[chosen]));
      if (typed !== undefined) sizes = { ...sizes, [chosen]: typed };
    }
  }
}

function items(
  { preset, sizes = sizesOf(preset, ''), tokens }: TrainingChoice,
  problem: string | undefined,
): readonly DialogueItem<SizeName | 'preset' | 'tokens' | 'start'>[] {
  const t = vscode.l10n.t;
  return [
    { label: t('$(play) Start training'), detail: problem ?? t('measuring a few steps…'), value: 'start' },
    ...SIZES.map((name) => ({ label: wordsOf(name), description: String(sizes[name]), value: name })),
    {
      label: t('Tokens'),
      description: tokens === undefined ? t('characters') : t('{0}, learned from the text', tokens),
      value: 'tokens',
    },
    { label: t('Training'), description: preset, value: 'preset' },
  ];
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
