/**
 * What axe finds fault with in a page: names, roles, contrast, order of headings.
 */
import { type AxeResults, source } from 'axe-core';
import type { Frame } from 'playwright-core';

/** Each violation of a frame in a line, with the first element that it is about. */
export async function violations(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(source);
  const results = await frame.evaluate<AxeResults>('axe.run()');
  return results.violations.map(({ id, nodes }) => {
    const [first] = nodes;
    return `${id}: ${first?.target.join(' ') ?? ''} ${first?.failureSummary ?? ''}`;
  });
}
