/**
 * How wide a picture in the theory lab’s grid is.
 */

/** Above this width of the page, pictures stand in two columns; the same as in the style sheet. */
const TWO_COLUMNS = 664;
const GAP = 24;

/** The width of one picture in the grid of an element, in pixels. */
export function pictureWidth(page: HTMLElement, columns = page.clientWidth >= TWO_COLUMNS ? 2 : 1): number {
  const whole = page.clientWidth || 480;
  return Math.floor((whole - GAP * (columns - 1)) / columns);
}
