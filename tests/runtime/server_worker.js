/** Worker with the application of the server, as docs/serve.md shows it. */
import { createApp } from "@babycry/babycry/server";

const app = createApp({ maxBodyBytes: 5_000_000 });
export default { fetch: app.fetch };
