/**
 * Wraps parsed JSON so that reading a missing property throws a `RangeError`.
 *
 * @param name name of the object in the error
 */
export function requireFields<T extends object>(value: T, name: string): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found = Reflect.get(target, key, receiver);
      // JSON.stringify and `await` read these.
      if (typeof key === "symbol" || key === "toJSON" || key === "then") return found;
      if (typeof found === "function") return found;
      if (found === undefined || found === null) {
        throw new RangeError(`Reading figures: no ${key} in ${name}`);
      }
      return typeof found === "object" ? requireFields(found, `${name}.${key}`) : found;
    },
  });
}
