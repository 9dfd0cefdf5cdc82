import { toUpstreamJson } from "../../prediction/upstream_format.ts";
import type { Output } from "../host.ts";
import { messageOf } from "./error_message.ts";
import type { Report } from "./report.ts";

/** One JSON object a recording, a line each, as the published system answers; errors on `err`. */
export function createOriginalReport(out: Output, err: Output): Report {
  return {
    prediction: (_, prediction) => out.write(`${JSON.stringify(toUpstreamJson(prediction))}\n`),
    failure: (path, error) => err.write(`${path}: ${messageOf(error)}\n`),
    end() {},
  };
}
