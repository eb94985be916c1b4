// A script of its own, because the pages' content security policy takes none that is written into the page.
const font = 'system-ui, sans-serif';
Redoc.init(
  '/openapi.json',
  {
    // Redoc asks for web fonts by name and would otherwise fall back to a serif.
    theme: { typography: { fontFamily: font, headings: { fontFamily: font } } },
  },
  document.getElementById('redoc'),
);
