/**
 * Contributions to many logits, averaged part by part.
 */
import type { LogitContributions, LogitPart, MeanContributions } from '../results';

/** The means; all must come from the same model, whose parts have one order. */
export function meanParts(
  explained: readonly LogitContributions[],
): Pick<MeanContributions, 'logit' | 'parts'> & { readonly unexplained: number } {
  const count = Math.max(1, explained.length);
  const mean = (value: (one: LogitContributions) => number) =>
    explained.reduce((sum, one) => sum + value(one), 0) / count;
  const parts = (explained[0]?.parts ?? []).map((part, index): LogitPart => {
    const logit = mean((one) => one.parts[index]?.logit ?? NaN);
    return { ...part, logit, aboveMean: mean((one) => one.parts[index]?.aboveMean ?? NaN) };
  });
  const largest = explained.reduce((most, { unexplained }) => Math.max(most, Math.abs(unexplained)), 0);
  return { logit: mean(({ logit }) => logit), parts, unexplained: largest };
}
