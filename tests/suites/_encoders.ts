/**
 * Encodings that are decoded in the tests, by the program that writes them.
 *
 * @module
 */

/** File that a program writes from a sine. */
export interface Encoding {
  /** Arguments of the program before the input. */
  readonly before?: string;
  /** Arguments of the program between the input and the output. */
  readonly after?: string;
  /** Name of the output without its stem: an extension, or `-kind.extension`. */
  readonly output: string;
  /** Minimum SNR of the sine in dB; `Infinity` when all samples have to be equal. */
  readonly snrDb: number;
  /** Sample rate of the input; default 16 kHz. */
  readonly rateHz?: number;
  /** Sample rate of the decoded file; default that of the input. */
  readonly decodedHz?: number;
  readonly channels?: 1 | 2;
  /** Whether the file does not tell the length of the audio, so that padding is decoded too. */
  readonly isPadded?: boolean;
}

const EXACT = Infinity;
/** Truncation to eight bits leaves 37 dB of the sines of the tests, A-law and mu-law 36 dB. */
const EIGHT_BITS = 35;
const COMPANDED = 30;
const ADPCM = 20;
/** Floating point at another level: libsndfile's program normalizes it. */
const SCALED = 80;
/** Codecs for music at their usual bit rates. */
const LOSSY = 20;
/** AMR keeps the shape of the spectrum, not the samples. */
const SPEECH = 5;

/** Combines each kind of PCM with each container. */
function pcm(
  outputs: readonly string[],
  kinds: Readonly<Record<string, number>>,
  where: "before" | "after",
): Encoding[] {
  return outputs.flatMap((output) =>
    Object.entries(kinds).map(([options, snrDb]) => ({ [where]: options, output, snrDb }))
  );
}

/** Arguments follow the input: `sox -D IN ... OUT`. */
export const SOX: readonly Encoding[] = [
  ...pcm([".wav", ".w64", ".caf", ".aifc", ".au"], {
    "-b 16 -e signed": EXACT,
    "-b 24 -e signed": EXACT,
    "-b 32 -e signed": EXACT,
  }, "after"),
  ...pcm([".wav", ".au"], { "-b 64 -e float": EXACT }, "after"),
  ...pcm([".wav", ".w64", ".caf", ".au"], {
    "-b 32 -e float": EXACT,
    "-e a-law": COMPANDED,
    "-e u-law": COMPANDED,
  }, "after"),
  ...pcm([".wav", ".w64"], { "-b 8 -e unsigned": EIGHT_BITS }, "after"),
  ...pcm([".aif", ".aifc", ".caf", ".au"], { "-b 8 -e signed": EIGHT_BITS }, "after"),
  ...pcm([".aif"], { "-b 16": EXACT, "-b 24": EXACT, "-b 32": EXACT }, "after"),
  ...[1, 2].flatMap((channels) =>
    ["-e ima-adpcm", "-e ms-adpcm"].map((after): Encoding => ({
      ...{ after, output: ".wav", snrDb: ADPCM, isPadded: true, channels: channels as 1 | 2 },
    }))
  ),
  ...Array.from({ length: 9 }, (_, level): Encoding => ({
    ...{ after: `-C ${level}`, output: ".flac", snrDb: EXACT },
  })),
  { after: "-b 24 -C 8", output: ".flac", snrDb: EXACT },
  { after: "-b 8 -C 8", output: ".flac", snrDb: EIGHT_BITS },
  ...[-1, 0, 3, 6, 10].map((quality): Encoding => ({
    ...{ after: `-C ${quality}`, output: ".ogg", snrDb: LOSSY },
  })),
  ...[8000, 11025, 22050, 32000, 44100, 48000].flatMap((rateHz): Encoding[] => [
    { output: ".wav", snrDb: EXACT, rateHz },
    { output: ".aif", snrDb: EXACT, rateHz },
    { output: ".flac", snrDb: EXACT, rateHz },
    { output: ".ogg", snrDb: LOSSY, rateHz },
    { output: ".mp3", snrDb: LOSSY, rateHz, isPadded: true },
  ]),
  ...["64", "64.2", "64.9", "-4.2"].map((quality): Encoding => ({
    ...{ after: `-C ${quality}`, output: ".mp3", snrDb: LOSSY, isPadded: true },
  })),
  ...Array.from({ length: 8 }, (_, mode): Encoding => ({
    ...{ after: `-C ${mode}`, output: ".amr-nb", snrDb: SPEECH, rateHz: 8000, channels: 1 },
    isPadded: true,
  })),
];

