import { flag, type Option } from "./option_table.ts";

/** Option `--ffmpeg` of commands that read recordings. */
export const FFMPEG_OPTION: Option<boolean> = flag(
  "Decode recordings without a decoder, such as WavPack, WMA and HE-AAC, with the ffmpeg on PATH; " +
    "each one is noted on standard error and has the format ffmpeg/FORMAT",
);
