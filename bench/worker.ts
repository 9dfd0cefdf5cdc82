/**
 * Worker that runs a case a number of times: `/?case=NAME&calls=10`.
 *
 * @module
 */
import type { Work } from "./case.ts";
import { predictCases } from "./cases/predict.ts";

const works = new Map<string, Work>();

export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const name = searchParams.get("case")!;
    if (!works.has(name)) {
      const found = predictCases.find((one) => one.name === name)!;
      works.set(name, (await found.setUp()).ours);
    }
    const work = works.get(name)!;
    for (let calls = Number(searchParams.get("calls")); calls > 0; calls--) await work();
    return new Response("done");
  },
};
