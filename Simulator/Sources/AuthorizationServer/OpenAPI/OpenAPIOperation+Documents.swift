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
