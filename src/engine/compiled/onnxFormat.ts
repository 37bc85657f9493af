/**
 * Writes a graph in ONNX's file format: protocol buffers with the field numbers of `onnx.proto3`.
 *
 * Only what the recorder uses is here. A generated binding for the whole of ONNX would be a hundred
 * times the size of this file.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, ConstantData, Graph, GraphNode, Value } from './graph';
import { ONNX_TYPES } from './kernels/kernel';
import { MICROSOFT } from './recordingBackend';

/** The operator set: the first with `Gelu`, and known to every runtime since 1.17. */
const OPERATOR_SET = 20;
/** The format's version that belongs to it. */
const FORMAT_VERSION = 9;

/** `AttributeProto.type`. */
const ATTRIBUTE = { float: 1, integer: 2, string: 3, integers: 7 };

/** Encodes a graph as an ONNX model. */
export function encodeModel(graph: Graph): Uint8Array {
  const model = new BinaryWriter();
  integerField(model, 1, FORMAT_VERSION);
  message(model, 7, encodeGraph(graph));
  for (const [domain, version] of [
    ['', OPERATOR_SET],
    [MICROSOFT, 1],
  ] as const) {
    message(model, 8, integerField(textField(new BinaryWriter(), 1, domain), 2, version));
  }
  return model.finish();
}

function encodeGraph(graph: Graph): BinaryWriter {
  const names = new Names(graph);
  const writer = new BinaryWriter();
  graph.nodes.forEach((node, index) => message(writer, 1, encodeNode(node, index, names)));
  textField(writer, 2, 'attention-lab');
  for (const constant of constantsOf(graph)) message(writer, 5, encodeConstant(constant, names));
  const axes = (value: Value) => graph.freeAxes?.get(value) ?? value.shape;
  for (const value of graph.inputs.values()) message(writer, 11, encodeValue(value, names, axes(value)));
  for (const value of graph.outputs.values()) message(writer, 12, encodeValue(value, names, axes(value)));
  return writer;
}

/** Gives every value a name; inputs and outputs keep theirs, so that no copy renames them. */
class Names {
  private readonly names = new Map<Value, string>();

  constructor(graph: Graph) {
    for (const [name, value] of graph.outputs) this.names.set(value, name);
    for (const [name, value] of graph.inputs) this.names.set(value, name);
  }

  of(value: Value | undefined): string {
    if (!value) return '';
    const name = this.names.get(value) ?? `v${this.names.size}`;
    this.names.set(value, name);
    return name;
  }
}

function constantsOf(graph: Graph): ReadonlySet<Value> {
  const constants = new Set<Value>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) if (input?.constant) constants.add(input);
  }
  return constants;
}

function encodeNode(node: GraphNode, index: number, names: Names): BinaryWriter {
  const writer = new BinaryWriter();
  for (const input of node.inputs) textField(writer, 1, names.of(input));
  for (const output of node.outputs) textField(writer, 2, names.of(output));
  textField(writer, 3, `${node.operator} ${index}`);
  textField(writer, 4, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, 5, encodeAttribute(name, attribute));
  }
  if (node.domain) textField(writer, 7, node.domain);
  return writer;
}

function encodeAttribute(name: string, attribute: Attribute): BinaryWriter {
  const writer = textField(new BinaryWriter(), 1, name);
  if (typeof attribute === 'number') {
    integerField(writer, 3, attribute);
    return integerField(writer, 20, ATTRIBUTE.integer);
  }
  if (typeof attribute === 'string') {
    textField(writer, 4, attribute);
    return integerField(writer, 20, ATTRIBUTE.string);
  }
  if ('float' in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float);
    return integerField(writer, 20, ATTRIBUTE.float);
  }
  for (const number of attribute) integerField(writer, 8, number);
  return integerField(writer, 20, ATTRIBUTE.integers);
}

function encodeConstant(value: Value, names: Names): BinaryWriter {
  const writer = new BinaryWriter();
  for (const length of value.shape) integerField(writer, 1, length);
  integerField(writer, 2, ONNX_TYPES[value.type]);
  textField(writer, 8, names.of(value));
  writer.tag(9, WireType.LengthDelimited).bytes(bytesOf(value.constant ?? new Float32Array()));
  return writer;
}

function bytesOf(data: ConstantData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function encodeValue(value: Value, names: Names, axes: readonly (number | string)[]): BinaryWriter {
  const shape = new BinaryWriter();
  for (const length of axes) {
    const axis = new BinaryWriter();
    message(
      shape,
      1,
      typeof length === 'number' ? integerField(axis, 1, length) : textField(axis, 2, length),
    );
  }
  const tensor = integerField(new BinaryWriter(), 1, ONNX_TYPES[value.type]);
  message(tensor, 2, shape);
  const type = message(new BinaryWriter(), 1, tensor);
  return message(textField(new BinaryWriter(), 1, names.of(value)), 2, type);
}

function message(writer: BinaryWriter, field: number, content: BinaryWriter): BinaryWriter {
  return writer.tag(field, WireType.LengthDelimited).bytes(content.finish());
}

function textField(writer: BinaryWriter, field: number, text: string): BinaryWriter {
  return writer.tag(field, WireType.LengthDelimited).string(text);
}

function integerField(writer: BinaryWriter, field: number, value: number): BinaryWriter {
  return writer.tag(field, WireType.Varint).int64(value);
}
