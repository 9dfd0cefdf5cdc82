import { openAdts } from "./adts.ts";
import { openAiff } from "./aiff.ts";
import { openAmr } from "./amr.ts";
import { openAu } from "./au.ts";
import { openCaf } from "./caf.ts";
import { openFlac } from "./flac.ts";
import { openMpa } from "./mpa.ts";
import { openMpegTs } from "./mpeg_ts.ts";
import { openMp3 } from "./mp3.ts";
import { openMp4 } from "./mp4.ts";
import { openOgg } from "./ogg.ts";
import type { OpenAudio } from "./opened_audio.ts";
import { openW64 } from "./w64.ts";
import { openWav } from "./wav.ts";
import { openWebm } from "./webm.ts";

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
  "ogg/opus": openOgg,
  "ogg/flac": openOgg,
  ogg: openOgg,
  mp3: openMp3,
  flac: openFlac,
  aac: openAdts,
  mp1: openMpa,
  mp2: openMpa,
  mpegts: openMpegTs,
  webm: openWebm,
  matroska: openWebm,
  au: openAu,
  w64: openW64,
};

/** Supported formats, for errors. */
export const FORMATS = "WAV, AIFF, CAF, AU, FLAC, MP3, MP4, AAC, Ogg, WebM, MPEG-TS or AMR";
