/** What `dsp-wasm/dsp.wasm` exports; `dsp-wasm/README.md` has units, alignment and aliasing. */
export interface DspExports {
  readonly memory: WebAssembly.Memory;
  readonly __heap_base: WebAssembly.Global;
  dot(a: number, b: number, length: number): number;
  polyphase(
    x: number,
    out: number,
    count: number,
    phase: number,
    up: number,
    down: number,
    table: number,
    taps: number,
    phases: number,
  ): void;
}
