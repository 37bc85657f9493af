/**
 * Kernels that work element by element: arithmetic, comparison, choice, conversion.
 */
import {
  type KernelCall,
  type KernelRule,
  broadcastShape,
  cast,
  numberAttribute,
  registerRules,
  same,
  typeAttribute,
} from './kernel';
import type { GraphType, Value } from '../graph';

/** TF.js kernel → ONNX operator, one input. */
const UNARY = {
  Abs: 'Abs',
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Elu: 'Elu',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Log: 'Log',
  LogicalNot: 'Not',
  Neg: 'Neg',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Selu: 'Selu',
  Sigmoid: 'Sigmoid',
  Sign: 'Sign',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Tan: 'Tan',
  Tanh: 'Tanh',
};

/** TF.js kernel → ONNX operator, two inputs of one type that broadcast. */
const BINARY = {
  Add: 'Add',
  Maximum: 'Max',
  Minimum: 'Min',
  Multiply: 'Mul',
  Pow: 'Pow',
  RealDiv: 'Div',
  Sub: 'Sub',
};

/** TF.js kernel → ONNX operator, two inputs that broadcast to true or false. */
const COMPARISONS = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
  LogicalXor: 'Xor',
};

function unary(operator: string): KernelRule {
  return (call) => same(call, operator, [call.input('x')], call.input('x'));
}

function binary(operator: string): KernelRule {
  return (call) => broadcast(call, operator, call.input('a'), call.input('b'));
}

function comparison(operator: string): KernelRule {
  return (call) => broadcast(call, operator, call.input('a'), call.input('b'), 'bool');
}

function broadcast(call: KernelCall, operator: string, a: Value, b: Value, type: GraphType = a.type): Value {
  return call.record.node(operator, [a, b], { shape: broadcastShape(a.shape, b.shape), type });
}

function scaled(call: KernelCall, value: Value, factor: number): Value {
  return same(call, 'Mul', [value, call.record.scalar(factor)], value);
}

/** What is left of a ÷ b, with the sign of b: for real numbers, ONNX has that of a only. */
function remainder(call: KernelCall): Value {
  const [a, b] = [call.input('a'), call.input('b')];
  const form = { shape: broadcastShape(a.shape, b.shape), type: a.type };
  if (a.type !== 'float32') return call.record.node('Mod', [a, b], form);
  const left = call.record.node('Mod', [a, b], form, { fmod: 1 });
  const unlike = broadcast(call, 'Less', broadcast(call, 'Mul', left, b), call.record.scalar(0), 'bool');
  return same(call, 'Where', [unlike, broadcast(call, 'Add', left, b), left], left);
}

