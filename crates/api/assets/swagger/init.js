SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayOperationId: true,
  docExpansion: "list",
  filter: true,
  // The validator would send the document to another host.
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  // Changing requests are refused without this header.
  requestInterceptor(request) {
    request.headers["X-Requested-With"] = "XMLHttpRequest";
    return request;
  },
});
