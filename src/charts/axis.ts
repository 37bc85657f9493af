/**
 * One axis of a chart: where a value stands, and which values are written beside it.
 */

/** What an axis shows. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  /** Values to write; round ones of its own choice when left out. */
  readonly ticks?: readonly number[];
}

/** The position of a value as a share of the axis, clamped to it: 0 at `from`, 1 at `to`. */
export function shareOf({ from, to, scale }: Axis, value: number): number {
  const of = scale === 'log' ? Math.log : (x: number) => x;
  const share = (of(value) - of(from)) / (of(to) - of(from));
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
}

/** How many intervals a linear axis is cut into at most. */
const MOST_INTERVALS = 5;

/** The values that are written beside an axis: powers of ten on a logarithmic one. */
export function ticksOf({ from, to, scale, ticks }: Axis): readonly number[] {
  if (ticks) return ticks;
  if (scale === 'log') return powersOfTen(from, to);
  const step = roundStep((to - from) / MOST_INTERVALS);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Every one, or every second or third where there are many. */
function powersOfTen(from: number, to: number): readonly number[] {
  const [least, most] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const stride = Math.max(1, Math.ceil((most - least) / MOST_INTERVALS));
  const count = Math.max(0, Math.floor((most - least) / stride) + 1);
  return Array.from({ length: count }, (_, index) => 10 ** (least + index * stride));
}

/** The least of 1, 2, 5 times a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-12)));
  return [1, 2, 5].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A tick’s words: three digits, or a whole number, powers of ten beyond four figures. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const factor = Number((value / 10 ** power).toPrecision(3));
    const digits = String(Math.abs(power)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
    const ten = `10${power < 0 ? '⁻' : ''}${digits}`;
    return factor === 1 ? ten : `${factor}·${ten}`;
  }
  const rounded = size >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en').replace('-', '−');
}
