// A script of its own, because the pages' content security policy takes none that is written into the page.
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  // A token is forgotten with the page: whoever opens it next on this machine is somebody else.
  persistAuthorization: false,
  // The document is checked by a test, not by somebody else's server.
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
