import { listenCases } from "./cases/listen.ts";
import { register } from "./register.ts";

await register(listenCases);
