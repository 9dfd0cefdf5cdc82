import { networkCases } from "./cases/networks.ts";
import { register } from "./register.ts";

await register(networkCases);
