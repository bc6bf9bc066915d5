import Hummingbird

/// GET /openapi.json: the description of every endpoint.
struct OpenAPIController: Sendable {
    let origin: PublicOrigin

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("openapi.json") { _, _ in
            JSONAnswer(verbatim: try OpenAPIDescription(origin: origin).json.utf8).response()
        }
        return routes
    }
}
