import { featureCases } from "./cases/features.ts";
import { register } from "./register.ts";

await register(featureCases);
