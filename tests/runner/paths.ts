/** Where the runner finds and leaves things. */
import { fileURLToPath } from "node:url";

/** The repository, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));
/** The folder of the bundled tests and of the packages they import; not committed. */
export const OUT: string = `${ROOT}npm/tests/`;
