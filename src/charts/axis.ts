/**
 * One axis of a chart: where a value stands, which values are written beside it, and how.
 *
 * Ticks are d3-array’s. d3-scale would add 29 kB to the panel for the four lines of {@link shareOf}.
 */
import { ticks as roundTicks } from 'd3-array';
import { threeDigits, wholeNumber, wholePercent } from '../numbers/formats';

/** What an axis shows. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  /** `whole` for what is counted, as steps are: no ticks between; `share` writes 0.5 as 50 %. */
  readonly form?: 'whole' | 'share';
  /** Values to write; round ones of its own choice when left out. */
  readonly ticks?: readonly number[];
  /** What stands at 0, 1, 2, … where those are no numbers but places: across only. */
  readonly names?: readonly string[];
}

/** The position of a value as a share of the axis, clamped to it: 0 at `from`, 1 at `to`. */
export function shareOf({ from, to, scale }: Axis, value: number): number {
  const of = scale === 'log' ? Math.log : (x: number) => x;
  const share = (of(value) - of(from)) / (of(to) - of(from));
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
}

/** About how many intervals an axis is cut into. */
const INTERVALS = 5;

/** The values that are written beside an axis: powers of ten on a logarithmic one. */
export function ticksOf(
  { from, to, scale, form, ticks, names }: Axis,
  intervals = INTERVALS,
): readonly number[] {
  if (names) return [...names.keys()];
  if (ticks) return ticks;
  if (scale === 'log') return powersOfTen(from, to, intervals);
  const round = roundTicks(from, to, intervals);
  return form === 'whole' ? round.filter(Number.isInteger) : round;
}

/** Every one, or every second or third where there are many. */
function powersOfTen(from: number, to: number, intervals: number): readonly number[] {
  const [least, most] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const stride = Math.max(1, Math.ceil((most - least) / intervals));
  const count = Math.max(0, Math.floor((most - least) / stride) + 1);
  return Array.from({ length: count }, (_, index) => 10 ** (least + index * stride));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A tick’s words: three digits, or a whole number, powers of ten beyond four figures. */
export function tickText(value: number, form?: Axis['form']): string {
  if (form === 'share') return wholePercent(value);
  if (form === 'whole') return wholeNumber(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const factor = Number((value / 10 ** power).toPrecision(3));
    const digits = String(Math.abs(power)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
    const ten = `10${power < 0 ? '⁻' : ''}${digits}`;
    return factor === 1 ? ten : `${threeDigits(factor)}·${ten}`;
  }
  return threeDigits(value);
}
