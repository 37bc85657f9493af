/**
 * A model that was trained here as an ONNX file that any runtime can use: input `tokens` [batch, length], outputs
 * `logits` [batch, length, vocabulary] and, for whoever asks for them, `attention.BLOCK` [batch, heads, queries,
 * keys]. Batch and length are free, the length up to the model's context.
 *
 * Written beside the models' own code (`variants/`), operator by operator: a test compares the two.
 */
import type { Value } from '../../engine/compiled/graph';
import { encodeModel } from '../../engine/compiled/onnxFormat';
import type { HostTensors } from '../../engine/tensors';
import { UserError } from '../../files/userError';
import { causal } from '../attentionBlock';
import type { Visibility } from '../contract';
import type { ModelConfig } from '../modelConfig';
import { latentSight } from '../variants/perceiver';
import { OnnxGraph } from './onnxGraph';
import { tensorCalled } from './weightLayouts';

/** The bytes of the file. Throws a UserError for a variant of somebody's own. */
export function onnxModel(config: ModelConfig, tensors: HostTensors): Uint8Array {
  return new OnnxWriter(config, tensors).model();
}

/** Far below any score; see `maskedSoftmax.ts`. */
const HIDDEN = -1e10;

/** A stream of vectors, [batch, length, width], and its length as a vector of one. */
interface Stream {
  readonly rows: Value;
  readonly length: Value;
}

class OnnxWriter {
  private readonly graph = new OnnxGraph();
  private readonly parameters = new Map<string, Value>();
  private readonly maps = new Map<string, Value>();

  constructor(
    private readonly config: ModelConfig,
    private readonly tensors: HostTensors,
  ) {}

  model(): Uint8Array {
    const { graph } = this;
    const tokens = graph.input('int32');
    const embedded = this.embedded(tokens);
    const final = this.norm(this.blocks(embedded).rows, 'ln_f');
    const logits = graph.linear(final, this.parameter('head.weight'));
    const { vocabularySize, heads } = this.config;
    const freeAxes = new Map<Value, readonly (number | string)[]>([
      [tokens, ['batch', 'length']],
      [logits, ['batch', 'length', vocabularySize]],
    ]);
    for (const [block, map] of this.maps) {
      freeAxes.set(map, ['batch', heads, `queries of ${block}`, `keys of ${block}`]);
    }
    const named = Array.from(this.maps, ([block, map]) => [`attention.${block}`, map] as const);
    return encodeModel({
      inputs: new Map([['tokens', tokens]]),
      outputs: new Map([['logits', logits], ...named]),
      nodes: graph.nodes,
      freeAxes,
    });
  }

  private embedded(tokens: Value): Stream {
    const { graph } = this;
    const length = graph.lengthOf(tokens, 1);
    const characters = graph.node('Gather', [this.parameter('tok_emb.weight'), tokens], { axis: 0 });
    if (!('pos_emb' in this.tensors)) return { rows: characters, length };
    const places = graph.first(this.parameter('pos_emb'), length, 1);
    return { rows: graph.node('Add', [characters, places]), length };
  }

  private blocks(embedded: Stream): Stream {
    const { variant, layers } = this.config;
    if (variant === 'perceiver') return this.perceiver(embedded);
    if (!['vanilla', 'rope', 'synthesizer'].includes(variant)) {
      throw new UserError(
        `The variant '${variant}' is your own and cannot be written as ONNX. Export a built-in one.`,
      );
    }
    let stream = embedded;
    for (let layer = 0; layer < layers; layer++) stream = this.selfBlock(`blocks.${layer}`, stream);
    return stream;
  }

  /** x + attention(norm x), then the hidden layer. */
  private selfBlock(block: string, stream: Stream): Stream {
    const normed = { rows: this.norm(stream.rows, `${block}.ln1`), length: stream.length };
    const attended = this.attention(block, normed, normed, causal);
    return this.hidden(block, {
      rows: this.graph.node('Add', [stream.rows, attended]),
      length: stream.length,
    });
  }

  /** Latents ask the text, ask each other, and are asked by the text. */
  private perceiver(text: Stream): Stream {
    const { graph, config } = this;
    const sight = latentSight(config);
    const latents = this.parameter('down_block.C');
    // One copy for each text of the batch: [batch, bottleneck, width].
    const batch = graph.lengthOf(text.rows, 0);
    const shape = graph.node(
      'Concat',
      [batch, graph.integers([config.bottleneck, config.width])],
      { axis: 0 },
      'int64',
    );
    const copies = graph.node('Expand', [latents, shape]);
    const length = graph.integers([config.bottleneck]);
    const asked = { rows: this.norm(copies, 'down_block.ln1'), length };
    const down = this.attention('down_block', asked, text, sight.down);
    let stream = this.hidden('down_block', { rows: graph.node('Add', [copies, down]), length });
    for (let layer = 0; layer < config.layers - 2; layer++)
      stream = this.selfBlock(`blocks.${layer}`, stream);
    const keys = { rows: this.norm(stream.rows, 'up_block.ln1'), length };
    const up = this.attention('up_block', text, keys, sight.up);
    return this.hidden('up_block', { rows: graph.node('Add', [text.rows, up]), length: text.length });
  }

