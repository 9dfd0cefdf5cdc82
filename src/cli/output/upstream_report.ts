import { toUpstreamJson } from "../../prediction/upstream_format.ts";
import { oneLine } from "../../terminal/text_width.ts";
import type { Output } from "../host.ts";
import { messageOf } from "./error_message.ts";
import type { Report } from "./report.ts";

/**
 * Creates a report in the JSON format of the published system, one object per line; errors are
 * written to `err`.
 */
export function createUpstreamReport(out: Output, err: Output): Report {
  return {
    prediction: (_, prediction) => out.write(`${JSON.stringify(toUpstreamJson(prediction))}\n`),
    failure: (path, error) => err.write(`${oneLine(`${path}: ${messageOf(error)}`)}\n`),
    end() {},
  };
}
