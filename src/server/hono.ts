/** Packages that the application loads with its entry; the only file that names them. */
export { OpenAPIHono, z } from "npm:@hono/zod-openapi@1.6.3";
export type { Context } from "npm:hono@4.13.19";
