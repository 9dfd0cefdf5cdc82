import { flag, group, option, type OptionTable } from "./option_table.ts";
import { integer, positive, seconds, text, type ValueParser } from "./value_parsers.ts";

/** Values of {@link SERVE_OPTIONS}. */
export interface ServeValues {
  readonly host: string;
  readonly port: number;
  readonly "token-file": string | undefined;
  readonly "allow-urls": boolean;
  readonly workers: number | undefined;
  readonly "time-limit": number;
  readonly "max-seconds": number;
  readonly "max-mb": number;
  readonly "max-files": number;
  readonly "memory-mb": number;
  readonly "max-waiting": number;
  readonly "max-streams": number;
  readonly spool: string | undefined;
  readonly jobs: string | undefined;
  readonly "jobs-days": number;
  readonly drain: number;
  readonly quiet: boolean;
}

const port: ValueParser<number> = {
  placeholder: "PORT",
  expected: "a port, or 0 for any that is free",
  parse(text) {
    const value = Number(text);
    return /^\d+$/.test(text) && value <= 65_535 ? value : undefined;
  },
};

/** Options of `serve`. */
export const SERVE_OPTIONS: OptionTable<ServeValues> = {
  ...group("Server", {
    host: option(text("HOST"), "Listen at this address; others than the default need a token", {
      default: "127.0.0.1",
    }),
    port: option(port, "Listen at this port", { default: "8000" }),
    "token-file": option(text("FILE"), "Require one of the tokens in FILE, one on each line", {
      defaultText: "BABYCRY_TOKEN",
    }),
    "allow-urls": flag("Accept URLs of public addresses in place of recordings"),
    jobs: option(text("DIR"), "Keep jobs in DIR and run them", { defaultText: "no jobs" }),
    "jobs-days": option(positive, "Delete results of jobs after this many days", { default: "1" }),
    drain: option(seconds, "Wait this long for requests under way at SIGTERM", { default: "30" }),
    quiet: flag("Write no line for each request"),
  }),
  ...group("Limits", {
    workers: option(integer(1), "Predict in this many threads", {
      defaultText: "the number of processors",
    }),
    "time-limit": option(seconds, "Replace a worker that needs longer for a recording", {
      default: "60",
    }),
    "max-seconds": option(seconds, "Refuse longer recordings", { default: "3600" }),
    "max-mb": option(positive, "Refuse larger bodies, in MB", { default: "25" }),
    "max-files": option(integer(1), "Refuse forms with more files", { default: "32" }),
    "memory-mb": option(positive, "Hold this much of uploads in memory, in MB; others wait", {
      default: "64",
    }),
    spool: option(text("DIR"), "Write uploads that do not fit in memory to DIR", {
      defaultText: "they wait",
    }),
    "max-waiting": option(integer(0), "Answer 503 when more uploads or recordings wait", {
      default: "1000",
    }),
    "max-streams": option(integer(0), "Answer 429 when more live streams are open", {
      default: "16",
    }),
  }),
};
