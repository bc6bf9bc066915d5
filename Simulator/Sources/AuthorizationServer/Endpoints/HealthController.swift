import Hummingbird

/// GET /health: the process answers. GET /ready: it can serve, for the store can be read.
struct HealthController<Store: AuthorizationStore>: Sendable {
    let store: Store

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("health") { _, _ in
            JSONAnswer(["status": .text("ok")]).response()
        }
        routes.get("ready") { _, context in await ready(context) }
        return routes
    }

    private func ready(_ context: ServerRequestContext) async -> Response {
        do {
            try await store.checkReadable()
            return JSONAnswer(["status": .text("ready")]).response()
        } catch {
            context.logger.error("store unreadable", metadata: ["error": .string("\(error)")])
            return JSONAnswer(["status": .text("store unreadable")])
                .response(status: .serviceUnavailable)
        }
    }
}
