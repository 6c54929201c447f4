/** Enforces “nothing leaves your browser”: the Content-Security-Policy of the built page. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Everything the page needs comes from its own origin.
 * @param styles contents of the inline style elements
 */
export function contentSecurityPolicy(styles: readonly string[]): string {
  const hashes = styles.map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  return [
    "default-src 'self'",
    // WebAssembly is compiled from bytes; JavaScript never is.
    "script-src 'self' 'wasm-unsafe-eval'",
    ['style-src', "'self'", ...hashes].join(' '),
    // The worker starts from a blob URL so that it inherits this policy (src/run/start-worker.ts).
    "worker-src 'self' blob:",
    "connect-src 'self'",
    // Pictures of a comparison are drawn from data URLs.
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** A plugin that writes the policy into the head of every built page. The development server needs inline scripts. */
export function enforceContentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => [
        {
          tag: 'meta',
          attrs: {
            'http-equiv': 'Content-Security-Policy',
            content: contentSecurityPolicy(
              [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style = '']) => style),
            ),
          },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}
