import { fitCases } from "./cases/fit.ts";
import { register } from "./register.ts";

await register(fitCases);
