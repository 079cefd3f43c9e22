/** Of `/docs`, after the page's own style sheets: the colours and fonts of the console, light and dark. */
export const DOCS_CSS = `
:root {
  --paper: #f7f8fa; --card: #ffffff; --line: #dde1e8; --text: #1b1e24; --dim: #5a6372;
  --accent: #3049b8; --accent-light: #eef2ff;
  --get: #3049b8; --post: #0b6b52; --put: #a13f06; --delete: #b02525;
}
html.dark-mode {
  --paper: #16191e; --card: #1b1e24; --line: #343b46; --text: #d5d9e0; --dim: #a1a9b6;
  --accent: #96adf5; --accent-light: #252e4d;
  --get: #96adf5; --post: #63d2b0; --put: #f0a870; --delete: #ff8787;
}
html, body, html.dark-mode body { background: var(--paper); }
.swagger-ui, html.dark-mode .swagger-ui { background: none; }
body {
  --sans: -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', Ubuntu, 'PingFang SC',
    'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
}
.swagger-ui, .swagger-ui :is(h1, h2, h3, h4, h5, p, a, button, label, select, table, th, td, small, input, section,
  .opblock-tag, .info, .btn, .opblock-summary-method, .opblock-summary-description, .opblock-description-wrapper,
  .parameter__type, .response-col_status, .tab li) { font-family: var(--sans); }
.swagger-ui .wrapper, .swagger-ui .topbar-wrapper { max-width: 1100px; }
.swagger-ui a:not(.opblock-summary a):not(.nostyle) { color: var(--accent); }

.swagger-ui .topbar, html.dark-mode .swagger-ui .topbar {
  background: var(--card); border-bottom: 1px solid var(--line); padding: 8px 0;
}
.swagger-ui .topbar .link { gap: 10px; max-width: none; font-size: 16px; font-weight: 600; color: var(--text) !important; }
.swagger-ui .topbar .link::after { content: 'Stepgate REST API'; }
.swagger-ui .topbar .link img { width: 28px; height: 28px; }
.swagger-ui .topbar .download-url-wrapper .select-label { color: var(--dim); justify-content: flex-end; }
.swagger-ui .topbar .download-url-wrapper .select-label span { font-size: 0; flex: none; }
.swagger-ui .topbar .download-url-wrapper .select-label span::after { content: 'Document'; font-size: 13px; }
.swagger-ui .topbar .download-url-wrapper .select-label select { flex: 0 1 260px; border: 1px solid var(--line); }
.swagger-ui .topbar .dark-mode-toggle button svg { fill: var(--dim); }

.swagger-ui .info { margin: 24px 0 16px; }
.swagger-ui .info .title { font-size: 24px; font-weight: 600; color: var(--text); }
.swagger-ui .info .title small { background: var(--dim) !important; }
.swagger-ui .info .title small pre { color: var(--card) !important; }
.swagger-ui .info p, .swagger-ui .info li { font-size: 14px; color: var(--text); }
.swagger-ui .scheme-container, html.dark-mode .swagger-ui .scheme-container {
  background: none; box-shadow: none; padding: 0; margin: 0 0 8px;
}
.swagger-ui .scheme-container .schemes .auth-wrapper .authorize { padding-right: 10px; }
.swagger-ui :is(select, input[type=text], input[type=password], textarea):not(.curl) {
  background-color: var(--card); border: 1px solid var(--line); border-radius: 6px; box-shadow: none; color: var(--text);
}
.swagger-ui .btn { border-radius: 6px; box-shadow: none; border-width: 1px; font-weight: 600; }
.swagger-ui .btn.authorize, html.dark-mode .swagger-ui .scheme-container .btn.authorize {
  border-color: var(--accent); color: var(--accent); background: var(--card);
}
.swagger-ui .btn.authorize svg, html.dark-mode .swagger-ui .scheme-container .btn.authorize svg { fill: var(--accent); color: var(--accent); }
.swagger-ui .btn.execute { background: #3b5bdb; border-color: #3b5bdb; color: #ffffff; }

.swagger-ui .opblock-tag, html.dark-mode .swagger-ui .opblock-tag {
  font-size: 17px; font-weight: 600; color: var(--text); padding: 10px 10px 10px 0; border-color: var(--line);
  align-items: baseline;
}
.swagger-ui .opblock-tag > a { flex: 0 0 130px; }
.swagger-ui .opblock-tag small { padding: 0; flex: 1; }
.swagger-ui .opblock-tag small p { margin: 0; font-size: 14px; color: var(--dim); }
.swagger-ui .opblock-tag > div { flex: none; }

.swagger-ui .opblock:is(.opblock-get, .opblock-post, .opblock-put, .opblock-patch, .opblock-delete) {
  background: var(--card) !important; border: 1px solid var(--line) !important; border-radius: 6px; box-shadow: none; margin: 0 0 6px;
}
.swagger-ui .opblock .opblock-summary { padding: 4px 8px; }
.swagger-ui .opblock:is(.opblock-get, .opblock-post, .opblock-put, .opblock-patch, .opblock-delete) .opblock-summary {
  border-color: var(--line) !important;
}
.swagger-ui .opblock .opblock-summary .opblock-summary-method {
  background: none !important; text-shadow: none; font-size: 12px; font-weight: 700; min-width: 64px; padding: 4px 0; text-align: left;
}
.swagger-ui .opblock-get .opblock-summary .opblock-summary-method { color: var(--get) !important; }
.swagger-ui .opblock-post .opblock-summary .opblock-summary-method { color: var(--post) !important; }
.swagger-ui .opblock:is(.opblock-put, .opblock-patch) .opblock-summary .opblock-summary-method { color: var(--put) !important; }
.swagger-ui .opblock-delete .opblock-summary .opblock-summary-method { color: var(--delete) !important; }
.swagger-ui .opblock .opblock-summary-path { font-size: 13px; font-weight: 600; color: var(--text); max-width: 42%; flex-shrink: 0; }
.swagger-ui .opblock .opblock-summary-description { font-size: 13px; color: var(--dim); }
.swagger-ui .opblock .opblock-section-header, html.dark-mode .swagger-ui .opblock .opblock-section-header {
  background: var(--accent-light) !important; box-shadow: none; min-height: 40px; padding: 4px 16px; border: 0 !important;
}
.swagger-ui .opblock :is(.opblock-description-wrapper, .opblock-section-header, .responses-inner) :is(p, h4, h5, label) { color: var(--text); }
.swagger-ui .opblock .tab-header .tab-item.active h4 span::after { background: var(--accent) !important; }
.swagger-ui :is(.parameter__name, .response-col_status, table thead tr :is(td, th), .tab li, .response-col_links) { color: var(--text); font-size: 13px; }
.swagger-ui :is(.parameter__type, .parameter__in, .renderedMarkdown p) { color: var(--dim); font-size: 13px; }
.swagger-ui .renderedMarkdown code, html.dark-mode .swagger-ui .renderedMarkdown code {
  background: var(--accent-light); color: var(--text); font-weight: 400; border-radius: 4px;
}
.swagger-ui :is(.response-col_links, .response-control-media-type__accept-message) { display: none; }
.swagger-ui .opblock .response-control-media-type--accept-controller select,
.swagger-ui .opblock table thead tr :is(td, th) { border-color: var(--line) !important; }
.swagger-ui .highlight-code > .microlight, .swagger-ui .example.microlight { border-radius: 6px; font-weight: 400; }
`;