const FFMPEG_PCM = {
  s16: EXACT,
  s24: EXACT,
  s32: EXACT,
  f32: EXACT,
  f64: EXACT,
} as const;

function ffmpegPcm(outputs: readonly string[], order: "le" | "be", kinds: readonly string[]) {
  return outputs.flatMap((output) =>
    kinds.map((kind): Encoding => ({
      ...{ after: `-c:a pcm_${kind}${order}`, output, snrDb: FFMPEG_PCM[kind as "s16"] },
    }))
  );
}

/** Arguments follow the input: `ffmpeg -i IN ... OUT`. */
export const FFMPEG: readonly Encoding[] = [
  ...ffmpegPcm([".wav", ".w64", ".mov", ".caf", ".mka"], "le", ["s16", "s24", "s32", "f32", "f64"]),
  ...ffmpegPcm([".mov", ".caf", ".au", ".aiff"], "be", ["s16", "s24", "s32", "f32", "f64"]),
  ...pcm([".wav", ".w64", ".mov", ".au", ".caf", ".aiff"], {
    "-c:a pcm_alaw": COMPANDED,
    "-c:a pcm_mulaw": COMPANDED,
  }, "after"),
  ...pcm([".wav", ".w64", ".mka"], { "-c:a pcm_u8": EIGHT_BITS }, "after"),
  ...pcm([".au", ".aiff", ".mov"], { "-c:a pcm_s8": EIGHT_BITS }, "after"),
  { after: "-c:a pcm_s16le -rf64 always", output: "-rf64.wav", snrDb: EXACT },
  ...[1, 2].flatMap((channels): Encoding[] => [
    ...["adpcm_ima_wav", "adpcm_ms"].map((codec): Encoding => ({
      ...{ after: `-c:a ${codec}`, output: ".wav", snrDb: ADPCM, isPadded: true },
      channels: channels as 1 | 2,
    })),
    ...[".aiff", ".caf"].map((output): Encoding => ({
      ...{ after: "-c:a adpcm_ima_qt", output, snrDb: ADPCM, isPadded: true },
      channels: channels as 1 | 2,
    })),
  ]),
  ...[".flac", ".oga", ".mka"].flatMap((output) =>
    ["-c:a flac", "-c:a flac -sample_fmt s32", "-c:a flac -compression_level 12"].map((
      after,
    ): Encoding => ({ after, output, snrDb: EXACT }))
  ),
  ...[".m4a", ".mov", ".mka"].flatMap((output) =>
    ["-c:a alac", "-c:a alac -sample_fmt s32p"].map((after): Encoding => ({
      ...{ after, output, snrDb: EXACT },
    }))
  ),
  ...[8000, 16000, 44100, 48000].flatMap((rateHz) =>
    [
      ".m4a",
      ".aac",
      ".ts",
      ".mka",
      "-fragments.mp4 -movflags +frag_keyframe+empty_moov",
    ].map((name): Encoding => {
      const [output = "", ...options] = name.split(" ");
      const after = ["-c:a aac -b:a 96k", ...options].join(" ");
      return { after, output, snrDb: LOSSY, rateHz, isPadded: true };
    })
  ),
  ...[".opus", ".webm", ".mka", ".mp4"].flatMap((output) =>
    [16000, 48000].map((rateHz): Encoding => ({
      ...{ after: "-c:a libopus -b:a 64k", output, snrDb: LOSSY, rateHz, decodedHz: 48000 },
      isPadded: true,
    }))
  ),
  ...[".ogg", ".webm", ".mka"].map((output): Encoding => ({
    ...{ after: "-c:a libvorbis", output, snrDb: LOSSY, isPadded: true },
  })),
  ...[".mp3", ".mp4", ".mka", ".ts"].map((output): Encoding => ({
    ...{ after: "-c:a libmp3lame", output, snrDb: LOSSY, isPadded: output !== ".mp3" },
  })),
  ...[".mp2", ".ts", ".mka"].map((output): Encoding => ({
    ...{ after: "-c:a mp2 -b:a 128k", output, snrDb: LOSSY, isPadded: true },
  })),
];

const SNDFILE_PCM = {
  "-pcm16": EXACT,
  "-pcm24": EXACT,
  "-pcm32": EXACT,
  "-float32": SCALED,
  "-float64": SCALED,
  "-ulaw": COMPANDED,
  "-alaw": COMPANDED,
};

