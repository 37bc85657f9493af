/**
 * The scores that describe what a head does: their names, units and meaning, for every page and file.
 *
 * How they are computed is in `analysis/scores/`.
 */

/** All scores, in the order in which they are shown. */
export const HEAD_SCORES = [
  'entropy',
  'distance',
  'previousToken',
  'firstToken',
  'duplicateToken',
  'induction',
  'onName',
  'onMask',
] as const;

/** One of {@link HEAD_SCORES}. */
export type HeadScoreName = (typeof HEAD_SCORES)[number];

/** What a score says. */
export interface HeadScoreMeaning {
  readonly title: string;
  /** `share` is a part of the attention, 0 to 1. */
  readonly unit: 'nats' | 'tokens' | 'share';
  readonly meaning: string;
  /** Where the definition comes from. */
  readonly source: string;
}

/** What each score says. */
export const HEAD_SCORE_MEANINGS: Readonly<Record<HeadScoreName, HeadScoreMeaning>> = {
  entropy: {
    title: 'entropy',
    unit: 'nats',
    meaning: 'how widely the head spreads its attention: 0 when it looks at one token',
    source: 'Clark et al., 2019, section 3.3',
  },
  distance: {
    title: 'distance',
    unit: 'tokens',
    meaning: 'how far back it looks on average',
    source: 'Vig & Belinkov, 2019',
  },
  previousToken: {
    title: 'previous',
    unit: 'share',
    meaning: 'attention on the token just before',
    source: 'Voita et al., 2019; Clark et al., 2019',
  },
  firstToken: {
    title: 'first',
    unit: 'share',
    meaning: 'attention on the first token of the text: an attention sink',
    source: 'Xiao et al., 2023',
  },
  duplicateToken: {
    title: 'duplicate',
    unit: 'share',
    meaning: 'attention on earlier occurrences of the same token, where there are any',
    source: 'Wang et al., 2022',
  },
  induction: {
    title: 'induction',
    unit: 'share',
    meaning: 'attention on what came after earlier occurrences of the same token, where there are any',
    source: 'Olsson et al., 2022 (prefix matching)',
  },
  onName: {
    title: 'on name',
    unit: 'share',
    meaning: 'attention of the ⁇ behind a question on the name that it asks about',
    source: 'after the attention from END to names in Wang et al., 2022',
  },
  onMask: {
    title: 'on ⁇',
    unit: 'share',
    meaning: 'attention of the ⁇ behind a question on itself',
    source: 'after the attention to separators in Clark et al., 2019, section 3.2',
  },
};
