/**
 * Kernels that multiply matrices: where nearly all of the time goes.
 *
 * A product of two matrices is ONNX's `Gemm`, which takes transposition flags, a scale and a matrix
 * to add. A batched product is the runtime's `FusedMatMul`, which takes the flags and the scale;
 * providers without it get an explicit transposition.
 */
import type { Value } from '../graph';
import { MICROSOFT, type RecordingBackend } from '../recordingBackend';
import {
  type KernelCall,
  type KernelRule,
  broadcastShape,
  registerRules,
  same,
  textAttribute,
} from './kernel';

interface Product {
  readonly a: Value;
  readonly b: Value;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function productOf(call: KernelCall): Product {
  return {
    a: call.input('a'),
    b: call.input('b'),
    transposeA: call.attributes?.['transposeA'] === true,
    transposeB: call.attributes?.['transposeB'] === true,
  };
}

function productShape({ a, b, transposeA, transposeB }: Product): readonly number[] {
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 1;
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 1;
  return [...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
}

/** Records `a · b + bias`; the bias goes into the product where `Gemm` can take it. */
function multiply(record: RecordingBackend, product: Product, bias?: Value): Value {
  const { a, b, transposeA, transposeB } = product;
  const output = { shape: productShape(product), type: a.type };
  const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  const plain = a.shape.length === 2 && b.shape.length === 2;
  const unbiased = plain
    ? record.node('Gemm', [a, b], output, flags)
    : record.extensions
      ? record.node('FusedMatMul', [a, b], output, flags, MICROSOFT)
      : record.node('MatMul', [transposed(record, a, transposeA), transposed(record, b, transposeB)], output);
  return bias ? record.node('Add', [unbiased, bias], output) : unbiased;
}

function transposed(record: RecordingBackend, matrix: Value, wanted: boolean): Value {
  if (!wanted) return matrix;
  const rank = matrix.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  const shape = perm.map((axis) => matrix.shape[axis] ?? 1);
  return record.node('Transpose', [matrix], { shape, type: matrix.type }, { perm });
}

function einsumShape(equation: string, operands: readonly Value[]): readonly number[] {
  const [terms = '', result = ''] = equation.replaceAll(' ', '').split('->');
  const lengths = new Map<string, number>();
  terms.split(',').forEach((term, index) => {
    Array.from(term).forEach((letter, axis) => lengths.set(letter, operands[index]?.shape[axis] ?? 1));
  });
  return Array.from(result).map((letter) => lengths.get(letter) ?? 1);
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
};

const RULES: Readonly<Record<string, KernelRule>> = {
  BatchMatMul: (call) => multiply(call.record, productOf(call)),
  _FusedMatMul: (call) => {
    const product = multiply(call.record, productOf(call), call.optionalInput('bias'));
    const activation = textAttribute(call, 'activation') ?? 'linear';
    if (activation === 'linear') return product;
    const operator = ACTIVATIONS[activation];
    if (!operator) throw new Error(`A fused product with activation '${activation}' cannot be compiled.`);
    return same(call, operator, [product], product);
  },
  Einsum: (call) => {
    const equation = textAttribute(call, 'equation') ?? '';
    const operands = call.list();
    const type = operands[0]?.type ?? 'float32';
    return call.record.node(
      'Einsum',
      operands,
      { shape: einsumShape(equation, operands), type },
      { equation },
    );
  },
};

/** Registers all matrix products. */
export function registerMatrices(): void {
  registerRules(RULES);
}
