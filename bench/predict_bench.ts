import { predictCases } from "./cases/predict.ts";
import { register } from "./register.ts";

await register(predictCases);
