// The protocol's formulas, written a second time from its description: what the chain pays is compared with these, to the atom.

const PPB = 1_000_000_000n;
const YEAR = 31_536_000n;
export const DAY = 86_400;

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** Day number of the first midnight at least `days` after `now`. */
export function midnightAfter(now: number, days: number): number {
  return Math.ceil(now / DAY) + days;
}

/** Upper bound of a source's interval at scale 1e9: price + ceil(k · deviation), all given as decimal numbers. */
export function upperBound(price: string, deviation: string, kBps: number): bigint {
  return scaled(price) + ceilDiv(scaled(deviation) * BigInt(kBps), 10_000n);
}

/** A decimal number at scale 1e9. */
export function scaled(text: string): bigint {
  const [whole = "0", part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(9, "0"));
}

/** Share of cover (ppb) that a linear curve pays at a price, rounded down. */
export function ratio(price: bigint, curve: { attachment: number; exhaustion: number; largest: number }): bigint {
  const [attachment, exhaustion, largest] = [BigInt(curve.attachment), BigInt(curve.exhaustion), BigInt(curve.largest)];
  if (price >= attachment) return 0n;
  if (price <= exhaustion) return largest;
  return (largest * (attachment - price)) / (attachment - exhaustion);
}

/** What a policy gets from one fully funded step: floor(cover · ratio). */
export function payout(cover: bigint, ratio: bigint): bigint {
  return (cover * ratio) / PPB;
}

/** What the pool reserves for a step: ceil(cover · rise). */
export function needed(cover: bigint, rise: bigint): bigint {
  return ceilDiv(cover * rise, PPB);
}

interface Limits {
  cap: number;
  base: number;
  kink: number;
  atKink: number;
  full: number;
  minimum: number;
}

/** Area under the price curve from `used` to `used + cover`, times the time: rounded up, at least one atom. */
export function premium(limits: Limits, used: bigint, cover: bigint, seconds: bigint): bigint {
  const cap = BigInt(limits.cap);
  const kink = (cap * BigInt(limits.kink)) / PPB;
  const min = (a: bigint, b: bigint) => (a < b ? a : b);
  const max = (a: bigint, b: bigint) => (a > b ? a : b);
  const segment = (first: number, last: number, width: bigint, a: bigint, b: bigint) =>
    BigInt(first) * (b - a) + ceilDiv(BigInt(last - first) * (a + b) * (b - a), 2n * width);
  const after = used + cover;
  const below = segment(limits.base, limits.atKink, kink, min(used, kink), min(after, kink));
  const above = segment(limits.atKink, limits.full, cap - kink, max(used - kink, 0n), max(after - kink, 0n));
  const area = max(below + above, BigInt(limits.minimum) * cover);
  return max(ceilDiv(area * seconds, YEAR * PPB), 1n);
}

/** Shares for a deposit, rounded down. */
export function sharesFor(amount: bigint, assets: bigint, shares: bigint): bigint {
  return (amount * (shares + 1_000n)) / (assets + 1n);
}

/** What shares are worth, rounded down. */
export function valueOf(part: bigint, assets: bigint, shares: bigint): bigint {
  return (part * (assets + 1n)) / (shares + 1_000n);
}
