import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 128 random bits, in 22 characters that need no quoting in a URL or a shell. */
export function createToken(): string {
  return randomBytes(16).toString('base64url');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in a time that reveals nothing about where, or in which length, two tokens differ. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}
