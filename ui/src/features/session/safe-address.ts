/** An address within this page; anything that could lead elsewhere becomes Home. */
export function safeAddress(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
