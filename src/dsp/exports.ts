/** What `dsp-wasm/dsp.wasm` exports; `dsp-wasm/README.md` has units, alignment and aliasing. */
export interface DspExports {
  readonly memory: WebAssembly.Memory;
  /** First free byte: the arena begins here. */
  readonly heapBase: WebAssembly.Global;
  affine(x: number, length: number, mean: number, scale: number): void;
  bandedBest(
    from: number,
    bins: number,
    weights: number,
    steps: number,
    best: number,
    origin: number,
  ): void;
  conv3x3(
    x: number,
    rowBytes: number,
    rows: number,
    columns: number,
    inputs: number,
    stride: number,
    w: number,
    bias: number,
    outputs: number,
    floor: number,
    pool: number,
    out: number,
    outRowBytes: number,
  ): void;
  evenSpectrum(from: number, stepBytes: number, bins: number, n: number, to: number): void;
  meanMaxPool(
    x: number,
    rows: number,
    columns: number,
    channels: number,
    rowBytes: number,
    scale: number,
    out: number,
  ): void;
  pitchLanes(
    acf: number,
    correction: number,
    low: number,
    high: number,
    preference: number,
    r: number,
    out: number,
  ): void;
  spectralShape8(
    rows: number,
    totals: number,
    before: number,
    totalBefore: number,
    bands: number,
    unit: number,
    floor: number,
    loudest: number,
    least: number,
    out: number,
  ): void;
  trackStatistics(
    x: number,
    frames: number,
    rowBytes: number,
    tracks: number,
    sorted: number,
    out: number,
  ): void;
  blend(a: number, b: number, share: number, length: number, out: number): void;
  cosineSeries(a: number, count: number, cosine: number): number;
  countFrom(x: number, length: number, limit: number): number;
  complexBank4(z: number, bank: number, bands: number, out: number): void;
  dense(
    x: number,
    rows: number,
    inputs: number,
    w: number,
    bias: number,
    outputs: number,
    y: number,
  ): void;
  dequantize(from: number, outputs: number, width: number, scales: number, out: number): void;
  dequantizeBlocks(
    from: number,
    outputs: number,
    inputs: number,
    scales: number,
    out: number,
  ): void;
  gainBlocks(from: number, gains: number, count: number, to: number): void;
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
  splitBlocks(from: number, count: number, first: number, second: number): void;
  extremes8(
    rows: number,
    bins: number,
    keep: number,
    work: number,
    low: number,
    high: number,
  ): void;
  fft64(length: number, w: number, x: number, y: number): number;
  filterbank8(rows: number, bank: number, bands: number, out: number): void;
  fftFrames(
    plan: number,
    from: number,
    hopBytes: number,
    window: number,
    x: number,
    y: number,
  ): number;
  fftInterleaved(plan: number, from: number, x: number, y: number): number;
  fftLanes(plan: number, x: number, y: number): number;
  fftSingle(plan: number, re: number, im: number, stepBytes: number, x: number, y: number): number;
  fir(
    x: number,
    stepBytes: number,
    taps: number,
    length: number,
    count: number,
    out: number,
  ): void;
  lift(x: number, length: number, mean: number, least: number): void;
  loadKaldiFrames(
    from: number,
    hopBytes: number,
    window: number,
    length: number,
    preemphasis: number,
    centered: number,
    to: number,
  ): void;
  loadFrames(
    from: number,
    hopBytes: number,
    window: number,
    length: number,
    to: number,
    stepBytes: number,
  ): void;
  loadPcm(
    from: number,
    stepBytes: number,
    width: number,
    bigEndian: number,
    isFloat: number,
    count: number,
    out: number,
  ): void;
  logScaled(x: number, length: number, floor: number, scale: number, offset: number): void;
  max(x: number, length: number): number;
  min(x: number, length: number): number;
  mirrorLanes(x: number, n: number): void;
  multiply64(x: number, h: number, length: number): void;
  peaks8(
    rows: number,
    bins: number,
    from: number,
    end: number,
    threshold: number,
    lanes: number,
    places: number,
    heights: number,
  ): number;
  power(z: number, bins: number, out: number, stepBytes: number): void;
  rfftSingle(plan: number, from: number, x: number, y: number, out: number): void;
  shareOfRange(x: number, length: number, top: number, range: number): void;
  splitLanes(plan: number, z: number): void;
  splitPower(plan: number, z: number, out: number, stepBytes: number): void;
  squareRoot(x: number, length: number): void;
  storeRows(from: number, stepBytes: number, bins: number, to: number, rowBytes: number): void;
  storeSpectra(from: number, bins: number, to: number, rowBytes: number): void;
  scores64(
    x: number,
    rows: number,
    stride: number,
    w: number,
    outputs: number,
    y: number,
  ): void;
  slopes64(
    x: number,
    rows: number,
    stride: number,
    e: number,
    outputs: number,
    g: number,
  ): void;
  standardize(
    x: number,
    rows: number,
    columns: number,
    mean: number,
    scale: number,
    out: number,
    rowBytes: number,
  ): number;
  sum(x: number, length: number): number;
  sumSquares(x: number, length: number, mean: number): number;
  twiddles(
    fine: number,
    coarse: number,
    shift: number,
    step: number,
    m: number,
    radix: number,
    width: number,
    scale: number,
    out: number,
  ): void;
  yinLanes(x: number, acf: number, scale: number, low: number, high: number, out: number): void;
}
