import { loadPackage } from "../../listen/sinks/load_package.ts";

/** Part of `ipaddr.js` that is used here. */
interface IpAddr {
  process(text: string): { range(): string; toString(): string };
  isValid(text: string): boolean;
}

/**
 * Tells whether an address is public: not private, loopback, link-local, multicast, reserved or an
 * IPv4-mapped form of one.
 *
 * @param address IPv4 or IPv6 address, without brackets
 */
export async function isPublic(address: string): Promise<boolean> {
  const { default: ipaddr } = await loadPackage<{ default: IpAddr }>("ipaddr.js");
  // `process` converts IPv4-mapped addresses to IPv4.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}
