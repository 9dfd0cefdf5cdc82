import { openAiff } from "./aiff.ts";
import { openAmr } from "./amr.ts";
import { openCaf } from "./caf.ts";
import { openFlac } from "./flac.ts";
import { openMp3 } from "./mp3.ts";
import { openMp4 } from "./mp4.ts";
import { openOgg } from "./ogg.ts";
import type { OpenAudio } from "./opened_audio.ts";
import { openWav } from "./wav.ts";

/** Functions that open a file, by the name of its format in `sniffFormat`. */
export const OPENERS: Readonly<Record<string, OpenAudio>> = {
  wav: openWav,
  aiff: openAiff,
  caf: openCaf,
  amr: openAmr,
  "3gp": openMp4,
  mp4: openMp4,
  m4a: openMp4,
  mov: openMp4,
  "ogg/vorbis": openOgg,
  ogg: openOgg,
  mp3: openMp3,
  flac: openFlac,
};

/** Supported formats, for errors. */
export const FORMATS = "WAV, AIFF, CAF, FLAC, MP3, Ogg Vorbis or AMR";