  private hidden(block: string, { rows, length }: Stream): Stream {
    const { graph } = this;
    const wide = this.linear(this.norm(rows, `${block}.ln2`), `${block}.mlp.0`);
    const change = this.linear(graph.node('Gelu', [wide]), `${block}.mlp.2`);
    return { rows: graph.node('Add', [rows, change]), length };
  }

  private attention(block: string, queries: Stream, keys: Stream, visible: Visibility): Value {
    const { graph } = this;
    const name = `${block}.attn`;
    const scores =
      this.config.variant === 'synthesizer'
        ? this.synthesized(name, queries, keys)
        : this.products(name, queries, keys);
    const masked = graph.node('Add', [scores, this.mask(visible, queries, keys)]);
    const map = this.sighted(graph.node('Softmax', [masked], { axis: -1 }), visible, queries);
    this.maps.set(block, map);
    const mixed = graph.node('MatMul', [map, this.split(this.linear(keys.rows, `${name}.value`))]);
    const merged = graph.reshape(graph.transpose(mixed, [0, 2, 1, 3]), [0, 0, this.config.width]);
    return this.linear(merged, `${name}.proj`);
  }

  private products(name: string, queries: Stream, keys: Stream): Value {
    const { graph, config } = this;
    const side = (part: string, stream: Stream) => {
      const split = this.split(this.linear(stream.rows, `${name}.${part}`));
      return config.variant === 'rope' ? this.turned(split, stream.length) : split;
    };
    const turnedKeys = graph.transpose(side('key', keys), [0, 1, 3, 2]);
    const products = graph.node('MatMul', [side('query', queries), turnedKeys]);
    return graph.node('Mul', [products, graph.scalar(1 / Math.sqrt(config.width / config.heads))]);
  }

  /** relu(x · w1) · w2 + b2, cut to the text's length. */
  private synthesized(name: string, queries: Stream, keys: Stream): Value {
    const { graph } = this;
    const hidden = this.split(graph.node('Relu', [this.linear(queries.rows, `${name}.w1`)]));
    const table = graph.first(this.parameter(`${name}.w2`), keys.length, 1);
    const offset = graph.first(this.parameter(`${name}.b2`), keys.length, 0);
    return graph.node('Add', [graph.node('MatMul', [hidden, table]), offset]);
  }

  /** Turns neighbours together: [batch, heads, length, d] as pairs, [.., d / 2, 2]. */
  private turned(x: Value, length: Value): Value {
    const { graph } = this;
    const { heads, width, contextLength } = this.config;
    const half = width / heads / 2;
    const angle = (at: number) => Math.floor(at / half) * 10_000 ** (-(at % half) / half);
    const table = (of: (angle: number) => number) =>
      graph.first(
        graph.constant({
          shape: [contextLength, half, 1],
          data: new Float32Array(contextLength * half).map((_, at) => of(angle(at))),
        }),
        length,
        0,
      );
    const [cosines, sines] = [table(Math.cos), table(Math.sin)];
    const pairs = graph.reshape(x, [0, 0, 0, half, 2]);
    const part = (index: number) => graph.node('Gather', [pairs, graph.integers([index])], { axis: 4 });
    const [left, right] = [part(0), part(1)];
    const times = (a: Value, b: Value) => graph.node('Mul', [a, b]);
    const first = graph.node('Sub', [times(left, cosines), times(right, sines)]);
    const second = graph.node('Add', [times(right, cosines), times(left, sines)]);
    return graph.reshape(graph.node('Concat', [first, second], { axis: 4 }), [0, 0, 0, width / heads]);
  }

  /** [queries, keys]: 0 where a key is seen, far below any score elsewhere. */
  private mask(visible: Visibility, queries: Stream, keys: Stream): Value {
    const { graph } = this;
    const { contextLength: size } = this.config;
    const data = new Float32Array(size * size).map((_, at) =>
      visible(Math.floor(at / size), at % size) ? 0 : HIDDEN,
    );
    const whole = graph.constant({ shape: [size, size], data });
    return graph.first(graph.first(whole, queries.length, 0), keys.length, 1);
  }

  /** A query that sees nothing looks nowhere, instead of everywhere. */
  private sighted(map: Value, visible: Visibility, queries: Stream): Value {
    const { graph } = this;
    const size = this.config.contextLength;
    const sees = Float32Array.from({ length: size }, (_, query) =>
      Number(Array.from({ length: size }, (__, key) => visible(query, key)).includes(true)),
    );
    if (!sees.includes(0)) return map;
    const whole = graph.constant({ shape: [size, 1], data: sees });
    return graph.node('Mul', [map, graph.first(whole, queries.length, 0)]);
  }

  /** [batch, length, width] → [batch, heads, length, d]. */
  private split(x: Value): Value {
    const { heads, width } = this.config;
    return this.graph.transpose(this.graph.reshape(x, [0, 0, heads, width / heads]), [0, 2, 1, 3]);
  }

  private norm(x: Value, name: string): Value {
    const inputs = [x, this.parameter(`${name}.weight`), this.parameter(`${name}.bias`)];
    return this.graph.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: 1e-5 } });
  }

  private linear(x: Value, name: string): Value {
    return this.graph.linear(x, this.parameter(`${name}.weight`), this.parameter(`${name}.bias`));
  }

  private parameter(name: string): Value {
    const known = this.parameters.get(name) ?? this.graph.constant(tensorCalled(this.tensors, name));
    this.parameters.set(name, known);
    return known;
  }
}
