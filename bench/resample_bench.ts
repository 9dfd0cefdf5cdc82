import { resampleCases } from "./cases/resample.ts";
import { register } from "./register.ts";

await register(resampleCases);
