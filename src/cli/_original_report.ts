import { formatOriginal } from "../prediction/original.ts";
import type { Output } from "./_host.ts";
import { messageOf } from "./_message_of.ts";
import type { Report } from "./_report.ts";

/** One JSON object a recording, a line each, as the published system answers; errors on `err`. */
export function createOriginalReport(out: Output, err: Output): Report {
  return {
    prediction: (_, prediction) => out.write(`${JSON.stringify(formatOriginal(prediction))}\n`),
    failure: (path, error) => err.write(`${path}: ${messageOf(error)}\n`),
    end() {},
  };
}
