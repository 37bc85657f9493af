/**
 * The heads of a model, one after the other: by block, then by head. All tables keep this order.
 */
import type { Model } from '../model/transformer';
import { type HeadPlace } from './results';
import { headLabel } from './headNumbers';
import { UserError } from '../files/userError';

/** All heads; the place in this list is a head's number in every feed and table. */
export function headPlaces({ blockNames, config }: Model): readonly HeadPlace[] {
  return blockNames.flatMap((block, layer) =>
    Array.from({ length: config.heads }, (_, head) => ({ block, layer, head })),
  );
}

/**
 * Heads as people write them: `3.5, 4.1`, layer and head counted from 1.
 *
 * @throws UserError when one is not written so or the model does not have it.
 */
export function headsCalled(labels: string, model: Model): readonly HeadPlace[] {
  const places = headPlaces(model);
  const wanted = labels.split(/[\s,]+/).filter((label) => label !== '');
  return wanted.map((label) => {
    const place = places.find((candidate) => headLabel(candidate) === label);
    if (place) return place;
    const { length } = model.blockNames;
    throw new UserError(
      `There is no head '${label}'. Write layer.head, from 1.1 to ${length}.${model.config.heads}.`,
    );
  });
}