/** Arguments precede the input: `sndfile-convert ... IN OUT`. */
export const SNDFILE: readonly Encoding[] = [
  ...pcm([".wav", ".w64", ".aif", ".au", ".caf", ".rf64", ".wavex"], SNDFILE_PCM, "before"),
  ...pcm([".wav", ".w64", ".rf64", ".wavex"], { "-pcmu8": EIGHT_BITS }, "before"),
  ...pcm([".aif", ".au", ".caf"], { "-pcms8": EIGHT_BITS }, "before"),
  ...["little", "big"].flatMap((endian) =>
    pcm([".wav", ".aif", ".au", ".caf"], {
      [`-endian=${endian} -pcm16`]: EXACT,
      [`-endian=${endian} -pcm24`]: EXACT,
      [`-endian=${endian} -pcm32`]: EXACT,
    }, "before")
  ),
  ...["little", "big"].flatMap((endian) =>
    pcm([".wav", ".au", ".caf"], { [`-endian=${endian} -float32`]: SCALED }, "before")
  ),
  ...[1, 2].flatMap((channels) =>
    ["-ima-adpcm .wav", "-ms-adpcm .wav", "-ima-adpcm .w64", "-ms-adpcm .w64", "-ima-adpcm .aif"]
      .map((row): Encoding => {
        const [before = "", output = ""] = row.split(" ");
        return { before, output, snrDb: ADPCM, isPadded: true, channels: channels as 1 | 2 };
      })
  ),
  ...pcm([".flac"], { "-pcms8": EIGHT_BITS, "-pcm16": EXACT, "-pcm24": EXACT }, "before"),
  { before: "-vorbis", output: ".oga", snrDb: LOSSY, rateHz: 44100 },
];

/** Arguments precede the input: `lame ... IN OUT`. */
export const LAME: readonly Encoding[] = [
  ...[
    ...["-b 128", "-b 320", "--abr 160", "-V 0", "-V 2", "-V 4", "-m s", "-m j", "-m f", "-m d"],
    ...["-f", "-h", "--preset standard", "--preset insane", "-p", "--nores", "--cbr -b 192"],
    ...["--tt title --id3v2-only", "--tt title --id3v1-only", "--strictly-enforce-ISO"],
  ].map((before): Encoding => ({ before, output: ".mp3", snrDb: LOSSY, rateHz: 44100 })),
  // The frames of mono at low rates are too short for a header with the delay.
  ...[8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000].flatMap((rateHz) =>
    ([1, 2] as const).map((channels): Encoding => ({
      ...{ before: "--resample " + rateHz / 1000, output: ".mp3", snrDb: LOSSY, rateHz, channels },
      isPadded: channels === 1 && rateHz < 32_000,
    }))
  ),
  { before: "-t", output: ".mp3", snrDb: LOSSY, rateHz: 44100, isPadded: true },
];

/** Arguments precede the output: `oggenc -Q ... IN -o OUT`. */
export const OGGENC: readonly Encoding[] = [
  ...[-1, 0, 1, 3, 5, 8, 10].map((quality): Encoding => ({
    ...{ before: `-q ${quality}`, output: ".ogg", snrDb: LOSSY, rateHz: 44100 },
  })),
  ...[8000, 11025, 16000, 22050, 32000, 48000].map((rateHz): Encoding => ({
    ...{ output: ".ogg", snrDb: LOSSY, rateHz },
  })),
  { before: "--managed -b 96", output: ".ogg", snrDb: LOSSY, rateHz: 44100 },
  { before: "-c comment=text", output: ".ogg", snrDb: LOSSY, rateHz: 44100, channels: 1 },
];

/** Arguments precede the input: `opusenc --quiet ... IN OUT`. */
export const OPUSENC: readonly Encoding[] = [
  ...["--bitrate 24", "--bitrate 96", "--bitrate 256", "--hard-cbr", "--framesize 2.5"],
  ...["--framesize 60", "--speech", "--music", "--comp 0"],
].map((before): Encoding => ({
  ...{ before, output: ".opus", snrDb: before === "--speech" ? 10 : LOSSY, rateHz: 48000 },
}));

/** Arguments precede the input: `flac -s ... IN -o OUT`. */
export const FLAC: readonly Encoding[] = [
  ...Array.from({ length: 9 }, (_, level) => `-${level}`),
  ...["--lax -b 65535 -l 32", "-b 16", "-b 192 --no-mid-side", "-8 -e -p", "-r 8", "--ogg"],
  ...["-P 100000", "--no-padding --no-seektable", "-S 10x"],
].map((before): Encoding => ({
  ...{ before, output: before === "--ogg" ? ".oga" : ".flac", snrDb: EXACT },
}));
