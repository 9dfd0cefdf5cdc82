import { rfftCases } from "./cases/rfft.ts";
import { register } from "./register.ts";

await register(rfftCases);
