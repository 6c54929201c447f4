/** Addresses that crawlers read: they need the whole address, which a build that works on any host does not know. */
import type { HtmlTagDescriptor, Plugin } from 'vite';

/**
 * With `site` (the address that the page will have, from the variable SITE_URL), the picture of its card gets an absolute address,
 * and the page names its own. Without, both stay as they are: crawlers that resolve relative addresses find the picture.
 * @throws Error when `site` is not an absolute http or https address
 */
export function absoluteSiteAddresses(site: string | undefined): Plugin {
  const base = site ? parseSite(site) : null;
  return {
    name: 'absolute-site-addresses',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        if (!base) return html;
        const tags: HtmlTagDescriptor[] = [
          { tag: 'link', attrs: { rel: 'canonical', href: base.href }, injectTo: 'head' },
          { tag: 'meta', attrs: { property: 'og:url', content: base.href }, injectTo: 'head' },
        ];
        return {
          html: html.replace(
            /(<meta property="og:image" content=")([^"]+)"/,
            (_match, before: string, path: string) => `${before}${new URL(path, base).href}"`,
          ),
          tags,
        };
      },
    },
  };
}

function parseSite(site: string): URL {
  if (!URL.canParse(site) || !/^https?:$/.test(new URL(site).protocol)) {
    throw new Error(`SITE_URL is not the address of a site: ${site}`);
  }
  return new URL(site.endsWith('/') ? site : `${site}/`);
}
