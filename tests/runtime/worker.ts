/**
 * Worker that runs the case in the path of a request: status 200 when it passes, 500 with the error
 * otherwise.
 *
 * @module
 */
import { cases } from "./cases.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    try {
      await cases[name]!();
      return new Response("passed");
    } catch (error) {
      return new Response(String(error instanceof Error ? error.stack : error), { status: 500 });
    }
  },
};
