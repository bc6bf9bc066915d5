extension OpenAPIOperation {
    /// What is there to read, for devices, browsers and operators.
    static let documents: [OpenAPIOperation] = [
        document(
            "/.well-known/oauth-authorization-server", "The endpoints and what they support.",
            .json),
        document("/.well-known/openid-configuration", "The same for OpenID Connect.", .json),
        document("/.well-known/jwks.json", "The keys that tokens are signed with.", .json),
        document("/openapi.json", "This description.", .json),
        document("/health", "The process answers.", .json),
        OpenAPIOperation(
            method: .get, path: "/ready", summary: "The server can serve.", content: .json,
            statuses: [200: "It can.", 503: "The store cannot be read."]),
        OpenAPIOperation(
            method: .get, path: "/metrics",
            summary: "Counters in Prometheus's text format, for the machine itself.",
            content: .text,
            statuses: [200: "The counters.", 403: "From another machine."]),
        document("/style.css", "The pages' style sheet.", .css),
        document("/icon.svg", "The pages' icon.", .svg),
    ]

    private static func document(
        _ path: String, _ summary: String, _ content: Content
    ) -> OpenAPIOperation {
        OpenAPIOperation(
            method: .get, path: path, summary: summary, content: content,
            statuses: [200: summary])
    }
}
