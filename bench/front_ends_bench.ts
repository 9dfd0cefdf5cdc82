import { classifierFrontEndCases } from "./cases/classifier_front_ends.ts";
import { frontEndCases } from "./cases/front_ends.ts";
import { register } from "./register.ts";

await register([...frontEndCases, ...classifierFrontEndCases]);
