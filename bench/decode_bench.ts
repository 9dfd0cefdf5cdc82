import { decodeCases } from "./cases/decode.ts";
import { register } from "./register.ts";

await register(decodeCases);
