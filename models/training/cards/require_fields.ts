/**
 * A view of parsed JSON that throws when a missing property is read.
 *
 * @param name name of the object in the error
 * @throws {RangeError} when a missing property is read
 */
export function present<T extends object>(value: T, name: string): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found = Reflect.get(target, key, receiver);
      // JSON.stringify and `await` look these up.
      if (typeof key === "symbol" || key === "toJSON" || key === "then") return found;
      if (typeof found === "function") return found;
      if (found === undefined || found === null) {
        throw new RangeError(`Reading figures: no ${key} in ${name}`);
      }
      return typeof found === "object" ? present(found, `${name}.${key}`) : found;
    },
  });
}
