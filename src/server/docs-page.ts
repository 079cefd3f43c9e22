import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import { DOCS_CSS } from './docs-css.ts';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b5bdb"/><path d="M7 23h5v-6h6v-6h7" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/><circle cx="25" cy="11" r="2.6" fill="#fff"/></svg>';

/** `/docs`: how the OpenAPI documents are shown. */
export const docsPage: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  uiConfig: {
    urls: [
      { url: '/api/v1/openapi.json', name: 'Administrators and operators' },
      { url: '/openapi.json', name: 'Configured endpoints' },
    ],
    // Of the schemas themselves: each stands where it is used.
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
  },
  logo: { type: 'image/svg+xml', content: ICON },
  theme: {
    title: 'Stepgate REST API',
    css: [{ filename: 'stepgate.css', content: DOCS_CSS }],
    favicon: [{ filename: 'icon.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: ICON }],
  },
  staticCSP: "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
};
