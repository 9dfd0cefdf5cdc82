import { logMelCases } from "./cases/log_mel.ts";
import { register } from "./register.ts";

await register(logMelCases);
