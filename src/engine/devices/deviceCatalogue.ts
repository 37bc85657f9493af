/**
 * Every device that this product can train on, and where each one can possibly exist.
 */
import type { Provider } from '../compiled/session';

/** The ids that `--device` takes, besides `auto`. */
export const DEVICE_IDS = [
  'onnx-cuda',
  'tfjs-cuda',
  'onnx-dml',
  'onnx-coreml',
  'onnx-webgpu',
  'onnx-cpu',
  'tfjs-node',
  'tfjs-js',
  'onnx-cuda-fp16',
  'onnx-dml-fp16',
  'onnx-webgpu-fp16',
] as const;

/** One of {@link DEVICE_IDS}. */
export type DeviceId = (typeof DEVICE_IDS)[number];

/** How a device is driven. */
type DeviceDriver =
  | { readonly kind: 'compiled'; readonly provider: Provider; readonly products?: 'float16' }
  /** `backend` is TF.js's name for it. */
  | { readonly kind: 'eager'; readonly backend: 'tensorflow' | 'cpu' };

/** What is known about a device before anything is tried. */
export interface DeviceEntry {
  readonly id: DeviceId;
  readonly title: string;
  readonly driver: DeviceDriver;
  readonly gpu: boolean;
  /** `process.platform` values on which it can exist. */
  readonly platforms: readonly NodeJS.Platform[];
}

const EVERYWHERE = ['linux', 'darwin', 'win32'] as const;

/** The devices whose numbers are all float32, from what is usually fastest to the reference. */
const EXACT: readonly DeviceEntry[] = [
  {
    id: 'onnx-cuda',
    title: 'ONNX Runtime on an NVIDIA GPU (CUDA 12)',
    driver: { kind: 'compiled', provider: 'cuda' },
    gpu: true,
    platforms: ['linux'],
  },
  {
    id: 'tfjs-cuda',
    title: 'TensorFlow.js on an NVIDIA GPU (CUDA)',
    driver: { kind: 'eager', backend: 'tensorflow' },
    gpu: true,
    platforms: ['linux'],
  },
  {
    id: 'onnx-dml',
    title: 'ONNX Runtime on a GPU (DirectML)',
    driver: { kind: 'compiled', provider: 'dml' },
    gpu: true,
    platforms: ['win32'],
  },
  {
    id: 'onnx-coreml',
    title: 'ONNX Runtime on Apple silicon (CoreML)',
    driver: { kind: 'compiled', provider: 'coreml' },
    gpu: true,
    platforms: ['darwin'],
  },
  {
    id: 'onnx-webgpu',
    title: 'ONNX Runtime on any GPU (WebGPU: Vulkan, Metal or Direct3D, without CUDA)',
    driver: { kind: 'compiled', provider: 'webgpu' },
    gpu: true,
    platforms: EVERYWHERE,
  },
  {
    id: 'onnx-cpu',
    title: 'ONNX Runtime on the processor',
    driver: { kind: 'compiled', provider: 'cpu' },
    gpu: false,
    platforms: EVERYWHERE,
  },
  {
    id: 'tfjs-node',
    title: 'TensorFlow.js on the processor (TensorFlow)',
    driver: { kind: 'eager', backend: 'tensorflow' },
    gpu: false,
    platforms: ['linux'],
  },
  {
    id: 'tfjs-js',
    title: 'TensorFlow.js in plain JavaScript (the reference; slow)',
    driver: { kind: 'eager', backend: 'cpu' },
    gpu: false,
    platforms: EVERYWHERE,
  },
];

const HALF: Readonly<Partial<Record<DeviceId, DeviceId>>> = {
  'onnx-cuda': 'onnx-cuda-fp16',
  'onnx-dml': 'onnx-dml-fp16',
  'onnx-webgpu': 'onnx-webgpu-fp16',
};

/**
 * The devices; at last the GPUs once more with products of float16 (`compiled/passes/halfProducts.ts`), which a person
 * may ask for and `auto` never takes.
 */
export const DEVICES: readonly DeviceEntry[] = [
  ...EXACT,
  ...EXACT.flatMap((entry): readonly DeviceEntry[] => {
    const { title, driver } = entry;
    const id = HALF[entry.id];
    if (id === undefined || driver.kind !== 'compiled') return [];
    return [
      { ...entry, id, title: `${title}, products in float16`, driver: { ...driver, products: 'float16' } },
    ];
  }),
];

/** Whether a device computes products in float16. */
export function isHalf(id: string): boolean {
  return Object.values(HALF).some((half) => half === id);
}
