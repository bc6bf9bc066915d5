import HTTPTypes
import Hummingbird
import NIOCore

/// GET /style.css and /icon.svg: all that the pages load.
struct AssetController: Sendable {
    var routes: RouteCollection<ServerRequestContext> {
        let routes = RouteCollection(context: ServerRequestContext.self)
        routes.get("style.css") { _, _ in Self.asset(StyleSheet.css, "text/css;charset=UTF-8") }
        routes.get("icon.svg") { _, _ in Self.asset(StyleSheet.icon, "image/svg+xml") }
        return routes
    }

    private static func asset(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=300"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
