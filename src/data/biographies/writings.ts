/**
 * The same made-up people, written about in eight ways: in one wording or several, in one order or several,
 * with the questions to be learned mixed into the text or not ("Physics of Language Models: Part 3.1",
 * Allen-Zhu & Li, 2023).
 */
import { type BiographyData, type BiographySettings, makeBiographies } from './biographies';

/** One way to write the same facts. */
export interface Writing {
  readonly paraphrase: boolean;
  readonly permute: boolean;
  /** Whether the questions to be learned, with their answers, stand in the text too. */
  readonly mixed: boolean;
}

/** All eight, from the poorest text to the richest. */
export const WRITINGS: readonly Writing[] = [false, true].flatMap((mixed) =>
  [false, true].flatMap((permute) =>
    [false, true].map((paraphrase): Writing => ({ paraphrase, permute, mixed })),
  ),
);

/** What a table calls a way of writing. */
export function writingName({ paraphrase, permute, mixed }: Writing): string {
  const parts = [
    ...(paraphrase ? ['paraphrase'] : []),
    ...(permute ? ['order'] : []),
    ...(mixed ? ['ask'] : []),
  ];
  return parts.length === 0 ? 'one way' : parts.join(', ');
}

/**
 * The people of some settings, written about in one of the ways. Names, facts and questions are the same in
 * all of them. Mixed questions are repeated as often as each life is told, so that the text asks about as
 * much as it tells.
 */
export function writtenBiographies(
  settings: Omit<BiographySettings, 'paraphrase' | 'permute'>,
  { paraphrase, permute, mixed }: Writing,
): BiographyData {
  const data = makeBiographies({ ...settings, paraphrase, permute });
  if (!mixed) return data;
  const asked = data.trained.map((line) => `${line.replace('\t', ' ')}.`);
  const repeated = Array.from({ length: settings.tellings }, () => asked).flat();
  return { ...data, corpus: [...data.corpus, ...repeated] };
}
