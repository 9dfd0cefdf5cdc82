/**
 * Exports of `dsp-wasm/dsp.wasm`, in the order of the files in `dsp-wasm/assembly`.
 * `dsp-wasm/README.md` documents their units, alignment and aliasing. The file is long
 * because kernels take many arguments.
 */
export interface DspExports {
  readonly memory: WebAssembly.Memory;

  // conv.ts: networks of images
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
  meanMaxPool(
    x: number,
    rows: number,
    columns: number,
    channels: number,
    rowBytes: number,
    scale: number,
    out: number,
  ): void;

  // dense.ts: linear layers and transforms by a matrix
  dense(
    x: number,
    rows: number,
    inputs: number,
    w: number,
    bias: number,
    outputs: number,
    y: number,
  ): void;

  // depthwise.ts: networks of images, a kernel for each channel
  depthwise3x3(
    above: number,
    here: number,
    below: number,
    columns: number,
    channels: number,
    stride: number,
    w: number,
    bias: number,
    floor: number,
    ceiling: number,
    out: number,
  ): void;

  // extremes.ts: means of the lowest and the highest values
  extremes8(
    rows: number,
    bins: number,
    keep: number,
    work: number,
    low: number,
    high: number,
  ): void;

  // fft.ts: the complex FFT
  fftInterleaved(plan: number, from: number, x: number, y: number): number;
  fftLanes(plan: number, x: number, y: number): number;
  fftSingle(plan: number, re: number, im: number, stepBytes: number, x: number, y: number): number;

  // fft64.ts: the complex FFT in float64
  fft64(length: number, w: number, x: number, y: number): number;
  multiply64(x: number, h: number, length: number): void;

  // fft_frames.ts: the complex FFT of windowed frames
  fftFrames(
    plan: number,
    from: number,
    hopBytes: number,
    window: number,
    x: number,
    y: number,
  ): number;

  // fft_real.ts: the real FFT
  rfftSingle(plan: number, from: number, x: number, y: number, out: number): void;
  splitLanes(plan: number, z: number): void;

  // flac.ts: subframes of FLAC
  flacFloats(x: number, samples: number, bits: number, out: number): number;
  flacStereo(first: number, second: number, samples: number, assignment: number): void;
  flacSubframe(
    bytes: number,
    end: number,
    at: number,
    depth: number,
    samples: number,
    out: number,
    w: number,
  ): number;

  // kaldi.ts: Kaldi's frames
  loadKaldiFrames(
    from: number,
    hopBytes: number,
    window: number,
    length: number,
    preemphasis: number,
    centered: number,
    to: number,
  ): void;

  // lanes.ts: between rows and lanes
  loadFrames(
    from: number,
    hopBytes: number,
    window: number,
    length: number,
    to: number,
    stepBytes: number,
  ): void;
  storeRows(from: number, stepBytes: number, bins: number, to: number, rowBytes: number): void;
  storeSpectra(from: number, bins: number, to: number, rowBytes: number): void;

  // levels.ts: ranges of values, and values between two rows
  blend(a: number, b: number, share: number, length: number, out: number): void;
  clamp(x: number, length: number, floor: number, ceiling: number): void;
  lift(x: number, length: number, mean: number, least: number): void;
  min(x: number, length: number): number;
  shareOfRange(x: number, length: number, top: number, range: number): void;

  // linear64.ts: fitting of linear heads in float64
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

  // log.ts: the logarithm
  logScaled(x: number, length: number, floor: number, scale: number, offset: number): void;

  // magnitudes64.ts: magnitudes by transforms in float64
  magnitudes64(
    from: number,
    window: number,
    length: number,
    n: number,
    w: number,
    factors: number,
    x: number,
    y: number,
    out: number,
    stepBytes: number,
  ): void;

  // memory.ts: the first free byte
  readonly heapBase: WebAssembly.Global;

  // pcm.ts: samples of files
  loadPcm(
    from: number,
    stepBytes: number,
    width: number,
    bigEndian: number,
    isFloat: number,
    count: number,
    out: number,
  ): void;

  // peaks.ts: local maxima of spectra
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

  // pitch.ts: pitch by autocorrelation
  evenSpectrum(from: number, stepBytes: number, bins: number, n: number, to: number): void;
  pitchLanes(
    acf: number,
    correction: number,
    low: number,
    high: number,
    preference: number,
    r: number,
    out: number,
  ): void;

  // pointwise.ts: products with int8 weights
  pointwise(
    x: number,
    xScales: number,
    rows: number,
    inputs: number,
    w: number,
    wScales: number,
    bias: number,
    outputs: number,
    floor: number,
    ceiling: number,
    out: number,
  ): void;
  quantizeRows(
    x: number,
    rows: number,
    width: number,
    limit: number,
    out: number,
    scales: number,
  ): void;

  // polyphase.ts: resampling by any ratio
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

  // power.ts: power spectra and filterbanks
  complexBank4(z: number, bank: number, bands: number, out: number): void;
  filterbank8(rows: number, bank: number, bands: number, out: number): void;
  power(z: number, bins: number, out: number, stepBytes: number): void;
  splitPower(plan: number, z: number, out: number, stepBytes: number): void;
  squareRoot(x: number, length: number): void;

  // quantized.ts: int8 weights and inputs of networks
  dequantize(from: number, outputs: number, width: number, scales: number, out: number): void;
  dequantizeBlocks(
    from: number,
    outputs: number,
    inputs: number,
    scales: number,
    out: number,
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

  // reduce.ts: sums over vectors
  affine(x: number, length: number, mean: number, scale: number): void;
  countFrom(x: number, length: number, limit: number): number;
  fir(
    x: number,
    stepBytes: number,
    taps: number,
    length: number,
    count: number,
    out: number,
  ): void;
  max(x: number, length: number): number;
  sum(x: number, length: number): number;
  sumSquares(x: number, length: number, mean: number): number;

  // resample.ts: resampling by transforms
  cosineSeries(a: number, count: number, cosine: number): number;
  gainBlocks(from: number, gains: number, count: number, to: number): void;
  splitBlocks(from: number, count: number, first: number, second: number): void;

  // spectral_shape.ts: the shape of spectra
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

  // statistics.ts: statistics over time
  trackStatistics(
    x: number,
    frames: number,
    rowBytes: number,
    tracks: number,
    sorted: number,
    out: number,
  ): void;

  // twiddles.ts: factors of transforms
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

  // viterbi.ts: the best path
  bandedBest(
    from: number,
    bins: number,
    weights: number,
    steps: number,
    best: number,
    origin: number,
  ): void;

  // yin.ts: pitch by YIN
  mirrorLanes(x: number, n: number): void;
  yinLanes(x: number, acf: number, scale: number, low: number, high: number, out: number): void;
}
