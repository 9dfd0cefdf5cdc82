/**
 * Decoder of AMR, narrow band and wide band: opencore-amr, under the Apache License 2.0.
 *
 * @module
 */
interface Exports {
  readonly memory: WebAssembly.Memory;
  open(isWide: 0 | 1): void;
  frame(): number;
  samples(): number;
  decode(): void;
}

const FRAME_BYTES_MAX = 61;
const FULL_SCALE = 32_768;

let compiling: Promise<WebAssembly.Module> | undefined;

/** Creates a decoder of frames with their headers. The first call compiles the module. */
export async function createAmrDecoder(
  codec: "amr_nb" | "amr_wb",
): Promise<{ decode(frame: Uint8Array): Float32Array[] }> {
  const { compile } = await import("./compile_amr.ts");
  const module = await (compiling ??= compile());
  const core = (await WebAssembly.instantiate(module)).exports as unknown as Exports;
  const isWide = codec === "amr_wb";
  core.open(isWide ? 1 : 0);
  const input = new Uint8Array(core.memory.buffer, core.frame(), FRAME_BYTES_MAX);
  const output = new Int16Array(core.memory.buffer, core.samples(), isWide ? 320 : 160);
  const samples = new Float32Array(output.length);
  return {
    decode(frame) {
      input.set(frame);
      core.decode();
      for (let i = 0; i < samples.length; i++) samples[i] = output[i]! / FULL_SCALE;
      return [samples];
    },
  };
}
