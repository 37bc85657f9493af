/**
 * How people know a block: by its number where it is a layer like the others, else by its name.
 */

/** `layer 3` of `blocks.2`, `layers.2` or `h.2`; `down` and `up` of a Perceiver. */
export function blockLabel(block: string): string {
  const layer = /^(?:.+\.)?(?:blocks|layers|h)\.(\d+)$/.exec(block)?.[1];
  return layer === undefined ? block.replace(/_block$/, '') : `layer ${Number(layer) + 1}`;
}
