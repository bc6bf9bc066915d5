import Hummingbird

/// GET /health: the process answers.
struct HealthController: Sendable {
    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("health") { _, _ in
            JSONAnswer(["status": .text("ok")]).response()
        }
        return routes
    }
}
