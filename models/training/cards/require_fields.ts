/**
 * The same object, from which nothing that is missing can be read.
 *
 * @param name what it is called in the error
 * @throws {RangeError} when a property that is not there is read
 */
export function present<T extends object>(value: T, name: string): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found = Reflect.get(target, key, receiver);
      // Of JSON, only what JSON itself and `await` look for may be missing.
      if (typeof key === "symbol" || key === "toJSON" || key === "then") return found;
      if (typeof found === "function") return found;
      if (found === undefined || found === null) {
        throw new RangeError(`Read figures: there is no ${key} in ${name}`);
      }
      return typeof found === "object" ? present(found, `${name}.${key}`) : found;
    },
  });
}