/** The elementwise kernels that are not one ONNX operator of the same meaning. */
const COMPOSED: Readonly<Record<string, KernelRule>> = {
  Square: (call) => same(call, 'Mul', [call.input('x'), call.input('x')], call.input('x')),
  Rsqrt: (call) => {
    const x = call.input('x');
    return same(call, 'Reciprocal', [same(call, 'Sqrt', [x], x)], x);
  },
  // eˣ − 1 = tanh(x / 2) · (eˣ + 1), which keeps the digits of a small x.
  Expm1: (call) => {
    const x = call.input('x');
    const above = same(call, 'Add', [same(call, 'Exp', [x], x), call.record.scalar(1)], x);
    return same(call, 'Mul', [same(call, 'Tanh', [scaled(call, x, 0.5)], x), above], x);
  },
  // ln(1 + x) = ln u + (x − (u − 1)) / u with u the rounded 1 + x; beyond ±1 nothing was lost.
  Log1p: (call) => {
    const x = call.input('x');
    const one = call.record.scalar(1);
    const u = same(call, 'Add', [x, one], x);
    const lost = same(call, 'Sub', [x, same(call, 'Sub', [u, one], x)], x);
    const logarithm = same(call, 'Log', [u], x);
    const mended = same(call, 'Add', [logarithm, same(call, 'Div', [lost, u], x)], x);
    const small = broadcast(call, 'Less', same(call, 'Abs', [x], x), one, 'bool');
    return same(call, 'Where', [small, mended, logarithm], x);
  },
  SquaredDifference: (call) => {
    const difference = broadcast(call, 'Sub', call.input('a'), call.input('b'));
    return same(call, 'Mul', [difference, difference], difference);
  },
  FloorDiv: (call) => {
    const [a, b] = [call.input('a'), call.input('b')];
    // ONNX cuts the quotient of integers off towards 0; without the remainder there is nothing to cut.
    if (a.type !== 'float32') return broadcast(call, 'Div', broadcast(call, 'Sub', a, remainder(call)), b);
    const quotient = broadcast(call, 'Div', a, b);
    return same(call, 'Floor', [quotient], quotient);
  },
  Mod: remainder,
  NotEqual: (call) => {
    const equal = broadcast(call, 'Equal', call.input('a'), call.input('b'), 'bool');
    return same(call, 'Not', [equal], equal);
  },
  AddN: (call) => {
    const terms = call.list();
    const [first] = terms;
    if (!first) throw new Error('AddN needs at least one tensor.');
    if (terms.length <= call.record.mostOperands) return same(call, 'Sum', terms, first);
    return terms.reduce((sum, term) => same(call, 'Add', [sum, term], first));
  },
  Cast: (call) => cast(call.record, call.input('x'), typeAttribute(call, 'dtype')),
  ClipByValue: (call) => {
    const [low, high] = [numberAttribute(call, 'clipValueMin'), numberAttribute(call, 'clipValueMax')];
    const x = call.input('x');
    return same(call, 'Clip', [x, call.record.scalar(low), call.record.scalar(high)], x);
  },
  IsFinite: (call) => {
    const x = call.input('x');
    const difference = same(call, 'Sub', [x, x], x);
    return broadcast(call, 'Equal', difference, call.record.scalar(0), 'bool');
  },
  IsNan: (call) =>
    call.record.node('IsNaN', [call.input('x')], { shape: call.input('x').shape, type: 'bool' }),
  LeakyRelu: (call) =>
    same(call, 'LeakyRelu', [call.input('x')], call.input('x'), {
      alpha: { float: numberAttribute(call, 'alpha') },
    }),
  Prelu: (call) => broadcast(call, 'PRelu', call.input('x'), call.input('alpha')),
  Relu6: (call) => {
    const x = call.input('x');
    return same(call, 'Clip', [x, call.record.scalar(0), call.record.scalar(6)], x);
  },
  // 1 where x > 0, else alpha; the derivative of the rectifiers.
  Step: (call) => {
    const positive = broadcast(call, 'Greater', call.input('x'), call.record.scalar(0), 'bool');
    const ones = cast(call.record, positive, 'float32');
    const alpha = numberAttribute(call, 'alpha');
    if (alpha === 0) return ones;
    const rest = same(call, 'Add', [scaled(call, ones, 1 - alpha), call.record.scalar(alpha)], ones);
    return rest;
  },
  EluGrad: (call) => {
    const [dy, y] = [call.input('dy'), call.input('y')];
    const slope = same(
      call,
      'Min',
      [same(call, 'Add', [y, call.record.scalar(1)], y), call.record.scalar(1)],
      y,
    );
    return same(call, 'Mul', [dy, slope], dy);
  },
  Select: (call) => {
    const [condition, yes, no] = [call.input('condition'), call.input('t'), call.input('e')];
    const shape = broadcastShape(condition.shape, broadcastShape(yes.shape, no.shape));
    return call.record.node('Where', [condition, yes, no], { shape, type: yes.type });
  },
};

/** Registers all elementwise kernels. */
export function registerElementwise(): void {
  const rules: Record<string, KernelRule> = { ...COMPOSED };
  for (const [kernel, operator] of Object.entries(UNARY)) rules[kernel] = unary(operator);
  for (const [kernel, operator] of Object.entries(BINARY)) rules[kernel] = binary(operator);
  for (const [kernel, operator] of Object.entries(COMPARISONS)) rules[kernel] = comparison(operator);
  registerRules(rules);
}
