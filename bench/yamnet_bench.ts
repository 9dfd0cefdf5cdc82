import { yamnetCases } from "./cases/yamnet.ts";
import { register } from "./register.ts";

await register(yamnetCases);
