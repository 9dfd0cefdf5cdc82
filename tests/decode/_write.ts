/** Minimal writers of small audio files. */

/** Content of a part of a file. */
export type Part = string | number[] | Uint8Array;

export function bytesOf(...parts: Part[]): Uint8Array<ArrayBuffer> {
  const arrays = parts.map((part) =>
    typeof part === "string"
      ? Uint8Array.from(part, (character) => character.charCodeAt(0))
      : Uint8Array.from(part)
  );
  const whole = new Uint8Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

/** Encodes an integer in `size` bytes, big-endian. */
export function be(value: number, size: number): number[] {
  return Array.from(
    { length: size },
    (_, i) => Math.floor(value / 2 ** (8 * (size - 1 - i))) & 255,
  );
}

/** Encodes an integer in `size` bytes, little-endian. */
export function le(value: number, size: number): number[] {
  return be(value, size).reverse();
}

export function float(value: number, size: 4 | 8, littleEndian: boolean): number[] {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 4) view.setFloat32(0, value, littleEndian);
  else view.setFloat64(0, value, littleEndian);
  return [...new Uint8Array(view.buffer)];
}

/** Creates a chunk of RIFF (little-endian) or IFF, padded to an even size. */
export function chunk(id: string, body: Part, order: typeof le | typeof be = le): Uint8Array {
  const inner = bytesOf(body);
  return bytesOf(id, order(inner.length, 4), inner, inner.length & 1 ? [0] : []);
}

export interface WavOptions {
  tag: number;
  channels: number;
  sampleRateHz: number;
  bits: number;
  blockBytes?: number;
  /** Content of the `fmt ` chunk after its first 16 bytes. */
  extra?: Part;
  /** Chunks between `fmt ` and `data`. */
  before?: Part;
  order?: typeof le | typeof be;
}

export function wavFile(options: WavOptions, body: Part): Uint8Array<ArrayBuffer> {
  const { tag, channels, sampleRateHz, bits, order = le } = options;
  const blockBytes = options.blockBytes ?? channels * Math.ceil(bits / 8);
  const format = bytesOf(
    order(tag, 2),
    order(channels, 2),
    order(sampleRateHz, 4),
    order(sampleRateHz * blockBytes, 4),
    order(blockBytes, 2),
    order(bits, 2),
    options.extra ?? [],
  );
  const inner = bytesOf(
    "WAVE",
    chunk("fmt ", format, order),
    options.before ?? [],
    chunk("data", body, order),
  );
  return bytesOf(order === le ? "RIFF" : "RIFX", order(inner.length, 4), inner);
}

export interface AiffOptions {
  /** Four-character code of AIFF-C; absent for plain AIFF. */
  codec?: string;
  channels: number;
  frames: number;
  sampleRateHz: number;
  bits: number;
}

export function aiffFile(options: AiffOptions, body: Part): Uint8Array<ArrayBuffer> {
  const { codec, channels, frames, sampleRateHz, bits } = options;
  const common = bytesOf(
    be(channels, 2),
    be(frames, 4),
    be(bits, 2),
    float80(sampleRateHz),
    codec ? bytesOf(codec, [0, 0]) : [],
  );
  const inner = bytesOf(
    codec ? "AIFC" : "AIFF",
    chunk("COMM", common, be),
    chunk("SSND", bytesOf(be(0, 8), body), be),
  );
  return bytesOf("FORM", be(inner.length, 4), inner);
}

/** Encodes an integer below 2^32 as an 80-bit float. */
function float80(value: number): number[] {
  const exponent = value > 0 ? Math.floor(Math.log2(value)) : 0;
  return [
    ...be(value > 0 ? 16383 + exponent : 0, 2),
    ...be(value * 2 ** (31 - exponent), 4),
    ...be(0, 4),
  ];
}

export interface CafOptions {
  codec: string;
  flags?: number;
  bytesPerPacket: number;
  framesPerPacket?: number;
  channels: number;
  bits: number;
  sampleRateHz: number;
  /** Numbers of valid and priming frames in the packet table. */
  packets?: { valid: number; priming: number };
}

export function cafFile(options: CafOptions, body: Part): Uint8Array<ArrayBuffer> {
  const { codec, flags = 0, bytesPerPacket, framesPerPacket = 1, channels, bits } = options;
  const cafChunk = (id: string, inner: Uint8Array) => bytesOf(id, be(inner.length, 8), inner);
  const table = options.packets;
  return bytesOf(
    "caff",
    be(1, 2),
    be(0, 2),
    cafChunk(
      "desc",
      bytesOf(
        float(options.sampleRateHz, 8, false),
        codec,
        be(flags, 4),
        be(bytesPerPacket, 4),
        be(framesPerPacket, 4),
        be(channels, 4),
        be(bits, 4),
      ),
    ),
    table
      ? cafChunk("pakt", bytesOf(be(0, 8), be(table.valid, 8), be(table.priming, 4), be(0, 4)))
      : [],
    cafChunk("data", bytesOf(be(0, 4), body)),
  );
}

export interface TrackOptions {
  brand?: string;
  codec: string;
  /** Samples of each chunk, of any number of bytes each. */
  chunks: Uint8Array[][];
  handler?: string;
  fragmented?: boolean;
}

/** Creates an MP4 file with one track; its samples follow its tables. */
export function mp4File(options: TrackOptions): Uint8Array<ArrayBuffer> {
  const { brand = "3gp4", codec, chunks, handler = "soun", fragmented = false } = options;
  const box = (type: string, ...parts: Part[]): Uint8Array => {
    const inner = bytesOf(...parts);
    return bytesOf(be(inner.length + 8, 4), type, inner);
  };
  const samples = chunks.flat();
  const file = (offsets: number[]) =>
    bytesOf(
      box("ftyp", brand, be(0, 4), brand),
      box(
        "moov",
        box(
          "trak",
          box(
            "mdia",
            box("hdlr", be(0, 8), handler, be(0, 12), [0]),
            box(
              "minf",
              box(
                "stbl",
                box("stsd", be(0, 4), be(1, 4), box(codec, be(0, 28))),
                box(
                  "stsz",
                  be(0, 4),
                  be(0, 4),
                  be(samples.length, 4),
                  samples.flatMap((s) => be(s.length, 4)),
                ),
                box(
                  "stsc",
                  be(0, 4),
                  be(chunks.length, 4),
                  chunks.flatMap((c, i) => [...be(i + 1, 4), ...be(c.length, 4), ...be(1, 4)]),
                ),
                box("stco", be(0, 4), be(chunks.length, 4), offsets.flatMap((at) => be(at, 4))),
              ),
            ),
          ),
        ),
        fragmented ? box("mvex") : [],
      ),
      fragmented ? box("moof") : [],
      box("mdat", ...samples),
    );
  let at = file(chunks.map(() => 0)).length - bytesOf(...samples).length;
  return file(chunks.map((chunk) => {
    const start = at;
    at += bytesOf(...chunk).length;
    return start;
  }));
}

/** Creates a WAV file of 16-bit mono samples; values above full scale are clipped. */
export function wav(
  samples: Float32Array,
  sampleRateHz: number,
  before: Part = [],
): Uint8Array<ArrayBuffer> {
  const data = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((x, i) =>
    data.setInt16(2 * i, Math.max(-32_768, Math.min(32_767, Math.round(32_768 * x))), true)
  );
  return wavFile(
    { tag: 1, channels: 1, sampleRateHz, bits: 16, before },
    new Uint8Array(data.buffer),
  );
}
