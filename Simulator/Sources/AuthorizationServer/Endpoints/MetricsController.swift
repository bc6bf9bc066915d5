import Hummingbird
import NIOCore

/// GET /metrics in Prometheus's text format, for the machine itself alone: everybody else is
/// refused. A collector elsewhere reads it through an agent on this machine.
struct MetricsController: Sendable {
    let metrics: PrometheusMetrics

    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("metrics") { _, context in try answer(to: context.address) }
        return routes
    }

    func answer(to address: String) throws -> Response {
        guard address == "::1" || address.hasPrefix("127.") else { throw HTTPError(.forbidden) }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.exposition)))
    }
}
